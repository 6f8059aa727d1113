import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, insert, select, update

from server.knowledge.copies import settle
from server.store import copies, sites
from server.store.database import Database
from server.store.schema import article_care, articles, passage_bands, passages
from tests.databases import migrated

SITE = "shop"
REFUND = (
    "You can ask for your money back within 14 days after the payment. Open Billing, choose the payment and press "
    "Ask for refund. The money arrives on the same card after about five working days."
)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = migrated(tmp_path)
    db.write(sites.create, SITE, "key-shop-1", "Shop", [], False, 1)
    yield db
    db.close()


def put(db: Database, name: str, *texts: str, **values: Any) -> set[str]:
    """Writes an article with these passages and settles; returns the other articles that changed."""

    def write(conn: Connection) -> set[str]:
        conn.execute(delete(passages).where(passages.c.article == name))
        conn.execute(delete(articles).where(articles.c.id == name))
        row = {"id": name, "site": SITE, "path": name, "title": name, "hash": "h", "synced_at": 1, **values}
        if texts:
            conn.execute(insert(articles).values(row))
        for position, text in enumerate(texts):
            its = {"id": f"{name}#{position}", "site": SITE, "article": name, "position": position, "text": text}
            conn.execute(insert(passages).values(its | {"embedding": b""}))
        return settle(conn, SITE, [name])

    return db.write(write)


def copies_of(db: Database) -> dict[str, str]:
    """Passage -> the one kept in its stead, of those that are hidden."""
    query = select(passages.c.id, passages.c.copy_of).where(passages.c.copy_of != "")
    return db.read(lambda conn: {row.id: row.copy_of for row in conn.execute(query)})


def test_the_same_text_in_two_articles_is_found_once(db: Database):
    put(db, "a", REFUND)
    assert put(db, "b", REFUND) == set()
    assert copies_of(db) == {"b#0": "a#0"}


@pytest.mark.parametrize(
    "other",
    [
        REFUND.replace("about five", "roughly five"),
        REFUND.replace(". ", ".\n"),
        REFUND.upper().lower().replace("billing", "Billing").replace("ask for refund", "Ask for refund"),
        REFUND + " Thanks.",
    ],
)
def test_a_word_or_its_layout_make_no_other_passage(db: Database, other: str):
    put(db, "a", REFUND)
    put(db, "b", other)
    assert copies_of(db) == {"b#0": "a#0"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("14 days", "30 days"),
        ("14 days", "14 weeks"),
        ("You can ask", "You cannot ask"),
        ("You can ask", "You can not ask"),
        ("You can ask", "Only owners can ask"),
        ("Open Billing", "Open Payments"),
        ("Ask for refund", "Ask for credit note and wait"),
        ("after the payment", "before the payment"),
        ("the same card", "the Visa card"),
    ],
)
def test_a_number_a_negation_a_limit_or_a_name_makes_another_passage(db: Database, old: str, new: str):
    assert old in REFUND
    put(db, "a", REFUND)
    put(db, "b", REFUND.replace(old, new))
    assert copies_of(db) == {}


def test_a_short_step_belongs_to_its_title(db: Database):
    put(db, "Delete the account", "1. Open Settings.\n2. Press Save.")
    put(db, "Change the address", "1. Open Settings.\n2. Press Save.")
    assert copies_of(db) == {}
    put(db, "elsewhere", "1. Open Settings.\n2. Press Save.", title="Delete the account")
    assert copies_of(db) == {"elsewhere#0": "Delete the account#0"}


def test_words_in_another_order_are_another_passage(db: Database):
    text = "Tell {} about it and ask whether it is right, then write the answer to {} with a friendly word of thanks."
    put(db, "a", text.format("sales", "support"))
    put(db, "b", text.format("support", "sales"))
    assert copies_of(db) == {}


def test_a_language_whose_opposites_are_not_known_has_equal_copies_only(db: Database):
    text = "Die Zahlung wird monatlich abgebucht und die Rechnung liegt danach unter Abrechnung bereit zum Abruf da."
    put(db, "a", text, language="de")
    put(db, "b", text.replace("monatlich", "wöchentlich"), language="de")
    put(db, "c", text.replace("Zahlung wird", "Zahlung  wird"), language="de")
    assert copies_of(db) == {"c#0": "a#0"}


