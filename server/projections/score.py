"""The struggle score: how hard a session, a page or an element was, 0 (calm) to 1.

A session's score on a page is one minus the chance that nothing of what was seen hurt: 1 - prod(1 - weight) over the
*kinds* of signals seen, so that the same anger counted thrice is no more than once. A page's or element's score is the
mean over all visitors who were exposed to it, the calm ones among them as nought, with the interval of that mean; they
are ranked by its lower bound, so that three visitors never lead. Weights are a documented prior; where a site's own
outcomes are enough, they move towards the share of bad outcomes among the sessions that showed the signal.
"""

from collections.abc import Iterable, Mapping
from math import prod, sqrt

from server.api.views import Score

Z_95 = 1.959963984540054
ENOUGH = 30  # sessions with a signal and a known outcome: below that the prior says more than the share
PRIOR_N = 40.0  # as many sessions as the prior is worth beside a site's own

# How sure each signal is about a visitor in trouble, before anything is known of the site: near 1 where the page itself
# said that something failed, low where other reasons are as likely.
PRIOR: dict[str, float] = {
    "error_click": 0.8,
    "repeated_validation": 0.8,
    "rage_click": 0.7,
    "help_seeking": 0.6,
    "left_after_error": 0.6,
    "dead_click": 0.5,
    "error_copy": 0.5,
    "form_abandonment": 0.5,
    "rage_typing": 0.5,
    "dead_swipe": 0.4,
    "erase_burst": 0.4,
    "field_reentry": 0.4,
    "slow_click": 0.4,
    "stall": 0.35,
    "back_and_forth": 0.35,
    "hesitation": 0.3,
    "quick_back": 0.25,
    "scroll_thrash": 0.25,
    "cursor_thrash": 0.25,
    "exit_intent": 0.25,
    "pinch_zoom": 0.2,
    "price_dwell": 0.1,  # doubt about a purchase is no defect
}


def weights(outcomes: Mapping[str, tuple[int, int]] | None = None) -> dict[str, float]:
    """The weight of each signal. `outcomes` has, by signal, (bad outcomes, sessions with a known outcome)."""
    learned = dict(PRIOR)
    for signal, (bad, known) in (outcomes or {}).items():
        if signal in learned and known >= ENOUGH:
            learned[signal] = (PRIOR[signal] * PRIOR_N + bad) / (PRIOR_N + known)
    return learned


def of_session(signals: Iterable[str], by_signal: Mapping[str, float]) -> float:
    """The score of one session from the kinds of its struggles."""
    return 1 - prod(1 - by_signal.get(signal, 0.3) for signal in set(signals))


def of_places(
    seen: Iterable[tuple[str, str, str]], exposed: Mapping[str, int], by_signal: Mapping[str, float]
) -> dict[str, Score]:
    """Scores by place from (place, session, signal) of what was seen, and the visitors exposed to each place."""
    signals: dict[str, dict[str, set[str]]] = {}
    for place, session, signal in seen:
        signals.setdefault(place, {}).setdefault(session, set()).add(signal)
    scores = {}
    for place, n in exposed.items():
        struggled = [of_session(of, by_signal) for of in signals.get(place, {}).values()]
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
    return Score(n=exposed, value=round(mean, 4), low=round(low, 4), high=round(high, 4))
