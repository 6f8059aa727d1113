"""The bundle's Python makes the same bytes of every frame as this one: tests/widget/golden/ in Pyodide."""

import json
import shutil
import subprocess
from pathlib import Path

from tests.widget.golden import CLIENT, FOLDER, SERVER
from widget import build

HERE = Path(__file__).parent


def run_in_pyodide(dist: Path, golden: Path) -> list[str]:
    (python,) = (dist / "py").iterdir()
    command = ["node", HERE / "golden.mjs", build.WIDGET, python, golden]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=True)
    return list(json.loads(done.stdout.splitlines()[-1]))


def test_every_frame_has_the_same_bytes_in_pyodide(dist: Path) -> None:
    assert run_in_pyodide(dist, FOLDER.parent) == []


def test_changed_byte_is_noticed_in_pyodide(dist: Path, tmp_path: Path) -> None:
    shutil.copytree(FOLDER, tmp_path / "golden")
    shutil.copy(FOLDER.parent / "golden.py", tmp_path)
    hello = tmp_path / "golden" / "hello.bin"
    hello.write_bytes(hello.read_bytes().replace(b"demo-site", b"demo-sitE"))
    assert run_in_pyodide(dist, tmp_path) == ["hello"]
    assert len(CLIENT) + len(SERVER) > 20
