"""Statements that write the rollups: the projector's checkpoint, additive upserts by grain, the start over."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Row, Table, and_, case, delete, func, or_, select
from sqlalchemy.dialects.sqlite import Insert, insert

from server.store.chunks import MOST_PARAMETERS, chunks
from server.store.schema import (
    aliases,
    checkpoints,
    element_days,
    page_days,
    page_moves,
    pages,
    refusals,
    releases,
    sites,
    skeletons,
    struggles,
    visits,
)

Rows = Sequence[Mapping[str, Any]]


def checkpoint(connection: Connection, name: str) -> int:
    """The offset up to which the projection `name` has read; 0 at the beginning."""
    return connection.execute(select(checkpoints.c.offset).where(checkpoints.c.name == name)).scalar() or 0


def advance(connection: Connection, name: str, before: int, after: int) -> bool:
    """Moves the checkpoint on; False when another process has moved it since `before` was read."""
    if checkpoint(connection, name) != before:
        return False
    statement = insert(checkpoints).values(name=name, offset=after)
    connection.execute(statement.on_conflict_do_update(index_elements=["name"], set_={"offset": after}))
    return True


def clear(connection: Connection, name: str) -> None:
    """Empties every rollup and puts the checkpoint back to the beginning of the log. Releases named by hand stay."""
    for table in (struggles, page_days, element_days, page_moves, pages, skeletons, aliases, visits):
        connection.execute(delete(table))
    connection.execute(delete(checkpoints).where(checkpoints.c.name == name))


def site_secrets(connection: Connection) -> dict[str, str]:
    """The secret of every site that is known."""
    return {row.id: row.secret for row in connection.execute(select(sites.c.id, sites.c.secret))}


def visits_of(connection: Connection, sessions: Sequence[str]) -> list[Row[Any]]:
    """The stored visits of these sessions, without their snapshots."""
    columns = [column for column in visits.c if column.name != "snapshot_json"]
    return [
        row
        for some in chunks(sessions)
        for row in connection.execute(select(*columns).where(visits.c.session.in_(some)))
    ]


def known_struggles(connection: Connection, ids: Sequence[str]) -> set[str]:
    """Those of `ids` that are stored already."""
    return {
        id
        for some in chunks(ids)
        for id in connection.execute(select(struggles.c.id).where(struggles.c.id.in_(some))).scalars()
    }


def signals_of(connection: Connection, keys: Sequence[tuple[str, int, str, str, str]]) -> list[Any]:
    """(site, day, route, element, session, signals_json) of those element rows that exist."""
    key = (
        element_days.c.site,
        element_days.c.day,
        element_days.c.route,
        element_days.c.element,
        element_days.c.session,
    )
    return [
        row
        for some in chunks(keys, MOST_PARAMETERS // len(key))
        for row in connection.execute(select(*key, element_days.c.signals_json).where(_any_of(key, some)))
    ]


def put_visits(connection: Connection, rows: Rows) -> None:
    """Replaces what is known of each session; a row without a snapshot keeps the stored one."""
    statement = insert(visits)
    new = statement.excluded
    kept: dict[str, ColumnElement[Any]] = {
        name: new[name] for name in ("first_at", "last_at", "route", "language", "release", "who", "traits_json")
    }
    kept["snapshot_json"] = func.coalesce(new.snapshot_json, visits.c.snapshot_json)
    _many(connection, statement.on_conflict_do_update(index_elements=["session"], set_=kept), rows)


def add_page_days(connection: Connection, rows: Rows) -> None:
    """Adds each row's counts to the day's; the release named last stays, and the first moment that is known."""
    statement = insert(page_days)
    sums = _sums(page_days, statement, ("views", "visible_ms", "struggles", "done"))
    old, new = page_days.c.first_at, statement.excluded.first_at
    sums["first_at"] = case((old == 0, new), (new == 0, old), else_=func.min(old, new))
    sums["release"] = _latest(page_days, statement, "release")
    _many(connection, _on_key(page_days, statement, sums), rows)


def add_element_days(connection: Connection, rows: Rows) -> None:
    """Adds counts; `signals_json`, where given, replaces what is stored (see `signals_of`)."""
    statement = insert(element_days)
    sums = _sums(element_days, statement, ("clicks", "struggles"))
    new = statement.excluded.signals_json
    sums |= {name: _latest(element_days, statement, name) for name in ("name", "role")}
    sums["longest_run"] = func.max(element_days.c.longest_run, statement.excluded.longest_run)
    sums["signals_json"] = case((new != "{}", new), else_=element_days.c.signals_json)
    _many(connection, _on_key(element_days, statement, sums), rows)


def add_moves(connection: Connection, rows: Rows) -> None:
    statement = insert(page_moves)
    _many(connection, _on_key(page_moves, statement, _sums(page_moves, statement, ("moves",))), rows)


def add_struggles(connection: Connection, rows: Rows) -> None:
    _many(connection, insert(struggles), rows)


def put_pages(connection: Connection, rows: Rows) -> None:
    """Keeps the title that a page showed last."""
    statement = insert(pages)
    new = {name: statement.excluded[name] for name in ("title", "at")}
    _many(connection, _on_key(pages, statement, new), rows)


def put_skeletons(connection: Connection, rows: Rows) -> None:
    """Keeps each version of a page's layout once, with the moment it was seen last."""
    statement = insert(skeletons)
    _many(connection, _on_key(skeletons, statement, {"at": func.max(skeletons.c.at, statement.excluded.at)}), rows)


def put_releases(connection: Connection, rows: Rows) -> None:
    """Marks releases at the first moment a page named them."""
    statement = insert(releases)
    _many(connection, _on_key(releases, statement, {"at": func.min(releases.c.at, statement.excluded.at)}), rows)


def add_skipped(connection: Connection, rows: Rows) -> None:
    """Counts what could not be projected, by day, site and reason, beside the gateway's refusals."""
    statement = insert(refusals)
    _many(connection, _on_key(refusals, statement, _sums(refusals, statement, ("count",))), rows)


def _sums(table: Table, statement: Insert, names: Iterable[str]) -> dict[str, ColumnElement[Any]]:
    return {name: table.c[name] + statement.excluded[name] for name in names}


def _latest(table: Table, statement: Insert, name: str) -> ColumnElement[Any]:
    return case((statement.excluded[name] != "", statement.excluded[name]), else_=table.c[name])


def _on_key(table: Table, statement: Insert, changes: Mapping[str, ColumnElement[Any]]) -> Insert:
    return statement.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=dict(changes))


def _any_of(key: Sequence[Column[Any]], values: Sequence[tuple[Any, ...]]) -> ColumnElement[bool]:
    """One of these keys. Not as a row value in a list: SQLite would read the whole table for that."""
    return or_(*(and_(*(column == part for column, part in zip(key, value, strict=True))) for value in values))


def _many(connection: Connection, statement: Insert, rows: Rows) -> None:
    """Executes for every row, straight to the driver: preparing half a million rows took a third of the whole time."""
    if not rows:
        return
    compiled = statement.compile(dialect=connection.dialect, column_keys=list(rows[0]))
    names, constants = compiled.positiontup or (), compiled.params
    connection.exec_driver_sql(
        compiled.string, [tuple([row[name] if name in row else constants[name] for name in names]) for row in rows]
    )
