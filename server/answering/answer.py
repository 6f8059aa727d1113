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
from server.answering.blocks import Block, about, gathered, left_open
from server.answering.considered import Considered, Part
from server.answering.decision import Decision
from server.answering.excerpt import excerpt, has_steps, is_entry, read_out
from server.answering.expected import says
from server.answering.learned import Memory
from server.answering.nearness import Near
from server.answering.sections import are_one_matter
from server.answering.sentences import Unit, units
from server.answering.several import PARTS, told, unknown
from server.answering.spent import left, runs
from server.answering.style import MEMORY, Style, dressed, holds
from server.answering.style_words import Words, words_of
from server.knowledge.index import Passage
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
    parts: tuple[Block | str, ...] = ()  # what it was gathered from, where it answers several questions

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
            pieces = gathered(parts, style, opening, decision.sure)
            return Answer(pieces=pieces, citations=citations, sure=decision.sure, parts=tuple(parts))
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
            source = source_of(part)
            if place in untold:
                found.append(
                    about(part.asked.words, _instead(part.considered.decision, decision, words, product), words)
                )
            elif part in answered and source not in done:
                block = self._block([one for one in answered if source_of(one) == source], count + 1)
                found.append(block)
                count += len(block)
                done.add(source)
        still_open = left_open(considered.beyond, words)
        return [*found, still_open] if still_open else found

    def _block(self, parts: list[Part], first: int) -> Block:
        """The citations of one source for the questions that it answers, counted from `first`."""
        memory = parts[0].considered.memory
        if memory is not None:
            return (_corrected(memory, first),)
        spans = [
            span
            for part in parts
            if (one := part.considered).passage is not None
            for span in self._spans(one, one.passage, self._asked(part))
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
        spans = self._spans(considered, considered.passage, embedding)
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
        self, considered: Considered, passage: Passage, embedding: Embedding
    ) -> list[tuple[Passage, list[Unit]]]:
        """The chosen passage's words, and the steps of the same matter where it has none: in the article's order."""
        own = runs(self._window(passage, embedding, considered))
        chosen = {passage.position: (passage, own)}
        value = considered.decision.features.get("value", 0.0)
        told = any(says(value, unit.text) for run in own for unit in run)  # then it is no way to do it that is missing
        if not has_steps(units(passage.text)) and not told:
            steps = self._steps_beside(considered, passage, own, embedding)
            chosen |= {one.position: (one, runs(self._window(one, embedding, considered))) for one in steps[:1]}
        return [(one, run) for _, (one, found) in sorted(chosen.items()) for run in found]

    def _steps_beside(
        self, considered: Considered, passage: Passage, own: list[list[Unit]], embedding: Embedding
    ) -> list[Passage]:
        """Passages of its article with the steps for what is said, best first.

        One entry of a list says a thing of its own: steps that are about another aren't its.
        """
        beside = considered.beside
        floor = max((hit.score for hit in beside), default=0.0) - NEAR
        near = [hit.passage for hit in beside if hit.score >= floor and has_steps(units(hit.passage.text))]
        if not near:
            return []
        known = considered.known
        article = known.passages_of(passage.article.id) if known else [passage, *(hit.passage for hit in beside)]
        of_all = self._sentence(passage.article.title) @ embedding >= (self._embeddings(passage) @ embedding).max()
        steps = [one for one in near if are_one_matter(passage, one, article, of_all=bool(of_all))]
        if own and is_entry(own[0][0]) and sum(map(len, own)) < len(units(passage.text)):
            least = max(self._near(passage, embedding, considered)) - NEAR
            steps = [one for one in steps if max(self._near(one, embedding, considered)) >= least]
        return steps

    def _window(self, passage: Passage, embedding: Embedding, considered: Considered) -> list[Unit]:
        """The units that answer, less those that ask for what was tried."""
        parts, tried = units(passage.text), considered.tried
        kept = left(parts, tried)
        near = self._near(passage, embedding, considered)
        usable = [place for place, unit in enumerate(parts) if unit in kept]
        how = bool(considered.decision.features.get("how"))
        replies = passage.heading.endswith("?")
        value = considered.decision.features.get("value", 0.0)
        valued = [place for place in usable if says(value, parts[place].text)]
        return left(excerpt(parts, usable, near, how=how, replies=replies, valued=valued), tried)

    def _near(self, passage: Passage, embedding: Embedding, considered: Considered) -> Near:
        """How near its units are: word by word, or as wholes where there are no words to compare."""
        near = considered.near(passage) if considered.near is not None else None
        return near if near is not None else tuple((self._embeddings(passage) @ embedding).tolist())

    def _embed_units(self, passage: Passage) -> Embedding:
        return np.stack([self._embed(said) for said in read_out(units(passage.text))])


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


def source_of(part: Part) -> str:
    """What answers one of several questions: an article, or a person's correction."""
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
