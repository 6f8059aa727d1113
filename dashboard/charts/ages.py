"""How old a site's articles are, by the source that they come from: one bar a source, what is old at its end."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from dashboard.charts.frame import Figure
from dashboard.charts.stacks import stacks
from dashboard.palette import BLUE, GREY, VERMILION, Palette, mixed
from dashboard.words import short
from server.api.views.sources import HoldingView

LABEL = 28  # characters
BANDS = {"This month": 1, "Last 3 months": 3, "Last 6 months": 6, "Last 12 months": 12}  # months, fewer than
OLD, UNDATED = "Older", "No date said"


def ages(holdings: Sequence[HoldingView], names: Mapping[str, str], today: date, palette: Palette) -> Figure:
    """Articles by the time since their last update; the source with the most on top. `names`: of sources by id."""
    held: dict[str, Counter[str]] = {}
    for one in holdings:
        name = short(names.get(one.source, "Without a source"), LABEL)
        held.setdefault(name, Counter())[band(one.updated, today)] += one.articles
    order = sorted(held, key=lambda name: (-held[name].total(), name))
    return stacks(held, order, colours(palette), BLUE, palette)


def band(month: str, today: date) -> str:
    """The band of an ISO month: how long ago an article was updated."""
    year, _, number = month.partition("-")
    if not (year.isdigit() and number.isdigit()):
        return UNDATED
    ago = (today.year - int(year)) * 12 + today.month - int(number)
    return next((name for name, most in BANDS.items() if ago < most), OLD)


def colours(palette: Palette) -> dict[str, str]:
    """Band -> colour: one hue that deepens with age, another where somebody should look, grey for unknown."""
    deep = {name: mixed(palette.surface, BLUE, part) for name, part in zip(BANDS, (0.25, 0.45, 0.7, 1.0), strict=True)}
    return {**deep, OLD: VERMILION, UNDATED: GREY}
