"""What the API answers with: Structs that the dashboard and other clients decode. Imports nothing but msgspec.

Times are Unix milliseconds; `day` is an ISO date. Every rate comes as a `Rate` with its n and 95 % Wilson interval.
"""

from typing import Any

from msgspec import Struct


class View(Struct, frozen=True, kw_only=True):
    """Common shape of every answer."""


class Problem(View, frozen=True):
    """What went wrong: a stable code and a sentence that helps."""

    code: str
    message: str


class Rate(View, frozen=True):
    """hits / n with its 95 % Wilson interval; value, low and high are None when n is 0."""

    hits: int
    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None


class Score(View, frozen=True):
    """How hard it was, 0 (calm) to 1: the mean over `n` exposed visitors with its 95 % interval; None when n is 0.

    `few`: so few visitors that the number says little.
    """

    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None
    few: bool = False


# ---------------------------------------------------------------- people and sites


class Login(View, frozen=True):
    email: str
    password: str


class LoggedIn(View, frozen=True):
    token: str
    name: str
    role: str
    must_change: bool
    expires_at: int


class NewPassword(View, frozen=True):
    old: str
    new: str


class NewStaff(View, frozen=True):
    email: str
    name: str
    role: str


class OneTime(View, frozen=True):
    """A one-time password, shown this once."""

    email: str
    password: str


class NewSite(View, frozen=True):
    name: str
    origins: list[str]
    simulated: bool = False


class Origins(View, frozen=True):
    origins: list[str]


class NewRelease(View, frozen=True):
    name: str
    at: int | None = None  # now


class SiteView(View, frozen=True):
    id: str
    key: str
    name: str
    origins: list[str]
    simulated: bool
    first_at: int | None = None  # of the data
    last_at: int | None = None
    routes: list[str] = []
    releases: list["ReleaseView"] = []


class RuleField(View, frozen=True):
    """One threshold of a struggle rule: its value for the site, the shipped one, and why that is what it is.

    `kind`: number | whole | switch | choice | words. `unit` is ms, px, times, edits and so on, "" for none.
    """

    name: str
    value: Any
    shipped: Any
    reason: str = ""
    unit: str = ""
    kind: str = "number"
    least: float | None = None
    most: float | None = None
    choices: list[str] = []


class RuleView(View, frozen=True):
    """The rule of one signal for a site."""

    signal: str
    on: bool
    about: str
    fields: list[RuleField]
    reach: str = "thresholds"  # of a rule for one element: thresholds | switch | none


class CalibrationView(View, frozen=True):
    """A rule of one element that its own baseline calls for; `undone` by a person."""

    element: str
    name: str
    signal: str
    fields: dict[str, float | bool]
    evidence: dict[str, float]
    reason: str
    at: int
    undone: bool
    live: bool = True  # sent to pages; not when undone, or when a person's own rule for the element goes before


class WeightView(View, frozen=True):
    """How much a signal weighs in the score, with its interval: learned from `n` visits with it, or the prior."""

    signal: str
    weight: float
    low: float
    high: float
    prior: float
    why: str  # of the prior
    n: int = 0
    bad: int = 0  # of the visits ended badly
    learned: bool = False


class RuleElement(View, frozen=True):
    """An element that can have rules of its own."""

    key: str
    name: str
    route: str
    struggles: int = 0  # in the latest thirty days


class RuleDifference(View, frozen=True):
    """One field before and after; None: as shipped. Without a signal it is a setting: sample or trace."""

    element: str
    signal: str
    field: str
    before: Any = None
    after: Any = None


class RuleChange(View, frozen=True):
    """A version of the rules that pages were sent from `at` on, and what differed from the one before."""

    at: int
    by: str  # a member of staff; "" for what elements taught
    version: str
    override: str
    sample: int
    trace: bool
    differences: list[RuleDifference]


class RulesView(View, frozen=True):
    """How struggle is judged on a site: `override` is what a person set, as JSON."""

    version: str
    rules: list[RuleView]
    override: str = ""
    sample: int = 1000  # per mille of visitors whose visit is told
    trace: bool = True  # raw rows are kept, so that sessions can be judged anew
    calibrations: list[CalibrationView] = []
    weights: list[WeightView] = []
    elements: list[RuleElement] = []  # those with rules of their own, then those with most struggles
    history: list[RuleChange] = []  # the newest first


class SetRules(View, frozen=True):
    """What a person sets; live for pages that connect from three seconds later on."""

    override: str = ""
    sample: int = 1000
    trace: bool = True


class UndoCalibration(View, frozen=True):
    element: str
    signal: str
    undone: bool = True


