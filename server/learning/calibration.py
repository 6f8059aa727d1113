"""Self-calibration: an element's own baseline says what is normal on it. Pure; `calibrate.py` reads and stores.

Three things are learned, for each element of a site, from its last thirty days:
- *Quick clicks without trouble.* Where many visits click fast and hardly any of them has trouble on that page, fast
  clicking is how the element is used: rage begins above nearly all runs that were seen. Where visits that click fast
  complete the page's step less often than others, it is trouble all the same.
- *Dead clicks that stop nobody.* Where visits whose click "was not answered" don't click again, ask nobody, have no
  other trouble and complete the page's step as a rule, the answer is one that can't be seen from here: the signal is
  switched to *unjudgeable* on that element. Pages without steps show no such progress: nothing is learned there.
- *Dismissed help.* Where help is sent away more often than not, and those who sent it away don't end badly, the signal
  takes more to be reached there.

Evidence is never older than thirty days, and an element whose signal is switched off still tells that it would have
been judged. So what was learned goes again when its evidence does: when help is no longer sent away because it is no
longer shown, when bad ends come, when the button breaks. What a person set or undid goes before everything.
"""

from collections.abc import Callable, Iterable

from msgspec import Struct

from server.projections.rates import rate, ratio
from widget.signals.rules import MOST_ELEMENTS, Rules

DAYS = 30  # of evidence: older use says little about today's page
QUICK_VISITS = 20  # with quick clicks: below that Wilson's interval is wider than the bound it is held against
TROUBLED_AT_MOST = 0.2  # upper bound of the share of visits in trouble: one in twenty-five, seen twenty-five times
USUAL = 0.95  # of the runs are shorter than where rage begins
LONGEST = 40  # nobody clicks that often in peace
DEAD_VISITS = 20  # with an unanswered click, as above
DONE_AT_LEAST = 0.5  # lower bound of the share of them that complete the page's step
SHOWN = 10  # nudges of one signal on one element before their dismissals say something
DISMISSED_AT_LEAST = 0.5  # lower bound of their share
BAD_AT_MOST = 0.3  # upper bound of bad ends among those who sent help away: none of ten is enough
# What takes more to be reached where help is sent away: fields of the rule and their factor. Only signals that are
# judged by an event at the element itself: a rule of the element reaches no others.
GENTLER: dict[str, dict[str, float]] = {
    "rage_click": {"clicks": 1.67},
    "repeated_validation": {"times": 1.67},
    "hesitation": {"first_input_ms": 2.0, "no_input_ms": 2.0},
    "stall": {"quiet_ms": 2.0},
    "field_reentry": {"returns": 1.67},
    "erase_burst": {"times": 1.67},
    "rage_typing": {"edits": 1.67},
}

Fields = dict[str, float | bool]


class Use(Struct, frozen=True):
    """One visit to one element: its longest quick run, whether its click was judged dead and then repeated, whether the
    visit had other trouble on the page or asked for help there, and whether it completed a step of the page."""

    run: int = 1
    dead: bool = False
    repeated: bool = False
    troubled: bool = False
    done: bool = False


class Element(Struct, frozen=True):
    """An element with every visit that clicked it."""

    key: str
    name: str
    uses: tuple[Use, ...]


class Reactions(Struct, frozen=True):
    """How often help on a signal at an element was shown, sent away, and sent away by somebody who then ended badly."""

    element: str
    signal: str
    shown: int
    dismissed: int
    bad: int = 0
    name: str = ""


class Calibration(Struct, frozen=True):
    """A rule of one element: its fields that differ, the numbers behind it, and the reason in words."""

    element: str
    signal: str
    fields: Fields
    evidence: dict[str, float]
    reason: str
    name: str = ""


