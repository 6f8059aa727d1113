"""Versions, cycles, the proof, the ladder, memories."""

from server.api.views import Rate, View


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
