"""Sentences of tickets that may teach an intent: proposed to a person, who brings them in as examples or says no.

Nothing of a ticket is trained on before that. Half of what is proposed is what the models are least sure of, since it
teaches most; the other half what they are sure of, so that an intent also sees how its own customers say it.
"""

import re
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row

from server.api.views.tickets import Proposal
from server.learning.taxonomy import example_key

LONGEST = 500  # characters of an example
LEAST_WORDS, MOST_WORDS = 3, 60
SURE = 0.8  # confidence from which a ticket shows how the site's own customers say it
_SENTENCE = re.compile(r"[^\n.!?]+[.!?]*")
_GREETING = re.compile(r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening))\b.{0,40}$", re.IGNORECASE)


def proposals(rows: Sequence[Row[Any]], known: Collection[str], most: int) -> list[Proposal]:
    """Of tickets (least sure first) the ones that are no examples yet, each sentence once; `known` are example keys."""
    unsure: list[Proposal] = []
    sure: list[Proposal] = []
    seen = set(known)
    for row in rows:
        text = sentence_of(row.question)
        key = example_key(text)
        if key in seen or not LEAST_WORDS <= len(text.split()) <= MOST_WORDS:
            continue
        seen.add(key)
        why = "sure" if row.confidence >= SURE and not row.edge else "low_confidence"
        kept = sure if why == "sure" else unsure
        kept.append(Proposal(ticket=row.id, text=text, intent=row.intent, confidence=round(row.confidence, 3), why=why))
    half = max(most - len(sure), (most + 1) // 2)
    first = unsure[:half]
    return [*first, *sure[: most - len(first)]]


def sentence_of(question: str) -> str:
    """A ticket's subject, or else its first sentences without a greeting, at most `LONGEST` characters."""
    lines = [line.strip() for line in question.split("\n") if line.strip()]
    lines = [line for line in lines if not _GREETING.match(line)] or lines
    first = lines[0] if lines else ""
    if len(first.split()) < LEAST_WORDS and len(lines) > 1:
        first = f"{first}. {lines[1]}"
    if len(first) <= LONGEST:
        return first
    kept = ""
    for match in _SENTENCE.finditer(first):
        if len(kept) + len(match.group()) > LONGEST:
            break
        kept += match.group()
    return (kept or first[:LONGEST]).strip()
