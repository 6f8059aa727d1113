"""Which pages lead to which problem: who reaches page X and then opens the chat is stuck at step Y. `pairs` is pure.

A pair of page and step is told of when two comparisons hold beyond chance, each at 95 % after allowing for all pairs
looked at (Bonferroni): visits that reached the page asked about the step later on more often than visits that did not,
and more often than visits that reached its own page usually ask about any other step. The second keeps quiet where
every page has its own step and all are asked about alike: a step on a page is then no news. Where only one step was
ever asked about there is nothing to hold it against, and the first comparison decides. Pairs are ranked by the lower
bound of the lift; the page that is nearest to the step wins over those that merely lie on the way. Where nobody knows
the step, what was asked about (the intent) is looked at in the same way; the two share the allowance for chance.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from statistics import NormalDist

from msgspec import Struct
from sqlalchemy import Connection

from server.api.views.friction import PageIssue, PageIssues
from server.projections.rates import Ratio, rate, ratio
from server.store import friction
from server.store import issues as store
from server.store.windows import Window

CHANCE = 0.05  # of telling of any pair when there is none
SUPPORT = 5  # visits that asked: fewer are an anecdote, whatever the lift
MOST_PAIRS = 2000  # looked at; those with most support


class Reached(Struct, frozen=True):
    """A visit: the pages it saw, each with the first moment (Unix ms)."""

    visit: str
    pages: dict[str, int]


class Asked(Struct, frozen=True):
    """A visit opened the chat about a step, at a moment, on a page."""

    visit: str
    step: str
    at: int
    route: str


class Pair(Struct, frozen=True):
    """Counts of a page and a step, and the lift with its bounds."""

    route: str
    step: str
    asked: int
    reached: int
    others_asked: int
    others: int
    lift: Ratio


def pairs(reached: Sequence[Reached], asked: Iterable[Asked], chance: float = CHANCE) -> tuple[list[Pair], int]:
    """(pairs beyond chance, strongest first; how many were looked at)."""
    saw = Counter(route for visit in reached for route in visit.pages)
    pages_of = {visit.visit: visit.pages for visit in reached}
    about: dict[str, set[str]] = {}
    both: dict[tuple[str, str], set[str]] = {}
    at_home: dict[str, Counter[str]] = {}
    for one in asked:
        pages = pages_of.get(one.visit)
        if not one.step or pages is None:
            continue
        about.setdefault(one.step, set()).add(one.visit)
        at_home.setdefault(one.step, Counter())[one.route] += 1
        for route, first in pages.items():
            if first <= one.at:
                both.setdefault((route, one.step), set()).add(one.visit)
    counted = sorted(((len(who), route, step) for (route, step), who in both.items()), reverse=True)[:MOST_PAIRS]
    z = NormalDist().inv_cdf(1 - chance / 2 / max(1, 2 * len(counted)))
    homes = {step: max(sorted(routes), key=lambda route: routes[route]) for step, routes in at_home.items()}
    usual = {step: (len(both.get((home, step), ())), saw[home]) for step, home in homes.items()}
    found = []
    for hits, route, step in counted:
        others = sum(route not in pages_of[visit] for visit in about[step])
        all_others = len(reached) - saw[route]
        if hits < SUPPORT or not all_others:
            continue
        here = rate(hits, saw[route])
        lift = ratio(here, rate(others, all_others), z)
        if lift is None or not lift.rose or not _unusual(here.hits, here.n, usual, step, z):
            continue
        found.append(Pair(route, step, hits, saw[route], others, all_others, lift))
    return sorted(found, key=lambda pair: (-pair.lift.low, -pair.asked, pair.route, pair.step)), len(counted)


def _unusual(hits: int, n: int, usual: dict[str, tuple[int, int]], step: str, z: float) -> bool:
    """Whether it is asked about more than other steps are by those who reached their pages."""
    others = [count for other, count in usual.items() if other != step]
    if not others:
        return True
    times = ratio(rate(hits, n), rate(sum(one for one, _ in others), sum(all_ for _, all_ in others)), z)
    return times is not None and times.rose


def page_issues(connection: Connection, window: Window) -> PageIssues:
    """The map from pages to problems of a site's days."""
    seen: dict[str, dict[str, int]] = {}
    for visit, route, first in store.reached(connection, window):
        seen.setdefault(visit, {})[route] = first
    reached = [Reached(visit, pages) for visit, pages in sorted(seen.items())]
    rows = store.asked(connection, window)
    known = {row.step or row.element: "step" if row.step else "element" for row in rows}
    stuck = [Asked(row.session, row.step or row.element, row.started_at, row.route) for row in rows]
    about = [Asked(row.session, row.intent, row.started_at, row.route) for row in rows if not row.step + row.element]
    steps, looked_at = pairs(reached, stuck, CHANCE / 2)
    intents, more = pairs(reached, about, CHANCE / 2)
    titles = friction.titles(connection, window.site)
    names = store.names(connection, window.site, [step for step, kind in known.items() if kind == "element" and step])
    issues = [
        _issue(pair, titles.get(pair.route, ""), known[pair.step], names.get(pair.step, "")) for pair in steps
    ] + [_issue(pair, titles.get(pair.route, ""), "intent", "") for pair in intents]
    issues.sort(key=lambda issue: (-issue.low, issue.route, issue.step))
    return PageIssues(headline=_headline(issues, looked_at + more), issues=issues, looked_at=looked_at + more)


def _issue(pair: Pair, title: str, kind: str, name: str) -> PageIssue:
    return PageIssue(
        route=pair.route,
        title=title,
        step=pair.step,
        reached=pair.reached,
        asked=rate(pair.asked, pair.reached),
        others=rate(pair.others_asked, pair.others),
        lift=round(pair.lift.value, 2),
        low=round(pair.lift.low, 2),
        high=round(pair.lift.high, 2),
        kind=kind,
        name=name,
    )


def _headline(issues: list[PageIssue], looked_at: int) -> str:
    if not looked_at:
        return "Nobody who saw a page opened the chat in this period."
    if not issues:
        return f"No page leads to one question beyond chance ({looked_at} pairs of page and question looked at)."
    first = issues[0]
    about = "asks about" if first.kind == "intent" else "is stuck at"
    called = first.name or first.step.replace("-", " ").replace("_", " ")
    return (
        f"Who reaches {first.title or first.route} and then opens the chat {about} “{called}”: "
        f"{first.asked.hits} of {first.reached} visits, at least {first.low:.1f} times as many as of the others."
    )
