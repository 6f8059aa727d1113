"""Rows of the store made from the room's own values, and frames made from rows."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection, Row

from server.answering.answer import Answer
from server.answering.blocks import masked_names
from server.answering.clarify import option_articles
from server.answering.considered import Asked
from server.answering.decision import CLARIFIED, CLARIFY, Candidate, Decision
from server.answering.facts import masked_facts
from server.answering.joining import AskedBack
from server.answering.several import PARTS, told
from server.conversation.session import Session
from server.understanding.masking import masked
from server.understanding.understood import Understood
from widget.protocol import Citation, FileView, Said, TurnView

Change = Callable[[Connection], object]


def commit(conn: Connection, changes: list[Change]) -> None:
    """All of them in the transaction that `conn` is in."""
    for change in changes:
        change(conn)


def decision_row(id: str, decision: Decision, session: Session, at: int, **more: Any) -> dict[str, Any]:
    """A decision as it is stored: `more` are conversation, episode, turn and trace."""
    trace = more.pop("trace", None)
    return {
        "id": id,
        "site": session.visit.site,
        "session": session.visit.session,
        "at": at,
        "kind": decision.kind,
        "intent": decision.intent,
        "confidence": decision.confidence,
        "propensity": decision.propensity,
        "features_json": _json(decision.features),
        "thresholds_json": _json(decision.thresholds),
        "alternatives_json": _json(decision.alternatives),
        "reasons_json": _json(decision.reasons),
        "versions_json": _json(decision.versions),
        "article": decision.article,
        "passage": decision.passage,
        "memory": decision.memory,
        "parts_json": _json(decision.parts),
        **(trace.row() if trace is not None else {}),
        **more,
    }


def decision_of(row: Row[Any]) -> Decision:
    """The decision that a row holds; `because` and `sure` come out again when it is decided anew."""
    return Decision(
        kind=row.kind,
        because="",
        intent=row.intent,
        confidence=row.confidence,
        sure="",
        features=msgspec.json.decode(row.features_json, type=dict[str, float]),
        thresholds=msgspec.json.decode(row.thresholds_json, type=dict[str, float]),
        alternatives=msgspec.json.decode(row.alternatives_json, type=tuple[Candidate, ...]),
        reasons=msgspec.json.decode(row.reasons_json, type=tuple[str, ...]),
        versions=msgspec.json.decode(row.versions_json, type=dict[str, str]),
        article=row.article,
        passage=row.passage,
        memory=row.memory,
        propensity=row.propensity,
        parts=msgspec.json.decode(row.parts_json, type=tuple[Decision, ...]),
    )


def part_rows(
    id: str, decision: Decision, questions: Sequence[Asked], site: str, episode: str | None, credited: bool
) -> list[dict[str, Any]]:
    """What is decided about each of a turn's questions, as it is stored; nothing where it asks one. `credited` says
    whether the answer is to the merit of what it stands on."""
    if decision.because != PARTS:
        return []
    answered = told(decision)
    return [
        {
            "decision": id,
            "n": n,
            "site": site,
            "episode": episode,
            "question": masked(asked.text),
            "kind": part.kind,
            "article": part.article,
            "memory": part.memory,
            "stands": credited and n in answered,
        }
        for n, (part, asked) in enumerate(zip(decision.parts, questions, strict=True))
    ]


def asked_back_of(turn: Row[Any], decision: Row[Any] | None, question: str) -> AskedBack | None:
    """What a stored turn of Handrail's lets the visitor choose from."""
    options = msgspec.json.decode(turn.options_json, type=tuple[str, ...])
    if decision is None or not options:
        return None
    made = msgspec.structs.replace(decision_of(decision), options=options)
    times = int(made.features.get(CLARIFIED, 0.0)) + 1 if made.kind == CLARIFY else 0
    return AskedBack(question, option_articles(made), times, made.kind == CLARIFY)


def said_row(said: Said, conversation: str, at: int, understood: Understood, risk: float) -> dict[str, Any]:
    """A visitor's turn as it is stored: masked."""
    return {
        "id": said.turn,
        "conversation": conversation,
        "who": "visitor",
        "text": masked(said.text),
        "at": at,
        "route": said.route,
        "intent": understood.intent,
        "sentiment": understood.sentiment_score,
        "frustration": understood.frustration,
        "risk": risk,
        "confidence": understood.confidence,
        "edge": understood.edge,
    }


def turn_row(view: TurnView, conversation: str, decision: str | None, route: str) -> dict[str, Any]:
    """Handrail's or a person's turn as it is stored."""
    view = masked_facts(view)
    return {
        "id": view.turn,
        "conversation": conversation,
        "who": view.who,
        "name": view.name,
        "text": masked_names(view.text) if view.who == "handrail" else view.text,
        "at": view.at,
        "reply_to": view.reply_to,
        "route": route,
        "citations_json": _json([_spelled(citation) for citation in view.citations]),
        "sure": view.sure,
        "highlight": view.highlight,
        "solvable": view.solvable,
        "options_json": _json(view.options),
        "decision": decision,
    }


def turn_view(row: Row[Any], files: Sequence[Row[Any]] = ()) -> TurnView:
    """A stored turn as the panel shows it, with the files that came with it."""
    return TurnView(
        turn=row.id,
        who=row.who,
        text=row.text,
        at=row.at,
        name=row.name,
        citations=tuple(citations_of(row.citations_json)),
        sure=row.sure,
        highlight=row.highlight,
        solvable=row.solvable,
        reply_to=row.reply_to,
        solved=row.solved,
        rated=row.rated,
        files=tuple(FileView(file.id, file.kind, file.name) for file in files),
        options=msgspec.json.decode(row.options_json, type=tuple[str, ...]),
    )


def answer_view(
    turn: str, answer: Answer, at: int, reply_to: str, highlight: str, options: tuple[str, ...] = ()
) -> TurnView:
    """An answer as the panel shows it: it may have solved something. `options` are others that may be meant."""
    return TurnView(
        turn=turn,
        who="handrail",
        text=answer.text,
        at=at,
        citations=answer.citations,
        sure=_sure(answer.sure),
        highlight=highlight,
        solvable=True,
        reply_to=reply_to,
        options=options,
    )


def citations_of(text: str) -> list[Citation]:
    """Citations as they were stored: objects with named fields, readable by anybody."""
    return [Citation(**fields) for fields in msgspec.json.decode(text, type=list[dict[str, Any]])]


def _spelled(citation: Citation) -> dict[str, Any]:
    return msgspec.structs.asdict(citation)


def _sure(text: str) -> Any:
    return text if text in {"sure", "unsure", "unknown"} else ""


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
