"""The rules page: what holds and why, one rule changed and taken back, a wrong one refused by name, elements undone."""

import json
from collections.abc import Callable, Iterator

import pytest
from msgspec import structs
from sqlalchemy import delete, insert, update
from streamlit.testing.v1 import AppTest

from dashboard.screens.rule_form import at_element, changed
from dashboard.signal_words import SIGNALS, SIGNALS_MEAN
from server.api.views.rules import RuleField, RuleView
from server.store import rules as store
from server.store import schema
from server.store.database import Database
from tests.dashboard.conftest import Served
from tests.dashboard.history import SITE
from tests.dashboard.test_screens import clean, words
from widget.signals.rules import SIGNALS as JUDGED

Screen = Callable[..., AppTest]
TAUGHT = {
    "site": SITE,
    "element": "button:+",
    "signal": "rage_click",
    "name": "More",
    "fields_json": '{"clicks": 8}',
    "evidence_json": '{"visits": 60}',
    "reason": "60 visits clicked it fast",
    "at": 1,
}


@pytest.fixture
def db(served: Served) -> Iterator[Database]:
    """The served database; the site's rules are the shipped ones again at the end."""
    database = Database(f"sqlite:///{served.folder / 'handrail.db'}")
    database.write(lambda conn: conn.execute(insert(schema.calibrations).values(TAUGHT)))
    yield database
    database.write(lambda conn: conn.execute(delete(schema.calibrations)))
    database.write(lambda conn: conn.execute(delete(schema.rule_changes)))
    database.write(lambda conn: conn.execute(update(schema.sites).values(rules_json="", sample=1000, trace=True)))
    database.close()


def override(db: Database) -> dict[str, object]:
    row = db.read(store.settings, SITE)
    assert row is not None
    found: dict[str, object] = json.loads(row.rules_json or "{}")
    return found


def press(test: AppTest, label: str) -> AppTest:
    return next(button for button in test.button if button.label == label).click().run()


def test_every_signal_is_listed_in_plain_words(screen: Screen, db: Database) -> None:
    test = screen("rules", role="admin")
    assert clean(test)
    assert set(SIGNALS) == set(SIGNALS_MEAN) == set(JUDGED)
    table = next(frame.value for frame in test.dataframe if "Judged" in frame.value.columns)
    assert set(table["Signal"]) == {SIGNALS[code] for code in JUDGED}
    assert table["Weight"].is_monotonic_decreasing
    assert all("prior" in words for words in table["From"])
    assert "All 22 signals are judged by the shipped rules; 1 element has taught itself a gentler one." in words(test)
    assert len(test.get("plotly_chart")) == 1


def test_a_threshold_stands_with_unit_reason_and_shipped_value(screen: Screen, db: Database) -> None:
    test = screen("rules", role="admin")
    assert test.number_input(key="rage_click_clicks").label == "How many clicks"
    captions = [one.value for one in test.caption]
    assert "A double click is a habit, a third is not. Shipped: 3." in captions
    assert all("Shipped: " in one for one in captions if "UTC" not in one)


def test_a_rule_is_changed_and_taken_back(screen: Screen, db: Database) -> None:
    test = screen("rules", role="admin")
    test.number_input(key="rage_click_clicks").set_value(5)
    press(test, "Save this rule")
    assert clean(test)
    assert "Live for every page" in test.success[0].value
    assert override(db) == {"rage_click": {"clicks": 5}}
    assert "1 rule set here" in words(test)
    assert test.number_input(key="rage_click_clicks_1").value == 5
    press(test, "Back to the shipped rule")
    assert override(db) == {}
    assert test.number_input(key="rage_click_clicks_2").value == 3


def test_a_rule_is_set_for_one_element_and_taken_back(screen: Screen, db: Database) -> None:
    test = screen("rules", role="admin")
    test.selectbox(key="rule_on").select("button:Save").run()
    test.number_input(key="rage_click_clicks_button:Save").set_value(6)
    press(test, "Save this rule")
    assert override(db) == {"elements": {"button:Save": {"rage_click": {"clicks": 6}}}}
    assert "1 element has a rule set here" in words(test)
    assert test.selectbox(key="rule_on").options[1].endswith("(own rule)")
    press(test, "Back to the site's rule")
    assert override(db) == {}


def test_what_an_element_taught_is_told_beside_its_rule(screen: Screen, db: Database) -> None:
    test = screen("rules", role="admin")
    test.selectbox(key="rule_on").select("button:+").run()
    assert "Learned here: How many clicks: 8 (60 visits clicked it fast)" in words(test)


