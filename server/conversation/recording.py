"""Records a decision on a turn: itself, its episode, its conversation."""

from server.answering.decision import Decision
from server.answering.facts import Facts
from server.conversation import episodes
from server.conversation.episode import Episode
from server.conversation.hearing import Heard
from server.conversation.records import Change, decision_row, part_rows
from server.conversation.session import Session, Talk
from server.conversation.surroundings import Surroundings
from server.store import conversations, decisions, parts


def record(
    around: Surroundings,
    session: Session,
    talk: Talk,
    heard: Heard,
    decision: Decision,
    episode: Episode | None,
    facts: Facts,
    changes: list[Change],
) -> None:
    """Brings the decision, its episode and its conversation into `changes`, as they are after the turn."""
    heard.trace.mark("answered")
    now = around.now(session, heard.at)
    id = decision_id(heard, talk)
    decided = heard.verdict != "solved"  # there was nothing to decide
    if episode is not None:
        episode.decision = id if decided else episode.decision
        episode.last_at = max(episode.last_at, heard.at)
        episode.risk = heard.risk.value
        changes.append(episodes.store(episode))
    row = decision_row(
        id,
        decision,
        session,
        heard.at,
        conversation=talk.id,
        episode=episode.id if episode else None,
        turn=heard.said.turn,
        trace=heard.trace,
        lookups_json=facts.as_json(),
    )
    mode = talk.mode
    if decided:
        changes.append(lambda conn: decisions.put_decision(conn, row))
    if decided and decision.kind == "answer":
        of = episode.id if episode else None
        answered = part_rows(id, decision, heard.questions, session.visit.site, of, credited=not facts.told)
        changes.append(lambda conn: parts.put_answered(conn, of, answered))
    changes.append(
        lambda conn: conversations.set_conversation(conn, talk.id, last_at=now, route=session.route, mode=mode)
    )


def decision_id(heard: Heard, talk: Talk) -> str:
    """One for each answer to a turn: the same when the turn is heard again after a crash."""
    tries = sum(given.question_turn == heard.said.turn for given in talk.given.values() if given.solved is False)
    return f"{heard.said.turn}.{tries}"
