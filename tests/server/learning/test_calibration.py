"""Baselines of elements: a stepper teaches itself, a broken button does not, unwelcome help becomes rarer."""

import pytest

from server.learning.calibration import (
    DEAD_VISITS,
    GENTLER,
    QUICK_VISITS,
    Calibration,
    Element,
    Reactions,
    Use,
    calibrations,
)
from tests.widget.page import BUTTON, T, click, target
from widget.events import Kind, Seen
from widget.signals import Detectors
from widget.signals.rules import MOST_ELEMENTS, SIGNALS, RageClick, Rules, overridden

VAT = Reactions("#vat", "repeated_validation", 20, 17, name="VAT number")


def quick(run: int, visits: int, troubled: int = 0, done: int = 0, key: str = "button:+") -> Element:
    return Element(
        key, "+", tuple(Use(run + n % 3, troubled=n < troubled, done=visits - n <= done) for n in range(visits))
    )


def dead(visits: int, done: int, repeated: int = 0, troubled: int = 0) -> Element:
    return Element(
        "#copy",
        "Copy",
        tuple(
            Use(1, dead=True, repeated=n < repeated, troubled=n < troubled, done=visits - n <= done)
            for n in range(visits)
        ),
    )


def rage(found: list[Calibration]) -> dict[str, float]:
    return {one.element: one.fields["clicks"] for one in found if one.signal == "rage_click"}


def test_a_stepper_teaches_itself() -> None:
    found = calibrations([quick(5, 60, troubled=2)], [])
    assert rage(found) == {"button:+": 8}  # above nearly all runs of 5, 6 and 7
    assert "60 visits" in found[0].reason
    assert found[0].evidence == {"visits": 60, "troubled": 2, "completed": 0, "usual_run": 7}


def test_a_broken_button_does_not() -> None:
    assert calibrations([quick(5, 60, troubled=40, key="#save")], []) == []


def test_a_button_after_which_fewer_complete_the_step_does_not() -> None:
    others = tuple(Use(1, done=n < 45) for n in range(60))
    broken = Element("#save", "Save", quick(5, 60, done=10).uses + others)
    fine = Element("#save", "Save", quick(5, 60, done=44).uses + others)
    assert calibrations([broken], []) == []
    assert rage(calibrations([fine], [])) == {"#save": 8}


def test_clicks_that_nothing_answers_are_trouble() -> None:
    unanswered = tuple(Use(5, dead=n < 30) for n in range(60))
    assert rage(calibrations([Element("#save", "Save", unanswered)], [])) == {}


def test_few_visits_say_nothing() -> None:
    assert calibrations([quick(6, QUICK_VISITS - 1)], []) == []
    assert rage(calibrations([quick(6, QUICK_VISITS)], []))


def test_slow_clicks_say_nothing() -> None:
    assert calibrations([Element("#a", "A", (Use(1), Use(2)) * 200)], []) == []


def test_a_run_without_end_stays_within_bounds() -> None:
    assert rage(calibrations([quick(900, 50)], [])) == {"button:+": 40}


def test_where_the_site_asks_for_more_clicks_a_shorter_run_teaches_nothing() -> None:
    site = Rules(rage_click=RageClick(clicks=9))
    assert calibrations([quick(5, 60)], [], site) == []
    assert rage(calibrations([quick(9, 60)], [], site)) == {"button:+": 12}


def test_an_answer_that_can_not_be_seen_makes_its_click_unjudgeable() -> None:
    [one] = calibrations([dead(40, done=36)], [])
    assert (one.signal, one.fields) == ("dead_click", {"on": False})
    assert "40 visits" in one.reason
    assert "36 of them completed" in one.reason


@pytest.mark.parametrize(
    "broken",
    [
        dead(40, done=10),  # who clicks it does not get on
        dead(40, done=38, repeated=20),  # who clicks it clicks again
        dead(40, done=38, troubled=20),  # who clicks it asks for help
        dead(40, done=0),  # a page without steps shows no progress
        dead(DEAD_VISITS - 1, done=DEAD_VISITS - 1),
    ],
)
def test_a_dead_button_stays_dead(broken: Element) -> None:
    assert calibrations([broken], []) == []


def test_help_that_is_sent_away_becomes_rarer() -> None:
    [one] = calibrations([], [VAT])
    assert (one.fields, one.name) == ({"times": 5}, "VAT number")
    assert one.reason == "help was sent away 17 of 20 times, 0 of those visits ended badly"


def test_help_that_is_taken_stays() -> None:
    assert calibrations([], [Reactions("#vat", "repeated_validation", 20, 8)]) == []
    assert calibrations([], [Reactions("#vat", "repeated_validation", 4, 4)]) == []
    assert calibrations([], [Reactions("#vat", "error_click", 50, 50)]) == []


def test_help_comes_back_when_those_who_sent_it_away_end_badly() -> None:
    assert calibrations([], [Reactions("#vat", "repeated_validation", 20, 17, bad=4)]) == []
    assert calibrations([], [Reactions("#vat", "repeated_validation", 60, 50, bad=4)]) != []


def test_the_gentler_of_two_holds_and_the_page_can_take_it() -> None:
    found = calibrations([quick(5, 60)], [Reactions("button:+", "rage_click", 40, 38)])
    assert rage(found) == {"button:+": 8}
    rules = overridden(Rules(), '{"elements": {"button:+": {"rage_click": {"clicks": 8}}}}')
    assert rules.of("rage_click", "button:+").clicks == 8
    assert rules.of("rage_click", "button:-").clicks == 3


def test_every_gentler_field_is_one_of_the_rule_and_asks_for_more() -> None:
    assert set(GENTLER) <= set(SIGNALS)
    for signal, factors in GENTLER.items():
        assert all(getattr(getattr(Rules(), signal), field) > 0 and factor > 1 for field, factor in factors.items())


def test_no_more_elements_than_a_page_is_sent_those_with_most_evidence() -> None:
    found = calibrations([quick(5, 20 + n % 7, key=f"#{n}") for n in range(MOST_ELEMENTS + 40)], [])
    assert len(found) == MOST_ELEMENTS
    assert min(one.evidence["visits"] for one in found) > 20 - 1
    assert sum(one.evidence["visits"] == 26 for one in found) == len([n for n in range(540) if n % 7 == 6])


def test_the_page_does_what_was_learned() -> None:
    detectors = Detectors(overridden(Rules(), f'{{"elements": {{"{BUTTON.key}": {{"dead_click": {{"on": false}}}}}}}}'))
    told = [*detectors.feed(click(0)), *detectors.tick(T + 9000)]
    assert [(one.signal, one.verdict, one.evidence[0]) for one in told] == [
        ("dead_click", "unjudgeable", "switched_off")
    ]
    assert [*detectors.feed(click(20_000)), *detectors.tick(T + 29_000)] == []  # said once a document
    other = target(id="other")
    told = [*detectors.feed(click(40_000, other)), *detectors.tick(T + 49_000)]
    assert [(one.signal, one.verdict) for one in told] == [("dead_click", "struggle")]


def test_what_was_learned_of_one_element_leaves_the_rest_as_it_was() -> None:
    shipped, learned = (
        Detectors(overridden(Rules(), said))
        for said in ("", '{"elements": {"#elsewhere": {"rage_click": {"clicks": 9}}}}')
    )
    rows = [click(n * 200) for n in range(4)] + [Seen(Kind.SCROLL, T + 900)]
    assert [shipped.feed(row) for row in rows] == [learned.feed(row) for row in rows]
