"""The one sentence a page opens with: what changed, by how much, how sure that is, and where it hurts most.

The last seven days are compared with the seven before. A change is called one only when the interval of the ratio stays
on one side of 1 after allowing for how many pages were looked at; otherwise the level is said with its interval.
"""

from collections.abc import Sequence
from statistics import NormalDist

from msgspec import Struct

from server.api.views import Rate
from server.projections.rates import Ratio, ratio

COMPARED_DAYS = 7  # whole weeks: weekdays and weekends weigh the same on both sides
ENOUGH_SESSIONS = 30  # below it Wilson's interval is wider than 30 points at a rate of a half
CHANCE = 0.05  # of calling any page changed when none did


class Stretch(Struct, frozen=True):
    """Struggling sessions of one place (a page, or the whole site) in the last days and in those before."""

    name: str
    now: Rate
    before: Rate
    worst: str = ""  # name of the element most sessions struggled on


def nothing_yet() -> str:
    return (
        "Nothing was seen in this period. Once the script tag is in your pages, the first visit shows within seconds."
    )


def friction_headline(site: Stretch, pages: Sequence[Stretch], release: str = "") -> str:
    """`release` is the one that appeared within the compared days, if any."""
    if site.now.n < ENOUGH_SESSIONS:
        return f"{_visits(site.now.n)} in the last {COMPARED_DAYS} days: too few to tell."
    changed = changes(pages)
    since = f"since release {release}" if release else f"in the last {COMPARED_DAYS} days"
    if changed:
        page, times = changed[0]
        verb = f"rose to {_times(times)}" if times.rose else f"fell to {_times(times)}"
        return f"Struggle on {page.name} {verb} {since}, {_shares(page)}{_most(page)}."
    return level(site) + (f" Most on {pages[0].name}{_most(pages[0])}." if pages and pages[0].now.hits else "")


def page_headline(page: Stretch, release: str = "") -> str:
    """The same of one page, which need not be named again."""
    if page.now.n < ENOUGH_SESSIONS or changes([page]):
        return friction_headline(page, [page], release)
    return level(page) + (f" Most on “{page.worst}”." if page.worst and page.now.hits else "")


def level(place: Stretch) -> str:
    """How many visits struggle, beside the days before where these are enough to compare with."""
    now, before = place.now, place.before
    times = ratio(now, before)
    if before.n < ENOUGH_SESSIONS or times is None:
        return f"{_share(now)} of {now.n:,} visits struggled in the last {COMPARED_DAYS} days ({_interval(now)})."
    if times.rose or times.fell:
        verb = "rose" if times.rose else "fell"
        return f"Struggle {verb} to {_times(times)} in the last {COMPARED_DAYS} days, {_shares(place)}."
    return f"Struggle is level: {_share(now)} of visits in the last {COMPARED_DAYS} days ({_interval(now)}), " + (
        f"{_share(before)} in the {COMPARED_DAYS} before."
    )


def changes(pages: Sequence[Stretch]) -> list[tuple[Stretch, Ratio]]:
    """Pages whose rate changed beyond chance, those with the most sessions more or less than before first."""
    enough = [page for page in pages if min(page.now.n, page.before.n) >= ENOUGH_SESSIONS]
    z = NormalDist().inv_cdf(1 - CHANCE / 2 / max(1, len(enough)))
    found = []
    for page in enough:
        strict = ratio(page.now, page.before, z)
        times = ratio(page.now, page.before)
        if strict and times and (strict.rose or strict.fell):
            found.append((page, times))
    return sorted(found, key=lambda change: -_moved(change[0]))


def _moved(page: Stretch) -> float:
    """Sessions that struggled more, or less, than at the rate before."""
    return abs(page.now.hits - page.now.n * (page.before.value or 0.0))


def _visits(n: int) -> str:
    return "1 visit" if n == 1 else f"{n} visits"


def _times(times: Ratio) -> str:
    return f"{times.value:.1f}× ({times.low:.1f}–{times.high:.1f})"


def _shares(place: Stretch) -> str:
    return f"from {_share(place.before)} to {_share(place.now)} of visits"


def _most(page: Stretch) -> str:
    return f", most on “{page.worst}”" if page.worst else ""


def _share(rate: Rate) -> str:
    return f"{100 * (rate.value or 0.0):.1f} %"


def _interval(rate: Rate) -> str:
    return f"{100 * (rate.low or 0.0):.1f}–{100 * (rate.high or 0.0):.1f} %"
