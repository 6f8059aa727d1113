"""Makes an answer out of passages, word for word: the steps or sentences that answer, in order, each with its source.

Extractive: a piece is a contiguous span of a stored passage, and its citation quotes that span. `verify` holds every
citation to the stored text before an answer leaves.
"""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from msgspec import Struct, structs
from sqlalchemy import Connection

from models.encode import Embedding
from server.answering.blocks import Block, about, gathered
from server.answering.considered import Considered, Part
from server.answering.decision import Decision
from server.answering.excerpt import MOST_STEPS, excerpt, is_entry
from server.answering.learned import Memory
from server.answering.sentences import Unit, units
from server.answering.several import PARTS, told, unknown
from server.answering.spent import left, runs
from server.answering.style import MEMORY, Style, dressed, holds
from server.answering.style_words import Words, words_of
from server.knowledge.index import Hit, Passage
from server.knowledge.words import words
from server.store.knowledge import passage_text
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

    def answer(
        self, considered: Considered, embedding: Embedding, opening: str = "", style: Style = PLAIN, product: str = ""
    ) -> Answer:
        """The answer that was decided: a person's correction, the quoted passage, or both for several questions.

        `opening` is said before it; `product` is what questions here are about, where one of several isn't.
        """
        decision = considered.decision
        if decision.because == PARTS:
            parts = self._of_parts(considered, words_of(style.tone), product or "this product")
            citations = tuple(citation for part in parts if not isinstance(part, str) for citation in part)
            return Answer(
                pieces=gathered(parts, style, opening, decision.sure), citations=citations, sure=decision.sure
            )
        citations = self._citations(considered, embedding)
        pieces = dressed(citations, style, opening or _lead(citations, style), decision.sure)
        return Answer(pieces=pieces, citations=citations, sure=decision.sure)

    def _of_parts(self, considered: Considered, words: Words, product: str) -> list[Block | str]:
        """The answers to the questions in their order; what one article says to several of them is said once."""
        decision, found, count = considered.decision, list[Block | str](), 0
        answered = [considered.parts[place] for place in told(decision)]
        untold = unknown(decision)
        done: set[str] = set()
        for place, part in enumerate(considered.parts):
            source = _source(part)
            if place in untold:
                found.append(
                    about(part.asked.words, _instead(part.considered.decision, decision, words, product), words)
                )
            elif part in answered and source not in done:
                block = self._block([one for one in answered if _source(one) == source], count + 1)
                found.append(block)
                count += len(block)
                done.add(source)
        return found

    def _block(self, parts: list[Part], first: int) -> Block:
        """The citations of one source for the questions that it answers, counted from `first`."""
        memory = parts[0].considered.memory
        if memory is not None:
            return (_corrected(memory, first),)
        spans = [
            span
            for part in parts
            if (one := part.considered).passage is not None
            for span in self._spans(one.passage, one.beside, self._asked(part), one.tried)
        ]
        return tuple(_quoted(passage, run, n) for n, (passage, run) in enumerate(_united(spans), first))

    def _asked(self, part: Part) -> Embedding:
        """What sentences are held against: where a question leans on the one before, its own words alone."""
        return self._embed(part.asked.words) if part.asked.leans else part.asked.embedding

    def _citations(self, considered: Considered, embedding: Embedding) -> tuple[Citation, ...]:
        if considered.memory is not None:
            return (_corrected(considered.memory, 1),)
        if considered.passage is None:
            raise ValueError(f"a decision to {considered.decision.kind} has no answer")
        spans = self._spans(considered.passage, considered.beside, embedding, considered.tried)
        return tuple(_quoted(passage, run, n) for n, (passage, run) in enumerate(spans, 1))

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

        One entry of a list says a thing of its own: steps that are about another aren't its.
        """
        own = runs(self._window(passage, embedding, tried))
        chosen = {passage.position: (passage, own)}
        if not _has_steps(passage):
            floor = max((hit.score for hit in beside), default=0.0) - NEAR
            steps = [hit.passage for hit in beside if hit.score >= floor and _has_steps(hit.passage)]
            if own and is_entry(own[0][0]) and sum(map(len, own)) < len(units(passage.text)):
                least = self._nearest(passage, embedding) - NEAR
                steps = [one for one in steps if self._nearest(one, embedding) >= least]
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

    def _nearest(self, passage: Passage, embedding: Embedding) -> float:
        """The cosine of the unit that is nearest to the question."""
        return float((self._embeddings(passage) @ embedding).max())

    def _embed_units(self, passage: Passage) -> Embedding:
        return np.stack([self._embed(unit.text) for unit in units(passage.text)])


def verified(conn: Connection, answer: Answer) -> None:
    """Holds an answer to the store, but for a person's correction, which is its own source. Raises CitationBroken."""
    quoted = tuple(citation for citation in answer.citations if not citation.passage.startswith(MEMORY))
    verify(structs.replace(answer, citations=quoted), lambda passage: passage_text(conn, passage))


def _corrected(memory: Memory, n: int) -> Citation:
    return Citation(n, f"Answered by {memory.agent}", "", f"{MEMORY}{memory.id}", memory.answer)


def _quoted(passage: Passage, run: list[Unit], n: int) -> Citation:
    quote = passage.text[run[0].start : run[-1].end]
    return Citation(n, passage.article.title, passage.url, passage.id, quote)


def _united(spans: list[tuple[Passage, list[Unit]]]) -> list[tuple[Passage, list[Unit]]]:
    """Spans of one article, each unit once, in the order of the article."""
    found: dict[str, tuple[Passage, dict[int, Unit]]] = {}
    for passage, chosen in spans:
        found.setdefault(passage.id, (passage, {}))[1].update({unit.start: unit for unit in chosen})
    ordered = sorted(found.values(), key=lambda one: one[0].position)
    return [(passage, run) for passage, kept in ordered for run in runs([kept[start] for start in sorted(kept)])]


def _source(part: Part) -> str:
    made = part.considered.decision
    return made.memory or made.article


def _instead(part: Decision, whole: Decision, words: Words, product: str) -> str:
    """What is said of a question that isn't known."""
    if part.options and part.options == whole.options:
        return words.nearly
    return words.outside.format(product=product) if part.because == "out_of_scope" else words.unknown


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
