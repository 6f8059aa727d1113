"""A site's rules with their history, calibrations and weights."""

from typing import Any

from server.api.views import View


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
