"""`handrail signals`: cases and stored sessions, judged by a real process."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from server.eventlog.log import Entry
from server.eventlog.sqlite import SqliteEventLog
from server.settings import load_settings
from tests.widget.page import BUTTON, T
from widget.events import Kind
from widget.protocol import Batch, encode
from widget.signals.trace import Trace

CASE = {
    "id": "three-quick",
    "signal": "rage_click",
    "rule": {"click_count": 3, "max_gap_ms_exclusive": 1000, "max_dist_px_exclusive": 30},
    "events": [{"t_ms": 100 * n, "type": "click", "x": 1, "y": 1, "target": "button#save"} for n in range(3)],
}


def replay(*arguments: str) -> subprocess.CompletedProcess[str]:
    call = [sys.executable, "-m", "server.cli", "signals", *arguments]
    return subprocess.run(call, capture_output=True, text=True, check=False, timeout=60, env=dict(os.environ))


def told(done: subprocess.CompletedProcess[str]) -> list[dict[str, object]]:
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def cases(tmp_path: Path) -> str:
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"format": "friction-cases/1", "cases": [CASE]}))
    return str(path)


def test_a_case_is_judged_by_its_own_rule(cases: str) -> None:
    (one,) = told(replay("replay", cases, "--json"))
    assert one["id"] == "three-quick"
    verdicts = [(v["event_index"], v["t_ms"], v["verdict"]) for v in one["verdicts"]]  # type: ignore[attr-defined]
    assert verdicts == [(0, 0, "fine"), (1, 100, "fine"), (2, 200, "struggle")]


def test_other_rules_give_other_verdicts(cases: str, tmp_path: Path) -> None:
    (tmp_path / "rules.json").write_text('{"rage_click": {"clicks": 4}}')
    for rules in ('{"rage_click": {"clicks": 4}}', str(tmp_path / "rules.json")):
        (one,) = told(replay("replay", cases, "--json", "--rules", rules))
        assert {v["verdict"] for v in one["verdicts"]} == {"fine"}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("content", "rules"),
    [
        ("not json", ""),
        ("[]", ""),
        ('{"cases": [{"id": "x", "signal": "rage_click"}]}', '{"rage_click": {"clicks": 0}}'),
        ('{"format": "handrail-session/1", "session": 3}', ""),
    ],
)
def test_a_file_that_is_none_is_refused_in_a_sentence(tmp_path: Path, content: str, rules: str) -> None:
    path = tmp_path / "broken.json"
    path.write_text(content)
    done = replay("replay", str(path), "--json", "--rules", rules)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "broken.json" in done.stderr


@pytest.mark.parametrize(
    "broken",
    [
        {"id": "broken", "signal": "telepathy"},
        {"id": "broken", "signal": "rage_click", "events": [{"t_ms": "soon", "type": "click"}]},
        {"id": "broken", "signal": "rage_click", "rule": {"click_count": -1}},
    ],
)
def test_a_case_that_makes_no_sense_is_named_and_the_others_are_judged(tmp_path: Path, broken: object) -> None:
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"cases": [broken, CASE]}))
    done = replay("replay", str(path), "--json")
    first, second = told(done)
    assert first["error"]
    assert len(second["verdicts"]) == 3  # type: ignore[arg-type]
    assert "broken: " in done.stderr


def test_a_stored_session_is_judged_anew(tmp_path: Path) -> None:
    trace, strings = Trace(), ["/billing"]
    trace.add((Kind.PAGE, T, -1, 0, 0, 0), lambda _: None, strings)
    for n in range(3):
        trace.add((Kind.CLICK, T + 1000 + 200 * n, 0, 5, 5, 0), lambda _: BUTTON, strings)
    observed = trace.take("/billing")
    assert observed is not None
    frame = encode(Batch(seq=1, at=int(T), events=(observed,)))

    async def write() -> None:
        log = SqliteEventLog(load_settings(data=tmp_path).log_path)
        await log.append(Entry("site", "visitor", "session-0001", "stream-0001", 1, int(T), 0, frame))
        await log.close()

    asyncio.run(write())
    out = tmp_path / "session.json"
    done = replay("export", "session-0001", "--data", str(tmp_path), "--out", str(out))
    assert done.returncode == 0, done.stderr
    (one,) = told(replay("replay", str(out), "--json"))
    assert one["id"] == "session-0001/stream-0001"
    bad = [(v["signal"], v["event_index"]) for v in one["verdicts"] if v["verdict"] == "struggle"]  # type: ignore[attr-defined]
    assert bad == [("rage_click", 3), ("dead_click", 1)]
    (other,) = told(replay("replay", str(out), "--json", "--rules", '{"dead_click": {"on": false}}'))
    assert "dead_click" not in {v["signal"] for v in other["verdicts"]}  # type: ignore[attr-defined]


def test_a_session_of_which_nothing_is_kept_says_so(tmp_path: Path) -> None:
    assert replay("export", "nobody", "--data", str(tmp_path)).returncode == 2
