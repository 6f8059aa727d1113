"""What wants tending: articles' care, findings side by side, gaps with their drafts, notices."""

from msgspec import UNSET, UnsetType

from server.api.views import View


class CareView(View, frozen=True):
    """An article and who looks after it. Days are ISO, "" where nobody said one."""

    id: str
    path: str
    title: str
    url: str
    owner: str
    updated: str
    review_by: str
    review_days: int | None  # from one review to the next; None: once
    reviewed_at: int | None
    reviewed_by: str
    answers: int
    used_at: int | None
    stale: bool
    unowned: bool
    unused: bool
    findings: int  # open ones that speak of it


class CareChange(View, frozen=True):
    """What is set on an article; what is left out stays, null gives it back to the source."""

    article: str
    owner: str | UnsetType | None = UNSET
    review_by: str | UnsetType | None = UNSET
    review_days: int | UnsetType | None = UNSET
    public: bool | UnsetType | None = UNSET


class Reviewed(View, frozen=True):
    article: str
    until: str = ""  # ISO day of the next review; "" for another cycle


class NextReview(View, frozen=True):
    article: str
    review_by: str


class NoticeView(View, frozen=True):
    id: str
    owner: str
    kind: str  # review
    article: str
    text: str
    at: int


class FindingSide(View, frozen=True):
    """One side of a finding: a quote, and the places in it that differ."""

    article: str
    title: str
    url: str
    owner: str
    passage: str
    quote: str
    marks: list[tuple[int, int]]


class FindingView(View, frozen=True):
    """kind: contradiction | duplicate | control. `other` is None for a control."""

    id: str
    kind: str
    subject: str  # number | price | date | time | opposite | limit | negation | control | copy | text
    state: str  # open | dismissed | fixed
    score: float
    one: FindingSide
    other: FindingSide | None
    control: str
    route: str
    release: str
    suggestion: str
    found_at: int
    changed_at: int
    by: str
    reason: str


class Because(View, frozen=True):
    reason: str = ""


class Written(View, frozen=True):
    article: str
    reason: str = ""


class GapQuestion(View, frozen=True):
    turn: str
    conversation: str
    session: str
    text: str  # masked
    route: str
    why: str  # unknown | failed | handoff
    at: int


class QuoteView(View, frozen=True):
    """A sentence of a draft, as a person wrote it, and the turn or correction that it stands in."""

    text: str
    source: str
    kind: str  # reply | correction | ticket


class DraftView(View, frozen=True):
    title: str
    answered: bool  # by people's words; else an outline that names the questions
    markdown: str
    quotes: list[QuoteView]
    questions: list[str]
    pages: list[str]


class GapDay(View, frozen=True):
    day: str
    questions: int


class GapView(View, frozen=True):
    """A topic that questions come on and no article answers."""

    id: str
    name: str  # its most typical question, at most 80 characters
    example: str
    state: str  # open | dismissed | written
    questions: int
    visits: int
    struggling: int  # visits that struggled, too
    rank: float
    pages: list[str]  # most questions first
    trend: list[GapDay]  # the last four weeks
    first_at: int
    last_at: int
    article: str
    by: str
    reason: str
    draft: DraftView | None  # of what agents answered people: None for who doesn't answer any


class GapDetail(GapView, frozen=True):
    asked: list[GapQuestion]


class HygieneView(View, frozen=True):
    """How much waits."""

    articles: int
    stale: int
    unowned: int
    unused: int
    contradictions: int
    duplicates: int
    controls: int
    gaps: int
    looked_at: int | None  # when the last round ended