def from_quick_clicks(one: Element, rules: Rules) -> Calibration | None:
    """The rage rule that the element's use calls for; None where the site's is right or too few are known."""
    needed = rules.of("rage_click").clicks
    quick = [use for use in one.uses if use.run >= needed]
    if len(quick) < QUICK_VISITS or not _calm(quick, lambda use: use.troubled or use.dead):
        return None
    slow = [use for use in one.uses if use.run < needed]
    finished, others = (rate(sum(use.done for use in uses), len(uses)) for uses in (quick, slow))
    completes = ratio(finished, others) if finished.hits or others.hits else None
    if completes is not None and completes.fell:
        return None
    runs = sorted(use.run for use in quick)
    usual = runs[min(int(USUAL * len(runs)), len(runs) - 1)]
    clicks = min(usual + 1, LONGEST)
    if clicks <= needed:
        return None
    troubled = sum(use.troubled or use.dead for use in quick)
    return Calibration(
        one.key,
        "rage_click",
        {"clicks": clicks},
        {"visits": len(quick), "troubled": troubled, "completed": finished.hits, "usual_run": usual},
        f"{len(quick)} visits clicked it fast, {troubled} of them had other trouble on the page; "
        f"{USUAL:.0%} of their runs have at most {usual} clicks",
        one.name,
    )


def from_dead_clicks(one: Element, _rules: Rules) -> Calibration | None:
    """Switches dead clicks off where an answer that can't be seen is the rule; None where it isn't, or may not be."""
    dead = [use for use in one.uses if use.dead]
    if len(dead) < DEAD_VISITS or not _calm(dead, lambda use: use.troubled or use.repeated):
        return None
    done = rate(sum(use.done for use in dead), len(dead))
    if (done.low or 0.0) < DONE_AT_LEAST:
        return None
    troubled = sum(use.troubled or use.repeated for use in dead)
    return Calibration(
        one.key,
        "dead_click",
        {"on": False},
        {"visits": len(dead), "troubled": troubled, "completed": done.hits},
        f"{len(dead)} visits clicked it without an answer that shows, {done.hits} of them completed the step all the "
        f"same, {troubled} clicked again or had other trouble: its answer can't be seen from the page",
        one.name,
    )


def from_reactions(one: Reactions, rules: Rules) -> Calibration | None:
    """The gentler rule where help is sent away; None where it is welcome or needed, or too little is known."""
    if one.shown < SHOWN or one.signal not in GENTLER:
        return None
    if (rate(one.dismissed, one.shown).low or 0.0) < DISMISSED_AT_LEAST:
        return None
    if (rate(one.bad, one.dismissed).high or 0.0) > BAD_AT_MOST:
        return None
    rule = rules.of(one.signal)
    fields: Fields = {}
    for field, factor in GENTLER[one.signal].items():
        value = getattr(rule, field)
        fields[field] = round(value * factor) if isinstance(value, int) else value * factor
    return Calibration(
        one.element,
        one.signal,
        fields,
        {"shown": one.shown, "dismissed": one.dismissed, "bad": one.bad},
        f"help was sent away {one.dismissed} of {one.shown} times, {one.bad} of those visits ended badly",
        one.name,
    )


def calibrations(
    elements: Iterable[Element], reactions: Iterable[Reactions], rules: Rules | None = None
) -> list[Calibration]:
    """All calibrations by element and signal, the gentler of two for one rule; those with most evidence where there
    are more elements than a page is sent. `rules` are the site's own."""
    site = rules or Rules()
    found: list[Calibration] = []
    for element in elements:
        found += [made for learn in (from_quick_clicks, from_dead_clicks) if (made := learn(element, site))]
    found += [made for one in reactions if (made := from_reactions(one, site))]
    best: dict[tuple[str, str], Calibration] = {}
    for one in found:
        before = best.get((one.element, one.signal))
        if before is None or max(one.fields.values()) > max(before.fields.values()):
            best[one.element, one.signal] = one
    foremost = sorted(best, key=lambda key: (-_evidence(best[key]), key))
    elements_told = list(dict.fromkeys(element for element, _ in foremost))[:MOST_ELEMENTS]
    told = set(elements_told)
    return [best[key] for key in sorted(best) if key[0] in told]


def _calm(uses: list[Use], troubled: Callable[[Use], bool]) -> bool:
    share = rate(sum(map(troubled, uses)), len(uses))
    return (share.high or 0.0) <= TROUBLED_AT_MOST


def _evidence(one: Calibration) -> float:
    return one.evidence.get("visits", 0) + one.evidence.get("shown", 0)
