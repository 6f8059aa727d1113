"""Field re-entry."""

import pytest

from tests.widget.page import FIELD, NAME, VAT, T, alone, judged, seen, target
from widget.elements import Target
from widget.events import Kind, Outside, Seen
from widget.signals import Rules
from widget.signals.detector import Found
from widget.signals.field_reentry import FIELDS, State, step
from widget.signals.rules import FieldReentry

ALONE = alone("field_reentry")
OTHER = target(NAME)


def found(*events: Seen, rules: Rules = ALONE, all_verdicts: bool = False) -> list[Found]:
    return judged(rules, *events, all_verdicts=all_verdicts)


def visit(ms: float, on: Target = FIELD, edits: int = 1) -> list[Seen]:
    """Focus, some edits, and out again."""
    typed = [seen(Kind.INPUT, ms + 10 + n, on, v=1) for n in range(edits)]
    return [seen(Kind.FOCUS, ms, on), *typed, seen(Kind.BLUR, ms + 500, on)]


def visits(times: int, on: Target = FIELD, every_ms: float = 5000, edits: int = 1) -> list[Seen]:
    return [event for n in range(times) for event in visit(n * every_ms, on, edits)]


def test_the_third_return_that_edits_again_is_told() -> None:
    [one] = found(*visits(4))
    assert (one.signal, one.verdict, one.target, one.count) == ("field_reentry", "struggle", FIELD, 3)
    assert (one.span_ms, one.t) == (15_000, T + 15_010)
    assert one.evidence == ("returns", "came back 3 times in 15 s and edited again")


def test_two_returns_are_correcting_oneself() -> None:
    assert found(*visits(3)) == []
    first, second = found(*visits(3), all_verdicts=True)
    assert [one.verdict for one in (first, second)] == ["fine", "fine"]
    assert first.evidence == ("few_returns", "came back 1 time in 5 s and edited again")


def test_it_is_told_again_at_every_third() -> None:
    assert [one.count for one in found(*visits(8))] == [3, 6]


def test_many_edits_in_one_go_are_one_visit() -> None:
    assert found(*visits(1, edits=40)) == []
    assert len(found(*visits(4, edits=40))) == 1


def test_passing_through_without_an_edit_is_no_return() -> None:
    through = [one for one in visits(12) if one.kind is not Kind.INPUT]
    assert found(*visits(1), *through, all_verdicts=True) == []


def test_fields_are_not_added_up() -> None:
    assert found(*[event for n in range(3) for on in (FIELD, OTHER) for event in visit(n * 8000, on)]) == []


def test_edits_five_minutes_apart_are_another_sitting() -> None:
    assert len(found(*visits(4, every_ms=300_000))) == 1
    assert found(*visits(4, every_ms=300_001)) == []


@pytest.mark.parametrize(
    "end", [seen(Kind.SUBMIT, 12_000), seen(Kind.NAVIGATE, 12_000, text="/x"), seen(Kind.PAGE, 12_000, text="/x")]
)
def test_what_was_sent_or_left_begins_anew(end: Seen) -> None:
    assert found(*visits(3), end, *visit(15_000)) == []


def test_another_query_of_the_same_page_does_not() -> None:
    page, query = seen(Kind.PAGE, -1, text="/x"), seen(Kind.NAVIGATE, 12_000, text="/x")
    assert len(found(page, *visits(3), query, *visit(15_000))) == 1


@pytest.mark.parametrize(
    "away", [seen(Kind.WINDOW_OPEN, 0, v=Outside.ELSEWHERE), seen(Kind.VISIBILITY, 0, v=0)], ids=["window", "tab"]
)
def test_copying_from_another_window_into_the_field_is_no_return(away: Seen) -> None:
    there_and_back = [
        event for n in range(6) for event in (*visit(n * 5000), Seen(away.kind, T + n * 5000 + 600, v=away.v))
    ]
    assert found(*there_and_back, all_verdicts=True) == []


def test_coming_from_another_window_to_another_field_and_back_is() -> None:
    away = seen(Kind.WINDOW_OPEN, 1000, v=Outside.ELSEWHERE)
    back = [event for n in range(1, 4) for event in (*visit(n * 5000, OTHER), *visit(n * 5000 + 2500))]
    assert len(found(*visit(0), away, *back)) == 1


@pytest.mark.parametrize(
    "on",
    [
        target(VAT, type="search", role="searchbox"),
        target(VAT, exempt=True),
        target(VAT, tag="select", role="combobox", typeable=False),
        target(VAT, tag="input", type="checkbox", role="checkbox", typeable=False),
    ],
)
def test_searches_choices_and_exempt_fields_are_come_back_to_all_the_time(on: Target) -> None:
    assert found(*visits(8, on)) == []


def test_thresholds_are_data() -> None:
    assert len(found(*visits(2), rules=alone("field_reentry", returns=1))) == 1
    assert found(*visits(4, every_ms=900), rules=alone("field_reentry", window_ms=800)) == []


def test_it_can_be_switched_off() -> None:
    assert found(*visits(9), rules=alone("rage_click")) == []


def test_the_fields_edited_last_are_kept() -> None:
    state = State()
    for n in range(3 * FIELDS):
        for event in visit(n * 1000, target(VAT, author=f"field {n}")):
            state, _ = step(state, event, FieldReentry())
    assert len(state.fields) == FIELDS
