"""Agreement with the cases restated from other products' own test suites, each judged by its own rule.

The data stays outside of the repository: `HANDRAIL_EVAL_DATA` names its folder, `../shared/data` by default.
Portable cases must agree; docs/friction-cases.md lists the policy cases that don't, with our reason.
"""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from widget.signals.cases import Judged, read, verdicts
from widget.signals.detector import NEVER
from widget.signals.detectors import Detectors

ROOT = Path(__file__).parents[3]
DATA = Path(os.environ.get("HANDRAIL_EVAL_DATA", ROOT.parent / "shared" / "data"))
CASES = DATA / "friction-cases" / "cases.json"
NONE = f"no friction cases at {CASES} (HANDRAIL_EVAL_DATA)"
LISTED = ROOT / "docs" / "friction-cases.md"


def of_scope(scope: str) -> list[Any]:
    if not CASES.exists():
        return []
    cases = json.loads(CASES.read_text())["cases"]
    return [pytest.param(case, id=case["id"]) for case in cases if case["scope"] == scope]


def judge(case: dict[str, Any]) -> list[Judged]:
    (one,) = read(json.dumps({"cases": [case]}).encode())
    assert one.unused == ()
    return verdicts(one)


def agrees(case: dict[str, Any]) -> bool:
    """Whether our verdicts say what the case expects."""
    found = judge(case)
    bad = [one for one in found if one.verdict == "struggle"]
    expected = case["expected"]
    match case["signal"]:
        case "rage_click":
            return [one.event_index for one in bad] == expected["fires_on_event_index"]
        case "dead_click" | "dead_swipe":
            return _dead(expected, found, bad)
        case "slow_click":
            return _slow(expected, found, bad)
    raise AssertionError(f"a signal without a reading: {case['signal']}")


def _dead(expected: dict[str, Any], found: list[Judged], bad: list[Judged]) -> bool:
    way = {key: value for one in found for key, value in one.evidence.items()}
    match expected.get("verdict", "n/a"):
        case "dead":
            return [one.evidence["code"] for one in bad] == [expected["reason"]]
        case "pending":
            return [one.pending_at_end for one in found] == [True]
        case "candidate":
            same = all(way[key] == expected[key] for key in ("direction", "distance_px") if key in expected)
            return len(found) == 1 and found[0].verdict == "struggle" and same
        case "alive":
            return not bad and all(not one.pending_at_end for one in found)
        case "not_a_candidate":
            return not bad and all(one.verdict == "unjudgeable" or one.evidence["code"] == "answered" for one in found)
        case "n/a":
            return len(found) == expected["candidates"]
    raise AssertionError(f"an expectation without a reading: {expected}")


def _slow(expected: dict[str, Any], found: list[Judged], bad: list[Judged]) -> bool:
    if "judged" in expected:
        return bool(bad) == expected["judged"]
    if "slow_clicks" not in expected:
        return expected.get("slow_clicks_count", 0) == len(bad) or "slow_clicks_count" not in expected
    told = expected["slow_clicks"]
    return len(told) == len(bad) and all(map(_is_slow, told, bad))


def _is_slow(told: dict[str, Any], one: Judged) -> bool:
    span = one.evidence["span_ms"]
    checks = {
        "reason": lambda value: one.evidence["code"] == value,
        "after_ms": lambda value: span == value,
        "after_ms_gt": lambda value: span > value,
        "after_ms_lt": lambda value: span < value,
        "click_count": lambda value: one.evidence["count"] == value,
        "reported_at_ms": lambda value: one.t_ms == value,
    }
    return all(checks[key](value) for key, value in told.items() if key in checks)


@pytest.mark.skipif(not CASES.exists(), reason=NONE)
@pytest.mark.parametrize("case", of_scope("portable"))
def test_portable_cases_agree(case: dict[str, Any]) -> None:
    assert agrees(case), judge(case)


@pytest.mark.skipif(not CASES.exists(), reason=NONE)
def test_policy_cases_that_disagree_are_those_that_are_listed() -> None:
    differing = {case["id"] for (case,) in (one.values for one in of_scope("policy")) if not agrees(case)}
    assert differing == set(re.findall(r"^\| `([\w-]+)` \|", LISTED.read_text(), re.MULTILINE))


@pytest.mark.skipif(not CASES.exists(), reason=NONE)
@pytest.mark.parametrize("case", of_scope("portable")[::7])
def test_ticks_anywhere_change_no_verdict(case: dict[str, Any]) -> None:
    (one,) = read(json.dumps({"cases": [case]}).encode())
    at_once, ticking = Detectors(one.rules, all_verdicts=True), Detectors(one.rules, all_verdicts=True)
    first, second = [], []
    for event in one.events:
        first += at_once.feed(event)
        second += ticking.tick(event.t - 0.5)
        second += ticking.feed(event)
    while at_once.due() < NEVER:
        first += at_once.tick(at_once.due())
    while ticking.due() < NEVER:
        second += ticking.tick(ticking.due())
    assert sorted((f.of, f.t, f.verdict) for f in first) == sorted((f.of, f.t, f.verdict) for f in second)
