"""Answers one question outside of any conversation: for the command line, the API and whoever checks the knowledge."""

import time

from server.api.views.desk import CitationView
from server.api.views.knowledge import Asked, PassageView
from server.conversation import wording
from server.conversation.answer import PLAIN, Answer, Quoter
from server.conversation.consider import Considered, Considerer
from server.conversation.style import Style
from server.conversation.style_words import Words, words_of
from server.understanding.language import language
from server.understanding.understanding import Understanding
from widget.protocol import Citation

PASSAGES = 5


def ask(
    text: str,
    site: str,
    page: str = "",
    top: int = PASSAGES,
    *,
    understanding: Understanding,
    considerer: Considerer,
    at: int,
    quoter: Quoter | None = None,
    style: Style = PLAIN,
) -> Asked:
    """What a visitor on `page` is told at `at` (Unix ms), with the `top` passages behind it. Nothing is stored."""
    spans: dict[str, float] = {}
    began = time.perf_counter()

    def mark(name: str) -> None:
        spans[name] = round((time.perf_counter() - began) * 1000, 3)

    understood = understanding.understand(text, page or None, site)
    embedding = understanding.embed(text)
    mark("received")
    hits = considerer.search(site, text, embedding, page, top)
    mark("searched")
    considered = considerer.consider(site, text, page, None, understood, embedding, at)
    mark("decided")
    decision = considered.decision
    quoting = quoter or Quoter(considerer.encoder.encode)
    answer = quoting.answer(considered, embedding, style=style) if decision.kind == "answer" else None
    mark("answered")
    return Asked(
        question=text,
        page=page,
        answer=answer.text if answer else _instead(considered, text, words_of(style.tone)),
        answerable=answer is not None,
        sure=decision.sure,
        confidence=decision.confidence,
        intent=decision.intent,
        citations=citation_views(answer),
        passages=[
            PassageView(
                id=hit.passage.id,
                source=hit.passage.article.id.removeprefix(f"{site}:"),
                title=hit.passage.article.title,
                heading=hit.passage.heading,
                score=hit.score,
            )
            for hit in hits
        ],
        reasons=list(decision.reasons),
        versions=decision.versions,
        spans=spans,
    )


def citation_views(answer: Answer | None) -> list[CitationView]:
    """An answer's citations as the API gives them."""
    return [citation_view(citation) for citation in answer.citations] if answer else []


def citation_view(citation: Citation) -> CitationView:
    return CitationView(
        n=citation.n, title=citation.title, url=citation.url, passage=citation.passage, quote=citation.quote
    )


def _instead(considered: Considered, text: str, words: Words) -> str:
    match considered.decision.because:
        case "greeting":
            return words.greeting(text, "")
        case "customer_request" | "sensitive":
            return wording.TO_A_PERSON
        case "language":
            return wording.not_understood(language(text).code)
        case "out_of_scope":
            return words.outside.format(product="this product")
        case _:
            return words.unknown
