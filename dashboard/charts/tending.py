"""Whose articles want tending: one bar an owner, every article in it once, by the worst that is to be said of it."""

from collections import Counter
from collections.abc import Sequence

from dashboard.charts.frame import Figure
from dashboard.charts.stacks import stacks
from dashboard.palette import BLUE, GREY, ORANGE, VERMILION, Palette, mixed
from dashboard.words import short
from server.api.views.hygiene import CareView

LABEL = 28  # characters
NOBODY = "No owner"
STALE, FOUND, UNUSED, FINE = "Past review", "In an open finding", "Never used", "Fine"


def tending(articles: Sequence[CareView], palette: Palette) -> Figure:
    """The owner with the most to do on top."""
    held: dict[str, Counter[str]] = {}
    for one in articles:
        held.setdefault(short(one.owner, LABEL) or NOBODY, Counter())[want(one)] += 1
    order = sorted(held, key=lambda name: (-_waits(held[name]), -held[name].total(), name))
    return stacks(held, order, colours(palette), palette.muted, palette)


def want(one: CareView) -> str:
    """The worst that is to be said of an article."""
    if one.stale:
        return STALE
    if one.findings:
        return FOUND
    return UNUSED if one.unused else FINE


def colours(palette: Palette) -> dict[str, str]:
    """What is to be said -> its colour; the worst first."""
    return {STALE: VERMILION, FOUND: ORANGE, UNUSED: GREY, FINE: mixed(palette.surface, BLUE, 0.45)}


def _waits(counts: Counter[str]) -> int:
    return counts[STALE] + counts[FOUND]
