"""What an agent sees of a conversation: every turn with its decision, the page as it is now, and a suggested reply."""

import asyncio
from typing import Any

import msgspec
from sqlalchemy import Connection, Row

from server.answering.ask import citation_view, citation_views
from server.answering.inquiry import Inquiry
from server.answering.questions import parted
from server.answering.trace import FIRST, TOTAL, stored
from server.api.views.desk import (
    CitationView,
    ConversationDetail,
    ConversationRow,
    DecisionView,
    FileDetail,
    LookupView,
    RiskView,
    Suggestion,
    TurnDetail,
)
from server.api.views.friction import StruggleView
from server.conversation.attached import of_files
from server.conversation.handoff import summary
from server.conversation.hearing import asked_apart
from server.conversation.records import citations_of
from server.conversation.session import Session
from server.conversation.surroundings import Surroundings
from server.conversation.wishes import wish, without_wishes
from server.errors import NotFound
from server.projections.friction import page_friction, struggle_views
from server.projections.periods import window
from server.store import conversations, decisions, files
from server.understanding.risk import Risk
from server.understanding.understood import Understood

MOST_STRUGGLES = 20


async def detail(around: Surroundings, session: Session, conversation: str) -> ConversationDetail:
    """Everything about a conversation, as of now. Raises NotFound."""
    row = await around.db.aread(conversations.one_of_queue, conversation)
    if row is None:
        raise NotFound("there is no such conversation")
    turns, struggles, page = await around.db.aread(_stored, row)
    state = session.state
    live = session.talk if session.talk is not None and session.talk.id == conversation else None
    errors = [f"{shown.element.name}: {shown.text}" for shown in state.errors] if state else []
    asked = next((question_of(turn) for turn in reversed(turns) if turn.who == "visitor" and _asks(turn)), "")
    return ConversationDetail(
        row=conversation_row(row, around.clock()),
        turns=turns,
        summary=summary(session, live) if live else row.summary or "",
        tried=await _tried(around, turns, row.site),
        struggles=_live_struggles(session) or struggles,
        page=page,
        errors=errors,
        disabled=[control.name for control in state.disabled] if state else [],
        focused=state.focused.name if state and state.focused else "",
        suggestion=await _suggestion(around, session, asked) if asked and row.mode != "closed" else None,
        outcome=row.outcome,
        risk=risk_view(live.risk) if live and live.risk.lengths else None,
    )


def question_of(turn: TurnDetail) -> str:
    """What a visitor's turn asks, with the words of what came with it."""
    return of_files(turn.files).question(without_wishes(turn.text))


def _asks(turn: TurnDetail) -> bool:
    """Whether a turn says more than how it wants to be answered."""
    wished = wish(turn.text)
    return bool(turn.files) or wished is None or not wished.alone


def risk_view(risk: Risk) -> RiskView:
    """How the conversation goes, as the API gives it."""
    mood = risk.mood
    return RiskView(risk.value, risk.high, list(risk.because), mood.level, mood.slope, mood.drops)


def conversation_row(row: Row[Any], now: int) -> ConversationRow:
    """A conversation in the queue. `waiting_s` counts while nobody has taken it."""
    waiting = row.mode == "waiting" and row.asked_at is not None
    return ConversationRow(
        id=row.id,
        site=row.site,
        session=row.session,
        mode=row.mode,
        route=row.route,
        started_at=row.started_at,
        last_at=row.last_at,
        last_text=row.last_text,
        intent=row.intent,
        intent_name=row.intent_name,
        sentiment=row.sentiment,
        urgency=row.urgency or 0.0,
        reason=row.reason or "",
        waiting_s=max(0, now - row.asked_at) // 1000 if waiting else 0,
        promised_by=row.promised_by,
        replied_at=row.replied_at,
        agent=row.agent_name,
        outcome=row.outcome,
        risk=row.risk,
    )


def _stored(conn: Connection, row: Row[Any]) -> tuple[list[TurnDetail], list[StruggleView], Any]:
    turns = conversations.turns_of(conn, row.id)
    made = {one.id: one for one in decisions.decisions_of(conn, [turn.decision for turn in turns if turn.decision])}
    struggles = struggle_views(conn, conversations.struggles_of(conn, row.session, MOST_STRUGGLES))
    page = page_friction(conn, window(conn, row.site, row.last_at), row.route) if row.route else None
    attached = files.of_turns(conn, [turn.id for turn in turns if turn.who == "visitor"])
    views = [_turn(turn, made.get(turn.decision), attached.get(turn.id, [])) for turn in turns]
    return views, struggles, page


