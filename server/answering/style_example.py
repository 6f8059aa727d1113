"""Shows what a style does, on an answer that visitors of the site really get."""

from collections.abc import Collection

from server.answering.answer import Quoter
from server.answering.ask import ask
from server.answering.consider import Considerer
from server.answering.sentences import units
from server.answering.style import Style
from server.answering.style_words import words_of
from server.api.views.style import StyleExample
from server.knowledge.index import SiteIndex
from server.understanding.understanding import Understanding

MOST_TRIED = 5  # articles asked about until one answers its own title: 20 ms each, and the first nearly always does


def example(
    site: str,
    product: str,
    style: Style,
    known: SiteIndex,
    used: Collection[str],
    *,
    understanding: Understanding,
    considerer: Considerer,
    quoter: Quoter,
    at: int,
) -> StyleExample:
    """An answer in this style to the title of an article, those of `used` (ids, most used first) before others.

    Articles with steps show most, and are taken first.
    """
    words = words_of(style.tone)
    question = answer = ""
    for title in _titles(known, used)[:MOST_TRIED]:
        asked = ask(title, site, understanding=understanding, considerer=considerer, at=at, quoter=quoter, style=style)
        if asked.answerable:
            question, answer = title, asked.answer
            break
    return StyleExample(
        question=question,
        answer=answer,
        greeting=words.greeting("", product),
        unknown=words.unknown,
        next=words.next,
    )


def _titles(known: SiteIndex, used: Collection[str]) -> list[str]:
    order = [*(id for id in used if id in known.articles), *(id for id in known.articles if id not in used)]
    return [known.articles[id].title for id in sorted(order, key=lambda id: not _has_steps(known, id))]


def _has_steps(known: SiteIndex, article: str) -> bool:
    return any(unit.kind == "step" for passage in known.passages_of(article) for unit in units(passage.text))
