"""A site's intents and examples, turns on the edge, why a turn was read as it was."""

from server.api.views import Rate, View


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
