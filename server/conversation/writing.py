"""Has an answer worded by the operator's model, where one is set: streamed as it is held to the passages, or not.

The quoted answer is made first. It is what the visitor gets when the model fails, is slow, or too little of what it
writes stands in the passages; so nothing that this room does can cost an answer.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import aclosing

from msgspec import structs

from server.answering.answer import Answer
from server.answering.considered import Considered
from server.answering.decide import decide
from server.answering.sentences import ANAPHORA, units
from server.answering.spent import left
from server.answering.style import Style
from server.conversation.hearing import Heard
from server.conversation.session import Session, Talk
from server.conversation.stream import Underway, begun
from server.conversation.surroundings import Surroundings
from server.knowledge.index import Passage
from server.writing import Dropped, Kept, Source, Task, Writer, WritingFailed
from widget.protocol import Citation, Working

MOST_DROPPED = 1 / 3  # of the sentences: more, and what is left is no longer what the model meant to say
PASSAGES = 4  # given to the model: the chosen one and the best others of its article
MANNER = {
    "steps": "Give the answer as numbered steps where the source has an order.",
    "prose": "Give the answer in flowing sentences, without a list.",
    "brief": "Be as short as can be: one or two sentences, or the bare steps.",
    "full": "Explain each step in a full sentence.",
    "warm": "Sound friendly, without any words that the sources do not have.",
    "formal": "Use no contractions.",
}


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
        if writer is None or considered.passage is None or not may_be_worded(session, talk, considered):
            return considered, quoted
        lines = _Lines(begun(turn, heard.said, self._around.now(session, heard.at)))
        session.underway = lines.underway
        try:
            worded = await _unless_hurried(
                lines.underway, self._written(writer, session, talk, heard, considered, considered.passage, lines)
            )
        except WritingFailed as error:
            return noted(considered, {f"written.failed.{error}": 1.0}), quoted
        except Taken:
            return considered, quoted
        except Exception as error:  # the quoted answer is there: nobody waits for a mistake of ours
            self._around.failed(session.visit.site, "writing_broken", error)
            return noted(considered, {"written.failed.error": 1.0}), quoted
        if not lines.enough():
            return noted(considered, {"written.failed.unsupported": 1.0}), quoted
        features = {"written.kept": float(lines.kept), "written.dropped": float(lines.dropped)}
        return noted(considered, features, writer.model), structs.replace(worded, sure=quoted.sure)

    async def _written(
        self,
        writer: Writer,
        session: Session,
        talk: Talk,
        heard: Heard,
        considered: Considered,
        passage: Passage,
        lines: "_Lines",
    ) -> Answer:
        words, style = session.manner.words, session.manner.style
        sources = sources_of(considered, passage)
        task = Task(
            question=heard.question, route=session.route or heard.said.route, sources=sources, manner=_manner(style)
        )

        def say(piece: str) -> None:
            if talk.mode != "assistant" or session.talk is not talk:
                raise Taken
            lines.underway.say(piece, lambda frame: self._around.send(session.visit.session, frame), heard.trace)

        if style.length != "brief":
            self._phases(session, heard)
            say(heard.opening or words.lead.format(title=passage.article.title))
        async with aclosing(writer.write(task)) as found:
            async for one in found:
                if piece := lines.add(one, sources):
                    self._phases(session, heard)
                    say(piece)
        if style.length == "full" and lines.enough():
            say(f"\n{words.closing}")
        pieces, citations = tuple(lines.underway.pieces), lines.underway.citations
        return Answer(pieces=pieces, citations=citations, written=writer.model)

    def _phases(self, session: Session, heard: Heard) -> None:
        if session.underway is not None and not session.underway.pieces:
            for phase in ("decided", "writing"):
                self._around.send(session.visit.session, Working(heard.said.turn, phase))


async def _unless_hurried(underway: Underway, writing: Coroutine[None, None, Answer]) -> Answer:
    """What is written. Raises Taken as soon as the visitor goes on: what they said next must not wait for a model."""
    written, hurried = asyncio.create_task(writing), asyncio.create_task(underway.hurried.wait())
    try:
        await asyncio.wait((written, hurried), return_when=asyncio.FIRST_COMPLETED)
        if not written.done():
            raise Taken
        return written.result()
    finally:
        written.cancel()
        hurried.cancel()
        await asyncio.wait((written, hurried))


class _Lines:
    """Sentences as they come, put into lines with the marks of their sources."""

    def __init__(self, underway: Underway) -> None:
        self.underway = underway
        self.kept = self.dropped = 0
        self._steps = 0
        self._line = -1  # of the last sentence that was kept
        self._gone = -1  # of the last one that was dropped
        self._gap = self._torn = False

    def add(self, one: Kept | Dropped, sources: tuple[Source, ...]) -> str:
        """The piece that a sentence adds, "" for one that is dropped; what leans on a dropped one goes with it."""
        sentence = one.sentence
        leans = sentence.line == self._gone and sentence.text.startswith(ANAPHORA)
        if isinstance(one, Dropped) or leans:
            self.dropped += 1
            self._gone = sentence.line
            self._gap = self._gap or sentence.mark == "step"
            return ""
        self._torn = self._torn or (self._gap and sentence.mark == "step")
        opens = sentence.line != self._line
        self._steps += opens and sentence.mark == "step"
        mark = {"step": f"{self._steps}. ", "bullet": "- "}.get(sentence.mark, "") if opens else ""
        before = "" if not self.underway.pieces else "\n" if opens else " "
        self._line = sentence.line
        self.kept += 1
        return f"{before}{mark}{sentence.text} [{self._cite(one, sources)}]"

    def enough(self) -> bool:
        """Whether what was kept is an answer: most of what was written, and no step missing before another."""
        written = self.kept + self.dropped
        return self.kept > 0 and self.dropped <= MOST_DROPPED * written and not self._torn

    def _cite(self, one: Kept, sources: tuple[Source, ...]) -> int:
        """The number of the source. A quote right beside one of the same passage makes that one longer."""
        source, citations = sources[one.support.source], list(self.underway.citations)
        start, end = one.support.start, one.support.end
        for place, known in enumerate(citations):
            if known.passage != source.passage:
                continue
            begin = source.text.index(known.quote)
            first, last = min(begin, start), max(begin + len(known.quote), end)
            if start <= begin + len(known.quote) + 1 and end >= begin - 1:
                citations[place] = structs.replace(known, quote=source.text[first:last])
                self.underway.citations = tuple(citations)
                return known.n
        quote = source.text[start:end]
        citations.append(Citation(len(citations) + 1, source.title, source.url, source.passage, quote))
        self.underway.citations = tuple(citations)
        return len(citations)


def may_be_worded(session: Session, talk: Talk, considered: Considered) -> bool:
    """A person's correction and live data are said as they are; a simulated visit costs the operator nothing."""
    plain = considered.decision.because == "article" and not considered.facts.told
    return plain and talk.mode == "assistant" and not session.visit.simulated


def sources_of(considered: Considered, passage: Passage) -> tuple[Source, ...]:
    """The chosen passage and the best others of its article, less the steps that were tried."""
    chosen = [passage, *(hit.passage for hit in considered.beside)][:PASSAGES]
    found = []
    for one in chosen:
        kept = left(units(one.text), considered.tried)
        if kept:
            places = tuple((unit.start, unit.end) for unit in kept)
            article = one.article
            found.append(
                Source(
                    passage=one.id,
                    title=article.title,
                    url=one.url,
                    heading=one.heading,
                    text=one.text,
                    places=places,
                )
            )
    return tuple(found)


def _manner(style: Style) -> tuple[str, ...]:
    return tuple(MANNER[value] for value in structs.astuple(style) if value in MANNER)


def noted(considered: Considered, features: dict[str, float], model: str = "") -> Considered:
    """The decision with what became of the writing, made again so that what is stored explains itself."""
    situation = considered.situation
    versions = situation.versions | ({"writer": model} if model else {})
    situation = structs.replace(situation, features=situation.features | features, versions=versions)
    return structs.replace(considered, situation=situation, decision=decide(situation))
