"""The struggle score: how hard a visit, a page or an element was, 0 (calm) to 1. Pure.

A visitor's score at a place is one minus the chance that nothing of what was seen hurt: 1 - prod(1 - weight) over the
*kinds* of signals seen, so that the same anger counted thrice is no more than once. A page's or element's score is the
mean over all visitors who were exposed to it, the calm ones among them as nought, with the interval of that mean;
places are ranked by its lower bound, so that three visitors never lead. An element's exposed are those who saw its
page. Weights are a documented prior that a site's own outcomes move (server/learning/weights.py).
"""

from collections.abc import Iterable, Mapping
from math import prod, sqrt

from msgspec import Struct

from server.api.views import Score

Z_95 = 1.959963984540054
ENOUGH = 30  # exposed visitors: below that the interval is wider than any difference between pages
UNKNOWN = 0.3  # weight of a signal that this release doesn't know: an old log may hold one


class Prior(Struct, frozen=True):
    """How sure a signal is about a visitor in trouble before anything is known of the site, and why."""

    weight: float
    why: str


# Near 1 where the page itself said that something failed, low where other reasons are as likely.
PRIORS: dict[str, Prior] = {
    "error_click": Prior(0.8, "the page failed, and the visitor was there"),
    "repeated_validation": Prior(0.8, "refused three times: no slip any more"),
    "rage_click": Prior(0.7, "few things but anger look like it once steppers are exempt"),
    "help_seeking": Prior(0.6, "somebody says that they don't find it"),
    "left_after_error": Prior(0.6, "an error was the last thing they saw; some only had to go"),
    "dead_click": Prior(0.5, "expected an answer, and none came; what it was for may not matter"),
    "error_copy": Prior(0.5, "the message is taken to somebody who may help"),
    "form_abandonment": Prior(0.5, "given up, or put off"),
    "rage_typing": Prior(0.5, "no typist is that quick; a cat may be"),
    "dead_swipe": Prior(0.4, "expected movement; swipes go wrong more often than clicks"),
    "erase_burst": Prior(0.4, "doubt about what to write"),
    "field_reentry": Prior(0.4, "corrected again and again, by the page or by oneself"),
    "slow_click": Prior(0.4, "an answer came, late"),
    "stall": Prior(0.35, "lost, or fetching a document"),
    "back_and_forth": Prior(0.35, "looks for something, or compares"),
    "hesitation": Prior(0.3, "does not know what to write, or was called away"),
    "quick_back": Prior(0.25, "the wrong page, quickly left"),
    "scroll_thrash": Prior(0.25, "searches, or skims"),
    "cursor_thrash": Prior(0.25, "impatient, not always with the page"),
    "exit_intent": Prior(0.25, "about to leave, or fetching another tab"),
    "pinch_zoom": Prior(0.2, "too small to read; solved by zooming"),
    "price_dwell": Prior(0.1, "doubt about a purchase is no defect"),
}
PRIOR: dict[str, float] = {signal: prior.weight for signal, prior in PRIORS.items()}


def of_kinds(signals: Iterable[str], by_signal: Mapping[str, float]) -> float:
    """The score of one visit, or of one visitor at one place, from the kinds of struggles there."""
    return 1 - prod(1 - by_signal.get(signal, UNKNOWN) for signal in set(signals))


def of_places(
    seen: Iterable[tuple[str, str, str]], exposed: Mapping[str, int], by_signal: Mapping[str, float]
) -> dict[str, Score]:
    """Scores by place from (place, visitor, signal) of what was seen, and the visitors exposed to each place."""
    signals: dict[str, dict[str, set[str]]] = {}
    for place, visitor, signal in seen:
        signals.setdefault(place, {}).setdefault(visitor, set()).add(signal)
    scores = {}
    for place, n in exposed.items():
        struggled = [of_kinds(kinds, by_signal) for kinds in signals.get(place, {}).values()]
        scores[place] = of_exposed(struggled, max(n, len(struggled)))
    return scores


def of_exposed(scores: Iterable[float], exposed: int) -> Score:
    """The mean over `exposed` visitors, of whom those in `scores` struggled. Raises ValueError for more scores."""
    struggled = list(scores)
    if len(struggled) > exposed:
        raise ValueError(f"{len(struggled)} of {exposed} is no share")
    if not exposed:
        return Score(n=0)
    mean = sum(struggled) / exposed
    # Wilson's bounds with the mean in the place of a share: a mean of numbers in 0..1 varies at most as much.
    middle = mean + Z_95**2 / (2 * exposed)
    spread = Z_95 * sqrt(mean * (1 - mean) / exposed + Z_95**2 / (4 * exposed**2))
    scale = 1 + Z_95**2 / exposed
    low = max(0.0, (middle - spread) / scale) if struggled else 0.0
    high = min(1.0, (middle + spread) / scale)
    few = exposed < ENOUGH
    return Score(n=exposed, value=round(mean, 4), low=round(low, 4), high=round(high, 4), few=few)


def least(score: Score | None) -> float:
    """What a score is at least: by this places are ranked, so that a few visitors never lead."""
    return (score.low or 0.0) if score else 0.0
