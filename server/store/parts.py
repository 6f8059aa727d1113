"""Statements about the questions of turns that asked several, and what answered each."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, Subquery, and_, func, select, union_all, update
from sqlalchemy.dialects.sqlite import insert

from server.store.schema import decision_parts, decisions, episodes, turns

OF_ARTICLE = and_(decision_parts.c.kind == "answer", decision_parts.c.article != "")

# Joined to episodes: what the last answer stands on, a row each where it answered several questions.
STANDING = and_(decision_parts.c.episode == episodes.c.id, decision_parts.c.stands, OF_ARTICLE)
ARTICLE = func.coalesce(decision_parts.c.article, episodes.c.article)
QUESTION = func.coalesce(decision_parts.c.question, episodes.c.question)


def put_answered(conn: Connection, episode: str | None, rows: Sequence[Mapping[str, Any]]) -> None:
    """Stores what an answer says to each question, none where it was asked one. It is the episode's last from now."""
    if episode is not None:
        standing = decision_parts.c.episode == episode, decision_parts.c.stands
        conn.execute(update(decision_parts).where(*standing).values(stands=False))
    if rows:
        conn.execute(insert(decision_parts).on_conflict_do_nothing(), list(rows))


def of_conversation(conn: Connection, conversation: str) -> list[Row[Any]]:
    """The answered questions of a conversation: `decision`, `article`, `memory`, in their order."""
    query = (
        select(decision_parts.c.decision, decision_parts.c.article, decision_parts.c.memory)
        .join(turns, turns.c.decision == decision_parts.c.decision)
        .where(turns.c.conversation == conversation, turns.c.solvable, decision_parts.c.kind == "answer")
        .order_by(decision_parts.c.decision, decision_parts.c.n)
    )
    return list(conn.execute(query))


def of_decision(conn: Connection, decision: str) -> list[Row[Any]]:
    """The questions that one decision is about, in their order."""
    query = select(decision_parts).where(decision_parts.c.decision == decision)
    return list(conn.execute(query.order_by(decision_parts.c.n)))


def answers(site: str, kinds: Sequence[str]) -> Subquery:
    """By article how often it answered (`answers`), and when last (`used_at`), a turn's second question included."""
    whole: Select[Any] = select(decisions.c.article, decisions.c.at).where(
        decisions.c.site == site, decisions.c.kind.in_(kinds)
    )
    beside = (
        select(decision_parts.c.article, decisions.c.at)
        .join(decisions, decisions.c.id == decision_parts.c.decision)
        .where(
            decision_parts.c.site == site,
            decisions.c.kind.in_(kinds),
            OF_ARTICLE,
            decision_parts.c.article != decisions.c.article,
        )
    )
    every = union_all(whole, beside).subquery()
    counted = select(every.c.article, func.count().label("answers"), func.max(every.c.at).label("used_at"))
    return counted.group_by(every.c.article).subquery()
