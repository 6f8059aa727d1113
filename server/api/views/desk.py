"""Conversations, their turns with reasons, what an agent does."""

from server.api.views import View
from server.api.views.friction import PageFriction, StruggleView


class CitationView(View, frozen=True):
    n: int
    title: str
    url: str
    passage: str
    quote: str = ""


class LookupView(View, frozen=True):
    """A look-up of live data: what became of it (server.lookups.Looked), never what it brought."""

    name: str
    title: str
    outcome: str
    ms: float


class DecisionView(View, frozen=True):
    id: str
    kind: str
    at: int
    intent: str
    confidence: float
    reasons: list[str]
    features: dict[str, float]
    thresholds: dict[str, float]
    alternatives: list[dict[str, str | float]]
    versions: dict[str, str]
    lookups: list[LookupView] = []
    spans: dict[str, float] = {}  # milliseconds: received, searched, decided, answered; they add up to `total_ms`
    total_ms: float = 0.0
    first_ms: float = 0.0  # until the first words were on their way; 0 where it was not kept


class FileDetail(View, frozen=True):
    """What a visitor attached; the picture or text itself is at /v1/files/{id}."""

    id: str
    kind: str  # image | document
    name: str
    words: str  # read from it, masked, a line each


class TurnDetail(View, frozen=True):
    id: str
    who: str
    name: str
    text: str
    at: int
    route: str = ""
    reply_to: str = ""
    sure: str = ""
    citations: list[CitationView] = []
    intent: str = ""
    sentiment: float | None = None
    frustration: float | None = None
    solved: bool | None = None
    rated: bool | None = None
    decision: DecisionView | None = None
    corrected: bool = False
    intent_name: str = ""  # where people gave it one
    risk: float | None = None  # of the conversation as of this turn, 0..1
    files: list[FileDetail] = []  # of a visitor's turn


class ConversationRow(View, frozen=True):
    id: str
    site: str
    session: str
    mode: str
    route: str
    started_at: int
    last_at: int
    last_text: str
    intent: str = ""
    sentiment: float | None = None
    urgency: float = 0.0
    reason: str = ""  # why it waits for a person
    waiting_s: int = 0
    promised_by: int | None = None  # the reply time that the visitor was told
    replied_at: int | None = None  # a person's first words after the asking
    agent: str = ""
    outcome: str = ""
    intent_name: str = ""  # where people gave it one
    risk: float | None = None  # how near it is to going wrong, 0..1, as of the visitor's last turn


class RiskView(View, frozen=True):
    """How a conversation goes: its risk, the cues behind it (heaviest first), the mood's level, slope and drops."""

    value: float  # 0..1
    high: bool  # a person should be offered
    because: list[str]
    level: float  # -1..1, fading mean of the turns' moods
    slope: float  # change of mood a turn
    drops: int  # turns at which the mood fell


class ConversationDetail(View, frozen=True):
    row: ConversationRow
    turns: list[TurnDetail]
    summary: str
    tried: list[str]
    struggles: list[StruggleView]
    page: PageFriction | None  # the wireframe of the page the visitor is on
    errors: list[str]  # visible now
    disabled: list[str]
    focused: str = ""
    suggestion: "Suggestion | None" = None
    outcome: str = ""
    risk: RiskView | None = None  # while the visit is in memory


class Suggestion(View, frozen=True):
    text: str
    confidence: float
    reasons: list[str]
    citations: list[CitationView]


class Say(View, frozen=True):
    text: str


class Correct(View, frozen=True):
    """A person's correction of one answer."""

    turn: str
    right: str
    wrong: str = ""
    intent: str = ""
    article: str = ""


class Corrected(View, frozen=True):
    correction: str
    memory: str
    live_at: int
