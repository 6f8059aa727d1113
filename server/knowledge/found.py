"""What a search finds: passages with their scores, gathered by article.

An article is judged by its two best passages: one that is about the question mentions it twice, a stray mention stands
alone. Measured on tests/server/conversation/questions.csv.
"""

from collections.abc import Iterable

from msgspec import Struct

from server.knowledge.parts import Article, Passage

SECOND = 0.3  # share of an article's second best passage in its score: 82 of 90 questions right instead of 78


class Worked(Struct, frozen=True):
    """What came of an article in comparable situations: the `share` that ended well, how `sure` that is; both 0..1."""

    share: float
    sure: float


class Hit(Struct, frozen=True):
    """A found passage: the fused `score`, its parts, and whether a boost was given."""

    passage: Passage
    score: float
    dense: float
    lexical: float
    on_page: bool
    of_intent: bool
    worked: float = 0.0  # points for what worked before, below 0 for what did not


class Found(Struct, frozen=True):
    """An article among the hits: its score, and its hits, best first."""

    article: Article
    score: float
    hits: tuple[Hit, ...]


def by_article(hits: list[Hit]) -> list[Found]:
    """The articles of some hits, best first. A second passage that wasn't found counts as the worst that was."""
    groups: dict[str, list[Hit]] = {}
    for hit in hits:
        groups.setdefault(hit.passage.article.id, []).append(hit)
    floor = min((hit.score for hit in hits), default=0.0)
    found = []
    for group in groups.values():
        article, best = group[0].passage.article, group[0].score
        second = group[1].score if len(group) > 1 else floor if article.passages > 1 else best
        found.append(Found(article, (1 - SECOND) * best + SECOND * second, tuple(group)))
    return sorted(found, key=lambda one: (-one.score, one.article.id))


def names_page(pages: Iterable[str], route: str) -> bool:
    """Whether one of the article's pages is the route; "/settings/*" covers what lies below it."""
    return bool(route) and any(page == route or (page.endswith("*") and route.startswith(page[:-1])) for page in pages)
