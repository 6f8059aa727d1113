"""Answers one question outside of any conversation: for the command line, the API and whoever checks the knowledge."""

from msgspec import structs

from server.answering import wording
from server.answering.answer import PLAIN, Answer, Quoter
from server.answering.consider import Considerer
from server.answering.considered import Asked as QuestionAsked
from server.answering.considered import Considered, asked
from server.answering.decision import CLARIFY
from server.answering.inquiry import Inquiry, Means
from server.answering.questions import Question, parted
from server.answering.several import PARTS
from server.answering.style import Style
from server.answering.style_words import Words, words_of
from server.answering.trace import TOTAL, Trace
from server.api.views.desk import CitationView
from server.api.views.knowledge import Asked, PassageView
from server.understanding.language import language
from server.understanding.understanding import Understanding
from server.understanding.understood import Understood
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
    staff: bool = False,
) -> Asked:
    """What a visitor on `page` is told at `at` (Unix ms), with the `top` passages behind it. Nothing is stored.

    For `staff` internal passages are found and quoted too.
    """
    trace = Trace()
    understood = understanding.understand(text, page or None, site)
    embedding = understanding.embed(text)
    trace.mark("received")
    known = considerer.known(site, staff)
    hits = considerer.search(known, text, embedding, page, top)
    trace.mark("searched")
    several = parted(text)
    parts = _asked_apart(several.questions, page, site, understood, understanding)
    inquiry = Inquiry(
        site=site, text=text, route=page, understood=understood, embedding=embedding, at=at, questions=parts
    )
    considered = considerer.consider(inquiry, Means(index=known))
    considered = structs.replace(considered, beyond=several.beyond)
    trace.mark("decided")
    decision = considered.decision
    quoting = quoter or Quoter(considerer.encoder.encode)
    answer = quoting.answer(considered, embedding, style=style) if decision.kind == "answer" else None
    trace.end()
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
        spans=trace.spans,
        total_ms=trace.moments[TOTAL],
        clarify=list(decision.options) if decision.kind == CLARIFY or decision.because == PARTS else [],
    )


def _asked_apart(
    parts: tuple[Question, ...], page: str, site: str, whole: Understood, understanding: Understanding
) -> list[QuestionAsked]:
    """The questions of a text that asks several, each understood."""
    return [
        asked(one, understanding.understand(one.text, page or None, site), whole, understanding.embed(one.text))
        for one in parts
        if len(parts) > 1
    ]


def citation_views(answer: Answer | None) -> list[CitationView]:
    """An answer's citations as the API gives them."""
    return [citation_view(citation) for citation in answer.citations] if answer else []


def citation_view(citation: Citation) -> CitationView:
    return CitationView(
        n=citation.n, title=citation.title, url=citation.url, passage=citation.passage, quote=citation.quote
    )


def _instead(considered: Considered, text: str, words: Words) -> str:
    match considered.decision.because:
        case "ambiguous":
            return words.which
        case "nearly":
            return words.nearly
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
