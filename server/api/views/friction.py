"""Friction by page and element, struggles with their evidence, visits."""

from server.api.views import Rate, Score, View


class PageNode(View, frozen=True):
    """A page of the product on the friction map."""

    route: str
    title: str
    sessions: int
    views: int
    struggling: Rate  # sessions with a struggle / sessions that saw the page
    struggles: int
    top_signal: str = ""
    top_element: str = ""
    top_element_name: str = ""
    score: Score | None = None
    visitors: Rate | None = None  # visitors who struggled / visitors who saw the page


class Move(View, frozen=True):
    source: str
    target: str
    moves: int


class FrictionMap(View, frozen=True):
    headline: str
    pages: list[PageNode]  # most struggling sessions first
    moves: list[Move]
    sessions: int
    struggling: Rate


class BoxView(View, frozen=True):
    x: int
    y: int
    w: int
    h: int
    role: str = ""
    label: str = ""
    key: str = ""


class ElementFriction(View, frozen=True):
    key: str
    name: str
    role: str
    sessions: int  # sessions that saw the page
    clicks: int
    struggles: int
    struggling: Rate  # sessions that struggled on it / sessions that saw the page
    signals: dict[str, int] = {}
    nudged: int = 0
    helped: Rate | None = None  # episodes on it that ended verified or confirmed
    score: Score | None = None
    visitors: Rate | None = None  # visitors who struggled on it / visitors who saw the page


class SignalShare(View, frozen=True):
    """One kind of struggle on a page: the visitors who showed it among those who saw the page, and what it weighs."""

    signal: str
    struggles: int
    visitors: Rate
    weight: float


class PageFriction(View, frozen=True):
    headline: str
    route: str
    title: str
    width: int  # 0: no skeleton yet
    height: int
    boxes: list[BoxView]
    elements: list[ElementFriction]  # hardest first: by the lower bound of the score
    sessions: int
    score: Score | None = None
    visitors: Rate | None = None
    signals: list[SignalShare] = []  # what was seen, most visitors first
    questions: list["PageQuestion"] = []  # what was asked there, most visits first


class SignView(View, frozen=True):
    """A sign of life: what the page did, and when, in ms after the pointer went down (below 0: before)."""

    kind: str
    after_ms: int


class StruggleView(View, frozen=True):
    """One struggle in the list behind a number. `signs` are what the page did show, too late or too little."""

    id: str
    session: str
    at: int
    route: str
    element: str
    element_name: str
    signal: str
    message: str
    evidence: list[str]
    outcome: str = ""
    signs: list[SignView] = []


class VisitRow(View, frozen=True):
    """One visit in the list behind a number, the hardest first. `low`, `high`: as sure as the weights are."""

    session: str
    visitor: str
    first_at: int
    last_at: int
    route: str  # where it ended
    signals: list[str]
    struggles: int
    score: float
    low: float
    high: float
    outcome: str = ""
    signed_in: str = ""  # pseudonym


class PageIssue(View, frozen=True):
    """Who reaches `route` and then opens the chat is stuck at `step`: how often, and how much more than others."""

    route: str
    title: str
    step: str
    reached: int  # visits that saw the page
    asked: Rate  # of them: asked about the step later on
    others: Rate  # the same among visits that did not see the page
    lift: float
    low: float  # 95 %, allowing for all the pairs that were looked at
    high: float
    kind: str = "step"  # what `step` names: step | element | intent
    name: str = ""  # the element's


class PageQuestion(View, frozen=True):
    """What visitors of one page asked about, and what they struggled with there before."""

    intent: str
    asked: Rate  # visits that asked ÷ visits that saw the page
    conversations: int
    solved: Rate  # that ended verified, confirmed or durable ÷ those that have ended
    to_person: int
    step: str = ""  # at which most of them were stuck
    element: str = ""
    element_name: str = ""
    signal: str = ""  # which most of them showed on the page
    showed: int = 0  # visits that did
    example: str = ""  # the latest question, masked
    session: str = ""  # the visit that asked it


class PageIssues(View, frozen=True):
    """`issues`: the pairs beyond chance, strongest first; `looked_at` pairs there were."""

    headline: str
    issues: list[PageIssue]
    looked_at: int


class ElementStory(View, frozen=True):
    key: str
    name: str
    route: str
    days: list["ElementDay"]
    recent: list[StruggleView]
    score: Score | None = None
    visitors: Rate | None = None  # visitors who struggled on it ÷ visitors who saw the page


class ElementDay(View, frozen=True):
    day: str
    sessions: int
    struggling: Rate
    release: str = ""


class SessionEvent(View, frozen=True):
    """One thing a visitor did. Verdicts have their evidence, and the signs of life that were too late or too little."""

    at: int
    kind: str
    words: str
    route: str = ""
    evidence: list[str] = []
    signs: list[SignView] = []
    rules: str = ""  # version that it was judged by


class SessionView(View, frozen=True):
    session: str
    visitor: str
    first_at: int
    last_at: int
    language: str
    events: list[SessionEvent]
    score: float = 0.0
    low: float = 0.0  # as sure as the weights are
    high: float = 0.0
    signed_in: str = ""  # pseudonym
    traits: dict[str, str] = {}
