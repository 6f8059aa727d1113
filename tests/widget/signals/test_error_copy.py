"""Copying an error."""

import pytest

from tests.widget.page import T, alone, judged, seen, target
from widget.events import Kind, Seen
from widget.signals import Rules
from widget.signals.detector import Found
from widget.signals.error_copy import TOLD, State, step
from widget.signals.rules import ErrorCopy

ALONE = alone("error_copy")
ERROR = target(tag="p", role="alert", name="", id="sorry", kind="error")


def found(*events: Seen, rules: Rules = ALONE) -> list[Found]:
    return judged(rules, *events, all_verdicts=True)


def selected(ms: float, message: str = "Error 4711: not allowed") -> Seen:
    return seen(Kind.SELECTION, ms, ERROR, text=message)


def copied(ms: float, message: str = "Error 4711: not allowed") -> Seen:
    return seen(Kind.COPY, ms, ERROR, text=message)


def test_an_error_message_that_is_selected_is_told_with_its_words() -> None:
    [one] = found(selected(0))
    assert (one.signal, one.verdict, one.target, one.t) == ("error_copy", "struggle", ERROR, T)
    assert (one.message, one.evidence) == ("Error 4711: not allowed", ("selected", "an error message was selected"))


def test_one_that_is_copied_too() -> None:
    [one] = found(copied(0))
    assert one.evidence == ("copied", "an error message was copied")


@pytest.mark.parametrize("kind", [Kind.SELECTION, Kind.COPY])
@pytest.mark.parametrize("text", ["", "  "])
def test_other_text_may_be_selected_and_copied(kind: Kind, text: str) -> None:
    assert found(seen(kind, 0, ERROR, text=text, v=-1)) == []


def test_a_message_is_told_of_once_a_page() -> None:
    assert len(found(selected(0), copied(500), selected(9000))) == 1
    assert len(found(selected(0), copied(500, "Error 9: gone"))) == 2


def test_another_page_is_judged_anew_another_query_is_not() -> None:
    page = seen(Kind.PAGE, -1000, text="/a")
    assert len(found(page, selected(0), seen(Kind.NAVIGATE, 500, text="/b"), selected(1000))) == 2
    assert len(found(page, selected(0), seen(Kind.NAVIGATE, 500, text="/a"), selected(1000))) == 1


def test_exempt_elements_are_left_alone() -> None:
    exempt = target(tag="p", role="alert", name="", id="log", kind="error", exempt=True)
    assert found(seen(Kind.COPY, 0, exempt, text="Error 4711")) == []


def test_where_the_rule_says_so_selecting_is_not_enough() -> None:
    strict = alone("error_copy", selected=False)
    assert found(selected(0), rules=strict) == []
    assert len(found(selected(0), copied(500), rules=strict)) == 1


def test_it_can_be_switched_off() -> None:
    assert found(copied(0), rules=alone("rage_click")) == []


def test_the_messages_told_of_last_are_kept_and_only_as_sums() -> None:
    state = State()
    for n in range(100):
        state, _ = step(state, copied(n, f"Error {n} of a customer"), ErrorCopy())
    assert len(state.told) == TOLD
    assert "customer" not in repr(state)
