"""Hesitation."""

from tests.widget.page import BUTTON, FIELD, seen, target
from widget.elements import Target
from widget.events import Kind, Seen
from widget.signals import Detectors, Rules
from widget.signals.detector import Found


def found(*events: Seen) -> list[Found]:
    detectors = Detectors(Rules())
    return [one for event in events for one in detectors.feed(event)]


def focus(ms: float, on: Target = FIELD) -> Seen:
    return seen(Kind.FOCUS, ms, on)


def edit(ms: float, on: Target = FIELD) -> Seen:
    return seen(Kind.INPUT, ms, on, v=1)


def blur(ms: float, on: Target = FIELD) -> Seen:
    return seen(Kind.BLUR, ms, on)


def test_ten_seconds_before_the_first_edit_is_hesitation() -> None:
    [one] = found(focus(0), edit(10_000))
    assert (one.signal, one.target, one.evidence[0]) == ("hesitation", FIELD, "first_input")


def test_a_shorter_wait_is_reading() -> None:
    assert found(focus(0), edit(9999)) == []


def test_leaving_after_long_without_an_edit_is_hesitation() -> None:
    [one] = found(focus(0), blur(15_000))
    assert one.evidence[0] == "no_input"


def test_leaving_soon_is_not() -> None:
    assert found(focus(0), blur(14_999)) == []


def test_once_edited_a_long_stay_is_work() -> None:
    assert found(focus(0), edit(2000), blur(60_000)) == []


def test_a_hidden_tab_is_not_hesitation() -> None:
    assert found(focus(0), seen(Kind.VISIBILITY, 2000), seen(Kind.VISIBILITY, 50_000, v=1), edit(51_000)) == []


def test_focus_that_the_page_sets_on_load_is_not() -> None:
    assert found(seen(Kind.PAGE, 0, text="/billing"), focus(500), edit(20_000)) == []


def test_a_field_is_told_of_once_a_page() -> None:
    again = (focus(40_000), edit(60_000))
    assert len(found(focus(0), edit(20_000), *again)) == 1
    assert len(found(focus(0), edit(20_000), seen(Kind.NAVIGATE, 30_000, text="/x"), *again)) == 2


def test_buttons_and_exempt_fields_are_not_watched() -> None:
    for on in (BUTTON, target(typeable=True, exempt=True)):
        assert found(focus(0, on), edit(20_000, on)) == []
