"""The part of the build that runs inside Node's own Pyodide: compile, find what is used, write the archives.

The page's interpreter is CPython 3.14 whatever Python built the bundle, so its bytecode must come from itself. Three
visits by pack.mjs, each in a fresh interpreter: `compile_all` turns sources into bytecode; `rehearse` plays one small
page visit, after which `modules_in_use` says what the visit needed; `write_archives` leaves out the rest.
Times, names and flags that differ from build to build are taken out of the files: same input, same bytes.
"""

import itertools
import json
import struct
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
FIXED_DATE = (1980, 1, 1, 0, 0, 0)
HEADER_BYTES = 16  # of a .pyc: magic, flags, source time, source size


def compile_all(archives: Iterable[str]) -> str:
    """Compiles every .py in each archive; JSON list of the compiled archives' paths, in order."""
    from pyodide_build._py_compile import _py_compile_archive  # type: ignore[import-not-found,unused-ignore]

    done = [_py_compile_archive(Path(path), keep=True, verbose=False, compression_level=0) for path in archives]
    return json.dumps([str(path) for path in done])


def rehearse() -> None:
    """Plays a small visit on the page's Python, so that everything a visit imports is imported."""
    from widget.protocol import Refused, Welcome, encode
    from widget.worker import Page

    ids = {"site": "rehearsal", "visitor": "v" * 22, "session": "s" * 22, "stream": "t" * 22}
    page = Page(json.dumps({**ids, "route": "/billing", "trail": [["/", 1.0]]}), lambda: 2000.0, lambda: "x" * 22)
    button = {"i": 0, "tag": "button", "role": "button", "name": "Save", "disabled": True, "rect": [0, 0, 80, 30]}
    presses = [(2, 1000.0 + 100 * n, 0, 5, 5, 0) for n in range(4)]
    rows = struct.pack("=30d", 1, 900.0, -1, 0, 0, 0, *itertools.chain(*presses))
    page.raw(1, rows, json.dumps([button]), json.dumps(["/billing"]))
    page.snapshot(json.dumps({"route": "/billing", "errors": [{"el": button, "text": "Mail a@b.example"}]}))
    page.skeleton(json.dumps({"route": "/billing", "boxes": [{"x": 0, "y": 0, "w": 9, "h": 9, "el": button}]}))
    page.tell(json.dumps({"k": "tell", "what": "say", "turn": "u" * 22, "text": "help"}))
    page.received(encode(Welcome(version=1, session="s" * 22, acked=0, server_at=1)))
    page.received(encode(Refused(code=4401, message="no")))
    for call in (page.opened, page.tick, page.flush, page.pending, page.hello, page.shared, page.closed):
        call()


def modules_in_use() -> str:
    """JSON list of the names of all modules imported so far."""
    return json.dumps(sorted(sys.modules))


def write_archives(stdlib: str, wheels: Iterable[str], modules: Iterable[str], out: str) -> None:
    """Writes `out`/stdlib.zip (only `modules` and the lazy ones) and `out`/page.zip (the wheels), both stored."""
    wanted = set(modules) | LAZY_MODULES
    wanted |= {name.rpartition(".")[0] for name in wanted}
    _copy([stdlib], Path(out, "stdlib.zip"), lambda name: _module(name) in wanted)
    _copy(list(wheels), Path(out, "page.zip"), lambda name: ".dist-info/" not in name)


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