def _turn(row: Row[Any], decision: Row[Any] | None, attached: list[Row[Any]]) -> TurnDetail:
    return TurnDetail(
        id=row.id,
        who=row.who,
        name=row.name,
        text=row.text,
        at=row.at,
        route=row.route,
        reply_to=row.reply_to,
        sure=row.sure,
        citations=[citation_view(citation) for citation in citations_of(row.citations_json)],
        intent=row.intent,
        intent_name=row.intent_name,
        sentiment=row.sentiment,
        frustration=row.frustration,
        risk=row.risk,
        solved=row.solved,
        rated=row.rated,
        decision=decision_view(decision) if decision is not None else None,
        corrected=row.corrected,
        files=[FileDetail(id=file.id, kind=file.kind, name=file.name, words=file.words) for file in attached],
    )


def decision_view(row: Row[Any]) -> DecisionView:
    """A stored decision as the API gives it."""
    spans, moments = stored(row)
    return DecisionView(
        id=row.id,
        kind=row.kind,
        at=row.at,
        intent=row.intent,
        confidence=row.confidence,
        reasons=msgspec.json.decode(row.reasons_json, type=list[str]),
        features=msgspec.json.decode(row.features_json, type=dict[str, float]),
        thresholds=msgspec.json.decode(row.thresholds_json, type=dict[str, float]),
        alternatives=msgspec.json.decode(row.alternatives_json, type=list[dict[str, str | float]]),
        versions=msgspec.json.decode(row.versions_json, type=dict[str, str]),
        lookups=msgspec.json.decode(row.lookups_json, type=list[LookupView]),
        spans=spans,
        total_ms=moments.get(TOTAL, 0.0),
        first_ms=moments.get(FIRST, 0.0),
    )


def _live_struggles(session: Session) -> list[StruggleView]:
    """Newest first; empty once the visit has left the memory."""
    return [
        StruggleView(
            id=one.id,
            session=session.visit.session,
            at=at,
            route=one.route,
            element=one.element.key if one.element else "",
            element_name=one.element.name if one.element else "",
            signal=one.signal,
            message=one.message,
            evidence=list(one.evidence),
        )
        for one, at in reversed(session.struggles)
    ]


async def _tried(around: Surroundings, turns: list[TurnDetail], site: str) -> list[str]:
    """What the visitor said to have tried, and which answers did not help."""
    said = [await around.understanding.understand(turn.text, site=site) for turn in turns if turn.who == "visitor"]
    steps = dict.fromkeys(one.step for understood in said for one in understood.tried)
    rejected = [turn.citations[0].title for turn in turns if turn.solved is False and turn.citations]
    return [*steps, *(f'answer "{title}" did not help' for title in dict.fromkeys(rejected))]


async def _suggestion(around: Surroundings, session: Session, asked: str) -> Suggestion | None:
    """What Handrail would say now, as a draft for the agent; None where it has nothing to say."""
    understood, embedding = await around.understanding.take_in(asked, session.route or None, session.visit.site)
    questions = await asked_apart(around, parted(asked), understood, session.route, session.visit.site)
    rejected = session.talk.rejected if session.talk else set()
    # A person is at work already: what asks for one is answered here as if it had not.
    at = session.last_at or around.clock()
    inquiry = Inquiry(
        site=session.visit.site,
        text=asked,
        route=session.route,
        stuck=session.stuck(at),
        understood=_unhurried(understood),
        embedding=embedding,
        at=at,
        rejected=frozenset(rejected),
        questions=[msgspec.structs.replace(one, understood=_unhurried(one.understood)) for one in questions],
    )
    considered = await asyncio.to_thread(around.considerer.consider, inquiry)
    if considered.decision.kind != "answer":
        return None
    answer = await asyncio.to_thread(around.quoter.answer, considered, embedding, product=session.visit.product)
    citations: list[CitationView] = citation_views(answer)
    decision = considered.decision
    return Suggestion(
        text=answer.text, confidence=decision.confidence, reasons=list(decision.reasons), citations=citations
    )


def _unhurried(understood: Understood) -> Understood:
    """The same without what would hand it to a person."""
    return msgspec.structs.replace(understood, wants_person=False, sensitive=None)
