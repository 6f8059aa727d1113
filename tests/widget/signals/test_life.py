"""Signs of life: what counts as the page's answer, for how long, and what it is called."""

import pytest

from tests.widget.page import BUTTON, FIELD, T, seen
from widget.events import Kind, Outside, Seen
from widget.protocol import Sign
from widget.signals.life import ANSWERS, SIGNS, Windows, bare, name, noted, window

WINDOWS = Windows(change_ms=2500, request_ms=1000, scroll_ms=100, selection_ms=110, focus_ms=300, alive_ms=900)


@pytest.mark.parametrize(
    ("event", "ms"),
    [
        (seen(Kind.MUTATION, 0, v=1), 2500),
        (seen(Kind.NAVIGATE, 0, text="/a"), 2500),
        (seen(Kind.PAGE, 0, text="/a"), 2500),
        (seen(Kind.INPUT, 0, FIELD, v=1), 2500),
        (seen(Kind.SUBMIT, 0), 2500),
        (seen(Kind.STATUS, 0, text="Saved"), 2500),
        (seen(Kind.INVALID, 0, FIELD), 2500),
        (seen(Kind.LEAVE, 0), 2500),
        (seen(Kind.REQUEST, 0, v=1), 1000),
        (seen(Kind.SCROLL, 0, y=10), 100),
        (seen(Kind.SELECTION, 0), 110),
        (seen(Kind.COPY, 0), 110),
        (seen(Kind.VISIBILITY, 0, v=0), 900),
        (seen(Kind.WINDOW_OPEN, 0, v=Outside.DIALOG), 900),
        (seen(Kind.ZOOM, 0, v=150), 900),
        (seen(Kind.FOCUS, 0), 900),
        (seen(Kind.BLUR, 0), 900),
        (seen(Kind.FOCUS, 0, FIELD), 300),
    ],
)
def test_each_kind_answers_within_its_window(event: Seen, ms: float) -> None:
    assert event.kind in ANSWERS
    assert window(event, BUTTON, WINDOWS) == ms


@pytest.mark.parametrize(
    "event",
    [
        seen(Kind.REQUEST, 0, v=0),  # the end of one belongs to an earlier gesture
        seen(Kind.REQUEST, 0, v=-1),
        seen(Kind.FOCUS, 0, BUTTON),  # what is clicked takes the focus anyway
        seen(Kind.BLUR, 0, FIELD),
    ],
)
def test_what_happens_anyway_never_answers(event: Seen) -> None:
    assert window(event, BUTTON, WINDOWS) == 0


@pytest.mark.parametrize("kind", [Kind.CLICK, Kind.POINTER_DOWN, Kind.HOVER, Kind.TURN, Kind.EXIT, Kind.SCRIPT_ERROR])
def test_what_the_visitor_does_and_errors_are_no_answers(kind: Kind) -> None:
    assert kind not in ANSWERS


def test_what_is_outside_of_the_document_is_called_by_what_it_is() -> None:
    assert [name(seen(Kind.WINDOW_OPEN, 0, v=v)) for v in Outside] == [one.name.lower() for one in Outside]
    assert name(seen(Kind.WINDOW_OPEN, 0, v=99)) == "window"
    assert name(seen(Kind.MUTATION, 0)) == "mutation"


def test_signs_are_counted_from_the_way_down_and_may_lie_before_it() -> None:
    assert noted((), seen(Kind.MUTATION, 40), T) == (Sign("mutation", 40),)
    assert noted((), seen(Kind.MUTATION, -40), T) == (Sign("mutation", -40),)


def test_the_first_of_a_kind_says_enough() -> None:
    once = noted((), seen(Kind.MUTATION, 40), T)
    assert noted(once, seen(Kind.MUTATION, 90), T) == once
    assert len(noted(once, seen(Kind.SCROLL, 90), T)) == 2


def test_the_end_of_a_request_is_no_sign() -> None:
    assert noted((), seen(Kind.REQUEST, 40, v=0), T) == ()


def test_signs_are_bounded_in_number_and_size() -> None:
    signs: tuple[Sign, ...] = ()
    for n, kind in enumerate(ANSWERS):
        signs = noted(signs, seen(kind, 1e15 * n, v=1), T)
    assert len(signs) == SIGNS
    assert max(sign.after_ms for sign in signs) == 86_400_000


def test_an_event_that_is_kept_holds_no_text_and_only_the_focus_its_element() -> None:
    kept = bare(seen(Kind.INVALID, 0, FIELD, text="A long message"))
    assert (kept.text, kept.target) == ("", None)
    assert bare(seen(Kind.FOCUS, 0, FIELD)).target == FIELD
