"""Baselines of elements: a stepper teaches itself, a broken button does not, unwelcome help becomes rarer."""

from server.learning.calibration import Calibration, QuickClicks, Reactions, calibrations
from widget.signals.rules import Rules, overridden


def quick(run: int, sessions: int, troubled: int = 0, element: str = "button:+") -> QuickClicks:
    return QuickClicks(element, "+", tuple((run + n % 3, n < troubled) for n in range(sessions)))


def rage(found: list[Calibration]) -> dict[str, float]:
    return {one.element: one.fields["clicks"] for one in found if one.signal == "rage_click"}


def test_a_stepper_teaches_itself() -> None:
    found = calibrations([quick(5, 60, troubled=2)], [])
    assert rage(found) == {"button:+": 8}  # above nearly all runs of 5, 6 and 7
    assert "60 sessions" in found[0].reason


def test_a_broken_button_does_not() -> None:
    assert calibrations([quick(5, 60, troubled=40, element="#save")], []) == []


def test_few_sessions_say_nothing() -> None:
    assert calibrations([quick(6, 19)], []) == []


def test_slow_clicks_say_nothing() -> None:
    assert calibrations([QuickClicks("#a", "A", ((1, False), (2, False)) * 200)], []) == []


def test_a_run_without_end_stays_within_bounds() -> None:
    assert rage(calibrations([quick(900, 50)], [])) == {"button:+": 40}


def test_help_that_is_sent_away_becomes_rarer() -> None:
    (one,) = calibrations([], [Reactions("#vat", "repeated_validation", 20, 17)])
    assert one.fields == {"times": 5}
    assert one.reason == "help was sent away 17 of 20 times"


def test_help_that_is_taken_stays() -> None:
    assert calibrations([], [Reactions("#vat", "repeated_validation", 20, 8)]) == []
    assert calibrations([], [Reactions("#vat", "repeated_validation", 4, 4)]) == []
    assert calibrations([], [Reactions("#vat", "error_click", 50, 50)]) == []


def test_the_gentler_of_two_holds_and_the_page_can_take_it() -> None:
    found = calibrations([quick(5, 60)], [Reactions("button:+", "rage_click", 40, 38)])
    assert rage(found) == {"button:+": 8}
    rules = overridden(Rules(), '{"elements": {"button:+": {"rage_click": {"clicks": 8}}}}')
    assert rules.of("rage_click", "button:+").clicks == 8
    assert rules.of("rage_click", "button:-").clicks == 3
