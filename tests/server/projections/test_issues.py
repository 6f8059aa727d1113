"""The map from pages to problems: a planted pair leads it, traffic without one makes none."""

from random import Random

import pytest

from server.projections.issues import Asked, Reached, page_issues, pairs
from server.store.database import Database
from server.store.windows import Window

from .conftest import SITE

PAGES = [f"/page-{n}" for n in range(12)]
STEPS = [f"step-{n}" for n in range(8)]


def traffic(
    seed: int, visits: int = 3000, planted: tuple[str, str] | None = None, own_steps: bool = False
) -> tuple[list[Reached], list[Asked]]:
    """Each visit sees two to five pages and asks about something in one case of ten, whatever it saw; who reaches the
    planted page asks about the planted step in one case of six. `own_steps`: each page has a step of its own."""
    chance = Random(seed)
    reached, asked = [], []
    for n in range(visits):
        pages = chance.sample(PAGES, chance.randint(2, 5))
        reached.append(Reached(f"v{n}", {route: place for place, route in enumerate(pages)}))
        if planted and planted[0] in pages and chance.random() < 1 / 6:
            asked.append(Asked(f"v{n}", planted[1], 100, pages[-1]))
        elif chance.random() < 0.1:
            route = chance.choice(pages)
            step = f"{route}-form" if own_steps else chance.choice(STEPS)
            asked.append(Asked(f"v{n}", step, 100, route))
    return reached, asked


@pytest.mark.parametrize("seed", range(5))
def test_a_planted_pair_is_first(seed: int) -> None:
    found, looked_at = pairs(*traffic(seed, planted=("/page-3", "step-5")))
    first = found[0]
    assert (first.route, first.step) == ("/page-3", "step-5")
    assert first.asked >= 100
    assert first.lift.low > 2
    assert [(one.route, one.step) for one in found] == [("/page-3", "step-5")]
    assert looked_at == len(PAGES) * len(STEPS)


def test_uniform_traffic_has_no_pair_beyond_chance() -> None:
    false = [len(pairs(*traffic(seed))[0]) for seed in range(40)]
    assert sum(map(bool, false)) <= 3  # at 5 % by chance, and the bound is a cautious one


def test_pages_that_merely_have_a_step_of_their_own_are_no_news() -> None:
    false = [len(pairs(*traffic(seed, own_steps=True))[0]) for seed in range(40)]
    assert sum(map(bool, false)) <= 3


def test_a_step_that_is_asked_about_most_stands_out_among_pages_with_their_own() -> None:
    reached, asked = traffic(1, own_steps=True)
    more = [Asked(one.visit, "/page-7-form", 100, "/page-7") for one in reached[::3] if "/page-7" in one.pages]
    found, _ = pairs(reached, [*asked, *more])
    assert (found[0].route, found[0].step) == ("/page-7", "/page-7-form")


def test_who_asked_before_reaching_the_page_does_not_count() -> None:
    reached, asked = traffic(2, planted=("/page-3", "step-5"))
    early = [Asked(one.visit, one.step, -1, one.route) if one.step == "step-5" else one for one in asked]
    assert [one for one in pairs(reached, early)[0] if one.step == "step-5"] == []


def test_four_visits_are_an_anecdote() -> None:
    reached = [Reached(f"v{n}", {"/a" if n < 4 else "/b": 0}) for n in range(2000)]
    asked = [Asked(f"v{n}", "vat", 1, "/a") for n in range(4)]
    assert pairs(reached, asked)[0] == []


def test_nobody_asked_is_told_and_is_no_error(db: Database) -> None:
    view = db.read(page_issues, Window(SITE, 0, 10))
    assert (view.issues, view.looked_at) == ([], 0)
    assert view.headline.startswith("Nobody")
