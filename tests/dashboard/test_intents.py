"""The intents page: the list, a sentence tried and taught, an intent made, changed and merged; the edge settled."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Connection, delete, insert
from streamlit.testing.v1 import AppTest

from server.clock import now_ms
from server.store import intents as store
from server.store import schema
from server.store.database import Database
from tests.dashboard.conftest import Served
from tests.dashboard.history import SITE
from tests.dashboard.test_screens import clean, words

Screen = Callable[..., AppTest]
APP = [
    "is there a mobile app",
    "do you have an app for my phone",
    "an android app would help",
    "mobile app for iphone?",
]


@pytest.fixture
def db(served: Served) -> Iterator[Database]:
    """The served database with four visitors on the edge; without changes to intents at the end."""
    database = Database(f"sqlite:///{served.folder / 'handrail.db'}")

    def put(conn: Connection) -> None:
        at = now_ms()
        for n, text in enumerate(APP):
            talk = {"id": f"edge{n}", "site": SITE, "session": f"edge{n}", "visitor": f"edge{n}", "mode": "closed"}
            turn = {"id": f"edge{n}", "conversation": f"edge{n}", "who": "visitor", "text": text, "at": at}
            conn.execute(insert(schema.conversations).values(talk | {"started_at": at, "last_at": at}))
            conn.execute(insert(schema.turns).values(turn | {"intent": "how_to", "edge": "out_of_scope"}))

    def clear(conn: Connection) -> None:
        conn.execute(delete(schema.turns).where(schema.turns.c.id.startswith("edge")))
        conn.execute(delete(schema.conversations).where(schema.conversations.c.id.startswith("edge")))
        for table in (schema.intent_examples, schema.intents, schema.intent_changes, schema.intent_states):
            conn.execute(delete(table))

    database.write(put)
    yield database
    database.write(clear)
    database.close()


def press(test: AppTest, label: str) -> AppTest:
    return next(button for button in test.button if button.label == label).click().run()


def names(db: Database) -> dict[str, str]:
    return {row.id: row.name for row in db.read(store.intents_of, SITE)}


def test_every_intent_is_listed_with_its_quality(screen: Screen, db: Database) -> None:
    test = screen("intents")
    assert clean(test)
    assert "intents are told apart" in words(test)
    table = next(frame.value for frame in test.dataframe if "Recognised %" in frame.value.columns)
    assert len(table) > 15
    assert table["Recognised %"].dropna().between(30, 100).all()
    assert "shipped" in set(table["State"])
    assert "Agents and admins can try sentences" in words(test)


def test_a_sentence_is_tried_explained_and_taught(screen: Screen, db: Database) -> None:
    test = screen("intents", role="agent")
    test.text_input(key="try_text").set_value("where do I find the invoice for March").run()
    assert clean(test)
    assert "Invoice," in words(test)
    assert "<mark" in words(test)
    assert "came with Handrail" in words(test)
    test.selectbox(key="try_right").select("billing")
    press(test, "Teach it")
    assert "Saved: 1 moved here" in test.success[0].value or "Saved: 1 example added" in test.success[0].value
    [row] = db.read(store.examples_of, SITE)
    assert (row.intent, row.source, row.by) == ("billing", "person", "Agent")


def test_an_intent_is_added_and_says_that_it_is_on_its_way(screen: Screen, db: Database) -> None:
    test = screen("intents", role="admin")
    next(one for one in test.text_input if one.label == "Name").set_value("Mobile app")
    next(one for one in test.text_area if one.label == "Examples, one a line").set_value("\n".join(APP))
    press(test, "Add the intent")
    assert clean(test)
    assert "Saved: 4 examples added." in test.success[0].value
    assert "Training begins in a moment" in words(test)
    assert names(db) == {"mobile_app": "Mobile app"}


def test_a_name_that_is_taken_is_refused_with_the_reason(screen: Screen, db: Database) -> None:
    test = screen("intents", role="admin")
    next(one for one in test.text_input if one.label == "Name").set_value("Billing")
    press(test, "Add the intent")
    assert "there is an intent of this name already" in test.error[0].value.lower()
    assert names(db) == {}


def test_an_intent_is_renamed_pasted_into_and_merged(screen: Screen, db: Database) -> None:
    test = screen("intents", role="admin", intent="invoice")
    assert clean(test)
    assert "examples were recognised" in words(test)
    next(one for one in test.text_input if one.label == "Name").set_value("Bills")
    press(test, "Save")
    assert names(db) == {"invoice": "Bills"}
    next(one for one in test.text_area if one.label == "Examples").set_value("paper for the accountant\n\n!!!")
    press(test, "Add them")
    assert "1 example added; 1 refused" in test.success[0].value
    test.selectbox(key="merge_into_invoice").select("billing")
    press(test, "Merge")
    assert next(row.merged_into for row in db.read(store.intents_of, SITE)) == "billing"
    press(test, "Take it apart again")
    assert next(row.merged_into for row in db.read(store.intents_of, SITE)) == ""


def test_what_conversations_are_steered_by_can_not_be_switched_off(screen: Screen, db: Database) -> None:
    test = screen("intents", role="admin", intent="talk_to_person")
    assert next(one for one in test.toggle if one.label == "Understood").disabled
    assert not [button for button in test.button if button.label == "Merge"]


def test_a_viewer_reads_and_can_change_nothing(screen: Screen, db: Database) -> None:
    test = screen("intents", intent="invoice")
    assert clean(test)
    labels = {button.label for button in test.button}
    assert not {"Add them", "Save", "Merge"} & labels


def test_an_intent_that_is_not_known_is_told(screen: Screen, db: Database) -> None:
    test = screen("intents", intent="nothing")
    assert not test.exception
    assert "no such intent" in test.error[0].value.lower()


def test_the_edge_gathers_what_is_alike_and_a_group_is_left_as_it_is(screen: Screen, db: Database) -> None:
    test = screen("intents", role="admin", part="On the edge")
    assert clean(test)
    assert "4 visitors asked about" in words(test)
    assert "mobile app for iphone?" in words(test)
    press(test, "Leave as it is")
    assert "4 visitors asked about" not in words(test)
    assert "mobile app for iphone?" not in words(test)


def test_changes_are_listed_with_who_made_them(screen: Screen, db: Database) -> None:
    row = {"id": "invoice", "name": "Bills", "description": "", "on": True, "merged_into": "", "at": 1}
    db.write(store.change, SITE, now_ms(), "Ann", "Renamed invoice to Bills", [row])
    test = screen("intents", role="admin", part="Changes and files")
    assert clean(test)
    table = next(frame.value for frame in test.dataframe if "What" in frame.value.columns)
    assert (table["By"][0], table["What"][0]) == ("Ann", "Renamed invoice to Bills")
