"""Drafts an article for a gap out of what people answered there: their own sentences, each with the turn it stands in.

Nothing is worded anew. Where nobody has answered yet, the draft is an outline that names the questions.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from msgspec import Struct
from sqlalchemy import Row

from models.encode import Embedding
from server.knowledge.words import words
from server.understanding.personal import mask

MOST_QUESTIONS = 6  # named in a draft
MOST_SENTENCES = 8
SAME = 0.85  # cosine from which one sentence says what another said
ABOUT = 0.25  # cosine to the gap's questions below which a sentence is courtesy
CORRECTS = 0.6  # cosine of a correction's question to a gap's example
LEAST_WORDS = 4
MOST_TICKETS = 20  # nearest ones that a draft is made of
_SENTENCE = re.compile(r"[^\n.!?]+(?:[.!?](?=\S)[^\n.!?]*)*[.!?]?")
_COURTESY = re.compile(
    r"\s*(?:hi\b|hello|hey\b|dear\b|thanks|thank you|sorry|good (?:morning|afternoon|evening)|best regards|you'?re "
    r"welcome|let me (?:look|check|see)|one moment|have a (?:nice|good|great)|i'?m sorry|my name is|is there anything)",
    re.IGNORECASE,
)

Encode = Callable[[str], Embedding]


class Quote(Struct, frozen=True):
    """A sentence as a person wrote it (masked), and the turn, correction or ticket it stands in."""

    text: str
    turn: str
    kind: str  # reply | correction | ticket


class Draft(Struct, frozen=True):
    """A draft of an article: `answered` says whether people's words answer it or it is an outline only."""

    title: str
    questions: tuple[str, ...]
    quotes: tuple[Quote, ...] = ()
    pages: tuple[str, ...] = ()
    answered: bool = False

    def markdown(self) -> str:
        """The draft as an article's source."""
        pages = f"pages: [{', '.join(self.pages)}]\n" if self.pages else ""
        asked = "\n".join(f"- {question}" for question in self.questions)
        body = "\n\n".join(quote.text for quote in self.quotes) or "(Nobody has answered this yet.)"
        return f"---\ntitle: {self.title}\n{pages}---\n{body}\n\n## Questions that this answers\n\n{asked}\n"


def draft(
    example: str,
    questions: Sequence[Row[Any]],
    replies: Sequence[Row[Any]],
    corrections: Sequence[Row[Any]],
    encode: Encode,
    tickets: Sequence[Row[Any]] = (),
) -> Draft:
    """The draft for a gap: its questions, what people said in those conversations, the site's corrections, and what
    people answered before Handrail, in tickets (with `id`, `answer`, `embedding` of the question).
    """
    turns = {row.turn for row in questions}
    first: dict[str, int] = {}
    for row in questions:
        first.setdefault(row.conversation, row.at)
    said = [Quote(row.text, row.id, "reply") for row in replies if row.at > first.get(row.conversation, row.at)]
    near = encode(example)
    said += [
        Quote(row.right, row.id, "correction")
        for row in corrections
        if row.turn in turns or row.conversation in first or float(encode(row.question) @ near) >= CORRECTS
    ]
    said += _of_tickets(tickets, near)
    texts = list(dict.fromkeys(row.text for row in questions))
    chosen = _choose(said, [encode(text) for text in texts], encode)
    pages = sorted({row.route for row in questions if row.route})
    return Draft(example.rstrip(), tuple(_varied(texts, example)), tuple(chosen), tuple(pages[:3]), bool(chosen))


def _of_tickets(tickets: Sequence[Row[Any]], near: Embedding) -> list[Quote]:
    """What people answered to the tickets that ask what the gap asks, the nearest first."""
    if not tickets:
        return []
    alike = np.stack([np.frombuffer(row.embedding, np.float32) for row in tickets]) @ near
    order = np.argsort(-alike, kind="stable")[:MOST_TICKETS]
    return [Quote(tickets[place].answer, tickets[place].id, "ticket") for place in order if alike[place] >= CORRECTS]


def _choose(said: Sequence[Quote], asked: Sequence[Embedding], encode: Encode) -> list[Quote]:
    """The sentences that are about it, each thing once, those that most people said first, then in their order."""
    pieces: list[tuple[Quote, Embedding]] = []
    for quote in said:
        for match in _SENTENCE.finditer(quote.text):
            text = mask(match.group().strip()).text
            if len(words(text)) >= LEAST_WORDS and not _COURTESY.match(text):
                pieces.append((Quote(text, quote.turn, quote.kind), encode(text)))
    if not pieces:
        return []
    about = np.stack([vector for _, vector in pieces]) @ np.stack(list(asked)).T
    weights = about.max(axis=1)
    among = np.stack([vector for _, vector in pieces])
    weights = weights + 0.1 * (among @ among.T >= SAME).sum(axis=1)  # said more than once
    kept: list[int] = []
    for place in np.argsort(-weights, kind="stable").tolist():
        if about[place].max() >= ABOUT and not any(float(among[place] @ among[one]) >= SAME for one in kept):
            kept.append(place)
    return [pieces[place][0] for place in sorted(kept[:MOST_SENTENCES])]


def _varied(texts: Sequence[str], example: str) -> list[str]:
    """The example first, then the others as they came."""
    return list(dict.fromkeys([example, *texts]))[:MOST_QUESTIONS]
