"""Answers a visitor's turn: understood, considered, quoted, checked, stored, said. In this order, each step timed.

Whoever speaks to a visitor holds the session's tail lock: between the last look at who has the conversation and the
last frame nobody can take it, so Handrail never talks over a person.
"""

import asyncio
import time
from collections.abc import Coroutine

import msgspec
from sqlalchemy import Connection

from server.conversation import episodes, wording
from server.conversation.answer import Answer, CitationBroken, verify
from server.conversation.consider import Considered
from server.conversation.decide import AGAIN, LIVE_FACTS, PERSON_AWAITED, PERSON_THERE, Decision, decide
from server.conversation.eliminated import eliminated
from server.conversation.episode import Episode
from server.conversation.facts import Facts
from server.conversation.handoff import Handoffs
from server.conversation.hearing import WISHED, Heard, hear, hear_again
from server.conversation.live import Live, in_light, remember, told_first
from server.conversation.masking import masked
from server.conversation.records import Change, answer_view, commit, decision_row, said_row, turn_row
from server.conversation.session import Given, Session, Talk
from server.conversation.style import Style
from server.conversation.style_again import acknowledged, in_the_form, settle
from server.conversation.style_words import Words
from server.conversation.surroundings import Surroundings
from server.conversation.wishes import wish
from server.knowledge.words import words
from server.store import conversations, corrections, decisions, files, handoffs
from server.store.knowledge import passage_text
from widget.protocol import Chunk, Said, ServerFrame, Turn, TurnView, Working


