"""Builds what the page loads into widget/dist/: `python -m widget.build [--force]`.

Needs Node 20 and npm, once; the result is plain files that any server can hand out. Steps: fetch the locked npm and
Python packages; build the page's wheel; inside Node's Pyodide compile it and the standard library and keep what a
rehearsed visit used (pack.mjs, packing.py); bundle shim, panel and worker with esbuild; compress; write manifest.json
{build, files: {name: {bytes, br, gz, sha256}}}. Each step is skipped when what it is made from has not changed.
"""

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

WIDGET = Path(__file__).parent
SCRATCH = WIDGET / ".build"
DIST = WIDGET / "dist"
NODE_MODULES = WIDGET / "node_modules"
PYODIDE_FILES = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")
PACKED_FILES = ("stdlib.zip", "page.zip")
# The page's platform, in pip's words: what Pyodide 314 accepts.
PAGE_PLATFORM = (
    *("--python-version", "3.14"),
    *("--implementation", "cp"),
    *("--abi", "cp314"),
    *("--platform", "pyemscripten_2026_0_wasm32"),
)
OLDEST_NODE = 20
ERROR_CHARS = 4000  # of a failed tool's output, from its end
ERROR_LINE = 400  # Pyodide prints its own source in one line
HASH_CHARS = 12  # of a SHA-256: enough to tell builds apart

QUICK, BEST = "9", "11"  # brotli's quality


class BuildError(RuntimeError):
    """The bundle can't be built; the text says what is missing and what to do."""


def dist_path() -> Path:
    """The folder of the built bundle. Raises BuildError when there is none."""
    if not (DIST / "manifest.json").is_file():
        raise BuildError("the page's bundle is not built: run `make` (or `python -m widget.build`)")
    return DIST


def build(force: bool = False, best: bool = False) -> Path:
    """Brings widget/dist/ up to date and returns it; `best` compresses as for a release, a minute longer.

    Raises BuildError with a sentence that helps.
    """
    wanted = fingerprint(sources())
    if not (force or best) and _built() == wanted:
        _say(f"widget: up to date (build {wanted})")
        return DIST
    tools = _tools()
    SCRATCH.mkdir(exist_ok=True)
    _npm_packages(tools["npm"])
    packed = _packed_python(tools["node"], force)
    stage = _fresh(SCRATCH / "dist")
    with _step("bundle shim, panel and worker"):
        python_folder = _place_python(stage, packed)
        _bundle(stage, wanted, python_folder, _library(packed))
        shutil.copy(WIDGET / "static" / "notices.txt", stage)
    with _step("compress"):
        files = sorted(path for path in stage.rglob("*") if path.is_file())
        _run(tools["node"], WIDGET / "compress.mjs", SCRATCH / "compressed", BEST if best else QUICK, *files)
    (stage / "manifest.json").write_text(json.dumps(_manifest(stage, files, wanted), indent=1) + "\n")
    shutil.rmtree(DIST, ignore_errors=True)
    stage.rename(DIST)
    return DIST


def sources() -> list[Path]:
    """Every file the bundle is made from."""
    return python_sources() + _tree(WIDGET / "static") + [WIDGET / "compress.mjs", WIDGET / "build.py"]


def python_sources() -> list[Path]:
    """What the packed Python is made from: the page's modules, the locks and the packers."""
    modules = [path for path in _tree(WIDGET, "*.py") if path.name != "build.py"]
    names = ("package-lock.json", "requirements-page.lock", "pyproject.toml", "pack.mjs")
    return modules + [WIDGET / name for name in names]


