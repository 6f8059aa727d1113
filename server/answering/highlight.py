"""Finds the control in sight that an answer is about, so that the page can show it. Pure.

A control is named by what stands on it. An answer that quotes the name as it stands is about it; one that has all of
its words may be; the article's title speaks last. Where several are named, the one comes first that the visitor is
likelier to be stuck on, and of two that share words the one with the longer name ("Save client", not "Save").
"""

import re
from collections.abc import Sequence

from server.answering.answer import Answer
from server.knowledge.words import words
from widget.protocol import Element

LEAST_NAME = 2  # letters of a name: "x" on a button that closes is in every text


def highlight(elements: Sequence[Element], answer: Answer) -> str:
    """The key of the element that the answer is about, "" for none. `elements` are in sight, the likeliest first."""
    quotes = " ".join(citation.quote for citation in answer.citations)
    named = [one for one in elements if len(one.name.strip()) >= LEAST_NAME]
    quoted = [one for one in named if _stands(one.name, quotes)]
    if quoted:
        return next(one for one in quoted if not _inside_another(one, quoted, quotes)).key
    said = set(words(quotes))
    titled = said | {word for citation in answer.citations for word in words(citation.title)}
    for known in (said, titled):
        for element in named:
            own = set(words(element.name))
            if own and own <= known:
                return element.key
    return ""


def _stands(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name.strip())}(?!\w)", text, re.IGNORECASE) is not None


def _inside_another(one: Element, others: Sequence[Element], text: str) -> bool:
    """Whether the name only stands in the text as a part of a longer one that is in sight as well."""
    longer = [other.name for other in others if other is not one and _stands(one.name, other.name)]
    longer = [name for name in longer if len(name) > len(one.name)]
    left = text
    for name in sorted(longer, key=len, reverse=True):
        left = re.sub(rf"(?<!\w){re.escape(name.strip())}(?!\w)", " ", left, flags=re.IGNORECASE)
    return bool(longer) and not _stands(one.name, left)
