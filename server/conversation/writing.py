"""Has an answer worded by the operator's model, where one is set: streamed as it is held to the passages, or not.

The quoted answer is made first. It is what the visitor gets when the model fails, is slow, or too little of what it
writes stands in the passages; so nothing that this room does can cost an answer. The answers to several questions of a
turn are written side by side, each from its own passages, and said in the order asked: together they take no longer
than one, and where one fails its quoted words stand in its place.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import aclosing, asynccontextmanager

from msgspec import structs

from server.answering.answer import Answer
from server.answering.considered import Considered
from server.answering.decide import decide
from server.answering.several import PARTS
from server.answering.style import Style, arranged
from server.conversation.hearing import Heard
from server.conversation.portions import Portion, portions_of
from server.conversation.session import Session, Talk
from server.conversation.stream import Underway, begun
from server.conversation.surroundings import Surroundings
from server.conversation.written_lines import WrittenLines
from server.writing import Dropped, Kept, Task, Writer, WritingFailed
from widget.protocol import Citation, Working

Written = asyncio.Queue[Kept | Dropped | Exception | None]  # an answer's sentences, then None; or what was wrong


class Taken(Exception):
    """Somebody else speaks now: a person has the conversation, or the visitor said something else."""


class Writing:
    """The written answers of one process."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around

    async def worded(
        self, session: Session, talk: Talk, heard: Heard, turn: str, considered: Considered, quoted: Answer
    ) -> tuple[Considered, Answer]:
        """The decision and the answer as it goes out: worded, or the quoted one. Streams what it words as `turn`."""
        writer = self._around.writer
        if writer is None or not may_be_worded(session, talk, considered):
            return considered, quoted
        route, manner = session.route or heard.said.route, session.manner
        portions = portions_of(considered, quoted, heard.question, route, manner.style, manner.words)
        if not any(one.task for one in portions):
            return considered, quoted
        telling = _Telling(self._around, session, talk, heard, turn)
        session.underway = telling.underway
        try:
            await _unless_hurried(telling.underway, _write(writer, portions, telling))
        except WritingFailed as error:
            return noted(considered, {f"written.failed.{error}": 1.0}), quoted
        except Taken:
            return considered, quoted
        except Exception as error:  # the quoted answer is there: nobody waits for a mistake of ours
            self._around.failed(session.visit.site, "writing_broken", error)
            return noted(considered, {"written.failed.error": 1.0}), quoted
        answer = Answer(
            pieces=tuple(telling.pieces), citations=telling.citations, sure=quoted.sure, written=writer.model
        )
        return noted(considered, telling.features(), writer.model), answer


class _Telling:
    """What is said of an answer while it is written; `pieces` and `citations` are what it comes to."""

    def __init__(self, around: Surroundings, session: Session, talk: Talk, heard: Heard, turn: str) -> None:
        self.underway = begun(turn, heard.said, around.now(session, heard.at))
        self.pieces: list[str] = []
        self.citations: tuple[Citation, ...] = ()
        self.style: Style = session.manner.style
        self.opening = "" if self.style.length == "brief" else heard.opening
        self.closing = session.manner.words.closing if self.style.length == "full" else ""
        self.kept = self.dropped = 0
        self.failed: list[WritingFailed] = []
        self._torn = False  # something said was taken back: the page gets the whole in the end
        self._around, self._session, self._talk, self._heard = around, session, talk, heard

    def say(self, piece: str, citations: tuple[Citation, ...]) -> None:
        """Says the next piece, which stands on the citations so far. Raises Taken."""
        if self._talk.mode != "assistant" or self._session.talk is not self._talk:
            raise Taken
        self.pieces.append(piece)
        self.citations = citations
        if self._torn:
            return
        if not self.underway.pieces:
            for phase in ("decided", "writing"):
                self._around.send(self._session.visit.session, Working(self._heard.said.turn, phase))
        self.underway.citations = citations
        self.underway.say(piece, lambda frame: self._around.send(self._session.visit.session, frame), self._heard.trace)

    def head(self, portion: Portion, alone: bool) -> None:
        """Says what comes before a portion: the opening, a gap, the name of its source."""
        if self.pieces:
            head = f"\n\n{portion.lead}" if portion.lead else "\n"
        elif alone:
            head = self.opening or portion.lead
        else:
            head = "\n".join(filter(None, (self.opening, portion.lead)))
        if head:
            self.say(head, self.citations)

    def quote(self, portion: Portion) -> None:
        """Says a portion in its quoted words."""
        lines = [portion.quoted] if isinstance(portion.quoted, str) else []
        citations = self.citations
        if not isinstance(portion.quoted, str):
            counted = enumerate(portion.quoted, len(citations) + 1)
            block = tuple(structs.replace(citation, n=n) for n, citation in counted)
            lines, citations = arranged(block, self.style.form), (*citations, *block)
        self.say(("\n" if self.pieces else "") + "\n".join(lines), citations)

    def take_back(self, pieces: int, citations: tuple[Citation, ...]) -> None:
        """Forgets what was said since there were so many pieces."""
        self._torn = self._torn or len(self.pieces) > pieces
        del self.pieces[pieces:]
        self.citations = citations

    def features(self) -> dict[str, float]:
        """How it was written, as a decision keeps it."""
        failed = {f"written.failed.{error}": 1.0 for error in self.failed}
        return {"written.kept": float(self.kept), "written.dropped": float(self.dropped)} | failed


