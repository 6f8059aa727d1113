"""Steps are done when the page shows it."""

import pytest

from tests.widget.page import FIELD, seen, target
from widget.events import Kind, Seen
from widget.steps import Done, State, follow, succeeded


def done(*events: Seen) -> list[Done]:
    state, found = State(), []
    for event in events:
        state, one = follow(state, event, "/billing")
        if one:
            found.append(one)
    return found


def submit(ms: float = 0) -> Seen:
    return seen(Kind.SUBMIT, ms, text="billing-form")


def status(ms: float, text: str = "Saved") -> Seen:
    return seen(Kind.STATUS, ms, text=text)


def test_a_message_of_success_after_a_submit_completes_the_step() -> None:
    assert done(submit(), status(4000)) == [Done("billing-form", "/billing", "Saved")]


def test_a_change_of_page_completes_it_too() -> None:
    [one] = done(submit(), seen(Kind.NAVIGATE, 800, text="/billing/plan"))
    assert one.evidence == "went on to /billing/plan"


def test_the_same_page_again_does_not() -> None:
    assert done(submit(), seen(Kind.NAVIGATE, 800, text="/billing")) == []


def test_a_refused_field_in_between_completes_nothing() -> None:
    assert done(submit(), seen(Kind.INVALID, 300, FIELD, text="Wrong"), status(900)) == []


def test_success_without_a_submit_completes_nothing() -> None:
    assert done(status(100)) == []


def test_success_long_after_has_another_cause() -> None:
    assert done(submit(), status(5001)) == []


def test_a_step_is_completed_once() -> None:
    assert len(done(submit(), status(900), status(1500))) == 1


def test_working_and_failing_complete_nothing() -> None:
    assert done(submit(), status(100, "Saving…"), status(400, "Could not save")) == []
    assert len(done(submit(), status(100, "Saving…"), status(400, "Saved"))) == 1


def test_a_form_without_a_name_is_named_by_its_element() -> None:
    form = target(tag="form", role="form", id="invite", step="")
    [one] = done(seen(Kind.SUBMIT, 0, form), status(100))
    assert one.step == "#invite"


@pytest.mark.parametrize("text", ["Saved", "Your changes are saved.", "Invitation sent to 3 people", "Done"])
def test_success_in_words(text: str) -> None:
    assert succeeded(text)


@pytest.mark.parametrize(
    "text",
    ["", "Loading...", "Saving…", "Couldn't save", "Something went wrong", "Not saved", "Card declined", "2 errors"],
)
def test_no_success_in_words(text: str) -> None:
    assert not succeeded(text)
