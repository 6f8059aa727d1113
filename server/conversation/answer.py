"""Makes an answer out of passages, word for word: the steps or sentences that answer, in order, each with its source.

Extractive: a piece is a contiguous span of a stored passage, and its citation quotes that span. `verify` holds every
citation to the stored text before an answer leaves.
"""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from msgspec import Struct

from models.encode import Embedding
from server.conversation.considered import Considered
from server.conversation.eliminated import left, runs
from server.conversation.excerpt import MOST_STEPS, excerpt, is_entry
from server.conversation.sentences import Unit, units
from server.conversation.style import MEMORY, Style, dressed, holds
from server.conversation.style_words import words_of
from server.knowledge.index import Hit, Passage
from server.knowledge.words import words
from widget.protocol import Citation

NEAR = 0.12  # score by which a passage with the steps may lie behind the chosen one and still be added
MOST_COMPARED = 8  # sentences embedded for a nudge, 2 ms each when they are new
MOST_PASSAGES_KEPT = 2048  # embedded sentence by sentence, about 10 KB each
PLAIN = Style()


class CitationBroken(Exception):
    """A quote is not in its passage: the answer must not be given. The text names the passage."""


class Answer(Struct, frozen=True, kw_only=True):
    """An answer as it is written: `pieces` are what streams, their concatenation is `text`."""

    pieces: tuple[str, ...]
    citations: tuple[Citation, ...] = ()
    sure: str = ""
    written: str = ""  # the model that worded it; "": the quoted words themselves

    @property
    def text(self) -> str:
        return "".join(self.pieces)


class Quoter:
    """Finds the words of a passage that answer a question."""

    def __init__(self, embed: Callable[[str], Embedding]) -> None:
        self._embed = embed
        self._sentence = lru_cache(MOST_PASSAGES_KEPT)(embed)
        self._embeddings = lru_cache(MOST_PASSAGES_KEPT)(self._embed_units)

    def answer(self, considered: Considered, embedding: Embedding, opening: str = "", style: Style = PLAIN) -> Answer:
        """The answer that was decided: a person's correction, or the quoted passage. `opening` is said before it."""
        decision = considered.decision
        citations = self._citations(considered, embedding)
        pieces = dressed(citations, style, opening or _lead(citations, style), decision.sure)
        return Answer(pieces=pieces, citations=citations, sure=decision.sure)

    def _citations(self, considered: Considered, embedding: Embedding) -> tuple[Citation, ...]:
        if considered.memory is not None:
            memory = considered.memory
            return (Citation(1, f"Answered by {memory.agent}", "", f"{MEMORY}{memory.id}", memory.answer),)
        if considered.passage is None:
            raise ValueError(f"a decision to {considered.decision.kind} has no answer")
        spans = self._spans(considered.passage, considered.beside, embedding, considered.tried)
        return tuple(
            Citation(n, passage.article.title, passage.url, passage.id, passage.text[chosen[0].start : chosen[-1].end])
            for n, (passage, chosen) in enumerate(spans, 1)
        )

    def sentence(self, passages: list[Passage], problem: str, embedding: Embedding, most: int, about: str) -> str:
        """The one sentence of an article that says what is wrong and the way out, at most `most` characters.

        Those that share most words with the problem are compared by meaning. Naming the control (`about`) and giving
        an example ("like DE123456789") count extra: that is what helps at a glance.
        """
        wanted = set(words(problem))
        fit = [unit for one in passages for unit in units(one.text) if _stands_alone(unit, most)]
        fit = sorted(fit, key=lambda unit: -len(wanted & set(words(unit.text))))[:MOST_COMPARED]
        best, found = -1.0, ""
        for unit in fit:
            weight = float(self._sentence(unit.text) @ embedding)
            weight += 0.1 * (bool(about) and about.casefold() in unit.text.casefold())
            weight += 0.1 * (" like " in unit.text) + 0.1 * (unit.kind == "sentence")
            if weight > best:
                best, found = weight, unit.text
        return found.split(". ", 1)[1] if found[:1].isdigit() and ". " in found else found.removeprefix("- ")

    def _spans(
        self, passage: Passage, beside: tuple[Hit, ...], embedding: Embedding, tried: frozenset[str]
    ) -> list[tuple[Passage, list[Unit]]]:
        """The chosen passage's words, and the steps of its article where it has none: in the order of the article.

        An entry of a list, which says a thing of its own, has no steps elsewhere.
        """
        own = runs(self._window(passage, embedding, tried))
        chosen = {passage.position: (passage, own)}
        if not _has_steps(passage) and not (own and is_entry(own[0][0])):
            floor = max((hit.score for hit in beside), default=0.0) - NEAR
            steps = [hit.passage for hit in beside if hit.score >= floor and _has_steps(hit.passage)]
            chosen |= {one.position: (one, runs(self._window(one, embedding, tried))) for one in steps[:1]}
        return [(one, run) for _, (one, found) in sorted(chosen.items()) for run in found]

    def _window(self, passage: Passage, embedding: Embedding, tried: frozenset[str]) -> list[Unit]:
        """The units that answer, less those that ask for what was tried."""
        parts = units(passage.text)
        kept = left(parts, tried)
        if _has_steps(passage):
            first = next(place for place, unit in enumerate(parts) if unit.kind == "step")
            last = next((at for at in range(first, len(parts)) if parts[at].kind == "sentence"), len(parts))
            if steps := left(parts[first : min(last, first + MOST_STEPS)], tried):
                return steps
        nearness = (self._embeddings(passage) @ embedding).tolist()
        usable = [place for place, unit in enumerate(parts) if unit in kept]
        return left(excerpt(parts, usable, nearness), tried)

    def _embed_units(self, passage: Passage) -> Embedding:
        return np.stack([self._embed(unit.text) for unit in units(passage.text)])


def _stands_alone(unit: Unit, most: int) -> bool:
    return len(unit.text) <= most and unit.kind != "row" and not unit.text.endswith(("?", ":"))


def _lead(citations: tuple[Citation, ...], style: Style) -> str:
    """What an entry of a list stands under: "A phone app." says one thing among what is new, another elsewhere."""
    first = citations[0]
    if first.passage.startswith(MEMORY) or not is_entry(units(first.quote)[0]):
        return ""
    return words_of(style.tone).lead.format(title=first.title)


def verify(answer: Answer, stored: Callable[[str], str | None]) -> None:
    """Holds each citation to its source and the text to each citation. Raises CitationBroken.

    `stored` gives a passage's text by id. The sentences of a written answer were held to its quotes one by one.
    A style may take a step's number away or give one, and change no word.
    """
    for citation in answer.citations:
        text = stored(citation.passage)
        if text is None or not citation.quote or citation.quote not in text:
            raise CitationBroken(citation.passage)
        if not answer.written and not holds(answer.text, citation):
            raise CitationBroken(citation.passage)


def _has_steps(passage: Passage) -> bool:
    return any(unit.kind == "step" for unit in units(passage.text))
