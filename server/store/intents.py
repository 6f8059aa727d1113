"""A site's own intents and examples: what holds, every change with what undoes it, and how far training is.

A change is a set of whole rows. Their state before is kept with it, so that going back to before a change is putting
those rows back, newest change first; going back is a change itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, Table, and_, delete, desc, func, select, update
from sqlalchemy.dialects.sqlite import insert

from server.store.chunks import chunks
from server.store.schema import conversations, intent_changes, intent_examples, intent_states, intents, turns

MOST_CHANGES = 500  # kept of a site
ON_EDGE = ("out_of_scope", "low_confidence")
TABLES = {"intents": (intents, "id"), "examples": (intent_examples, "key")}

Rows = Sequence[Mapping[str, Any]]


def intents_of(conn: Connection, site: str) -> list[Row[Any]]:
    """What people set about intents, by id."""
    return list(conn.execute(select(intents).where(intents.c.site == site).order_by(intents.c.id)))


def examples_of(conn: Connection, site: str) -> list[Row[Any]]:
    """The site's own examples and what became of shipped ones, oldest first."""
    order = (intent_examples.c.at, intent_examples.c.key)
    return list(conn.execute(select(intent_examples).where(intent_examples.c.site == site).order_by(*order)))


def change(
    conn: Connection, site: str, at: int, by: str, words: str, of_intents: Rows = (), of_examples: Rows = ()
) -> int:
    """Writes whole rows, notes who did it and what undoes it, and asks for training. Returns the change's id."""
    wanted = [("intents", row["id"], dict(row)) for row in of_intents]
    wanted += [("examples", row["key"], dict(row)) for row in of_examples]
    return _written(conn, site, at, by, words, wanted)


def go_back(conn: Connection, site: str, to: int, at: int, by: str) -> bool:
    """Undoes the change `to` and every later one, newest first; False where there is no such change."""
    mine = intent_changes.c.site == site
    query = select(intent_changes).where(mine, intent_changes.c.id >= to).order_by(desc(intent_changes.c.id))
    undone = list(conn.execute(query))
    if not undone or undone[-1].id != to:
        return False
    rows: dict[tuple[str, str], Any] = {}
    for made in undone:
        for table, key, row in msgspec.json.decode(made.before_json):
            rows[table, key] = row
    words = f"Went back to before: {undone[-1].words}"
    _written(conn, site, at, by, words, [(table, key, row) for (table, key), row in rows.items()])
    return True


def changes_of(conn: Connection, site: str, most: int) -> list[Row[Any]]:
    """The newest changes, newest first, without what undoes them."""
    shown = (intent_changes.c.id, intent_changes.c.at, intent_changes.c.by, intent_changes.c.words)
    query = select(*shown).where(intent_changes.c.site == site).order_by(desc(intent_changes.c.id)).limit(most)
    return list(conn.execute(query))


def state_of(conn: Connection, site: str) -> Row[Any] | None:
    """How far training is; None where nothing was ever changed."""
    return conn.execute(select(intent_states).where(intent_states.c.site == site)).first()


def waiting(conn: Connection) -> list[Row[Any]]:
    """The states of all sites with changes that were not trained yet."""
    return list(conn.execute(select(intent_states).where(intent_states.c.wanted > intent_states.c.trained)))


def set_state(conn: Connection, site: str, **values: Any) -> None:
    """Writes down how far training is."""
    conn.execute(update(intent_states).where(intent_states.c.site == site).values(values))


def rolled_back(conn: Connection, site: str, version: str, at: int) -> None:
    """An earlier version serves; what people changed is kept and waits for the next training."""
    set_state(conn, site, state="rolled_back", version=version, at=at, reason="")


def want(conn: Connection, site: str, at: int, forced: bool = False) -> None:
    """Asks for training; `forced` makes the result live whatever the gate says."""
    fresh = {"state": "waiting", "at": at, "reason": "", "forced": forced}
    statement = insert(intent_states).values(site=site, wanted=1, **fresh)
    again = {"wanted": intent_states.c.wanted + 1, **fresh}
    conn.execute(statement.on_conflict_do_update(index_elements=["site"], set_=again))


def taken(conn: Connection, site: str, intent: str, most: int) -> list[Row[Any]]:
    """The latest turns of visitors that were taken for an intent, newest first."""
    return list(conn.execute(_said(site).where(turns.c.intent == intent).limit(most)))


def on_edge(conn: Connection, site: str, start: int, end: int, most: int) -> list[Row[Any]]:
    """Turns that nothing known fits, or that the models are unsure of, newest first."""
    within = (turns.c.edge.in_(ON_EDGE), turns.c.at >= start, turns.c.at < end)
    return list(conn.execute(_said(site).where(*within).limit(most)))


def counted(conn: Connection, site: str, start: int, end: int) -> list[Row[Any]]:
    """(intent, edge, turns) of what visitors said in a period."""
    query = (
        select(turns.c.intent, turns.c.edge, func.count().label("turns"))
        .join(conversations, conversations.c.id == turns.c.conversation)
        .where(conversations.c.site == site, turns.c.who == "visitor", turns.c.at >= start, turns.c.at < end)
        .where(turns.c.intent != "")
        .group_by(turns.c.intent, turns.c.edge)
    )
    return list(conn.execute(query))


def said(conn: Connection, site: str, ids: Sequence[str]) -> list[Row[Any]]:
    """These turns of the site's visitors, with who said them."""
    return [row for some in chunks(ids) for row in conn.execute(_said(site).where(turns.c.id.in_(some)))]


def settle(conn: Connection, ids: Sequence[str], intent: str | None = None) -> None:
    """A person looked at these turns: they leave the edge, and are of `intent` where one is given."""
    values = {"edge": "settled"} | ({"intent": intent} if intent else {})
    for some in chunks(ids):
        conn.execute(update(turns).where(turns.c.id.in_(some)).values(values))


def _said(site: str) -> Any:
    return (
        select(turns, conversations.c.visitor, conversations.c.session)
        .join(conversations, conversations.c.id == turns.c.conversation)
        .where(conversations.c.site == site, turns.c.who == "visitor")
        .order_by(desc(turns.c.at))
    )


def _written(
    conn: Connection, site: str, at: int, by: str, words: str, wanted: Iterable[tuple[str, str, dict[str, Any] | None]]
) -> int:
    before = []
    for name, key, row in wanted:
        table, column = TABLES[name]
        here = and_(table.c.site == site, table.c[column] == key)
        old = conn.execute(select(table).where(here)).first()
        before.append([name, key, dict(old._mapping) if old is not None else None])
        if row is None:
            conn.execute(delete(table).where(here))
        else:
            _put(conn, table, column, {**row, "site": site})
    noted = {"site": site, "at": at, "by": by, "words": words, "before_json": msgspec.json.encode(before).decode()}
    made = conn.execute(insert(intent_changes).values(noted).returning(intent_changes.c.id)).scalar_one()
    kept = select(intent_changes.c.id).where(intent_changes.c.site == site).order_by(desc(intent_changes.c.id))
    conn.execute(delete(intent_changes).where(intent_changes.c.id.in_(kept.offset(MOST_CHANGES).limit(-1))))
    want(conn, site, at)
    return int(made)


def _put(conn: Connection, table: Table, column: str, row: dict[str, Any]) -> None:
    new = {name: value for name, value in row.items() if name not in ("site", column)}
    statement = insert(table).values(row)
    conn.execute(statement.on_conflict_do_update(index_elements=["site", column], set_=new))
