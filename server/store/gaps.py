"""Statements about questions that nobody could answer, and the gaps that they make."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, and_, exists, func, literal, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from server.store.chunks import chunks
from server.store.schema import (
    conversations,
    corrections,
    decision_parts,
    decisions,
    gap_questions,
    gaps,
    handoffs,
    struggles,
    turns,
)


def unanswered(conn: Connection, site: str, after: int, most: int) -> list[Row[Any]]:
    """Visitors' turns that got no answer or one that did not help: `turn`, `text` (masked), `conversation`,
    `session`, `route`, `at`, `why`; those said after a moment, the oldest first, each once. Of a turn of several
    questions the `text` is the first that has no answer."""
    question, told = turns.alias(), turns.alias()
    columns = [question.c.id.label("turn"), question.c.text, question.c.conversation, question.c.route, question.c.at]
    base = select(*columns, conversations.c.session).join(conversations, conversations.c.id == question.c.conversation)
    mine = (conversations.c.site == site, question.c.who == "visitor", question.c.at > after)
    excluded = or_(decisions.c.features_json.contains('"broken":'), decisions.c.features_json.contains('"language.'))
    unknown = (
        base.add_columns(literal("unknown").label("why"))
        .join(decisions, decisions.c.turn == question.c.id)
        .where(*mine, decisions.c.kind == "unknown", ~excluded)
    )
    partly = (
        select(
            question.c.id.label("turn"), decision_parts.c.question.label("text"), *columns[2:], conversations.c.session
        )
        .join(conversations, conversations.c.id == question.c.conversation)
        .add_columns(literal("unknown").label("why"))
        .join(decisions, decisions.c.turn == question.c.id)
        .join(decision_parts, decision_parts.c.decision == decisions.c.id)
        .where(*mine, decisions.c.kind == "answer", decision_parts.c.kind == "unknown")
    )
    rejected = or_(told.c.solved.is_(False), told.c.rated.is_(False))
    failed = (
        base.add_columns(literal("failed").label("why"))
        .join(told, told.c.reply_to == question.c.id)
        .where(*mine, told.c.who == "handrail", rejected)
    )
    left = exists(
        select(literal(1)).where(
            handoffs.c.conversation == question.c.conversation,
            handoffs.c.reason == "customer_request",
            handoffs.c.asked_at >= told.c.at,
        )
    )
    again = turns.alias()
    later = exists(
        select(literal(1)).where(
            again.c.conversation == question.c.conversation,
            again.c.who == "handrail",
            again.c.at > told.c.at,
            again.c.decision.is_not(None),
            again.c.reply_to != "",
            again.c.citations_json != "[]",
        )
    )
    handed = (
        base.add_columns(literal("handoff").label("why"))
        .join(told, told.c.reply_to == question.c.id)
        .where(*mine, told.c.who == "handrail", told.c.citations_json != "[]", left, ~later)
    )
    found: dict[str, Row[Any]] = {}
    for query in (unknown, partly, failed, handed):
        for row in conn.execute(query.order_by(question.c.at, question.c.id).limit(most)):
            found.setdefault(row.turn, row)
    return sorted(found.values(), key=lambda row: (row.at, row.turn))[:most]


def struggling(conn: Connection, sessions: Sequence[str]) -> dict[str, int]:
    """Session -> how many struggles it had."""
    found: dict[str, int] = {}
    for some in chunks(sessions):
        query = select(struggles.c.session, func.count()).where(struggles.c.session.in_(some))
        rows = conn.execute(query.where(struggles.c.verdict == "struggle").group_by(struggles.c.session))
        found |= {row[0]: row[1] for row in rows}
    return found


def stored(conn: Connection, ids: Sequence[str]) -> set[str]:
    """Those of the turns that were looked at already."""
    found: set[str] = set()
    for some in chunks(ids):
        found |= set(conn.scalars(select(gap_questions.c.turn).where(gap_questions.c.turn.in_(some))))
    return found


def put_questions(conn: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Adds questions; one that is there stays."""
    if rows:
        conn.execute(insert(gap_questions).on_conflict_do_nothing(), list(rows))


def assign(conn: Connection, ids: Sequence[str], gap: str) -> None:
    """Says to which gap questions belong."""
    for some in chunks(ids):
        conn.execute(update(gap_questions).where(gap_questions.c.turn.in_(some)).values(gap=gap))


def loose(conn: Connection, site: str, most: int) -> list[Row[Any]]:
    """Questions without a gap, the newest `most`, in the order of time."""
    query = select(gap_questions).where(gap_questions.c.site == site, gap_questions.c.gap == "")
    rows = list(conn.execute(query.order_by(gap_questions.c.at.desc(), gap_questions.c.turn).limit(most)))
    return rows[::-1]


def questions_of(conn: Connection, gap: str) -> list[Row[Any]]:
    """A gap's questions in the order of time."""
    query = select(gap_questions).where(gap_questions.c.gap == gap)
    return list(conn.execute(query.order_by(gap_questions.c.at, gap_questions.c.turn)))


def every(conn: Connection, site: str) -> list[Row[Any]]:
    """A site's gaps in the order in which they were found."""
    return list(conn.execute(select(gaps).where(gaps.c.site == site).order_by(gaps.c.first_at, gaps.c.id)))


def ranked(conn: Connection, site: str, state: str) -> list[Row[Any]]:
    """A site's gaps in a state, the most wanted first."""
    query = select(gaps).where(gaps.c.site == site, gaps.c.state == state)
    return list(conn.execute(query.order_by(gaps.c.rank.desc(), gaps.c.questions.desc(), gaps.c.id)))


def find(conn: Connection, id: str) -> Row[Any] | None:
    """One gap."""
    return conn.execute(select(gaps).where(gaps.c.id == id)).first()


def put(conn: Connection, row: Mapping[str, Any]) -> None:
    """Adds or renews a gap."""
    statement = insert(gaps).values(row)
    conn.execute(statement.on_conflict_do_update(index_elements=["id"], set_=dict(row)))


def set_state(conn: Connection, id: str, state: str, by: str, reason: str, article: str, now: int) -> None:
    """What people decide about a gap, or that it was asked again."""
    values = {"state": state, "by": by, "reason": reason, "article": article, "changed_at": now}
    conn.execute(update(gaps).where(gaps.c.id == id).values(values))


def people_said(conn: Connection, ids: Sequence[str]) -> list[Row[Any]]:
    """What people answered in conversations, in order: `id`, `conversation`, `text`, `at`, `reply_to`."""
    found: list[Row[Any]] = []
    for some in chunks(sorted(set(ids))):
        query = select(turns.c.id, turns.c.conversation, turns.c.text, turns.c.at, turns.c.reply_to)
        query = query.where(and_(turns.c.conversation.in_(some), turns.c.who == "person"))
        found += conn.execute(query.order_by(turns.c.at, turns.c.id))
    return found


def site_corrections(conn: Connection, site: str) -> list[Row[Any]]:
    """A site's corrections: `id`, `turn`, `conversation`, `question`, `right`, the newest first."""
    names = ("id", "turn", "conversation", "question", "right")
    query = select(*(corrections.c[name] for name in names)).where(corrections.c.site == site)
    return list(conn.execute(query.order_by(corrections.c.at.desc(), corrections.c.id)))
