"""Why a turn was understood as it was: the words that moved it, what the page added, and the nearest examples.

A word's part is what the intent loses without it: the turn is read again once for each word, so this is made when
somebody asks for it and not for every turn.
"""

import math
import re

from msgspec import Struct

from server.understanding.place import page_intents
from server.understanding.reading import readable
from server.understanding.understanding import Understanding
from server.understanding.understood import Understood

MOST_WORDS = 24  # readings of one turn, about 2 ms each; the words of a longer one are taken some at a time
_LEAST, _MOST = 1e-6, 1 - 1e-6  # shares are kept off 0 and 1, where the odds end


class WordPart(Struct, frozen=True):
    """One word, or some side by side, at `start` to `end` of the text as it is read.

    `part`: the log-odds of the intent that it brings (below 0: it speaks against it); `without`: the share that the
    intent would have without it.
    """

    word: str
    start: int
    end: int
    part: float
    without: float


class Explained(Struct, frozen=True):
    """`read` is the turn as it is read, `raised` the page's intents, `without_page` the intent's share elsewhere."""

    understood: Understood
    read: str
    words: tuple[WordPart, ...]
    raised: tuple[str, ...]
    without_page: float


def explain(understanding: Understanding, text: str, page: str | None = None, site: str = "") -> Explained:
    """The evidence for a turn on a page (a route template) of a site; up to 26 readings of it."""
    model = understanding.intent_model(site)
    understood = understanding.understand(text, page, site)
    read, _ = readable(text)
    intent = understood.intent

    def share(words: str) -> float:
        return understanding.shares(words, model).get(intent, 0.0)

    whole = share(read)
    parts = []
    for start, end in spans(read):
        without = share(" ".join((read[:start] + read[end:]).split()))
        parts.append(WordPart(read[start:end], start, end, round(_odds(whole) - _odds(without), 3), round(without, 4)))
    raised = tuple(intent for intent in page_intents(page, model.merged) if intent in model.head.labels)
    return Explained(understood, read, tuple(parts), raised, round(whole, 4))


def spans(text: str) -> list[tuple[int, int]]:
    """(start, end) of the words, or of as many runs of words as may be read; marks alone are no words."""
    words = [match.span() for match in re.finditer(r"\w+(?:['’.-]\w+)*", text)]
    size = math.ceil(len(words) / MOST_WORDS) or 1
    runs = [words[first : first + size] for first in range(0, len(words), size)]
    return [(run[0][0], run[-1][1]) for run in runs]


def _odds(share: float) -> float:
    kept = min(max(share, _LEAST), _MOST)
    return math.log(kept / (1 - kept))
