"""Answers a visitor's turn: understood, considered, quoted, checked, stored, said. In this order, each step timed.

Whoever speaks to a visitor holds the session's tail lock: between the last look at who has the conversation and the
last frame nobody can take it, so Handrail never talks over a person.
"""

import asyncio
import time

import msgspec
from sqlalchemy import Connection

from server.conversation import episodes, wording
from server.conversation.answer import Answer, CitationBroken, verify
from server.conversation.consider import Considered
from server.conversation.decide import PERSON_AWAITED, PERSON_THERE, Decision, decide
from server.conversation.eliminated import eliminated
from server.conversation.episode import Episode
from server.conversation.handoff import Handoffs
from server.conversation.hearing import Heard, hear, hear_again
from server.conversation.masking import masked
from server.conversation.records import Change, answer_view, commit, decision_row, said_row, turn_row
from server.conversation.session import Given, Session, Talk
from server.conversation.surroundings import Surroundings
from server.knowledge.words import words
from server.store import conversations, corrections, decisions, handoffs
from server.store.knowledge import passage_text
from widget.protocol import Chunk, Said, ServerFrame, Turn, TurnView, Working


class Replies:
    """What Handrail says to turns."""

    def __init__(self, around: Surroundings, handoffs: Handoffs) -> None:
        self._around = around
        self._handoffs = handoffs

    async def hear(self, session: Session, talk: Talk, said: Said, at: int, changes: list[Change]) -> None:
        """Answers one turn. `changes` made before it in the batch are stored with it; a known turn is left alone."""
        if said.turn in session.heard:
            return
        session.heard.add(said.turn)
        began = time.perf_counter()
        self._phase(session, talk, said.turn, "received")
        heard = await hear(self._around, session, talk, said, at, began)
        await self._reply(session, talk, heard, changes)

    async def again(self, session: Session, talk: Talk, given: Given, at: int, changes: list[Change]) -> None:
        """The next best path after "not yet"; what was already given is in `talk.rejected`."""
        await self._reply(session, talk, await hear_again(self._around, session, talk, given, at), changes)

    async def _reply(self, session: Session, talk: Talk, heard: Heard, changes: list[Change]) -> None:
        considered, answer = await self._considered(session, talk, heard)
        async with session.tail:
            frames = await self._told(session, talk, heard, considered, answer, changes)
            await self._around.db.awrite(commit, list(changes))
            changes.clear()
            for frame in frames:
                self._around.send(session.visit.session, frame)

    async def _considered(self, session: Session, talk: Talk, heard: Heard) -> tuple[Considered, Answer | None]:
        """The decision with its answer, checked against the store; considered anew once when the knowledge moved on."""
        for last_try in (False, True):
            considered = await asyncio.to_thread(self._consider, session, talk, heard)
            self._phase(session, talk, heard.said.turn, "searched")
            if considered.decision.kind != "answer" or heard.verdict == "solved":
                return considered, None
            try:
                return considered, await self._composed(considered, heard)
            except CitationBroken:
                if last_try:
                    raise
                await asyncio.to_thread(self._around.knowledge.refresh)
        raise AssertionError("unreachable")

    def _consider(self, session: Session, talk: Talk, heard: Heard) -> Considered:
        considered = self._around.considerer.consider(
            session.visit.site,
            heard.question,
            session.route or heard.said.route,
            session.stuck(heard.at),
            heard.meant,
            heard.embedding,
            heard.at,
            rejected=frozenset(talk.rejected),
            risk=heard.risk,
            offered=talk.offered,
            tried=eliminated(talk, heard.question),
            read=frozenset(talk.read),
        )
        heard.mark("searched")
        return considered

    async def _composed(self, considered: Considered, heard: Heard) -> Answer:
        compose = self._around.quoter.answer
        answer = await asyncio.to_thread(compose, considered, heard.embedding, heard.opening)
        heard.mark("decided")
        if considered.memory is None:
            await self._around.db.aread(_verified, answer)
        return answer

    async def _told(
        self,
        session: Session,
        talk: Talk,
        heard: Heard,
        considered: Considered,
        answer: Answer | None,
        changes: list[Change],
    ) -> list[ServerFrame]:
        """Brings what happened into `changes` and the session; returns the frames to send once that is stored."""
        decision, said, at = _standing_back(considered, talk), heard.said, heard.at
        fresh = not (heard.verdict == "not_yet" and said.turn in (given.question_turn for given in talk.given.values()))
        if fresh:
            talk.last_turn, talk.last_said_at = said.turn, at
            row = said_row(said, talk.id, at, heard.understood, heard.risk.value)
            changes.append(lambda conn: conversations.put_turn(conn, row))
        if heard.rejected:
            self._rejected(session, heard, changes)
        substantive = decision.kind != "greeting" and heard.verdict != "solved"
        episode = session.episode
        if substantive and fresh and heard.verdict != "not_yet":
            talk.last_question = said.text
            episode = episodes.for_turn(session, heard.understood, said.text, at, self._around.token, changes)
        if heard.verdict == "solved":
            frames = self._confirmed(session, talk, heard, changes)
        elif decision.kind == "silent":
            frames = []
            if talk.mode == "waiting":
                changes.append(lambda conn: handoffs.raise_urgency(conn, talk.id, _urgency(heard)))
        elif decision.kind == "handoff":
            more, frames = await self._handoffs.ask(session, talk, decision.because, _urgency(heard), said.turn, at)
            changes += more
        else:
            frames = self._answered(session, talk, heard, decision, answer, changes)
            if decision.offers_person:
                frames += self._offered(session, talk, heard, decision, changes)
        self._record(session, talk, heard, decision, episode, changes)
        return frames

    def _answered(
        self,
        session: Session,
        talk: Talk,
        heard: Heard,
        decision: Decision,
        answer: Answer | None,
        changes: list[Change],
    ) -> list[ServerFrame]:
        now = self._around.now(session, heard.at)
        turn = self._around.token()
        if answer is None:
            text = _plain_words(decision, heard, talk, session.visit.product)
            sure = "unknown" if decision.kind == "unknown" else ""
            view = TurnView(turn, "handrail", text, now, sure=sure, reply_to=heard.said.turn)  # type: ignore[arg-type]
            pieces: tuple[str, ...] = (text,)
        else:
            view = answer_view(turn, answer, now, heard.said.turn, _highlight(session, answer, heard.at))
            pieces = answer.pieces
            talk.given[turn] = Given(
                turn, decision.article, decision.passage, decision.memory, heard.question, heard.said.turn
            )
            if session.episode is not None:
                session.episode.attempts += 1
                session.episode.involved = True
                session.episode.article = decision.article
            if (memory := decision.memory) is not None:
                changes.append(lambda conn: corrections.count_use(conn, memory, now))
        row = turn_row(view, talk.id, _decision_id(heard, talk), session.route)
        changes.append(lambda conn: conversations.put_turn(conn, row))
        self._phase(session, talk, heard.said.turn, "decided")
        self._phase(session, talk, heard.said.turn, "writing")
        chunks = [Chunk(turn, index, piece) for index, piece in enumerate(pieces)]
        return [*chunks, Turn(view)]

    def _offered(
        self, session: Session, talk: Talk, heard: Heard, decision: Decision, changes: list[Change]
    ) -> list[ServerFrame]:
        """Offers a person before one is asked for; "nothing answers this" has offered one already."""
        talk.offered = True
        if decision.because == "missing_knowledge":
            return []
        now = self._around.now(session, heard.at)
        view = TurnView(self._around.token(), "handrail", wording.OFFER, now, reply_to=heard.said.turn)
        row = turn_row(view, talk.id, None, session.route)
        changes.append(lambda conn: conversations.put_turn(conn, row))
        return [Turn(view)]

    def _rejected(self, session: Session, heard: Heard, changes: list[Change]) -> None:
        """The visitor said in words that it did not help: as good as the button."""
        changes.append(lambda conn: conversations.set_turn(conn, heard.rejected, solved=False))
        if session.episode is not None:
            evidence = f"the visitor said so: {masked(heard.said.text)}"
            changes.append(episodes.history(session.episode, "failed_attempt", heard.at, evidence, self._around.token))

    def _confirmed(self, session: Session, talk: Talk, heard: Heard, changes: list[Change]) -> list[ServerFrame]:
        """The visitor said in words that it is solved: as good as the button. A person who is there answers it."""
        last = next(reversed(talk.given.values()))
        last.solved = True
        changes.append(lambda conn: conversations.set_turn(conn, last.turn, solved=True))
        episode = session.episode
        evidence = f"the visitor said so: {masked(heard.said.text)}"
        if episode is not None and episode.climb("confirmed", heard.at, evidence):
            changes.append(episodes.history(episode, "confirmed", heard.at, evidence, self._around.token))
        if talk.mode == "person":
            return []
        now = self._around.now(session, heard.at)
        view = TurnView(self._around.token(), "handrail", wording.GLAD, now, reply_to=heard.said.turn)
        row = turn_row(view, talk.id, None, session.route)
        changes.append(lambda conn: conversations.put_turn(conn, row))
        return [Turn(view)]

    def _record(
        self,
        session: Session,
        talk: Talk,
        heard: Heard,
        decision: Decision,
        episode: Episode | None,
        changes: list[Change],
    ) -> None:
        heard.mark("answered")
        now = self._around.now(session, heard.at)
        id = _decision_id(heard, talk)
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
            spans=heard.spans,
        )
        mode = talk.mode
        if decided:
            changes.append(lambda conn: decisions.put_decision(conn, row))
        changes.append(
            lambda conn: conversations.set_conversation(conn, talk.id, last_at=now, route=session.route, mode=mode)
        )

    def _phase(self, session: Session, talk: Talk, turn: str, phase: str) -> None:
        if talk.mode != "person":
            self._around.send(session.visit.session, Working(turn, phase))  # type: ignore[arg-type]


