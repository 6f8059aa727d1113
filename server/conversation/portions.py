"""Parts an answer into portions, one for each source, each with what a model may be told to word it from. Pure."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct, structs

from server.answering.answer import Answer, source_of
from server.answering.blocks import Block
from server.answering.considered import Considered, Part
from server.answering.sentences import units
from server.answering.several import PARTS, told
from server.answering.spent import left
from server.answering.style import Style
from server.answering.style_words import Words
from server.knowledge.index import Passage
from server.writing import Source, Task

PASSAGES = 4  # given to the model: the chosen one and the best others of its article
MANNER = {
    "steps": "Give the answer as numbered steps where the source has an order.",
    "prose": "Give the answer in flowing sentences, without a list.",
    "brief": "Be as short as can be: one or two sentences, or the bare steps.",
    "full": "Explain each step in a full sentence.",
    "warm": "Sound friendly, without any words that the sources do not have.",
    "formal": "Use no contractions.",
}


class Portion(Struct, frozen=True):
    """What one source answers, or a finished line. `quoted` is said where nothing was worded; without a `task` it is
    said as it stands. `lead` names the source."""

    quoted: Block | str
    task: Task | None = None
    lead: str = ""


def portions_of(
    considered: Considered, quoted: Answer, question: str, route: str, style: Style, words: Words
) -> tuple[Portion, ...]:
    """The portions of an answer in the order asked; one alone where the turn asks one thing."""
    manner = tuple(MANNER[value] for value in structs.astuple(style) if value in MANNER)
    if considered.decision.because != PARTS:
        task = _task(question, route, sources_of(considered), manner)
        return (Portion(quoted.citations, task, _lead(words.lead, considered, style)),)
    answered = _by_source(considered)
    found = []
    for one in quoted.parts:
        parts = next(answered) if not isinstance(one, str) else []
        sources = _united(parts)
        asked = " ".join(part.asked.text for part in parts)
        found.append(
            Portion(
                one, _task(asked, route, sources, manner), words.part.format(title=sources[0].title) if sources else ""
            )
        )
    if sum(not isinstance(one.quoted, str) for one in found) == 1:  # as any other answer, with a line beside
        return tuple(structs.replace(one, lead="") for one in found)
    return tuple(found)


def sources_of(considered: Considered) -> tuple[Source, ...]:
    """All that a model may be told for an answer: the chosen passage and the best others of its article, less the steps
    that were tried; of each question, where there are several."""
    if considered.decision.because == PARTS:
        return tuple(source for parts in _by_source(considered) for source in _united(parts))
    if considered.passage is None or considered.memory is not None:
        return ()
    return tuple(
        _sources([considered.passage, *(hit.passage for hit in considered.beside)][:PASSAGES], considered.tried)
    )


def _task(question: str, route: str, sources: tuple[Source, ...], manner: tuple[str, ...]) -> Task | None:
    return Task(question=question, route=route, sources=sources, manner=manner) if sources else None


def _by_source(considered: Considered) -> Iterator[list[Part]]:
    """The answered questions by what answers them, in the order asked."""
    found: dict[str, list[Part]] = {}
    for place in told(considered.decision):
        part = considered.parts[place]
        found.setdefault(source_of(part), []).append(part)
    return iter(found.values())


def _united(parts: Sequence[Part]) -> tuple[Source, ...]:
    """What one article says to several questions, each passage once: the chosen ones first."""
    each = [sources_of(part.considered) for part in parts]
    ordered = [*(found[0] for found in each if found), *(one for found in each for one in found[1:])]
    return tuple({one.passage: one for one in ordered}.values())[:PASSAGES]


def _sources(passages: Iterable[Passage], tried: frozenset[str]) -> Iterator[Source]:
    for one in passages:
        if kept := left(units(one.text), tried):
            yield Source(
                passage=one.id,
                title=one.article.title,
                url=one.url,
                heading=one.heading,
                text=one.text,
                places=tuple((unit.start, unit.end) for unit in kept),
            )


def _lead(lead: str, considered: Considered, style: Style) -> str:
    if style.length == "brief" or considered.passage is None:
        return ""
    return lead.format(title=considered.passage.article.title)
