"""Makes the answer to what was heard: considered, quoted, held to the store, with live data told first."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

import msgspec

from server.answering.answer import Answer, CitationBroken, verified
from server.answering.considered import Considered
from server.answering.decision import LIVE_FACTS
from server.answering.facts import Facts
from server.answering.inquiry import Inquiry
from server.answering.style import Style
from server.answering.worked import in_frozen_arm
from server.conversation.eliminated import eliminated
from server.conversation.hearing import WISHED, Heard
from server.conversation.live import in_light, told_first
from server.conversation.phases import show
from server.conversation.recording import decision_id
from server.conversation.session import Session, Talk
from server.conversation.style_again import in_the_form
from server.conversation.surroundings import Surroundings

P = ParamSpec("P")
T = TypeVar("T")

TRIES = 4  # looks at knowledge that moves on meanwhile: an article saved several times a second outruns two


class Composer:
    """What Handrail would say to a turn; nothing is told or stored."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._thread = ThreadPoolExecutor(1, "considering")  # several would only hold each other up at Python's lock

    async def considered(
        self, session: Session, talk: Talk, heard: Heard, looking: asyncio.Task[Facts]
    ) -> tuple[Considered, Answer | None]:
        """The decision with its answer, checked against the store; considered anew when the knowledge moved on."""
        if heard.verdict == WISHED and (given := await self._in_the_form(session, talk, looking)):
            return given
        for tries_left in range(TRIES - 1, -1, -1):
            considered = await self._aside(self._consider, session, talk, heard)
            considered = await in_light(considered, looking)
            show(self._around, session, talk, heard.said.turn, "searched")
            if considered.decision.kind != "answer" or heard.verdict == "solved":
                return considered, None
            if considered.decision.because == LIVE_FACTS:
                return considered, told_first(considered.facts, Answer(pieces=(), sure=considered.decision.sure))
            try:
                composed = await self._composed(considered, heard, session.manner.style, session.visit.product)
                return considered, told_first(considered.facts, composed)
            except CitationBroken:
                if not tries_left:
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
        inquiry = Inquiry(
            site=session.visit.site,
            text=heard.question,
            route=session.route or heard.said.route,
            stuck=session.stuck(heard.at),
            understood=heard.meant,
            embedding=heard.embedding,
            at=heard.at,
            rejected=frozenset(talk.rejected) | frozenset(heard.joined.declined),
            risk=heard.risk,
            offered=talk.offered,
            tried=eliminated(talk, heard.question),
            read=frozenset(talk.read),
            style=session.manner.features(),
            files=len(heard.files.ids) if heard.files.words else 0,
            clarified=heard.joined.times,
            chosen=heard.joined.article,
            joined=heard.joined.with_before,
            questions=heard.questions,
            drawn_for=decision_id(heard, talk),
            frozen=in_frozen_arm(session.visit.visitor),
        )
        considered = self._around.considerer.consider(inquiry)
        heard.trace.mark("searched")
        return msgspec.structs.replace(considered, beyond=heard.beyond)

    async def _composed(self, considered: Considered, heard: Heard, style: Style, product: str) -> Answer:
        compose = self._around.quoter.answer
        answer = await self._aside(compose, considered, heard.embedding, heard.opening, style, product)
        heard.trace.mark("decided")
        await self._around.db.aread(verified, answer)
        return answer

    async def _aside(self, work: Callable[P, T], *args: P.args, **kw: P.kwargs) -> T:
        """What `work` returns, computed off the event loop."""
        call = partial(copy_context().run, work, *args, **kw)
        return await asyncio.get_running_loop().run_in_executor(self._thread, call)
