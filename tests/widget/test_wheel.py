"""The browser's wheel holds what `Page` needs, and runs alone with nothing but msgspec."""

import subprocess
import sys
import zipfile
from pathlib import Path

WIDGET = Path(__file__).parents[2] / "widget"
NOT_IN_THE_PAGE = {"build.py", "packing.py"}


def test_the_wheel_runs_alone(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", str(WIDGET), "--wheel", "--no-isolation", "--outdir", str(tmp_path)]
    subprocess.run(build, check=True, capture_output=True)
    [wheel] = tmp_path.glob("handrail_widget-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if name.endswith(".py")}
        archive.extractall(tmp_path / "alone")
    assert names.isdisjoint({f"widget/{name}" for name in NOT_IN_THE_PAGE})
    assert all(name.startswith("widget/") for name in names)
    program = (
        "import sys; sys.path[:0] = [sys.argv[1]]\n"
        "import widget.worker\n"
        "assert widget.worker.__file__.startswith(sys.argv[1]), widget.worker.__file__\n"
        "print(*{n.partition('.')[0] for n in sys.modules})"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "alone")],
        check=True,
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    loaded = set(ran.stdout.split())
    others = {name for name in loaded - sys.stdlib_module_names if not name.startswith(("_", "sitecustomize"))}
    assert others <= {"msgspec", "typing_extensions", "widget"}
    assert loaded.isdisjoint({"asyncio", "dataclasses", "random", "hashlib"})  # each costs the boot
