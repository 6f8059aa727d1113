"""The struggle score: kinds count once, the calm count, visitors count and not visits, small numbers don't lead."""

import pytest

from server.eventlog.sqlite import SqliteEventLog
from server.projections.friction import friction_map, page_friction
from server.projections.projector import Projector
from server.projections.score import ENOUGH, PRIOR, PRIORS, least, of_exposed, of_kinds, of_places
from server.projections.visits import hardest
from server.store import score as store
from server.store.database import Database
from server.store.windows import Window
from widget.protocol import Clicked, Element, Event, PageView, Struggled
from widget.signals.rules import SIGNALS

from .conftest import SITE, Tell

SAVE = Element("save", "button", "Save", "button")
WHOLE = Window(SITE, 20_000 - 13, 20_000)


def stuck(id: str, signal: str = "rage_click", route: str = "/billing", verdict: str = "struggle") -> Event:
    return Struggled(10, id, route, signal, verdict, SAVE, 3, 900)  # type: ignore[arg-type]


def test_every_signal_has_a_weight_and_a_reason() -> None:
    assert set(PRIOR) == set(SIGNALS)
    assert all(0 < prior.weight < 1 and prior.why for prior in PRIORS.values())


def test_a_visit_without_struggle_is_calm_and_more_kinds_are_harder() -> None:
    one, two = of_kinds(["dead_click"], PRIOR), of_kinds(["dead_click", "rage_click"], PRIOR)
    assert of_kinds([], PRIOR) == 0
    assert 0 < one < two < 1
    assert of_kinds(["dead_click"] * 9, PRIOR) == one


def test_the_calm_are_in_the_mean() -> None:
    assert of_exposed([0.5] * 10, 100).value == pytest.approx(0.05)
    assert of_exposed([0.5] * 10, 10).value == pytest.approx(0.5)


def test_three_visitors_do_not_lead_a_hundred() -> None:
    few, many = of_exposed([0.7, 0.7], 3), of_exposed([0.7] * 40, 100)
    assert few.value is not None
    assert many.value is not None
    assert few.value > many.value
    assert least(few) < least(many)
    assert (few.few, many.few) == (True, False)


def test_thirty_visitors_are_enough_to_tell() -> None:
    assert of_exposed([], ENOUGH - 1).few
    assert not of_exposed([], ENOUGH).few


def test_nobody_exposed_has_no_score_and_too_many_scores_are_refused() -> None:
    assert of_exposed([], 0).value is None
    assert least(None) == 0
    with pytest.raises(ValueError, match="no share"):
        of_exposed([0.1, 0.2], 1)


def test_places_are_scored_by_their_visitors() -> None:
    seen = [
        ("/a", "v1", "rage_click"),
        ("/a", "v1", "dead_click"),
        ("/a", "v2", "hesitation"),
        ("/b", "v1", "dead_click"),
    ]
    scores = of_places(seen, {"/a": 10, "/b": 10, "/c": 10}, PRIOR)
    assert (scores["/a"].value or 0) > (scores["/b"].value or 0) > 0
    assert scores["/c"].value == 0


async def twenty_visits(tell: Tell) -> None:
    """Two visits each of ten visitors on /billing; the first three get angry on both, one of them with an error."""
    for number in range(20):
        visitor = number % 10
        events: list[Event] = [PageView(0, "/billing", "Billing"), Clicked(5, SAVE)]
        if visitor < 3:
            events.append(stuck(f"struggle-{number}"))
        if number == 0:
            events.append(stuck("struggle-error", "error_click"))
        await tell(f"visit-{number:02}", *events, visitor=f"visitor-{visitor}")


async def test_a_visitor_counts_once_however_often_they_come(db: Database, log: SqliteEventLog, tell: Tell) -> None:
    await twenty_visits(tell)
    Projector(db, log).catch_up()
    [billing] = db.read(friction_map, WHOLE).pages
    assert billing.visitors is not None
    assert billing.score is not None
    assert (billing.sessions, billing.visitors.hits, billing.visitors.n, billing.score.n) == (20, 3, 10, 10)
    both = 1 - (1 - PRIOR["rage_click"]) * (1 - PRIOR["error_click"])
    assert billing.score.value == pytest.approx((both + 2 * PRIOR["rage_click"]) / 10, abs=1e-4)
    assert billing.score.few


async def test_a_page_tells_its_kinds_of_struggle_with_the_exposed(
    db: Database, log: SqliteEventLog, tell: Tell
) -> None:
    await twenty_visits(tell)
    Projector(db, log).catch_up()
    page = db.read(page_friction, WHOLE, "/billing")
    assert [(one.signal, one.struggles, one.visitors.hits, one.visitors.n) for one in page.signals] == [
        ("rage_click", 6, 3, 10),
        ("error_click", 1, 1, 10),
    ]
    [save] = page.elements
    assert save.score == page.score
    assert save.visitors == page.visitors


async def test_what_can_not_be_judged_does_not_count(db: Database, log: SqliteEventLog, tell: Tell) -> None:
    await tell("visit-00", PageView(0, "/billing"), stuck("struggle-0", verdict="unjudgeable"))
    Projector(db, log).catch_up()
    page = db.read(page_friction, WHOLE, "/billing")
    assert page.score is not None
    assert (page.score.value, page.signals) == (0, [])
    assert db.read(hardest, WHOLE) == []


async def test_visits_are_listed_hardest_first_and_by_what_was_asked_for(
    db: Database, log: SqliteEventLog, tell: Tell
) -> None:
    await twenty_visits(tell)
    Projector(db, log).catch_up()
    rows = db.read(hardest, WHOLE, "/billing")
    assert rows[0].session == "visit-00"
    assert rows[0].signals == ["error_click", "rage_click"]
    assert (len(rows), rows[0].struggles) == (6, 2)
    assert rows[0].score > rows[1].score == PRIOR["rage_click"]
    assert [row.session for row in db.read(hardest, WHOLE, "", None, "error_click")] == ["visit-00"]
    assert db.read(hardest, WHOLE, "/elsewhere") == []
    assert [row.session for row in db.read(hardest, WHOLE, "/billing", {"save"})] == [row.session for row in rows]


async def test_learned_weights_make_the_score(db: Database, log: SqliteEventLog, tell: Tell) -> None:
    await twenty_visits(tell)
    Projector(db, log).catch_up()
    row = {"signal": "rage_click", "low": 0.1, "high": 0.3, "n": 200, "bad": 30, "learned": True, "at": 1}
    db.write(store.put_weights, SITE, [{**row, "weight": 0.2}])
    plain = db.read(hardest, WHOLE)[-1]
    assert (plain.low, plain.score, plain.high) == (0.1, 0.2, 0.3)
