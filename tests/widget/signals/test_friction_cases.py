"""Agreement with 80 portable cases restated from other products' own test suites (rage click and dead click).

The data stays outside of the repository: `HANDRAIL_EVAL_DATA` names its folder, `../shared/data` by default.
"""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from widget.elements import Descriptor, Target, describe
from widget.events import MODIFIER, Kind, Seen
from widget.signals import Detectors, Rules
from widget.signals.detector import NEVER, Found
from widget.signals.rules import DeadClick, RageClick

DATA = Path(os.environ.get("HANDRAIL_EVAL_DATA", Path(__file__).parents[4] / "shared" / "data"))
CASES = DATA / "friction-cases" / "cases.json"
T = 1_760_000_000_000.0

KINDS = {
    "scroll": Kind.SCROLL,
    "dom_mutation": Kind.MUTATION,
    "selectionchange": Kind.SELECTION,
    "visibilitychange": Kind.VISIBILITY,
    "window_blur": Kind.WINDOW_OPEN,  # the shim tells a window that loses focus so
    "window_focus": Kind.FOCUS,
}
Case = dict[str, Any]


def portable(signal: str) -> list[Any]:
    if not CASES.exists():
        return []
    cases = json.loads(CASES.read_text())["cases"]
    return [
        pytest.param(case, id=case["id"]) for case in cases if (case["signal"], case["scope"]) == (signal, "portable")
    ]


def described(selector: str, text: str) -> Target | None:
    """The element of a case's selector, as the shim would describe it: the innermost control, or what was hit."""
    if selector == "#text":
        return None
    parts = [re.match(r"[\w-]*", part.removeprefix("#shadow-root ")).group() for part in selector.split(" > ")]  # type: ignore[union-attr]
    link = "a[href" in selector
    tag = "a" if "a" in parts else parts[-1]
    return describe(
        Descriptor(
            tag=tag,
            role={"a": "link", "button": "button"}.get(tag, ""),
            name=text,
            path=selector,
            type="".join(re.findall(r"\[type=([\w-]+)\]", selector)),
            typeable="contenteditable" in selector,
            kind="link" if link else "",
        )
    )


def event(case_event: Case) -> Seen | None:
    kind, t = case_event["type"], T + case_event["t_ms"]
    if kind == "click":
        modified = any(case_event.get(key) for key in ("ctrlKey", "metaKey", "altKey", "shiftKey"))
        on = described(case_event["target"], case_event.get("text", ""))
        return Seen(Kind.CLICK, t, on, case_event.get("x", 0), case_event.get("y", 0), MODIFIER if modified else 0)
    return Seen(KINDS[kind], t) if kind in KINDS else None


def rage_rules(rule: Case) -> Rules:
    return Rules(
        rage_click=RageClick(
            on=rule.get("enabled", True),
            clicks=rule["click_count"],
            gap_ms=rule["max_gap_ms_exclusive"],
            distance_px=rule["max_dist_px_exclusive"],
        ),
        dead_click=DeadClick(on=False),
    )


def dead_rules(rule: Case) -> Rules:
    return Rules(
        rage_click=RageClick(on=False),
        dead_click=DeadClick(
            change_ms=rule["mutation_ms"],
            scroll_ms=rule["scroll_ms"],
            selection_ms=rule["selection_ms"],
            alive_ms=rule["liveness_ms"],
            absolute_ms=rule["absolute_ms"],
            same_ms=rule["dedupe_same_node_ms"],
            controls_only=False,
            with_modifiers=rule.get("capture_clicks_with_modifier_keys", False),
        ),
    )


@pytest.mark.skipif(not CASES.exists(), reason=f"no friction cases at {CASES} (HANDRAIL_EVAL_DATA)")
@pytest.mark.parametrize("case", portable("rage_click"))
def test_rage_clicks_agree(case: Case) -> None:
    detectors = Detectors(rage_rules(case["rule"]))
    fired = [at for at, one in enumerate(map(event, case["events"])) if one and detectors.feed(one)]
    assert fired == case["expected"]["fires_on_event_index"]


@pytest.mark.skipif(not CASES.exists(), reason=f"no friction cases at {CASES} (HANDRAIL_EVAL_DATA)")
@pytest.mark.parametrize("case", portable("dead_click"))
def test_dead_clicks_agree(case: Case) -> None:
    detectors = Detectors(dead_rules(case["rule"]))
    found: list[Found] = []
    for one in case["events"]:
        seen = event(one)
        found += detectors.feed(seen) if seen else []
        found += detectors.tick(T + one["t_ms"])
    waits = detectors.due() < NEVER
    expected = case["expected"]
    match expected["verdict"]:
        case "dead":
            assert [one.evidence[0] for one in found] == [expected["reason"]]
        case "pending" | "candidate":
            assert (found, waits) == ([], True)
        case "n/a":
            assert len(found + detectors.tick(T + 60_000)) == expected["candidates"]
        case "alive" | "not_a_candidate":
            assert (found, waits) == ([], False)
        case other:
            pytest.fail(f"unknown verdict {other}")
