"""The built wheel carries everything: a machine without Node runs Handrail from it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's content, away from the checkout."""
    out = tmp_path_factory.mktemp("wheel")
    call = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(ROOT)]
    done = subprocess.run(call, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    [wheel] = out.glob("handrail-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(out / "site")
    return out / "site"


@pytest.mark.parametrize(
    "name",
    [
        "widget/dist/manifest.json",
        "widget/dist/handrail.js.br",
        "models/encoder/encoder.onnx",
        "models/intent/v1/head.onnx",
        "server/demo/help/vat-number-format.md",
        "server/demo/product/pages/billing.html",
        "server/demo/troubles.toml",
        "server/store/migrations/versions/0001_the_first_schema.py",
        "dashboard/app.py",
    ],
)
def test_the_wheel_carries(unpacked: Path, name: str) -> None:
    assert (unpacked / name).is_file()


def test_the_wheel_leaves_out_what_only_builds(unpacked: Path) -> None:
    assert not (unpacked / "widget" / "node_modules").exists()
    assert not (unpacked / "tests").exists()


def test_the_doctor_finds_nothing_wrong_in_the_wheel(unpacked: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(unpacked), "PYTHONSAFEPATH": "1"}
    code = "import server, sys; assert server.__file__.startswith(sys.argv.pop(1)); from server.cli import main; main()"
    call = [sys.executable, "-c", code, str(unpacked), "doctor", "--data", str(tmp_path / "data")]
    done = subprocess.run(call, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "wrong" not in done.stdout