class ReleaseView(View, frozen=True):
    name: str
    at: int


class StaffView(View, frozen=True):
    id: str
    email: str
    name: str
    role: str
    disabled: bool


# ---------------------------------------------------------------- friction


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


# ---------------------------------------------------------------- trends


class TrendDay(View, frozen=True):
    day: str
    sessions: int
    struggles: int
    struggling: Rate
    by_signal: dict[str, int]
    conversations: int
    sentiment: float | None  # mean of the day's visitor turns, -1..1
    turns: int
    nudges: int
    handoffs: int


class Trends(View, frozen=True):
    headline: str
    days: list[TrendDay]
    releases: list[ReleaseView]


# ---------------------------------------------------------------- learning


class LadderDay(View, frozen=True):
    """Episodes that began in one week (cohort by start)."""

    day: str  # first day of the week
    episodes: int
    involved: int
    verified: Rate
    confirmed: Rate
    durable: Rate
    assumed: Rate
    failed: Rate
    resolved: Rate  # headline: verified, confirmed or durable, without negative success
    escalated: Rate
    intent_version: str = ""


class VersionView(View, frozen=True):
    version: str
    at: int
    state: str  # champion | day one | retired | rejected
    trained_on: int
    reason: str
    metrics: dict[str, float] = {}
    reliability: list["ReliabilityBin"] = []


class ReliabilityBin(View, frozen=True):
    """Held-out answers with a confidence of `low` to `high`: their mean confidence, and the share that is right."""

    low: float
    high: float
    confidence: float
    right: Rate


class CycleView(View, frozen=True):
    id: str
    at: int
    champion: str
    challenger: str
    verdict: str
    reason: str
    trained_on: int
    held_out: int
    metrics: dict[str, float] = {}


class LearningProof(View, frozen=True):
    """Today against the frozen day one on the same held-out episodes."""

    at: int
    episodes: int
    day_one: Rate
    today: Rate
    difference: float
    low: float
    high: float
    parts: dict[str, float] = {}  # model, knowledge, policy, memory: steps of the waterfall
    slices: list["ProofSlice"] = []
    versions: dict[str, str] = {}  # of today
    day_one_versions: dict[str, str] = {}
    definition: str = ""  # what counts as right, in a sentence


class ProofSlice(View, frozen=True):
    name: str
    episodes: int
    day_one: Rate
    today: Rate


class MemoryView(View, frozen=True):
    """An approved correction with its receipt."""

    id: str
    question: str
    answer: str
    agent: str
    live_at: int
    revoked_at: int | None
    uses: int
    first_used_at: int | None
    solved: int


class RunCycle(View, frozen=True):
    """Asks for a learning cycle; `at` as if it were that moment, for simulated sites only."""

    site: str
    at: int | None = None


class RollBack(View, frozen=True):
    """Asks for the champion before this one. `task`: intent | article; `site` where that has intents of its own."""

    task: str = "intent"
    reason: str = ""
    site: str = ""


class RolledBack(View, frozen=True):
    task: str
    champion: str  # "" where nothing served on day one


class Learning(View, frozen=True):
    headline: str
    since: int
    ladder: list[LadderDay]
    versions: list[VersionView]
    cycles: list[CycleView]
    proof: LearningProof | None
    memories: list[MemoryView]
    labels: dict[str, int]  # by source


# ---------------------------------------------------------------- conversations and the desk


class CitationView(View, frozen=True):
    n: int
    title: str
    url: str
    passage: str
    quote: str = ""


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


# ---------------------------------------------------------------- intents


class IntentView(View, frozen=True):
    """One intent of a site. `name` is "" where nobody renamed it: it reads as its id.

    `found`: its held-out examples that were taken for it ÷ those; `right`: all examples that were taken for it and are
    of it ÷ those that were taken for it. None before it was trained.
    """

    id: str
    name: str = ""
    description: str = ""
    on: bool = True
    merged_into: str = ""
    shipped: bool = False
    needed: bool = False  # conversations are steered by it
    learned: bool = True  # known to the model that serves
    examples: int = 0
    own: int = 0  # of them not shipped
    found: Rate | None = None
    right: Rate | None = None
    taken_for: str = ""  # the intent that most of its other held-out examples were taken for
    taken: int = 0
    asked: int = 0  # turns of visitors in the period


class IntentChange(View, frozen=True):
    """What a person changed; going back to before it undoes it and all later ones."""

    id: int
    at: int
    by: str
    words: str