async def _write(writer: Writer, portions: Sequence[Portion], telling: _Telling) -> None:
    """Says all portions in their order. Raises WritingFailed where none was worded."""
    async with _side_by_side(writer, [one.task for one in portions if one.task]) as written:
        waiting = iter(written)
        for portion in portions:
            telling.head(portion, alone=len(portions) == 1)
            if portion.task is None:
                telling.quote(portion)
                continue
            before = len(telling.pieces), telling.citations
            try:
                await _portion(portion.task, next(waiting), telling)
            except WritingFailed as error:
                telling.failed.append(error)
                if len(telling.failed) == len(written):  # nothing is worded, or will be: the quoted answer is whole
                    raise telling.failed[0] from None
                telling.take_back(*before)
                telling.quote(portion)
    if telling.closing:
        telling.say(f"\n{telling.closing}", telling.citations)


async def _portion(task: Task, written: Written, telling: _Telling) -> None:
    """Says the sentences of one portion as they come. Raises WritingFailed when they come to no answer."""
    lines = WrittenLines(telling.citations)
    while (one := await written.get()) is not None:
        if isinstance(one, Exception):
            raise one
        if piece := lines.add(one, task.sources, not telling.pieces):
            telling.say(piece, lines.citations)
    if not lines.enough():
        raise WritingFailed("unsupported")
    telling.kept += lines.kept
    telling.dropped += lines.dropped


@asynccontextmanager
async def _side_by_side(writer: Writer, tasks: Sequence[Task]) -> AsyncIterator[list[Written]]:
    """All tasks being written at once, each into a queue of its own; the writer bounds how much and how long."""
    written = [Written() for _ in tasks]
    writing = [asyncio.create_task(_fill(writer, task, queue)) for task, queue in zip(tasks, written, strict=True)]
    try:
        yield written
    finally:
        for one in writing:
            one.cancel()
        await asyncio.gather(*writing, return_exceptions=True)


async def _fill(writer: Writer, task: Task, written: Written) -> None:
    try:
        async with aclosing(writer.write(task)) as found:
            async for one in found:
                written.put_nowait(one)
        written.put_nowait(None)
    except Exception as error:
        written.put_nowait(error)


async def _unless_hurried(underway: Underway, writing: Coroutine[None, None, None]) -> None:
    """What is written. Raises Taken as soon as the visitor goes on: what they said next must not wait for a model."""
    written, hurried = asyncio.create_task(writing), asyncio.create_task(underway.hurried.wait())
    try:
        await asyncio.wait((written, hurried), return_when=asyncio.FIRST_COMPLETED)
        if not written.done():
            raise Taken
        written.result()
    finally:
        written.cancel()
        hurried.cancel()
        await asyncio.wait((written, hurried))


def may_be_worded(session: Session, talk: Talk, considered: Considered) -> bool:
    """A person's correction and live data are said as they are; a simulated visit costs the operator nothing."""
    plain = considered.decision.because in ("article", PARTS) and not considered.facts.told
    return plain and talk.mode == "assistant" and not session.visit.simulated


def noted(considered: Considered, features: dict[str, float], model: str = "") -> Considered:
    """The decision with what became of the writing, made again so that what is stored explains itself."""
    situation = considered.situation
    versions = situation.versions | ({"writer": model} if model else {})
    situation = structs.replace(situation, features=situation.features | features, versions=versions)
    return structs.replace(considered, situation=situation, decision=decide(situation))