def _standing_back(considered: Considered, talk: Talk) -> Decision:
    """The decision as it holds now: somebody may have taken the conversation since it was considered."""
    if talk.mode == "assistant":
        return considered.decision
    feature = PERSON_THERE if talk.mode == "person" else PERSON_AWAITED
    situation = considered.situation
    return decide(msgspec.structs.replace(situation, features=situation.features | {feature: 1.0}))


def _urgency(heard: Heard) -> float:
    """How soon a person should come, 0..1: what is said to press, how upset the words are, how badly it goes."""
    return max(heard.understood.urgency, heard.understood.frustration, heard.risk.strain)


def _decision_id(heard: Heard, talk: Talk) -> str:
    """One for each answer to a turn: the same when the turn is heard again after a crash."""
    tries = sum(given.question_turn == heard.said.turn for given in talk.given.values() if given.solved is False)
    return f"{heard.said.turn}.{tries}"


def _plain_words(decision: Decision, heard: Heard, talk: Talk, product: str) -> str:
    if decision.kind == "greeting":
        return wording.greeting(heard.said.text, product)
    if decision.because == "language":
        return wording.not_understood(heard.meant.language.code)
    if talk.rejected and heard.verdict == "not_yet":
        return wording.NOTHING_ELSE
    if decision.because == "out_of_scope":
        return wording.OUTSIDE.format(product=product or "this product")
    return wording.UNKNOWN


def _highlight(session: Session, answer: Answer, at: int) -> str:
    """The element in sight that the answer is about: all words of its name are in the text or the article's title."""
    said = set(words(answer.text)).union(*(words(citation.title) for citation in answer.citations))
    for element in session.in_sight(at):
        named = set(words(element.name))
        if named and named <= said:
            return element.key
    return ""


def _verified(conn: Connection, answer: Answer) -> None:
    verify(answer, lambda passage: passage_text(conn, passage))
