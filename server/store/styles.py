"""Statements on how answers are given: a site's default, and what visitors wished for themselves."""

from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, delete, select, update
from sqlalchemy.dialects.sqlite import insert

from server.store.schema import sites, style_wishes

_WISH = select(style_wishes).where(
    style_wishes.c.site == bindparam("site"), style_wishes.c.visitor == bindparam("visitor")
)
_DEFAULT: Select[Any] = select(
    sites.c.answer_form.label("form"),
    sites.c.answer_length.label("length"),
    sites.c.answer_tone.label("tone"),
).where(sites.c.id == bindparam("site"))


def known(conn: Connection, site: str, visitor: str) -> tuple[Row[Any] | None, Row[Any] | None]:
    """The site's default and the visitor's wish, each with form, length and tone; None where there is none."""
    wish: Row[Any] | None = conn.execute(_WISH, {"site": site, "visitor": visitor}).first()
    return default(conn, site), wish


def default(conn: Connection, site: str) -> Row[Any] | None:
    """A site's form, length and tone; None for a site that is not known."""
    return conn.execute(_DEFAULT, {"site": site}).first()


def set_default(conn: Connection, site: str, form: str, length: str, tone: str) -> None:
    values = {"answer_form": form, "answer_length": length, "answer_tone": tone}
    conn.execute(update(sites).where(sites.c.id == site).values(values))


def put_wish(conn: Connection, row: dict[str, Any]) -> None:
    """Remembers what a visitor wishes; it replaces what was remembered."""
    statement = insert(style_wishes).values(row)
    conn.execute(statement.on_conflict_do_update(index_elements=["site", "visitor"], set_=row))


def forget_wish(conn: Connection, site: str, visitor: str) -> None:
    """Forgets a visitor's wish: taken back, or the visitor is not to be known again."""
    conn.execute(delete(style_wishes).where(style_wishes.c.site == site, style_wishes.c.visitor == visitor))
