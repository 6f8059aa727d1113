"""Help-seeking without result."""

import pytest

from tests.widget.page import BUTTON, FIELD, VAT, T, alone, click, judged, seen, target
from widget.elements import Target
from widget.events import Kind, Seen
from widget.signals import Rules
from widget.signals.detector import Found
from widget.signals.help_seeking import MOST, RESULTS_MS, State, step
from widget.signals.rules import HelpSeeking

ALONE = alone("help_seeking")
SEARCH = target(VAT, id="q", name="Search", type="search", role="searchbox")
BOX = target(tag="form", role="search", name="", id="find", step="find")
RESULT = target(tag="a", role="link", name="How to invite people", id="", kind="link", step="")


def found(
    *events: Seen, until: float | None = 900_000, rules: Rules = ALONE, all_verdicts: bool = False
) -> list[Found]:
    return judged(rules, *events, until=until, all_verdicts=all_verdicts)


def typed(ms: float, edits: float = 1, erased: float = 0, on: Target = SEARCH) -> Seen:
    return seen(Kind.INPUT, ms, on, v=edits, x=erased)


def sent(ms: float, on: Target = BOX) -> Seen:
    return seen(Kind.SUBMIT, ms, on, text="find")


def searches(times: int, every_ms: float = 10_000) -> list[Seen]:
    return [typed(n * every_ms, 5) for n in range(times)]


def test_three_searches_without_opening_anything_are_told() -> None:
    [one] = found(*searches(3))
    assert (one.signal, one.verdict, one.target, one.count) == ("help_seeking", "struggle", SEARCH, 3)
    assert (one.span_ms, one.t) == (20_000, T + 21_500)
    assert one.evidence == ("searches", "3 searches in 20 s, nothing opened")


def test_two_are_the_same_question_in_other_words() -> None:
    assert found(*searches(2)) == []
    first, second = found(*searches(2), all_verdicts=True)
    assert (first.verdict, first.evidence) == ("fine", ("few_searches", "1 search in 0 s, nothing opened"))
    assert second.count == 2


def test_typing_is_a_search_once_it_stands_for_a_moment() -> None:
    assert found(*searches(3), until=21_499) == []
    assert len(found(*searches(3), until=21_500)) == 1


def test_a_long_word_typed_without_a_pause_is_one_search() -> None:
    assert found(*[typed(n * 1499) for n in range(40)], until=40 * 1499) == []


def test_searches_that_are_sent_count_at_once() -> None:
    events = [event for n in range(3) for event in (typed(n * 10_000, 5), sent(n * 10_000 + 500))]
    [one] = found(*events, until=None)
    assert (one.t, one.count) == (T + 20_500, 3)


def test_sending_what_was_counted_already_is_the_same_search() -> None:
    events = [event for n in range(2) for event in (typed(n * 10_000, 5), sent(n * 10_000 + 1500 + RESULTS_MS - 1))]
    assert found(*events) == []


def test_sending_the_same_again_later_is_another() -> None:
    assert len(found(typed(0, 5), sent(500), sent(5000), sent(9000))) == 1


@pytest.mark.parametrize("opened", [click(15_000, RESULT), click(15_000, BUTTON)])
def test_opening_something_ends_the_row(opened: Seen) -> None:
    assert found(*searches(2), opened, typed(20_000, 5), typed(30_000, 5)) == []


def test_writing_elsewhere_ends_it_too() -> None:
    assert found(*searches(2), typed(15_000, on=FIELD), typed(20_000, 5)) == []


def test_clicks_on_blank_page_and_into_the_search_do_not() -> None:
    blank = target(tag="div", role="", name="", id="main")
    assert len(found(*searches(2), click(15_000, blank), click(16_000, SEARCH), typed(20_000, 5))) == 1


def test_the_page_of_the_results_does_not_end_it() -> None:
    events = [
        event
        for n in range(3)
        for event in (typed(n * 9000, 5), sent(n * 9000 + 500), seen(Kind.PAGE, n * 9000 + 2000, text=f"/find/{n}"))
    ]
    assert len(found(*events)) == 1


def test_a_page_that_comes_while_the_search_is_typed_does_not_either() -> None:
    events = [
        event for n in range(3) for event in (typed(n * 10_000, 5), seen(Kind.NAVIGATE, n * 10_000 + 300, text=f"/{n}"))
    ]
    assert len(found(*events)) == 1


def test_another_page_later_does() -> None:
    there = seen(Kind.NAVIGATE, 11_500 + RESULTS_MS + 1, text="/article")
    assert found(*searches(2), there, typed(20_000, 5)) == []


def test_taking_back_what_stands_there_is_no_search() -> None:
    events = [event for n in range(2) for event in (typed(n * 10_000, 5), typed(n * 10_000 + 5000, 5, erased=5))]
    assert found(*events) == []


def test_taking_back_a_letter_while_typing_is_part_of_the_search() -> None:
    [one] = found(typed(0, 5), typed(1000, 1, erased=1), all_verdicts=True)
    assert one.t == T + 2500


def test_searches_more_than_two_minutes_apart_are_other_questions() -> None:
    assert len(found(*searches(3, every_ms=59_999))) == 1
    assert found(*searches(3, every_ms=60_000)) == []


def test_after_it_was_told_it_takes_as_many_again() -> None:
    assert len(found(*searches(5))) == 1
    assert len(found(*searches(6))) == 2
    assert len(found(*searches(5, every_ms=45_000))) == 1


def test_typing_into_other_fields_is_no_search() -> None:
    assert found(*[typed(n * 10_000, 5, on=FIELD) for n in range(9)], all_verdicts=True) == []


def test_thresholds_are_data() -> None:
    assert len(found(*searches(2), rules=alone("help_seeking", searches=2))) == 1
    assert found(*searches(3), rules=alone("help_seeking", window_ms=20_000)) == []
    [one] = found(*searches(3), rules=alone("help_seeking", pause_ms=500))
    assert one.t == T + 20_500


def test_it_can_be_switched_off() -> None:
    assert found(*searches(9), rules=alone("rage_click")) == []


def test_no_more_searches_are_remembered_than_a_rule_can_ask_for() -> None:
    state, rule = State(), HelpSeeking(searches=1000, window_ms=86_400_000)
    for n in range(3000):
        state, _ = step(state, typed(n * 2000, 1), rule)
    assert len(state.searches) <= MOST
