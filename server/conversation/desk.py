"""What a person does in a conversation: takes it, answers live, gives it back, closes it, corrects an answer."""

import asyncio
from typing import Any, Literal, Protocol

from sqlalchemy import Row

from server.answering import wording
from server.answering.facts import holds_fact, without_facts
from server.answering.style import undressed
from server.api.views.desk import Correct, Corrected
from server.conversation import episodes
from server.conversation.attached import of_files
from server.conversation.handoff import Handoffs
from server.conversation.records import Change, citations_of, commit, turn_row
from server.conversation.session import Session, Talk
from server.conversation.sessions import Sessions
from server.conversation.surroundings import Surroundings
from server.conversation.visit import Visit
from server.conversation.wishes import without_wishes
from server.errors import Conflict, Invalid, NotFound
from server.store import conversations, corrections, files, handoffs, parts
from widget.protocol import Citation, Mode, ServerFrame, Turn, TurnView

MOST_CHARACTERS = 4_000  # of a person's turn, as of a visitor's


class Person(Protocol):
    """The member of staff who acts."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...


class Desk:
    """The agents' side of the room. Raises NotFound, Conflict, Invalid."""

    def __init__(self, around: Surroundings, sessions: Sessions, handoffs: Handoffs) -> None:
        self._around = around
        self._sessions = sessions
        self._handoffs = handoffs

    async def take(self, conversation: str, agent: Person) -> None:
        """From the moment this returns Handrail says nothing. Conflict when somebody else has it."""
        session, talk = await self._open(conversation)
        async with session.tail:
            if talk.mode == "person" and talk.agent != agent.id:
                raise Conflict(f"{talk.agent_name} has this conversation already", "taken")
            now = self._now(session)
            changes: list[Change] = [
                lambda conn: conversations.set_conversation(conn, talk.id, mode="person", agent=agent.id, last_at=now),
                lambda conn: handoffs.take_handoff(conn, talk.id, agent.id, now),
            ]
            await self._around.db.awrite(commit, changes)
            talk.mode, talk.agent, talk.agent_name = "person", agent.id, agent.name
            self._send(session, Mode("person", name=agent.name, people_online=True))

    async def say(self, conversation: str, agent: Person, text: str) -> TurnView:
        """A person's words, live. Taking comes first."""
        text = text.strip()
        if not text or len(text) > MOST_CHARACTERS:
            raise Invalid(f"a turn has 1 to {MOST_CHARACTERS} characters")
        session, talk = await self._open(conversation)
        async with session.tail:
            if talk.mode != "person" or talk.agent != agent.id:
                raise Conflict("take the conversation first", "not_taken")
            return await self._speak(session, talk, agent, text, talk.last_turn)

    async def give_back(self, conversation: str, agent: Person) -> None:
        """Handrail answers again."""
        await self._leave(conversation, agent, "assistant")

    async def close(self, conversation: str, agent: Person) -> None:
        """The conversation is over; the visitor's next turn begins another."""
        await self._leave(conversation, agent, "closed")

    async def correct(self, conversation: str, agent: Person, correct: Correct) -> Corrected:
        """Stores a correction, makes it a memory that is live at once, and tells the visitor who was told wrong."""
        row = await self._around.db.aread(conversations.find, conversation)
        turns = await self._around.db.aread(conversations.turns_of, conversation)
        if row is None:
            raise NotFound("there is no such conversation")
        wrong = next((turn for turn in turns if turn.id == correct.turn), None)
        if wrong is None or wrong.who != "handrail":
            raise Invalid("only an answer of Handrail's can be corrected", "not_an_answer")
        asked = next((turn for turn in turns if turn.id == wrong.reply_to), None)
        if asked is None:
            raise Invalid("this turn answers no question", "not_an_answer")
        citations = citations_of(wrong.citations_json)
        if holds_fact(unmarked(correct.wrong), citations):
            raise Invalid("these words are live data: the service they come from says otherwise, not we", "live_data")
        told, part = await self._part(wrong, correct.wrong, citations)
        answer = corrected_text(told, correct.wrong, correct.right)
        session = await self._sessions.of(_visit(row), row.last_at)
        now = self._now(session)
        question = part or await self._question(asked)
        embedding = await self._around.understanding.embed(question)
        correction = {
            "id": self._around.token(),
            "site": row.site,
            "conversation": conversation,
            "turn": wrong.id,
            "decision": wrong.decision,
            "agent": agent.id,
            "at": now,
            "question": question,
            "wrong": correct.wrong or unmarked(told),
            "right": correct.right.strip(),
            "article": correct.article,
            "intent": correct.intent or asked.intent,
        }
        memory = {
            "id": self._around.token(),
            "site": row.site,
            "correction": correction["id"],
            "question": question,
            "embedding": embedding.tobytes(),
            "answer": answer,
            "article": correct.article,
            "intent": correction["intent"],
            "live_at": now,
        }
        await self._around.db.awrite(corrections.put_correction, correction, memory)
        await asyncio.to_thread(self._around.learned.refresh)
        if session.talk is not None and session.talk.id == conversation:
            async with session.tail:
                await self._speak(session, session.talk, agent, f"{wording.CORRECTED}\n{answer}", asked.id)
        return Corrected(correction=str(correction["id"]), memory=str(memory["id"]), live_at=now)

    async def _part(self, wrong: Row[Any], words: str, citations: list[Citation]) -> tuple[str, str]:
        """What was told that is corrected, and the question that it answers: one of several, "" for the whole turn."""
        told = without_facts(wrong.text, citations)
        rows = await self._around.db.aread(parts.of_decision, wrong.decision) if words and wrong.decision else []
        block = next((one for one in told.split("\n\n") if undressed(unmarked(words)) in undressed(unmarked(one))), "")
        cited = next((citation.passage for citation in citations if f"[{citation.n}]" in block), "")
        mine = [row.question for row in rows if row.article and cited.startswith(f"{row.article}#")]
        return (block, mine[0]) if len(mine) == 1 else (told, "")

    async def _question(self, asked: Row[Any]) -> str:
        """What a turn asked, with the words of what came with it."""
        attached = await self._around.db.aread(files.of_turns, [asked.id])
        return of_files(attached.get(asked.id, [])).question(without_wishes(asked.text))

    async def _leave(self, conversation: str, agent: Person, mode: Literal["assistant", "closed"]) -> None:
        session, talk = await self._open(conversation)
        async with session.tail:
            if talk.mode == "person" and talk.agent != agent.id:
                raise Conflict(f"{talk.agent_name} has this conversation", "taken")
            now = self._now(session)
            changes: list[Change] = [
                lambda conn: conversations.set_conversation(conn, talk.id, mode=mode, agent=None, last_at=now),
                lambda conn: handoffs.end_handoff(conn, talk.id, now),
            ]
            await self._around.db.awrite(commit, changes)
            talk.mode, talk.agent, talk.agent_name = "assistant", "", ""
            if mode == "closed":
                session.talk = None
            self._send(session, await self._handoffs.mode_now(session))

    async def _speak(self, session: Session, talk: Talk, agent: Person, text: str, reply_to: str) -> TurnView:
        """Stores and sends a person's turn; whoever calls it holds the tail."""
        now = self._now(session)
        view = TurnView(self._around.token(), "person", text, now, name=agent.name, reply_to=reply_to)
        row = turn_row(view, talk.id, None, session.route)
        changes: list[Change] = [
            lambda conn: conversations.put_turn(conn, row),
            lambda conn: conversations.set_conversation(conn, talk.id, last_at=now),
            lambda conn: handoffs.set_replied(conn, talk.id, now),
        ]
        if session.episode is not None:
            session.episode.human_replied, session.episode.last_at = True, now
            changes.append(episodes.store(session.episode))
        await self._around.db.awrite(commit, changes)
        session.last_at = max(session.last_at, now)
        if self._around.send(session.visit.session, Turn(view)):
            await self._around.db.awrite(handoffs.set_delivered, talk.id, now)
        return view

    async def session_of(self, conversation: str) -> Session:
        """The session that a conversation belongs to. Raises NotFound."""
        row = await self._around.db.aread(conversations.find, conversation)
        if row is None:
            raise NotFound("there is no such conversation")
        session = await self._sessions.of(_visit(row), row.last_at)
        session.last_at = max(session.last_at, row.last_at)
        return session

    async def _open(self, conversation: str) -> tuple[Session, Talk]:
        session = await self.session_of(conversation)
        if session.talk is None or session.talk.id != conversation:
            raise Conflict("this conversation is closed", "closed")
        return session, session.talk

    def _now(self, session: Session) -> int:
        return self._around.now(session, session.last_at)

    def _send(self, session: Session, frame: ServerFrame) -> None:
        self._around.send(session.visit.session, frame)


def unmarked(text: str) -> str:
    """An answer's text without its source marks."""
    for n in range(1, 10):
        text = text.replace(f" [{n}]", "")
    return text.strip()


def corrected_text(answer: str, wrong: str, right: str) -> str:
    """The right answer: `right` in the place of the wrong part, or alone where no part was selected. Raises Invalid."""
    right, wrong = right.strip(), undressed(unmarked(wrong))
    if not right:
        raise Invalid("a correction says what is right")
    plain = undressed(unmarked(answer))
    if not wrong or wrong == plain:
        return right
    if wrong not in plain:
        raise Invalid("the selected words are not in that answer", "not_in_answer")
    return plain.replace(wrong, right, 1)


def _visit(row: Row[Any]) -> Visit:
    return Visit(row.site, row.visitor, row.session, "", bool(row.simulated), "", 0, row.product)
