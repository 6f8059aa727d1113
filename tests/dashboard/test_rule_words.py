"""Thresholds and changes in words: every one has its own, units that the words count already are not said twice."""

from dashboard.rule_words import CHOICES, LABELS, difference, held, label, value
from server.api.rulebook import listed
from server.api.views.rules import RuleDifference
from widget.signals.rules import Rules

NAMES = {"#apply": "Apply"}


def test_every_threshold_has_a_name_in_plain_words() -> None:
    fields = [(rule.signal, field.name) for rule in listed(Rules()) for field in rule.fields]
    assert [one for one in fields if f"{one[0]}.{one[1]}" not in LABELS and one[1] not in LABELS] == []
    assert all("_" not in words for words in LABELS.values())


def test_every_choice_has_words() -> None:
    assert {one for rule in listed(Rules()) for field in rule.fields for one in field.choices} == set(CHOICES)


def test_a_label_has_its_unit_but_for_counts() -> None:
    assert label("rage_click", "gap_ms", "ms") == "Longest pause between two clicks, ms"
    assert label("rage_click", "clicks", "times") == "How many clicks"
    assert label("dead_swipe", "distance_px", "px") != label("rage_click", "distance_px", "px")


def test_values_are_written_as_people_write_them() -> None:
    written = [value(one) for one in (None, True, False, 45_000.0, 1.2, ("plan", "price"), "l1")]
    assert written == ["as shipped", "on", "off", "45,000", "1.2", "plan, price", "sideways plus up and down"]


def test_a_rule_of_an_element_is_told_whole() -> None:
    assert held("dead_click", {"on": False}) == "not judged here"
    assert held("rage_click", {"clicks": 8}) == "How many clicks: 8"


def test_a_difference_is_told_with_before_and_after() -> None:
    changes = [
        RuleDifference(element="", signal="rage_click", field="clicks", before=None, after=4),
        RuleDifference(element="#apply", signal="rage_click", field="clicks", before=4, after=8),
        RuleDifference(element="#gone", signal="stall", field="on", before=None, after=False),
        RuleDifference(element="", signal="stall", field="on", before=False, after=None),
        RuleDifference(element="", signal="", field="sample", before=1000, after=255),
        RuleDifference(element="", signal="", field="trace", before=True, after=False),
    ]
    assert [difference(one, NAMES) for one in changes] == [
        "Rage click: how many clicks as shipped → 4",
        "Rage click on Apply: how many clicks 4 → 8",
        "Stall on #gone: not judged any more",
        "Stall: judged again",
        "Visitors recorded: 100 % → 25.5 %",
        "Raw events kept: on → off",
    ]
