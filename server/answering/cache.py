"""Keeps answers that a model worded, for the next visitor who asks the same: its words are slow, the quoted ones not.

What is kept is found again only under the same site, page, model, manner and chosen passage, to the last letter, and
for a question with the same gist and nearly the same embedding. The decision is made anew for every turn, and whoever
gives an answer again holds its sources to the store; a changed article takes its answers out at once besides.
"""

import threading
from collections import OrderedDict
from collections.abc import Collection

from msgspec import Struct

from models.encode import Embedding
from server.answering.answer import Answer
from server.answering.gist import gist
from server.answering.style import Style
from server.writing import Source

ALIKE = 0.7  # cosine from which two questions of one gist are one: the farthest true pair that was tuned on has 0.72
MOST_A_SITE = 1_000  # answers kept, some 8 KB each with their sources; the one that was not used for longest goes first
OLDEST_MS = 24 * 3_600_000  # the operator may have put another model behind the same name


class Scope(Struct, frozen=True):
    """Where a question was asked, and what its answer was found in. `tried` are steps that it leaves out."""

    site: str
    route: str
    model: str
    style: Style
    passage: Source
    tried: frozenset[str] = frozenset()


class Kept(Struct, frozen=True, kw_only=True):
    """An answer that may be given again as long as its sources stand: made at `at` (Unix ms) of `article`."""

    answer: Answer
    sources: tuple[Source, ...]
    features: dict[str, float]  # of the decision, about how it was written
    embedding: Embedding
    article: str
    at: int


class AnswerCache:
    """The answers of one process. Safe to call from several threads."""

    def __init__(self) -> None:
        self._sites: dict[str, OrderedDict[tuple[Scope, tuple[str, ...]], Kept]] = {}
        self._changing = threading.Lock()

    def __len__(self) -> int:
        return sum(map(len, self._sites.values()))

    def find(self, scope: Scope, question: str, embedding: Embedding, at: int) -> Kept | None:
        """The answer to the same question in the same place; None where there is none, or it is too old."""
        key = scope, gist(question)
        with self._changing:
            kept = self._sites.get(scope.site, OrderedDict()).get(key)
            if kept is None or float(kept.embedding @ embedding) < ALIKE:
                return None
            if at - kept.at > OLDEST_MS:
                del self._sites[scope.site][key]
                return None
            self._sites[scope.site].move_to_end(key)
            return kept

    def keep(self, scope: Scope, question: str, kept: Kept) -> None:
        """Keeps an answer for the next one who asks. A question without a gist is nobody else's."""
        if not (asked := gist(question)):
            return
        with self._changing:
            answers = self._sites.setdefault(scope.site, OrderedDict())
            answers[scope, asked] = kept
            answers.move_to_end((scope, asked))
            while len(answers) > MOST_A_SITE:
                answers.popitem(last=False)

    def forget(self, site: str, articles: Collection[str]) -> None:
        """Articles changed or went: no answer of theirs is kept."""
        with self._changing:
            answers = self._sites.get(site, OrderedDict())
            for key in [key for key, kept in answers.items() if kept.article in articles]:
                del answers[key]
