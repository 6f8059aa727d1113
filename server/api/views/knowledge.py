"""Articles, and one question with its reasons."""

from server.api.views import View
from server.api.views.desk import CitationView


class ArticleView(View, frozen=True):
    id: str
    path: str
    title: str
    url: str
    category: str
    intent: str
    pages: list[str]
    owner: str
    updated: str
    passages: int
    answers: int = 0  # times it was the answer
    solved: int = 0


class Ask(View, frozen=True):
    text: str
    site: str
    page: str = ""


class PassageView(View, frozen=True):
    id: str
    source: str
    title: str
    heading: str
    score: float


class Asked(View, frozen=True):
    """What `handrail ask --json` and POST /v1/ask answer."""

    question: str
    page: str
    answer: str
    answerable: bool
    sure: str
    confidence: float
    intent: str
    citations: list[CitationView]
    passages: list[PassageView]
    reasons: list[str]
    versions: dict[str, str]
    spans: dict[str, float]  # milliseconds: received, searched, decided, answered
