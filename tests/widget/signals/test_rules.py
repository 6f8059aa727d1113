"""Rules: overrides are laid over the shipped ones, named by the version, and refused when wrong."""

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
