"""The part of the build that runs inside Node's own Pyodide: compile, find what is used, write the archives.

The page's interpreter is CPython 3.14 whatever Python built the bundle, so its bytecode must come from itself. Three
visits by pack.mjs, each in a fresh interpreter: `compile_all` turns sources into bytecode; `rehearse` plays one small
page visit, after which `modules_in_use` says what the visit needed; `write_archives` leaves out the rest.
Times, names and flags that differ from build to build are taken out of the files: same input, same bytes.
"""

import json
import sys
import zipfile
from collections.abc import Iterable
from pathlib import Path

# Asked for by name only when something goes wrong or on a path that the rehearsal can't reach.
LAZY_MODULES = frozenset(
    {
        "encodings.ascii",
        "encodings.cp437",  # names in a zip archive
        "encodings.idna",
        "encodings.latin_1",
        "encodings.utf_8",
        "importlib._bootstrap",
        "importlib.metadata",
        "linecache",
        "shutil",
        "stringprep",
        "tempfile",
        "textwrap",
        "tokenize",
        "traceback",
        "zipfile",
        "zipimport",
    }
)
NOT_FOR_THE_PAGE = (".pyi", ".typed", ".py")
NATIVE = ".so"
FIXED_DATE = (1980, 1, 1, 0, 0, 0)
HEADER_BYTES = 16  # of a .pyc: magic, flags, source time, source size


def compile_all(archives: Iterable[str]) -> str:
    """Compiles every .py in each archive; JSON list of the compiled archives' paths, in order."""
    from pyodide_build._py_compile import _py_compile_archive  # type: ignore[import-not-found,unused-ignore]

    done = [_py_compile_archive(Path(path), keep=True, verbose=False, compression_level=0) for path in archives]
    return json.dumps([str(path) for path in done])


def rehearse() -> None:
    """Plays a small visit on the page's Python, so that everything a visit imports is imported."""
    from widget.rehearsal import rehearse as play

    play()


def modules_in_use() -> str:
    """JSON list of the names of all modules imported so far."""
    return json.dumps(sorted(sys.modules))


def write_archives(stdlib: str, wheels: Iterable[str], modules: Iterable[str], out: str) -> None:
    """Writes `out`/stdlib.zip (only `modules` and the lazy ones), `out`/page.zip (the wheels), both stored, and beside
    them the wheels' one native library, which the page loads before Python."""
    wanted = set(modules) | LAZY_MODULES
    wanted |= {name.rpartition(".")[0] for name in wanted}
    _copy([stdlib], Path(out, "stdlib.zip"), lambda name: _module(name) in wanted)
    _copy(list(wheels), Path(out, "page.zip"), lambda name: _module(name) in wanted)
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                if name.endswith(NATIVE):
                    Path(out, name).parent.mkdir(exist_ok=True)
                    Path(out, name).write_bytes(archive.read(name))


def _module(name: str) -> str:
    return name.removesuffix(".pyc").removesuffix("/__init__").replace("/", ".")


def _copy(sources: list[str], target: Path, keep) -> None:  # type: ignore[no-untyped-def]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as packed:
        for source in sources:
            with zipfile.ZipFile(source) as archive:
                for name in sorted(archive.namelist()):
                    if name.endswith(("/", *NOT_FOR_THE_PAGE)) or not keep(name):
                        continue
                    data = archive.read(name)
                    if name.endswith(".pyc"):
                        data = data[:4] + bytes(HEADER_BYTES - 4) + data[HEADER_BYTES:]
                    packed.writestr(zipfile.ZipInfo(name, FIXED_DATE), data)
