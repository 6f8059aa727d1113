"""Case files: what other products' cases say is understood, and what is not is named."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from widget.events import Kind
from widget.signals.case_events import TYPES, ZERO, Reading, described
from widget.signals.cases import MEANT, CasesError, Judged, lines, read, verdicts
from widget.signals.rules import SIGNALS, RulesError


def judge(signal: str, rule: dict[str, Any], *events: dict[str, Any]) -> list[Judged]:
    file = {"cases": [{"id": "one", "signal": signal, "rule": rule, "events": events}]}
    (case,) = read(json.dumps(file).encode())
    assert (case.error, case.unused) == ("", ())
    return verdicts(case)


def bad(signal: str, rule: dict[str, Any], *events: dict[str, Any]) -> list[tuple[str, int, float]]:
    told = judge(signal, rule, *events)
    return [(one.signal, one.event_index, one.t_ms) for one in told if one.verdict == "struggle"]


def click(t_ms: float, target: str = "button#save", **more: Any) -> dict[str, Any]:
    return {"t_ms": t_ms, "type": "click", "target": target, "x": 10, "y": 10, **more}


def turns(count: int, every_ms: float, start: float = 0) -> list[dict[str, Any]]:
    return [{"t_ms": start + n * every_ms, "type": "direction_change", "axis": "x"} for n in range(count)]


def test_every_candidate_has_a_verdict_and_others_have_none() -> None:
    told = judge("rage_click", {"click_count": 3}, click(0), click(100), {"t_ms": 150, "type": "mouseup"}, click(200))
    assert [(one.event_index, one.verdict) for one in told] == [(0, "fine"), (1, "fine"), (3, "struggle")]


@pytest.mark.parametrize("type_", ["dom_mutation", "DOM mutation", "domMutation", "mutation", "page_activity"])
def test_types_are_read_however_they_are_written(type_: str) -> None:
    assert bad("dead_click", {"timeout_ms": 500}, click(0), {"t_ms": 100, "type": type_}) == []
    assert bad("dead_click", {"timeout_ms": 500}, click(0), {"t_ms": 600, "type": type_}) == [("dead_click", 0, 500)]


def test_a_rule_with_one_time_means_it_for_every_answer() -> None:
    for answer in ("scroll", "selectionchange", "fetch", "navigation", "input"):
        assert bad("dead_click", {"timeout_ms": 500}, click(0), {"t_ms": 450, "type": answer}) == []
    assert len(bad("dead_click", {"mutation_ms": 500, "scroll_ms": 50}, click(0), {"t_ms": 450, "type": "scroll"})) == 1


def test_what_becomes_certain_only_after_the_last_event_says_so() -> None:
    [late] = judge("dead_click", {"timeout_ms": 500}, click(0), {"t_ms": 499, "type": "check"})
    [known] = judge("dead_click", {"timeout_ms": 500}, click(0), {"t_ms": 501, "type": "check"})
    assert (late.pending_at_end, known.pending_at_end) == (True, False)
    assert (late.t_ms, known.t_ms) == (500, 500)


def test_a_click_may_say_what_its_visitor_and_its_page_did() -> None:
    rule = {"min_clicks": 3, "window_ms_inclusive": 1000, "selection_cancels": True, "scroll_cancels": True}
    assert len(bad("rage_click", rule, click(0), click(5), click(10))) == 1
    for at in range(3):
        for activity in ("selection", "scroll"):
            said = [click(n * 5, user_activity={activity: n == at}) for n in range(3)]
            assert bad("rage_click", rule, *said) == []
    dead = {"page_activity_ms": 100}
    assert len(bad("dead_click", dead, click(0, has_page_activity=False))) == 1
    assert bad("dead_click", dead, click(0, has_page_activity=True)) == []
    assert bad("dead_click", dead, click(0, user_activity={"input": True})) == []


def test_a_combined_rule_is_split_by_the_words_of_its_keys() -> None:
    rule = {"rage_min_clicks": 3, "rage_window_ms_inclusive": 1000, "page_activity_ms": 100, "error_window_ms": 500}
    clicks = [click(0, has_page_activity=True), click(300), click(600, has_page_activity=True, has_error=True)]
    expected = {("rage_click", 2), ("dead_click", 1), ("error_click", 2)}
    assert {(signal, index) for signal, index, _ in bad("combined", rule, *clicks)} == expected


def test_twenty_changes_of_direction_thrash_the_cursor_and_nineteen_do_not() -> None:
    rule = {"direction_changes": 20, "threshold_ms": 2000}
    assert bad("thrashed_cursor", rule, *turns(20, 100)) == [("thrashed_cursor", 19, 1900)]
    assert bad("thrashed_cursor", rule, *turns(19, 100)) == []
    assert bad("thrashed_cursor", rule, *turns(40, 115)) == []


def test_changes_of_direction_on_two_axes_are_not_added_up() -> None:
    both = [{**one, "axis": "xy"[n % 2]} for n, one in enumerate(turns(38, 50))]
    assert bad("thrashed_cursor", {"direction_changes": 20, "threshold_ms": 2000}, *both) == []


def test_raw_moves_thrash_the_cursor_too() -> None:
    moves = [{"t_ms": 90 * n, "type": "mousemove", "x": 100 + n % 2, "y": 7} for n in range(22)]
    assert bad("thrashed_cursor", {"direction_changes": 20, "window_ms": 2000}, *moves) == [
        ("thrashed_cursor", 21, 21 * 90)
    ]


def test_each_change_of_direction_is_told_where_a_case_is_about_it() -> None:
    moves = [{"t_ms": 10 * n, "type": "mousemove", "x": x, "y": 1} for n, x in enumerate([1, 2, 1, 2, 3])]
    assert bad("direction_change", {}, *moves) == [("direction_change", 2, 20), ("direction_change", 3, 30)]


@pytest.mark.parametrize(
    ("tag", "after_ms", "clicks", "expected"),
    [
        ("button", 7000, 1, ["dead_click"]),
        ("button", 7000, 5, ["dead_click", "rage_click"]),
        ("button", 6999, 1, []),
        ("div", 7000, 1, []),
    ],
)
def test_a_report_of_a_slow_click_stands_for_its_clicks(
    tag: str, after_ms: float, clicks: int, expected: list[str]
) -> None:
    rule = {"dead_min_time_after_click_ms": 7000, "rage_min_click_count": 5, "tags": ["a", "button", "input"]}
    report = {"t_ms": 0, "type": "slow_click", "target": tag, "time_after_click_ms": after_ms, "click_count": clicks}
    assert sorted(signal for signal, _, _ in bad("server_classification", rule, report)) == expected


def test_a_run_may_have_to_stay_on_one_element_within_a_box() -> None:
    rule = {"click_count": 4, "window_ms": 1000, "bounding_box_px": 50, "same_element": True}
    assert len(bad("rage_click", rule, *[click(n * 50) for n in range(4)])) == 1
    assert bad("rage_click", rule, *[click(n * 50, f"div#n{n % 2}") for n in range(8)]) == []
    assert bad("rage_click", rule, *[click(n * 50) for n in range(3)], click(200, x=900)) == []
    assert bad("rage_click", rule, *[click(n * 340) for n in range(4)]) == []


def test_a_run_that_is_cleared_when_told_begins_anew() -> None:
    rule = {"click_count": 3, "timeout_ms": 1000, "rearm": "the clicks are cleared after firing"}
    assert [index for _, index, _ in bad("rage_click", rule, *[click(n * 100) for n in range(7)])] == [2, 5]
    once = {**rule, "rearm": "once a run"}
    assert [index for _, index, _ in bad("rage_click", once, *[click(n * 100) for n in range(7)])] == [2]


def test_a_right_click_is_no_candidate() -> None:
    assert judge("dead_click", {"timeout_ms": 3000}, click(0, button=2)) == []


@pytest.mark.parametrize(
    ("target", "trait"),
    [
        ("canvas", "opaque"), ("div > canvas", "opaque"), ("iframe", "frame"), ('a[href="/x"] > span', "link"),
        ("button > svg", "control"), ("div[contenteditable] > span", "typeable"), ('div[role="button"]', "control"),
        ("button[disabled]", "disabled"), ("section[data-handrail-ignore] > button", "exempt"),
        ("input[type=password]", "typeable"),
    ],
)  # fmt: skip
def test_selectors_stand_for_elements(target: str, trait: str) -> None:
    found = described(target, "", {})
    assert found is not None
    assert found.has(trait)


def test_an_element_may_be_told_by_its_parts() -> None:
    part = {"tagName": "A", "id": "docs", "attributes": {"href": "/docs"}}
    [seen] = Reading({}).read({"t": 5, "type": "tap", "element": part, "clientX": 3, "pageY": 4}, 0)
    assert (seen.kind, seen.t, seen.x, seen.y) == (Kind.CLICK, ZERO + 5, 3, 4)
    assert seen.target is not None
    assert seen.target.has("link")


def test_what_is_not_understood_is_named() -> None:
    rule = {"click_count": 3, "cooldown_ms": 9000, "mood": "bad"}
    file = {"cases": [{"id": "x", "signal": "rage_click", "rule": rule, "events": [{"t_ms": 1, "type": "wiggle"}]}]}
    (line,) = lines(read(json.dumps(file).encode()))
    assert json.loads(line)["unused"] == ["cooldown_ms", "mood", "event wiggle"]


def test_overrides_lie_over_a_cases_own_rule() -> None:
    case = {"id": "x", "signal": "rage_click", "rule": {"click_count": 2}, "events": [click(0), click(50)]}
    data = json.dumps({"cases": [case]}).encode()
    by_override = [verdicts(one) for one in read(data, '{"rage_click": {"clicks": 4}}')]
    assert ([one.verdict for one in verdicts(read(data)[0])], [one.verdict for one in by_override[0]]) == (
        ["fine", "struggle"], ["fine", "fine"],
    )  # fmt: skip
    with pytest.raises(RulesError, match="clicks"):
        read(data, '{"rage_click": {"clicks": 0}}')


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"cases": [3]}', b"\xff", b'{"cases": [{"signal": "x"}]}'])
def test_a_file_of_another_kind_is_refused(data: bytes) -> None:
    with pytest.raises(CasesError, match="not a file of cases"):
        read(data)


plain = st.one_of(
    st.none(), st.booleans(), st.integers(-10, 4000), st.floats(-1e9, 1e9),
    st.sampled_from(["", "x", "xy", "hidden", "a > b"]), st.lists(st.integers(0, 9), max_size=2),
    st.dictionaries(st.sampled_from(["x", "tag", "id", "attributes"]), st.integers()),
)  # fmt: skip
TYPES_AND_MORE = [*TYPES, "check", "slow_click", "direction_change", "keyup", "nonsense", ""]
FIELDS = (
    "t_ms", "x", "y", "target", "text", "touches", "state", "status", "button", "axis", "click_count", "user_activity",
    "time_after_click_ms", "data", "keyboard", "selection", "has_error", "url",
)  # fmt: skip
RULE_KEYS = (
    "click_count", "max_gap_ms", "window_ms_inclusive", "max_dist_px_exclusive", "metric", "rearm", "timeout_ms",
    "scroll_ms", "direction_changes", "css_ignore", "content_ignorelist", "enabled", "same_element", "tags",
)  # fmt: skip
any_event = st.builds(
    lambda type_, fields: {"type": type_, **fields},
    st.sampled_from(TYPES_AND_MORE),
    st.dictionaries(st.sampled_from(FIELDS), plain, max_size=5),
)
any_case = st.fixed_dictionaries(
    {
        "id": st.just("any"),
        "signal": st.sampled_from([*SIGNALS, *MEANT, "unheard_of", ""]),
        "rule": st.dictionaries(st.sampled_from(RULE_KEYS), plain, max_size=4),
        "events": st.lists(any_event, max_size=12),
    }
)


@settings(max_examples=300, deadline=None)
@given(any_case)
def test_whatever_a_case_says_it_is_judged_or_its_error_is_named(case: dict[str, Any]) -> None:
    (one,) = read(json.dumps({"cases": [case]}).encode())
    (line,) = lines([one])
    told = json.loads(line)
    assert one.error == told.get("error", "")
    assert all(0 <= verdict["event_index"] < len(case["events"]) for verdict in told["verdicts"])
