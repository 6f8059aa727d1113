"""Decides about a turn of several questions from what was decided about each of them: one answer to all. Pure.

What holds for the whole turn comes first: a person is wanted, people decide such a topic, nothing is understood. A
question that goes to a person takes the turn there. Else those that are known are answered, in the order asked, and the
others are named as not known; where none is known, the turn is what it would be as one question.
"""

from collections.abc import Sequence

from msgspec import Struct

from server.answering.decision import BROKEN, LIVE_FACTS, SENSITIVE, Choice, Decision
from server.answering.policy import Policy

PARTS = "parts"  # rule: the turn's questions were answered apart
OF_THE_WHOLE = frozenset({"customer_request", BROKEN, "language", "greeting", "wish"})  # rules that parts don't change


class Together(Struct, frozen=True):
    """What is done about all of a turn's questions. `topic` is the sensitive one behind a handing over."""

    choice: Choice
    confidence: float
    propensity: float = 1.0
    topic: str = ""


class Credit(Struct, frozen=True):
    """What a given answer stands on: an article, or a person's correction of one."""

    article: str
    memory: str | None = None

    @property
    def source(self) -> str:
        return self.memory or self.article


def together(
    parts: Sequence[Decision], whole: Choice, topic: str, features: dict[str, float], policy: Policy
) -> Together | None:
    """What is done where the turn's questions are taken apart; None where it is taken as one."""
    if not parts or whole.kind == "handoff" or whole.because in OF_THE_WHOLE:
        return None
    for part in parts:
        if part.kind == "handoff":
            return Together(Choice("handoff", part.because), part.confidence, topic=topic or _topic(part))
    answers = [part for part in parts if _is_told(part, features)]
    asked_back = () if features.get(LIVE_FACTS) else [part for part in parts if part.kind != "answer"]
    sure = all(part.sure == "sure" for part in answers)
    guarded = topic in policy.only_sure and not any(_topic(part) == topic for part in parts)
    if not answers or (guarded and not (sure and len(answers) == len(parts))) or _corrects_all(whole, parts, features):
        return None
    first = next((part for part in answers if part.article), answers[0])
    return Together(
        Choice(
            "answer",
            PARTS,
            "sure" if sure else "unsure",
            first.article,
            first.passage,
            options=next((part.options for part in (*asked_back, *answers) if part.options), ()),
        ),
        min(part.confidence for part in answers),
        first.propensity,
    )


def stays_whole(decision: Decision, policy: Policy) -> bool:
    """Whether what was decided about a turn holds whatever else is asked in it."""
    decided_by_people = decision.because == "sensitive" and _topic(decision) not in policy.only_sure
    return decision.because in OF_THE_WHOLE or decided_by_people


def told(decision: Decision) -> tuple[int, ...]:
    """Places of the questions that are answered."""
    return tuple(n for n, part in enumerate(decision.parts) if _is_told(part, decision.features))


def unknown(decision: Decision) -> tuple[int, ...]:
    """Places of the questions that are named as not known; none beside live data, which may have told just that."""
    if decision.features.get(LIVE_FACTS):
        return ()
    return tuple(n for n, part in enumerate(decision.parts) if part.kind not in ("answer", "greeting"))


def credits_of(decision: Decision) -> tuple[Credit, ...]:
    """What an answer stands on, each once; several where it answers several questions."""
    if decision.because != PARTS:
        return (Credit(decision.article, decision.memory),)
    found = (decision.parts[n] for n in told(decision))
    return tuple(dict.fromkeys(Credit(part.article, part.memory) for part in found))


def _is_told(part: Decision, features: dict[str, float]) -> bool:
    """Whether a question is answered; no guess is added to live data."""
    return part.kind == "answer" and (part.sure == "sure" or not features.get(LIVE_FACTS))


def _topic(part: Decision) -> str:
    return next((name.removeprefix(SENSITIVE) for name in part.features if name.startswith(SENSITIVE)), "")


def _corrects_all(whole: Choice, parts: Sequence[Decision], features: dict[str, float]) -> bool:
    """Whether a person has corrected the answer to the turn as it is, and not to one of its questions."""
    if not whole.memory:
        return False
    nearest = max((part.features.get("memory", 0.0) for part in parts if part.memory == whole.memory), default=0.0)
    return nearest < features["memory"]