def test_a_signal_without_an_element_has_nothing_to_set_there(screen: Screen, db: Database) -> None:
    test = screen("rules", role="admin")
    test.selectbox(key="rule_on").select("button:Save")
    test.selectbox(key="rule_of").select("quick_back").run()
    assert "there is nothing to set on it" in words(test)
    test.selectbox(key="rule_of").select("dead_click").run()
    assert [one.key for one in test.toggle if (one.key or "").startswith("dead_click")] == ["dead_click_on_button:Save"]


def test_each_version_says_who_changed_what_and_comes_back(screen: Screen, db: Database) -> None:
    test = screen("rules", role="admin")
    test.number_input(key="rage_click_clicks").set_value(5)
    press(test, "Save this rule")
    press(test, "Back to the shipped rule")
    table = next(frame.value for frame in test.dataframe if "What changed" in frame.value.columns)
    assert list(table["What changed"][:2]) == [
        "Rage click: how many clicks 5 → as shipped",
        "Rage click: how many clicks as shipped → 5",
    ]
    assert list(table["By"][:2]) == ["Admin", "Admin"]


def test_a_signal_is_switched_off(screen: Screen, db: Database) -> None:
    test = screen("rules", role="admin")
    test.selectbox(key="rule_of").select("stall").run()
    test.toggle(key="stall_on").set_value(False)
    press(test, "Save this rule")
    assert override(db) == {"stall": {"on": False}}
    assert "21 of 22 signals are judged, 1 rule set here" in words(test)


def test_a_wrong_override_is_refused_with_the_field_that_is_wrong(screen: Screen, db: Database) -> None:
    test = screen("rules", role="admin")
    test.text_area(key="override").set_value('{"rage_click": {"clicks": 0}}')
    press(test, "Save the override")
    assert not test.exception
    assert "rage_click" in test.error[0].value.lower()
    assert "clicks" in test.error[0].value
    assert override(db) == {}


def test_what_an_element_taught_is_undone_by_its_row(screen: Screen, db: Database) -> None:
    test = screen("rules", role="admin")
    table = next(frame.value for frame in test.dataframe if "Rule there" in frame.value.columns)
    assert (table["Element"][0], table["Rule there"][0], table["State"][0]) == ("More", "How many clicks: 8", "live")
    assert table["Why"][0] == "60 visits clicked it fast"
    db.write(store.set_undone, SITE, "button:+", "rage_click", True)
    table = next(frame.value for frame in test.run().dataframe if "Rule there" in frame.value.columns)
    assert table["State"][0] == "undone"


def test_the_sample_and_the_rows_are_set(screen: Screen, db: Database) -> None:
    test = screen("rules", role="admin")
    next(one for one in test.number_input if one.label == "Visitors recorded, %").set_value(25.0)
    press(test, "Save")
    row = db.read(store.settings, SITE)
    assert row is not None
    assert (row.sample, bool(row.trace)) == (250, True)
    assert "25 % of visitors are recorded" in words(test)


def test_a_viewer_can_not_set_rules(screen: Screen, db: Database) -> None:
    test = screen("rules")
    press(test, "Save the override")
    assert "role admin" in test.error[0].value


def test_only_what_differs_from_the_shipped_rule_is_named() -> None:
    rule = RuleView(signal="stall", on=True, about="", fields=[RuleField(name="quiet_ms", value=9.0, shipped=45_000.0)])
    before = '{"rage_click": {"clicks": 4}, "stall": {"quiet_ms": 9}}'
    kept = {"rage_click": {"clicks": 4}}
    assert json.loads(changed(before, rule, {"on": True, "quiet_ms": 45_000.0})) == kept
    assert json.loads(changed(before, rule, {"on": False, "quiet_ms": 7.0})) == {
        **kept,
        "stall": {"on": False, "quiet_ms": 7.0},
    }
    assert changed("", rule, {}) == ""


def test_on_one_element_only_what_differs_from_the_site_is_named() -> None:
    field = RuleField(name="quiet_ms", value=9.0, shipped=45_000.0)
    rule = RuleView(signal="stall", on=False, about="", fields=[field])
    before = '{"elements": {"#a": {"rage_click": {"clicks": 4}}}, "stall": {"quiet_ms": 9, "on": false}}'
    after = json.loads(changed(before, rule, {"on": True, "quiet_ms": 9.0}, "#b"))
    assert after["elements"] == {"#a": {"rage_click": {"clicks": 4}}, "#b": {"stall": {"on": True}}}
    assert after["stall"] == {"quiet_ms": 9, "on": False}
    shown = at_element(rule, json.dumps(after), "#b")
    assert (shown.on, shown.fields[0].value, shown.fields[0].shipped) == (True, 9.0, 9.0)
    assert json.loads(changed(json.dumps(after), rule, {}, "#b")) == json.loads(before)
    assert at_element(structs.replace(rule, reach="switch"), before, "#a").fields == []
