"""Answers a visitor's turn: understood, considered, quoted, checked, stored, said. In this order, each step timed.

Whoever speaks to a visitor holds the session's tail lock: between the last look at who has the conversation and the
last frame nobody can take it, so Handrail never talks over a person.
"""

import asyncio
from collections.abc import Coroutine

from server.answering.answer import Answer
from server.answering.considered import Considered
from server.answering.facts import NO_FACTS, Facts
from server.answering.trace import FIRST, Trace
from server.conversation import degraded
from server.conversation.composing import Composer
from server.conversation.handoff import Handoffs
from server.conversation.hearing import Heard, hear, hear_again
from server.conversation.live import Live
from server.conversation.phases import show
from server.conversation.recording import decision_id
from server.conversation.records import Change, commit
from server.conversation.repeating import Repeating
from server.conversation.session import Given, Session, Talk
from server.conversation.style_again import settle
from server.conversation.surroundings import Surroundings
from server.conversation.telling import Teller
from server.conversation.wishes import wish
from server.store import decisions
from widget.protocol import Said


class Replies:
    """What Handrail says to turns."""

    def __init__(self, around: Surroundings, handoffs: Handoffs) -> None:
        self._around = around
        self._live = Live(around.lookups, around.identities)
        self._composer = Composer(around)
        self._wording = Repeating(around)
        self._teller = Teller(around, handoffs)

    async def hear(
        self, session: Session, talk: Talk, said: Said, at: int, changes: list[Change], streaming: bool
    ) -> None:
        """Answers one turn. `changes` made before it in the batch are stored with it; a known turn is left alone.

        Without `streaming` nobody is there to watch an answer being written: it is quoted.
        """
        if said.turn in session.heard:
            return
        session.heard.add(said.turn)
        trace = Trace()
        show(self._around, session, talk, said.turn, "received")
        wished = wish(said.text) if not said.files else None  # with a file there is something to look at
        await settle(self._around, session, wished, at, changes)
        hearing = hear(self._around, session, talk, said, at, trace, wished)
        await self._reply(session, talk, said, at, trace, hearing, changes, streaming)

    async def again(
        self, session: Session, talk: Talk, given: Given, at: int, changes: list[Change], streaming: bool
    ) -> None:
        """The next best path after "not yet"; what was already given is in `talk.rejected`."""
        await settle(self._around, session, None, at, changes)
        trace = Trace()
        said = Said(0, given.question_turn, given.question, session.route or "/")
        hearing = hear_again(self._around, session, talk, said, at, trace)
        await self._reply(session, talk, said, at, trace, hearing, changes, streaming)

    async def _reply(
        self,
        session: Session,
        talk: Talk,
        said: Said,
        at: int,
        trace: Trace,
        hearing: Coroutine[None, None, Heard],
        changes: list[Change],
        streaming: bool,
    ) -> None:
        turn = self._around.token()  # before anything that may go one way or another: heard again it is the same
        listening = asyncio.create_task(hearing)
        looking = asyncio.create_task(self._looked(session, talk, said, listening))  # beside all that follows
        try:
            heard, considered, answer = await self._composed(session, talk, said, at, trace, listening, looking)
        finally:
            looking.cancel()  # nobody waits for what a person will look at
        if answer is not None and streaming:
            considered, answer = await self._wording.worded(session, talk, heard, turn, considered, answer)
        async with session.tail:
            frames = await self._teller.told(session, talk, heard, turn, considered, answer, changes)
            await self._around.db.awrite(commit, list(changes))
            changes.clear()
            session.underway = None
            for frame in frames:
                self._around.send(session.visit.session, frame)
        trace.moment(FIRST)
        trace.end()
        try:
            await self._around.db.awrite(decisions.set_trace, decision_id(heard, talk), trace.row())
        except Exception as error:  # the answer is stored and out; only its times are lost
            self._around.failed(session.visit.site, "trace_lost", error)

    async def _looked(self, session: Session, talk: Talk, said: Said, listening: asyncio.Task[Heard]) -> Facts:
        """The live data of a turn; none where the look-ups themselves break."""
        try:
            return await self._live.look(session, talk, said.text, listening)
        except Exception as error:
            self._around.failed(session.visit.site, "lookups_broken", error)
            return NO_FACTS

    async def _composed(
        self,
        session: Session,
        talk: Talk,
        said: Said,
        at: int,
        trace: Trace,
        listening: asyncio.Task[Heard],
        looking: asyncio.Task[Facts],
    ) -> tuple[Heard, Considered, Answer | None]:
        """What was heard, what is done about it and with which answer; where a part fails, a person is offered."""
        heard: Heard | None = None
        try:
            heard = await listening
            considered, answer = await self._composer.considered(session, talk, heard, looking)
        except Exception as error:
            self._around.failed(session.visit.site, "answer_failed", error)
            heard = heard or degraded.unheard(talk, said, at, trace)
            return heard, degraded.broken(heard, session), None
        return heard, considered, answer