def test_an_internal_passage_is_never_kept_in_the_stead_of_a_public_one(db: Database):
    put(db, "a", REFUND, public=False, owner="Billing", updated="2020-01-01")
    assert put(db, "b", REFUND) == {"a"}
    assert copies_of(db) == {"a#0": "b#0"}


def test_what_people_set_goes_before_what_the_source_says(db: Database):
    put(db, "a", REFUND)
    put(db, "b", REFUND)
    care = {"article": "a", "site": SITE, "public": False}

    def hide(conn: Connection) -> set[str]:
        conn.execute(insert(article_care).values(care))
        return settle(conn, SITE, ["a"])

    assert db.write(hide) == {"b"}
    assert copies_of(db) == {"a#0": "b#0"}


def test_the_owned_then_the_older_is_kept(db: Database):
    put(db, "a", REFUND)
    put(db, "b", REFUND, updated="2026-01-01")
    put(db, "c", REFUND, owner="Billing", updated="2026-05-01")
    assert copies_of(db) == {"a#0": "c#0", "b#0": "c#0"}


def test_when_the_kept_one_goes_the_copy_comes_back(db: Database):
    put(db, "a", REFUND)
    put(db, "b", REFUND)
    put(db, "c", REFUND)
    assert put(db, "a") == {"b"}
    assert copies_of(db) == {"c#0": "b#0"}


def test_when_the_kept_one_changes_the_copy_comes_back(db: Database):
    put(db, "a", REFUND)
    put(db, "b", REFUND)
    assert put(db, "a", "Something else is said here now, about quite another thing.") == {"b"}
    assert copies_of(db) == {}


def test_when_the_kept_one_is_no_longer_live_the_copy_comes_back(db: Database):
    put(db, "a", REFUND)
    put(db, "b", REFUND)

    def expire(conn: Connection) -> set[str]:
        conn.execute(update(articles).where(articles.c.id == "a").values(live=False))
        return settle(conn, SITE, ["a"])

    assert db.write(expire) == {"b"}
    assert copies_of(db) == {}


def test_another_sites_passages_are_no_copies(db: Database):
    db.write(sites.create, "other", "key-other", "Other", [], False, 1)
    put(db, "a", REFUND)
    put(db, "b", REFUND, site="other")
    db.write(lambda conn: conn.execute(update(passages).where(passages.c.id == "b#0").values(site="other")))
    db.write(settle, "other", ["b"])
    db.write(settle, SITE, ["a"])
    assert copies_of(db) == {}


def test_bands_of_texts_that_are_gone_are_swept(db: Database):
    put(db, "a", REFUND)
    put(db, "b", "Quite another text.")
    put(db, "a")
    assert db.write(copies.sweep, SITE) > 0
    left = db.read(lambda conn: set(conn.scalars(select(passage_bands.c.fingerprint))))
    assert left == db.read(lambda conn: set(conn.scalars(select(passages.c.fingerprint))))


PLAIN = "your team sees every entry of the week here and may correct what was typed wrong until somebody approves it"
CHANGES = ["team", "entry", "week", "correct", "typed", "wrong", "somebody", "approves", "sees", "here"]


@st.composite
def worlds(draw: st.DrawFn) -> dict[str, tuple[str, dict[str, Any]]]:
    """Articles whose texts are some words apart from each other, so that likeness chains without being transitive."""
    world = {}
    for number in range(draw(st.integers(2, 7))):
        text = PLAIN
        for word in draw(st.lists(st.sampled_from(CHANGES), max_size=3, unique=True)):
            text = text.replace(word, f"{word}ing")
        values = {"public": draw(st.booleans()), "owner": draw(st.sampled_from(["", "x"]))}
        world[f"a{number}"] = (text, values)
    return world


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=worlds(), seed=st.integers(0, 10_000))
def test_the_outcome_does_not_depend_on_the_order_of_syncs(db: Database, world: dict[str, Any], seed: int):
    orders = random.Random(seed)
    outcomes = []
    for detour in (False, True):
        db.write(lambda conn: [conn.execute(delete(table)) for table in (passages, articles, passage_bands)])
        names = list(world)
        orders.shuffle(names)
        for name in names:
            if detour:  # written as another's text first, and once deleted in between
                put(db, name, world[orders.choice(names)][0], **world[orders.choice(names)][1])
                put(db, orders.choice(names))
        for name in orders.sample(names, len(names)):
            put(db, name, world[name][0], **world[name][1])
        outcomes.append(copies_of(db))
    assert outcomes[0] == outcomes[1]
