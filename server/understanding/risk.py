"""How near a conversation is to going wrong, 0..1: rises before the visitor demands a person. Pure, bounded.

Each turn leaves a share (0..1) of every cue. Shares add up over the turns; a turn without any lets some of them be
forgotten, a turn that thanks or says "solved" most. The risk is a logistic function of the sums, so each weight is in
log-odds; the weights are a prior. Each decision keeps the sums among its features (risk.<cue>): a logistic regression
of "asked for a person later" on them, over a few hundred episodes of a site, would replace the prior.
"""

import math

import numpy as np
from msgspec import Struct, structs

from models.encode import Embedding
from server.understanding.facts import Facts
from server.understanding.mood import URGENCY_OF_FRUSTRATION
from server.understanding.rage_typing import RAGE, together
from server.understanding.trajectory import Trajectory, follow, mood_of

RISKY = 0.5  # from here a person is offered before one is asked for
BIAS = -3.0  # a first calm question: 5 in 100 end in asking for a person


class Cue(Struct, frozen=True):
    """What raises the risk: its weight in log-odds for a full share (a prior), and why it has it."""

    name: str
    weight: float
    why: str


CUES = (
    Cue("disappointed", 1.6, "said outright that it is bad, or that it was all said before: few do so and stay"),
    Cue("frustrated", 1.3, "the words sound upset, beyond what a plain report of a problem does"),
    Cue("worsening", 0.8, "the mood has dropped against the conversation's own level"),
    Cue("clipped", 1.2, "replies much shorter than the visitor's own before: the will to explain is going"),
    Cue("repeated", 2.0, "asks the same again: the answers before were no answers"),
    Cue("unhelped", 1.1, "an answer was rejected: each of them costs patience"),
    Cue("confused", 0.5, "does not understand the answer: one step before it does not help"),
    Cue("rage_typing", 1.6, "keys hit rather than words written"),
    Cue("hurried", 0.8, "turns sent faster than an answer can be read"),
    Cue("struggling", 1.3, "the page itself gives trouble while they talk; each fresh struggle counts"),
    Cue("pressed", 0.4, "a deadline makes the same trouble weigh more; alone it calls for no person"),
    Cue("wants_person", 4.0, "asks for a person: risk is there by definition"),
)
NAMES = tuple(cue.name for cue in CUES)
MOST_OF_A_CUE = 4.0  # shares that one cue can have: twenty repeated questions are no worse than four

FORGET_CALM = 0.8  # of the sums is left by each calm turn after the first: five such turns leave a third
FORGET_RELIEF = 0.15  # is left by thanks or "solved": what was wrong is over, though not forgotten
NO_CUE = 0.15  # sum of a turn's weighted shares below which it shows none

CARRIED = 0.8  # of the strain so far is felt in a turn that shows none: a short "ok" in a quarrel is no peace

REMEMBERED = 8  # turns that lengths and meanings are compared with
CLIPPED_WORDS = 4  # a reply of more words says something
USUAL_WORDS = 7  # whoever never wrote more than this is brief by nature
OF_A_FACT = 0.3  # of a clipped reply that only gives a fact ("chrome", "order 4411"): it may have been asked for
REPEATED_FROM = 0.50  # cosine; below it is another question on the same thing
REPEATED_TO = 0.80  # cosine; above it is the same question in other words
REPEATED_WORDS = 3  # fewer are a reply; "no" twice is not a question asked twice
HURRY_MS = 6_000  # an answer of two lines takes longer to read
CALM = 0.35  # frustration that plain reports of trouble reach
MISSED = 0.9  # of a rejected answer: that the question was another one may be the visitor's own doing
UPSET = 0.5  # frustration from which thanks are not meant
CONTENT = 0.5  # sentiment of somebody who is content
STRUGGLES = {
    "rage_click": 1.0, "error_click": 0.8, "repeated_validation": 0.8, "rage_typing": 1.0, "dead_click": 0.5,
    "left_after_error": 0.6, "form_abandonment": 0.6, "erase_burst": 0.4, "back_and_forth": 0.4, "field_reentry": 0.4,
    "cursor_thrash": 0.5, "scroll_thrash": 0.3, "stall": 0.3, "slow_click": 0.3, "error_copy": 0.3,
}  # fmt: skip


class Risk(Struct, frozen=True):
    """A conversation so far: the risk's `value` (0..1), the sums of its cues (as CUES), the mood's trajectory.

    `because` names the cues that weigh most, heaviest first; `frustration` (0..1) is the latest turn's as the whole
    conversation lets it appear. The rest is what the next turn is compared with.
    """

    value: float = 1 / (1 + math.exp(-BIAS))
    because: tuple[str, ...] = ()
    sums: tuple[float, ...] = (0.0,) * len(CUES)
    mood: Trajectory = Trajectory()
    frustration: float = 0.0
    lengths: tuple[int, ...] = ()
    meanings: tuple[Embedding, ...] = ()
    last_at: int = -HURRY_MS
    calm: int = 0  # turns in a row without a cue

    @property
    def strain(self) -> float:
        """The value without the demand for a person itself, 0..1: how long this visitor should be made to wait."""
        asked = NAMES.index("wants_person")
        return value_of((*self.sums[:asked], 0.0, *self.sums[asked + 1 :]))

    @property
    def high(self) -> bool:
        """Whether a person should be offered."""
        return self.value >= RISKY


