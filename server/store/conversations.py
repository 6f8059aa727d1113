"""Statements about conversations and their turns. Text of a visitor comes in masked."""

from typing import Any

from sqlalchemy import Connection, Row, Select, and_, bindparam, case, desc, func, literal_column, select, update
from sqlalchemy.dialects.sqlite import insert

from server.store.schema import (
    conversations,
    corrections,
    decisions,
    episodes,
    handoffs,
    intents,
    sites,
    staff,
    struggles,
    turns,
    visits,
)

_IN_ORDER: tuple[Any, ...] = (
    turns.c.at,
    literal_column("turns.rowid"),
)  # turns of one millisecond stay as they were said

HEAD_START_MS = 1_200_000  # twenty minutes for full urgency: longer than most wait, shorter than patience lasts
RISKY = 0.5  # server.understanding.risk: from where a conversation goes badly

_RENAMED = and_(intents.c.site == conversations.c.site, intents.c.id == turns.c.intent)  # what people call an intent

# Run by every visit or question: a statement that is kept is compiled once, and costs an eighth of one that is built.
_PUT_CONVERSATION, _PUT_TURN = insert(conversations).on_conflict_do_nothing(), insert(turns).on_conflict_do_nothing()
_SET_CONVERSATION = update(conversations).where(conversations.c.id == bindparam("its"))
_SAID_IN_SESSION = (
    select(turns.c.id)
    .join(conversations, conversations.c.id == turns.c.conversation)
    .where(conversations.c.session == bindparam("session"), turns.c.who == "visitor")
)
_OPEN_OF_SESSION = (
    select(conversations, func.coalesce(staff.c.name, "").label("agent_name"))
    .outerjoin(staff, staff.c.id == conversations.c.agent)
    .where(conversations.c.session == bindparam("session"), conversations.c.mode != "closed")
    .order_by(desc(conversations.c.started_at))
    .limit(1)
)
_VISIT_OF = select(visits).where(visits.c.session == bindparam("session"))


def put_conversation(conn: Connection, row: dict[str, Any]) -> None:
    """Starts a conversation; one that is there stays as it is."""
    conn.execute(_PUT_CONVERSATION, row)


def set_conversation(conn: Connection, id: str, **values: Any) -> None:
    """Changes mode, agent, last_at or route."""
    conn.execute(_SET_CONVERSATION, {"its": id, **values})


def close_idle(conn: Connection, site: str, before: int) -> int:
    """Closes conversations with Handrail in which nothing was said since; who waits for a person goes on waiting."""
    idle = (conversations.c.site == site, conversations.c.mode == "assistant", conversations.c.last_at < before)
    return conn.execute(update(conversations).where(*idle).values(mode="closed")).rowcount


def put_turn(conn: Connection, row: dict[str, Any]) -> bool:
    """Stores a turn; says whether it was new."""
    return conn.execute(_PUT_TURN, row).rowcount == 1


def set_turn(conn: Connection, id: str, **values: Any) -> None:
    """Changes what became of a turn: solved, rated."""
    conn.execute(update(turns).where(turns.c.id == id).values(values))


def stored_turns(conn: Connection, ids: list[str]) -> set[str]:
    """Those of `ids` that are stored."""
    return {row.id for row in conn.execute(select(turns.c.id).where(turns.c.id.in_(ids)))}


def find(conn: Connection, id: str) -> Row[Any] | None:
    """A conversation with its site's name and kind, and its agent's name."""
    query = (
        select(
            conversations,
            sites.c.simulated,
            sites.c.name.label("product"),
            func.coalesce(staff.c.name, "").label("agent_name"),
        )
        .join(sites, sites.c.id == conversations.c.site)
        .outerjoin(staff, staff.c.id == conversations.c.agent)
        .where(conversations.c.id == id)
    )
    return conn.execute(query).first()


def open_of_session(conn: Connection, session: str) -> Row[Any] | None:
    """The session's latest conversation that is not closed, with its agent's name."""
    return conn.execute(_OPEN_OF_SESSION, {"session": session}).first()