def fingerprint(paths: Iterable[Path]) -> str:
    """A short hash of the files' names and content."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(f"{path.relative_to(WIDGET).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:HASH_CHARS]


def _tree(folder: Path, pattern: str = "*") -> list[Path]:
    aside = {NODE_MODULES.name, SCRATCH.name, DIST.name, "__pycache__"}
    inside = (path for path in folder.rglob(pattern) if aside.isdisjoint(path.relative_to(WIDGET).parts))
    return sorted(path for path in inside if path.is_file())


def _built() -> str:
    try:
        return str(json.loads((DIST / "manifest.json").read_text())["build"])
    except (OSError, ValueError, KeyError):
        return ""


def _tools() -> dict[str, str]:
    found = {name: shutil.which(name) or "" for name in ("node", "npm")}
    missing = [name for name, path in found.items() if not path]
    if missing:
        raise BuildError(f"{' and '.join(missing)} not found: install Node {OLDEST_NODE} or newer (npm comes with it)")
    version = subprocess.run([found["node"], "--version"], capture_output=True, text=True).stdout  # noqa: S603
    major = re.match(r"v(\d+)", version)
    if not major or int(major[1]) < OLDEST_NODE:
        raise BuildError(f"Node {version.strip() or '(unknown)'} is too old: install Node {OLDEST_NODE} or newer")
    return found


def _npm_packages(npm: str) -> None:
    with _cached("npm packages", NODE_MODULES, fingerprint([WIDGET / "package-lock.json"])) as stale:
        if stale:
            _run(npm, "ci", "--no-audit", "--no-fund", "--loglevel=error", where=WIDGET)


def _packed_python(node: str, force: bool) -> Path:
    work = SCRATCH / "packed"
    with _cached("the page's Python", work, fingerprint(python_sources()), force) as stale:
        if stale:
            _pack(node, _fresh(work), _page_wheels())
    return work


def _page_wheels() -> list[Path]:
    folder = SCRATCH / "wheels"
    with _cached("wheels for the page", folder, fingerprint([WIDGET / "requirements-page.lock"])) as stale:
        if stale:
            options = ["--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:", *PAGE_PLATFORM]
            lock = WIDGET / "requirements-page.lock"
            _run(sys.executable, "-m", "pip", "download", *options, "-d", _fresh(folder), "-r", lock)
    return sorted(folder.glob("*.whl"))


def _pack(node: str, work: Path, wheels: list[Path]) -> None:
    compiler, own = _fresh(SCRATCH / "compiler"), _fresh(SCRATCH / "own")
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", own, WIDGET, where=WIDGET.parent)
    page = list(own.glob("*.whl"))
    for wheel in wheels:
        if wheel.name.startswith("msgspec-"):
            page.append(wheel)
        else:
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(compiler)  # its hash is locked
    plan = {
        "compiler": str(compiler),
        "work": str(work),
        "wheels": [str(shutil.copy(wheel, work / wheel.name)) for wheel in page],
        "packing": str(WIDGET / "packing.py"),
    }
    (SCRATCH / "plan.json").write_text(json.dumps(plan))
    _run(node, WIDGET / "pack.mjs", SCRATCH / "plan.json")


def _place_python(stage: Path, packed: Path) -> str:
    """Copies what Python needs under a name made of its content: browsers may keep it for ever."""
    files = {name: NODE_MODULES / "pyodide" / name for name in PYODIDE_FILES}
    files |= {name: packed / name for name in (*PACKED_FILES, _library(packed))}
    digest = hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in files.values())).hexdigest()
    folder = f"py/{digest[:HASH_CHARS]}/"
    for name, path in files.items():
        (stage / folder / name).parent.mkdir(parents=True, exist_ok=True)
        (stage / folder / name).write_bytes(path.read_bytes())
    return folder


def _library(packed: Path) -> str:
    """The path of the page's one native library inside site-packages."""
    [library] = packed.rglob("*.so")
    return library.relative_to(packed).as_posix()


def _bundle(stage: Path, build_hash: str, python_folder: str, library: str) -> None:
    esbuild = NODE_MODULES / ".bin" / "esbuild"
    words = {"BUILD": build_hash, "PYTHON_FOLDER": python_folder, "LIBRARY": library}
    define = [f'--define:{name}="{word}"' for name, word in words.items()]
    common = ["--bundle", "--minify", "--charset=utf8", "--legal-comments=none", "--log-level=warning", *define]
    for entry, name, kind in (
        ("shim/main.js", "handrail.js", ["--format=iife", "--target=es2020"]),
        ("shim/later.js", "later.js", ["--format=esm", "--target=es2020"]),
        ("panel/panel.js", "panel.js", ["--format=esm", "--target=es2020", "--loader:.css=text", "--loader:.svg=text"]),
        ("panel/attach.js", "attach.js", ["--format=esm", "--target=es2020"]),
        ("worker.js", "worker.js", ["--format=esm", "--target=es2022"]),
    ):
        _run(esbuild, WIDGET / "static" / entry, *common, *kind, f"--outfile={stage / name}")


def _manifest(stage: Path, files: list[Path], build_hash: str) -> dict[str, object]:
    entries = {}
    for path in files:
        size, small, smaller = (Path(f"{path}{ending}").stat().st_size for ending in ("", ".gz", ".br"))
        name = path.relative_to(stage).as_posix()
        sha = hashlib.sha256(path.read_bytes()).hexdigest()
        entries[name] = {"bytes": size, "br": smaller, "gz": small, "sha256": sha}
    return {"build": build_hash, "files": entries}


def _fresh(folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


@contextmanager
def _cached(what: str, result: Path, key: str, force: bool = False) -> Iterator[bool]:
    """Yields whether `what` must be made; remembers `key` once that went well."""
    stamp = SCRATCH / f"{result.name}.key"
    stale = force or not result.is_dir() or not stamp.is_file() or stamp.read_text() != key
    if not stale:
        yield False
        return
    with _step(what):
        stamp.unlink(missing_ok=True)
        yield True
        stamp.write_text(key)


@contextmanager
def _step(words: str) -> Iterator[None]:
    _say(f"widget: {words} ...")
    start = time.perf_counter()
    yield
    _say(f"widget: {words}: done in {time.perf_counter() - start:.1f} s")


def _run(*command: str | Path, where: Path = WIDGET) -> None:
    """Runs a tool; its words are shown only when it fails. Raises BuildError."""
    done = subprocess.run(  # noqa: S603
        [str(part) for part in command],
        cwd=where,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=os.environ | {"NO_COLOR": "1"},
    )
    if done.returncode:
        name = " ".join(Path(part).name for part in command[:3])
        words = "\n".join(line[:ERROR_LINE] for line in done.stdout.strip().splitlines())
        raise BuildError(f"{name} failed:\n{words[-ERROR_CHARS:]}")


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


def main() -> int:
    """The command line. Status 1 when the bundle could not be built."""
    parser = argparse.ArgumentParser(prog="python -m widget.build", description="Build the page's bundle.")
    parser.add_argument("--best", action="store_true", help="compress as for a release: a minute longer")
    parser.add_argument("--force", action="store_true", help="build even when nothing has changed")
    try:
        asked = parser.parse_args()
        build(asked.force, asked.best)
    except BuildError as error:
        _say(f"widget: {error}")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