def heard(before: Risk, turn: Facts) -> Risk:
    """The risk after one more turn of the visitor's."""
    mood = follow(before.mood, mood_of(turn.sentiment, turn.frustration))
    relief = _relieves(turn)
    shares = {} if relief else _shares(before, turn, mood)
    weighed = sum(cue.weight * shares.get(cue.name, 0.0) for cue in CUES)
    calm = before.calm + 1 if weighed < NO_CUE else 0
    keep = FORGET_RELIEF if relief else FORGET_CALM if calm > 1 else 1.0
    sums = tuple(
        min(keep * total + shares.get(name, 0.0), MOST_OF_A_CUE) for name, total in zip(NAMES, before.sums, strict=True)
    )
    speaks = turn.words >= REPEATED_WORDS
    return Risk(
        value=value_of(sums),
        because=_because(sums),
        sums=sums,
        mood=mood,
        frustration=together([turn.frustration, 0.0 if relief else CARRIED * before.strain]),
        lengths=(*before.lengths, turn.words)[-REMEMBERED:],
        meanings=(*before.meanings, turn.embedding)[-REMEMBERED:] if speaks else before.meanings,
        last_at=turn.at,
        calm=calm,
    )


def judged(before: Risk, helped: bool) -> Risk:
    """The risk after a word on an answer that came without a turn: a button, a thumb."""
    keep, more = (FORGET_RELIEF, 0.0) if helped else (1.0, 1.0)
    sums = tuple(
        min(keep * total + (more if name == "unhelped" else 0.0), MOST_OF_A_CUE)
        for name, total in zip(NAMES, before.sums, strict=True)
    )
    return structs.replace(before, value=value_of(sums), because=_because(sums), sums=sums, calm=0)


def value_of(sums: tuple[float, ...]) -> float:
    """0..1 for the sums of the cues' shares, in the order of CUES."""
    return 1 / (1 + math.exp(-BIAS - sum(cue.weight * total for cue, total in zip(CUES, sums, strict=True))))


def _shares(before: Risk, turn: Facts, mood: Trajectory) -> dict[str, float]:
    """The share (0..1) of every cue in a turn."""
    trouble = sum(STRUGGLES.get(signal, 0.0) for signal in turn.struggles)
    return {
        "disappointed": turn.disappointment,
        "frustrated": _above(turn.frustration, CALM),
        "worsening": float(mood.dropped and bool(before.lengths)),
        "clipped": _clipped(before, turn),
        "repeated": _repeated(before, turn),
        "unhelped": 1.0 if turn.verdict == "not_yet" else MISSED if turn.missed else 0.0,
        "confused": turn.confusion,
        "rage_typing": turn.rage_typing if turn.rage_typing >= RAGE else 0.0,
        "hurried": float(turn.at - before.last_at < HURRY_MS and not turn.agrees),
        "struggling": min(trouble, 1.0),
        "pressed": _above(turn.urgency, URGENCY_OF_FRUSTRATION),
        "wants_person": float(turn.wants_person),
    }


def _above(value: float, floor: float) -> float:
    """The part of a share above what says nothing yet, 0..1."""
    return max(0.0, value - floor) / (1.0 - floor)


def _clipped(before: Risk, turn: Facts) -> float:
    """How much shorter than the visitor's own longer turns; a bare fact that was asked for is half as telling."""
    longer = sorted(before.lengths)[len(before.lengths) // 2 :]
    usual = sum(longer) / len(longer) if longer else 0.0
    if turn.agrees or turn.words > CLIPPED_WORDS or usual < USUAL_WORDS:
        return 0.0
    return (1.0 - turn.words / usual) * (1.0 if turn.refuses else OF_A_FACT)


def _repeated(before: Risk, turn: Facts) -> float:
    """How near the turn is to the nearest of the visitor's own before it."""
    if turn.words < REPEATED_WORDS or not before.meanings:
        return 0.0
    nearest = float(np.max(np.stack(before.meanings) @ turn.embedding))
    return min(max((nearest - REPEATED_FROM) / (REPEATED_TO - REPEATED_FROM), 0.0), 1.0)


def _relieves(turn: Facts) -> bool:
    """Whether the turn says that it is over; thanks in anger ("thanks for nothing") don't."""
    content = turn.thanks or turn.sentiment >= CONTENT
    if turn.wants_person:
        return False
    return turn.verdict == "solved" or (content and turn.disappointment == 0.0 and turn.frustration < UPSET)


def _because(sums: tuple[float, ...]) -> tuple[str, ...]:
    weighed = sorted(((cue.weight * total, cue.name) for cue, total in zip(CUES, sums, strict=True)), reverse=True)
    return tuple(name for weight, name in weighed if weight >= NO_CUE)