def turns_of(conn: Connection, conversation: str) -> list[Row[Any]]:
    """The turns in order, each with its decision's article, memory and kind (`decided`), its intent's name, and whether
    it was corrected."""
    corrected = select(corrections.c.turn).where(corrections.c.turn == turns.c.id).exists()
    query = (
        select(
            turns,
            func.coalesce(decisions.c.article, "").label("article"),
            decisions.c.memory.label("memory"),
            func.coalesce(decisions.c.kind, "").label("decided"),
            corrected.label("corrected"),
            func.coalesce(intents.c.name, "").label("intent_name"),
        )
        .outerjoin(decisions, decisions.c.id == turns.c.decision)
        .outerjoin(conversations, conversations.c.id == turns.c.conversation)
        .outerjoin(intents, _RENAMED)
        .where(turns.c.conversation == conversation)
        .order_by(*_IN_ORDER)
    )
    return list(conn.execute(query))


def said_in_session(conn: Connection, session: str) -> set[str]:
    """Ids of all turns that the session's visitor has said, in closed conversations too."""
    return set(conn.execute(_SAID_IN_SESSION, {"session": session}).scalars())


def turn(conn: Connection, id: str) -> Row[Any] | None:
    """One turn."""
    return conn.execute(select(turns).where(turns.c.id == id)).first()


def visit_of(conn: Connection, session: str) -> Row[Any] | None:
    """What is known of a session's visit: route, language, latest snapshot."""
    return conn.execute(_VISIT_OF, {"session": session}).first()


def struggles_of(conn: Connection, session: str, limit: int) -> list[Row[Any]]:
    """The session's latest struggles, newest first."""
    query = select(struggles).where(struggles.c.session == session).order_by(desc(struggles.c.at)).limit(limit)
    return list(conn.execute(query))


def queue(
    conn: Connection, site: str | None, modes: list[str], start: int | None, end: int | None, limit: int
) -> list[Row[Any]]:
    """Conversations with their last visitor turn, handoff and outcome.

    Who waits comes first, by the time of asking less a head start for urgency: nobody can be overtaken by those who ask
    HEAD_START_MS later, however urgent, so nobody waits for ever. The others follow, those that
    go badly before the rest, the latest first.
    """
    query = _desk_rows().where(conversations.c.mode.in_(modes))
    waiting = case((conversations.c.mode == "waiting", handoffs.c.asked_at - HEAD_START_MS * handoffs.c.urgency))
    query = query.order_by(
        desc(conversations.c.mode == "waiting"),
        waiting,
        desc(func.coalesce(turns.c.risk, 0.0) >= RISKY),
        desc(conversations.c.last_at),
    )
    if site is not None:
        query = query.where(conversations.c.site == site)
    if start is not None:
        query = query.where(conversations.c.last_at >= start)
    if end is not None:
        query = query.where(conversations.c.last_at < end)
    return list(conn.execute(query.limit(limit)))


def one_of_queue(conn: Connection, id: str) -> Row[Any] | None:
    """A conversation as `queue` gives it."""
    return conn.execute(_desk_rows().where(conversations.c.id == id)).first()


def _desk_rows() -> Select[Any]:
    """Each conversation with the latest of what belongs to it, looked up through the indexes on `conversation`."""
    said = turns.alias("said")
    asked = handoffs.alias("asked")
    lived = episodes.alias("lived")
    of_turn = said.c.conversation == conversations.c.id
    last_turn = select(said.c.id).where(of_turn, said.c.who == "visitor").order_by(desc(said.c.at)).limit(1)
    of_handoff = asked.c.conversation == conversations.c.id
    last_handoff = select(asked.c.id).where(of_handoff).order_by(desc(asked.c.asked_at)).limit(1)
    of_session = and_(lived.c.session == conversations.c.session, lived.c.conversation == conversations.c.id)
    last_episode = select(lived.c.outcome).where(of_session).order_by(desc(lived.c.started_at)).limit(1)
    return (
        select(
            conversations,
            func.coalesce(staff.c.name, "").label("agent_name"),
            func.coalesce(turns.c.text, "").label("last_text"),
            func.coalesce(turns.c.intent, "").label("intent"),
            func.coalesce(intents.c.name, "").label("intent_name"),
            turns.c.sentiment,
            turns.c.risk,
            handoffs.c.reason,
            handoffs.c.urgency,
            handoffs.c.summary,
            handoffs.c.asked_at,
            handoffs.c.promised_by,
            handoffs.c.replied_at,
            func.coalesce(last_episode.scalar_subquery(), "").label("outcome"),
        )
        .outerjoin(staff, staff.c.id == conversations.c.agent)
        .outerjoin(turns, turns.c.id == last_turn.scalar_subquery())
        .outerjoin(intents, _RENAMED)
        .outerjoin(handoffs, handoffs.c.id == last_handoff.scalar_subquery())
    )