class Replies:
    """What Handrail says to turns."""

    def __init__(self, around: Surroundings, handoffs: Handoffs) -> None:
        self._around = around
        self._handoffs = handoffs
        self._live = Live(around.lookups, around.identities)

    async def hear(self, session: Session, talk: Talk, said: Said, at: int, changes: list[Change]) -> None:
        """Answers one turn. `changes` made before it in the batch are stored with it; a known turn is left alone."""
        if said.turn in session.heard:
            return
        session.heard.add(said.turn)
        began = time.perf_counter()
        self._phase(session, talk, said.turn, "received")
        wished = wish(said.text) if not said.files else None  # with a file there is something to look at
        await settle(self._around, session, wished, at, changes)
        hearing = hear(self._around, session, talk, said, at, began, wished)
        await self._reply(session, talk, said.text, hearing, changes)

    async def again(self, session: Session, talk: Talk, given: Given, at: int, changes: list[Change]) -> None:
        """The next best path after "not yet"; what was already given is in `talk.rejected`."""
        await settle(self._around, session, None, at, changes)
        await self._reply(session, talk, given.question, hear_again(self._around, session, talk, given, at), changes)

    async def _reply(
        self, session: Session, talk: Talk, text: str, hearing: Coroutine[None, None, Heard], changes: list[Change]
    ) -> None:
        listening = asyncio.create_task(hearing)
        looking = asyncio.create_task(self._live.look(session, talk, text, listening))  # beside all that follows
        try:
            heard = await listening
            considered, answer = await self._considered(session, talk, heard, looking)
        finally:
            looking.cancel()  # nobody waits for what a person will look at
        async with session.tail:
            frames = await self._told(session, talk, heard, considered, answer, changes)
            await self._around.db.awrite(commit, list(changes))
            changes.clear()
            for frame in frames:
                self._around.send(session.visit.session, frame)

    async def _considered(
        self, session: Session, talk: Talk, heard: Heard, looking: asyncio.Task[Facts]
    ) -> tuple[Considered, Answer | None]:
        """The decision with its answer, checked against the store; considered anew once when the knowledge moved on."""
        if heard.verdict == WISHED and (given := await self._in_the_form(session, talk, looking)):
            return given
        for last_try in (False, True):
            considered = await asyncio.to_thread(self._consider, session, talk, heard)
            considered = await in_light(considered, looking)
            self._phase(session, talk, heard.said.turn, "searched")
            if considered.decision.kind != "answer" or heard.verdict == "solved":
                return considered, None
            if considered.decision.because == LIVE_FACTS:
                return considered, told_first(considered.facts, Answer(pieces=(), sure=considered.decision.sure))
            try:
                composed = await self._composed(considered, heard, session.manner.style)
                return considered, told_first(considered.facts, composed)
            except CitationBroken:
                if last_try:
                    raise
                await asyncio.to_thread(self._around.knowledge.refresh)
        raise AssertionError("unreachable")

    async def _in_the_form(
        self, session: Session, talk: Talk, looking: asyncio.Task[Facts]
    ) -> tuple[Considered, Answer | None] | None:
        """The last answer in the form that was wished for, with live data as of now; None where it no longer holds."""
        try:
            considered, answer = await in_the_form(self._around, session, talk)
        except CitationBroken:
            await asyncio.to_thread(self._around.knowledge.refresh)
            return None
        if answer is None:
            return considered, None
        facts = await looking
        return msgspec.structs.replace(considered, facts=facts), told_first(facts, answer)

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
            style=session.manner.features(),
            files=len(heard.files.ids) if heard.files.words else 0,
        )
        heard.mark("searched")
        return considered

    async def _composed(self, considered: Considered, heard: Heard, style: Style) -> Answer:
        compose = self._around.quoter.answer
        answer = await asyncio.to_thread(compose, considered, heard.embedding, heard.opening, style)
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
            changes.append(lambda conn: files.attach(conn, heard.files.ids, said.turn))
        if heard.rejected:
            self._rejected(session, heard, changes)
        substantive = decision.kind != "greeting" and heard.verdict not in ("solved", WISHED)
        episode = session.episode if decision.kind != AGAIN else None
        if substantive and fresh and heard.verdict != "not_yet":
            talk.last_question = heard.asked
            episode = episodes.for_turn(session, heard.understood, heard.asked, at, self._around.token, changes)
        if heard.verdict == "solved":
            frames = self._confirmed(session, talk, heard, changes)
        elif decision.kind == AGAIN:
            frames = self._in_form(session, talk, heard, answer, changes)
        elif decision.kind == "silent":
            frames = []
            if talk.mode == "waiting":
                changes.append(lambda conn: handoffs.raise_urgency(conn, talk.id, _urgency(heard)))
        elif decision.kind == "handoff":
            more, frames = await self._handoffs.ask(session, talk, decision.because, _urgency(heard), said.turn, at)
            changes += more
        else:
            frames = self._answered(session, talk, heard, decision, answer, considered.facts, changes)
            if decision.offers_person:
                frames += self._offered(session, talk, heard, decision, changes)
        self._record(session, talk, heard, decision, episode, considered.facts, changes)
        return frames

    def _answered(
        self,
        session: Session,
        talk: Talk,
        heard: Heard,
        decision: Decision,
        answer: Answer | None,
        facts: Facts,
        changes: list[Change],
    ) -> list[ServerFrame]:
        remember(talk, facts)
        now = self._around.now(session, heard.at)
        turn = self._around.token()
        if answer is None:
            text = facts.after(_plain_words(session.manner.words, decision, heard, talk, session.visit.product))
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
                session.episode.article = "" if facts.told else decision.article  # no article's merit, nor its fault
            if (memory := decision.memory) is not None:
                changes.append(lambda conn: corrections.count_use(conn, memory, now))
        row = turn_row(view, talk.id, _decision_id(heard, talk), session.route)
        changes.append(lambda conn: conversations.put_turn(conn, row))
        self._phase(session, talk, heard.said.turn, "decided")
        self._phase(session, talk, heard.said.turn, "writing")
        chunks = [Chunk(turn, index, piece) for index, piece in enumerate(pieces)]
        return [*chunks, Turn(view)]

    def _in_form(
        self, session: Session, talk: Talk, heard: Heard, answer: Answer | None, changes: list[Change]
    ) -> list[ServerFrame]:
        highlight = _highlight(session, answer, heard.at) if answer is not None else ""
        made_by = _decision_id(heard, talk)
        return acknowledged(self._around, session, talk, heard, answer, made_by, highlight, changes)

    def _offered(
        self, session: Session, talk: Talk, heard: Heard, decision: Decision, changes: list[Change]
    ) -> list[ServerFrame]:
        """Offers a person before one is asked for; "nothing answers this" has offered one already."""
        talk.offered = True
        if decision.because == "missing_knowledge":
            return []
        now = self._around.now(session, heard.at)
        view = TurnView(self._around.token(), "handrail", session.manner.words.offer, now, reply_to=heard.said.turn)
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
        view = TurnView(self._around.token(), "handrail", session.manner.words.glad, now, reply_to=heard.said.turn)
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
        facts: Facts,
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
            lookups_json=facts.as_json(),
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


def _plain_words(own: Words, decision: Decision, heard: Heard, talk: Talk, product: str) -> str:
    if decision.kind == "greeting":
        return own.greeting(heard.said.text, product)
    if decision.because == "language":
        return wording.not_understood(heard.meant.language.code)
    if heard.files.ids and not heard.files.words and not heard.files.own(heard.said.text):
        return wording.NOTHING_READ
    if talk.rejected and heard.verdict == "not_yet":
        return own.nothing_else
    if decision.because == "out_of_scope":
        return own.outside.format(product=product or "this product")
    return own.unknown


def _highlight(session: Session, answer: Answer, at: int) -> str:
    """The element in sight that the answer is about: all words of its name are quoted or in the article's title."""
    said = {word for citation in answer.citations for word in words(f"{citation.quote} {citation.title}")}
    for element in session.in_sight(at):
        named = set(words(element.name))
        if named and named <= said:
            return element.key
    return ""


def _verified(conn: Connection, answer: Answer) -> None:
    verify(answer, lambda passage: passage_text(conn, passage))