class IntentsView(View, frozen=True):
    """A site's intents. `state`: shipped | waiting | training | live | rejected | failed | rolled_back, since `at`."""

    headline: str
    state: str
    at: int
    reason: str
    version: str  # that serves
    own: bool  # the site has a head of its own
    intents: list[IntentView]
    changes: list[IntentChange]
    left_out: list[str] = []  # intents with too few examples to be learned
    metrics: dict[str, float] = {}  # of the version that serves, on held-out examples
    turns: int = 0  # of visitors in the period
    edge: int = 0  # of them: nothing known fits, or unsure


class ExampleView(View, frozen=True):
    """`source`: shipped | person | import | turn | verified | confirmed | correction."""

    key: str
    text: str
    source: str
    by: str = ""
    at: int = 0
    heldout: bool = False  # a held-out visitor's words: they test the intent and are never learned


class TakenTurn(View, frozen=True):
    """What a visitor said, masked, and what it was taken for. `edge`: out_of_scope | low_confidence | settled | ""."""

    turn: str
    conversation: str
    session: str
    at: int
    text: str
    intent: str
    route: str = ""
    confidence: float | None = None
    edge: str = ""


class IntentDetail(View, frozen=True):
    intent: IntentView
    examples: list[ExampleView]
    turns: list[TakenTurn]  # the latest that were taken for it


class NewIntent(View, frozen=True):
    """`turns`: ids of what visitors said that become its examples."""

    name: str
    description: str = ""
    examples: list[str] = []
    turns: list[str] = []


class SetIntent(View, frozen=True):
    name: str
    description: str = ""
    on: bool = True


class MergeIntent(View, frozen=True):
    """Into which intent; "" takes a merge back."""

    into: str = ""


class NewExamples(View, frozen=True):
    intent: str
    texts: list[str]


class SetExample(View, frozen=True):
    text: str
    intent: str


class RemoveExamples(View, frozen=True):
    keys: list[str]


class MoveTurns(View, frozen=True):
    turns: list[str]
    intent: str


class SettleTurns(View, frozen=True):
    """A person looked at these turns and leaves them as they are."""

    turns: list[str]


class ImportExamples(View, frozen=True):
    """A CSV file with the columns text and label."""

    csv: str


class GoBack(View, frozen=True):
    """To before this change."""

    change: int


class TrainIntents(View, frozen=True):
    """`force`: live whatever the gate says."""

    force: bool = False


class IntentSaved(View, frozen=True):
    """What a change came to; it is live when the state of the intents says so."""

    intent: str
    added: int = 0
    moved: int = 0  # from another intent
    known: int = 0  # there already
    kept_aside: int = 0  # said by held-out visitors: they test and are never learned
    intents: int = 0  # new ones
    refused: list[str] = []  # too long, or without a letter


class EdgeGroup(View, frozen=True):
    """Turns about one thing, the most typical first."""

    words: list[str]
    visitors: int
    turns: list[TakenTurn]


class EdgeView(View, frozen=True):
    """What visitors said that nothing known fits, or that the model is unsure of, in a period."""

    headline: str
    out_of_scope: int
    low_confidence: int
    groups: list[EdgeGroup]
    alone: list[TakenTurn]


class TryText(View, frozen=True):
    text: str
    page: str = ""


class WordView(View, frozen=True):
    """A word or run of words, what it brings to the intent in log-odds, and the intent's share without it."""

    word: str
    start: int
    end: int
    part: float
    without: float


class NearView(View, frozen=True):
    """A known example near to a turn."""

    text: str
    intent: str
    similarity: float
    source: str


class Why(View, frozen=True):
    """What a turn means and everything behind it. `text` is the turn as it is read; `words` are places in it."""

    text: str
    intent: str
    confidence: float
    alternatives: list[tuple[str, float]]
    second: list[tuple[str, float]]  # what else a turn says that says more than one thing
    in_scope: float  # 0.5 at the threshold
    edge: str  # out_of_scope | low_confidence | ""
    words: list[WordView]
    near: list[NearView]
    page: str
    page_intents: list[str]
    without_page: float
    names: dict[str, str]  # of intents that people renamed
    sentiment: str
    frustration: float
    urgency: float
    wants_person: bool
    sensitive: str
    signals: list[str]  # cues of mood and risk that were found
    versions: dict[str, str]
    language: str = "und"
    supported: bool = True  # the models understand that language


# ---------------------------------------------------------------- knowledge


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


# ---------------------------------------------------------------- health


class Health(View, frozen=True):
    status: str  # ok | degraded
    version: str
    checks: dict[str, str]
    counters: dict[str, int] = {}
