"""Live data in an answer: facts come first, each with its moment and its own source, and are never kept for others.

A fact's citation names its look-up instead of a passage and quotes the sentence, so that it can be masked where turns
are stored and taken out again where an answer is corrected: no memory, label or data set ever holds one.
"""

import re
from collections.abc import Iterable

import msgspec
from msgspec import Struct, structs

from server.lookups import Looked
from server.understanding.masking import masked
from widget.protocol import Citation, TurnView

SOURCE = "lookup:"  # what a fact's citation has in the place of a passage's id

NOT_REACHED = "I couldn't reach {title} just now; ask again in a minute for how it stands."
SIGN_IN = "Once you're signed in, I can look this up for you."

_NOTE = re.compile("|".join((re.escape(NOT_REACHED).replace(r"\{title\}", ".{1,80}?"), re.escape(SIGN_IN))))


class Facts(Struct, frozen=True):
    """What look-ups brought: `told` are said, `notes` are honest sentences about what could not be looked up."""

    looked: tuple[Looked, ...] = ()
    told: tuple[Looked, ...] = ()
    notes: tuple[str, ...] = ()
    version: str = ""

    def as_json(self) -> str:
        """Which look-ups ran and what became of them, as a decision keeps it: nothing of what they brought."""
        ran = [{"name": one.name, "title": one.title, "outcome": one.outcome, "ms": one.ms} for one in self.looked]
        return msgspec.json.encode(ran).decode()

    def after(self, text: str) -> str:
        """Words of Handrail's own with the notes after them."""
        return " ".join((text, *self.notes))


NO_FACTS = Facts()


def masked_facts(view: TurnView) -> TurnView:
    """The turn as it is stored: its facts are masked like a visitor's words, whatever else it says stays."""
    if not any(map(_is_fact, view.citations)):
        return view
    text, citations = view.text, []
    for citation in view.citations:
        if _is_fact(citation):
            quote = masked(citation.quote)
            text, citation = text.replace(citation.quote, quote, 1), structs.replace(citation, quote=quote)
        citations.append(citation)
    return structs.replace(view, text=text, citations=tuple(citations))


def holds_fact(words: str, citations: Iterable[Citation]) -> bool:
    """Whether these words of an answer are, or touch, live data."""
    return bool(words) and any(words in one.quote or one.quote in words for one in citations if _is_fact(one))


def without_facts(text: str, citations: Iterable[Citation]) -> str:
    """A stored answer less its facts and notes: what of it may be told to others."""
    for citation in citations:
        if _is_fact(citation):
            text = text.replace(f"{citation.quote} [{citation.n}]", "", 1)
    return _NOTE.sub("", text).strip()


def _is_fact(citation: Citation) -> bool:
    return citation.passage.startswith(SOURCE)
