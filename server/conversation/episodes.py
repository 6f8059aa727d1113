"""Which episode a turn or a nudge belongs to, what it adds to it, and what silence makes of it later."""

from collections.abc import Callable

from sqlalchemy import Connection

from server.answering.decision import Decision
from server.answering.stuck import Stuck
from server.conversation.episode import REOPEN_MS, SILENT_MS, Episode, came_back, settled
from server.conversation.records import Change
from server.conversation.session import Session
from server.store import episodes as statements
from server.understanding.masking import masked
from server.understanding.understood import Understood

CERTAIN = 0.5  # share from which a turn's intent is believed to be another issue than the open one
MOST_AT_ONCE = 500  # episodes settled in one transaction, about 50 ms


def for_turn(
    session: Session, understood: Understood, text: str, at: int, token: Callable[[], str], changes: list[Change]
) -> Episode:
    """The episode that a substantive turn belongs to: the open one, one that it takes up again, or a new one."""
    current = session.episode
    certain = understood.confidence >= CERTAIN
    if current is None or not current.is_about(understood.intent, certain):
        current = came_back(session.past, understood.intent, at) or _new(session, at, token)
        _make_current(session, current)
    if current.outcome:
        current.reopen(session.visit.session, at)
        changes.append(history(current, "reopened", at, "came back with the same issue", token))
    current.last_at = max(current.last_at, at)
    current.conversation = session.talk.id if session.talk else current.conversation
    current.intent = current.intent or understood.intent
    if not current.attempts and current.sentiment_first is None:  # a nudge's words give way to the visitor's own
        current.question, current.route = masked(text), session.route or current.route
    stuck = session.stuck(at)
    if stuck is not None and not current.step:
        current.step, current.element = stuck.step, current.element or stuck.element
    if current.sentiment_first is None:
        current.sentiment_first = understood.sentiment_score
    current.sentiment_last = understood.sentiment_score
    current.intent_version = understood.versions.get("intent", "")
    return current


def for_nudge(session: Session, stuck: Stuck, decision: Decision, at: int, token: Callable[[], str]) -> Episode:
    """The episode of a struggle that help is offered for: the open one when it is about the same, or a new one."""
    current = session.episode
    if current is None or current.outcome or not current.is_about(decision.intent, True):
        current = _new(session, at, token)
        current.intent, current.question = decision.intent, stuck.words
        _make_current(session, current)
    current.route, current.step, current.element = stuck.route, stuck.step, stuck.element
    current.involved, current.article, current.last_at = True, decision.article, max(current.last_at, at)
    return current


def for_handoff(session: Session, reason: str, at: int, token: Callable[[], str]) -> Episode:
    """The episode that goes to a person: the open one, or a new one for somebody who asks for a person at once."""
    current = session.episode
    if current is None or current.outcome:
        current = _new(session, at, token)
        stuck = session.stuck(at)
        current.route = session.route
        current.question = masked(stuck.words) if stuck else ""
        _make_current(session, current)
    current.conversation = session.talk.id if session.talk else current.conversation
    current.handoff_reason = current.handoff_reason or reason
    current.involved, current.last_at = True, max(current.last_at, at)
    return current


def history(episode: Episode, kind: str, at: int, evidence: str, token: Callable[[], str]) -> Change:
    """A line of the episode's history."""
    row = {"id": token(), "episode": episode.id, "kind": kind, "at": at, "evidence": evidence}
    return lambda conn: statements.put_outcome(conn, row)


def store(episode: Episode) -> Change:
    """The episode as it is now."""
    row = episode.row()
    return lambda conn: statements.put_episode(conn, row)


def close_due(conn: Connection, site: str, now: int, token: Callable[[], str]) -> int:
    """Settles what silence decides: assumed or failed after a day, durable after seven without a return.

    Returns how many episodes were looked at; call it again while that is MOST_AT_ONCE.
    """
    rows = statements.due(conn, site, now - SILENT_MS, now - REOPEN_MS, MOST_AT_ONCE)
    for row in rows:
        episode = Episode(**row._mapping)
        outcome = settled(episode, now)
        # Settled at the moment the silence was long enough, whenever the sweep came by.
        at = episode.last_at + (REOPEN_MS if outcome == "durable" else SILENT_MS)
        quiet_since = episode.last_at
        if outcome and episode.climb(outcome, at, "no word since"):
            episode.last_at = quiet_since
            store(episode)(conn)
            history(episode, outcome, at, "no word since", token)(conn)
    return len(rows)


def _new(session: Session, at: int, token: Callable[[], str]) -> Episode:
    visit = session.visit
    return Episode(id=token(), site=visit.site, visitor=visit.visitor, session=visit.session, started_at=at, last_at=at)


def _make_current(session: Session, episode: Episode) -> None:
    if session.episode is not None and session.episode is not episode:
        session.past.insert(0, session.episode)
    session.past = [one for one in session.past if one is not episode]
    session.episode = episode
