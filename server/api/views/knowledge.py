"""Articles, and one question with its reasons."""

from typing import Annotated, Literal

from msgspec import Meta

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
    source: str = ""
    format: str = ""
    language: str = ""
    public: bool = True
    review_by: str = ""
    valid_from: str = ""
    valid_until: str = ""
    stale: bool = False  # its day of review has come
    live: bool = True  # published and valid now
    synced_at: int = 0


class Ask(View, frozen=True):
    """`audience`: what may be seen, "visitor" or "staff" (internal passages too); `top`: passages to list."""

    text: str
    site: str
    page: str = ""
    audience: Literal["visitor", "staff"] = "visitor"
    top: Annotated[int, Meta(ge=1, le=50)] = 5


class OneOfMany(View, frozen=True):
    text: str
    page: str = ""


class AskMany(View, frozen=True):
    """Questions that are answered in their order."""

    site: str
    questions: Annotated[list[OneOfMany], Meta(min_length=1, max_length=100)]
    audience: Literal["visitor", "staff"] = "visitor"
    top: Annotated[int, Meta(ge=1, le=50)] = 5


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
    spans: dict[str, float]  # milliseconds: received, searched, decided, answered; they add up to `total_ms`
    total_ms: float = 0.0
    clarify: list[str] = []  # what a question back lets choose from, where one is asked
