"""Rules: overrides are laid over the shipped ones, named by the version, and refused when wrong."""

import json

import pytest

from widget.signals import Rules, RulesError, overridden


def test_an_override_changes_what_it_names_and_the_version() -> None:
    rules = overridden(Rules(), '{"rage_click": {"clicks": 4}, "hesitation": {"on": false}}')
    assert (rules.rage_click.clicks, rules.rage_click.gap_ms) == (4, 1000)
    assert not rules.hesitation.on
    assert rules.dead_click == Rules().dead_click
    assert rules.version.startswith(Rules().version + "+")


def test_the_same_override_has_the_same_version_whatever_its_order() -> None:
    one = overridden(Rules(), '{"rage_click": {"clicks": 4}, "hesitation": {"on": false}}')
    other = overridden(Rules(), '{"hesitation": {"on": false}, "rage_click": {"clicks": 4}}')
    assert one == other
    assert one.version != overridden(Rules(), '{"rage_click": {"clicks": 5}}').version


def test_no_override_leaves_the_shipped_rules() -> None:
    assert overridden(Rules(), "") == Rules()


@pytest.mark.parametrize(
    "override",
    [
        "{",
        "[]",
        '{"rage": {"clicks": 4}}',
        '{"rage_click": {"click": 4}}',
        '{"rage_click": {"clicks": 0}}',
        '{"version": {"x": 1}}',
    ],
)
def test_an_override_that_is_none_is_refused(override: str) -> None:
    with pytest.raises(RulesError):
        overridden(Rules(), override)


@pytest.mark.parametrize(
    ("signal", "fields"),
    [
        ("rage_click", {"metric": "euclid", "span_ms": 1000, "inclusive": True, "same_element": True, "again": True}),
        ("rage_click", {"selection_resets": True, "scroll_resets": True}),
        ("dead_click", {"scroll_ms": 0, "selection_ms": 0, "same_ms": 0, "controls_only": False}),
        ("slow_click", {"threshold_ms": 1000, "timeout_ms": 0, "silent_too": True, "requests": True}),
        ("dead_swipe", {"distance_px": 50, "most": 3}),
        ("error_click", {"window_ms": 500, "handled_ms": 0}),
        ("cursor_thrash", {"turns": 10, "swing_px": 0, "again": True}),
        ("scroll_thrash", {"turns": 4, "window_ms": 3000}),
        ("pinch_zoom", {"scale": 2}),
    ],
)
def test_every_field_of_a_pointer_rule_can_be_overridden(signal: str, fields: dict[str, object]) -> None:
    rules = overridden(Rules(), json.dumps({signal: fields}))
    changed = getattr(rules, signal)
    assert {name: getattr(changed, name) for name in fields} == fields
    kept = {name for name in changed.__struct_fields__ if name not in fields}
    assert all(getattr(changed, name) == getattr(getattr(Rules(), signal), name) for name in kept)


@pytest.mark.parametrize(
    ("signal", "field", "value"),
    [
        ("rage_click", "metric", "chebyshev"),
        ("rage_click", "span_ms", -1),
        ("dead_click", "change_ms", 0),
        ("slow_click", "timeout_ms", 1e12),
        ("dead_swipe", "most", 0),
        ("cursor_thrash", "turns", 1001),
        ("pinch_zoom", "scale", 1),
        ("scroll_thrash", "speed", 3),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_by_name(signal: str, field: str, value: object) -> None:
    with pytest.raises(RulesError, match=field):
        overridden(Rules(), json.dumps({signal: {field: value}}))
