"""The page's own Python judges every case as the server's does: the same lines from the bundle in Pyodide."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from widget import build
from widget.signals.cases import lines, read

HERE = Path(__file__).parent
DATA = Path(os.environ.get("HANDRAIL_EVAL_DATA", HERE.parents[3] / "shared" / "data"))
CASES = DATA / "friction-cases" / "cases.json"


def in_pyodide(dist: Path, cases: Path) -> list[str]:
    (python,) = (dist / "py").iterdir()
    command = ["node", HERE / "cases.mjs", build.WIDGET, python, cases]
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=True)
    return done.stdout.strip().split("\n")


def here(cases: Path) -> list[str]:
    return [line.decode() for line in lines(read(cases.read_bytes()))]


@pytest.mark.skipif(not CASES.exists(), reason=f"no friction cases at {CASES} (HANDRAIL_EVAL_DATA)")
def test_every_friction_case_is_judged_the_same_in_pyodide(dist: Path) -> None:
    judged = in_pyodide(dist, CASES)
    assert judged == here(CASES)
    assert len(judged) == len(json.loads(CASES.read_text())["cases"])


def test_cases_of_our_own_are_judged_the_same_in_pyodide(dist: Path, tmp_path: Path) -> None:
    clicks = [{"t_ms": 99.25 * n, "type": "click", "x": n, "y": 1, "target": "button#save"} for n in range(7)]
    turns = [{"t_ms": 33.3 * n, "type": "mousemove", "x": 100 + 50 * (n % 2), "y": n} for n in range(60)]
    failing = [{"t_ms": 0, "type": "click", "target": "button"}, {"t_ms": 7.5, "type": "fetch", "status": 500}]
    cases = [
        {"id": signal, "signal": signal, "rule": {}, "events": events}
        for signal, events in (("combined", clicks), ("thrashed_cursor", turns), ("error_click", failing))
    ]
    file = tmp_path / "cases.json"
    file.write_text(json.dumps({"cases": cases}))
    judged = in_pyodide(dist, file)
    assert judged == here(file)
    assert all('"struggle"' in line for line in judged)
