"""Traffic moves to what resolves more, follows when that changes, and is turned by no single visitor."""

import shutil
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from sqlalchemy import Connection, update

from models.encode import Encoder
from server.answering.worked import FROZEN
from server.conversation.episode import DAY_MS
from server.learning.learned import Learned
from server.learning.worked import HALF_LIFE_MS, HORIZON_MS, MOST_OF_VISITOR, Worked, collect_outcomes
from server.store import worked as store
from server.store.schema import episodes

from .conftest import NOW, SAYINGS, SITE, School
from .planted import CODE, DEVICE, POORLY, QUESTIONS, WELL, Planted, adapted_after, planted, regret, share
from .planted import SITE as VAULTS

SAYING = SAYINGS[0]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Iterator[Planted]:
    folder = tmp_path_factory.mktemp("planted")
    with planted(folder, encoder) as world:
        yield world
    shutil.rmtree(folder)


@pytest.mark.parametrize(("seed", "better", "worse"), [(1, CODE, DEVICE), (2, DEVICE, CODE)])
def test_traffic_goes_to_what_works_and_follows_when_it_turns(
    world: Planted, seed: int, better: str, worse: str
) -> None:
    before, after = {better: WELL, worse: POORLY}, {better: POORLY, worse: WELL}
    asked = world.run(seed, [before, after])
    first, second = asked[:300], asked[300:]
    assert share(first, better) > 0.7
    assert regret(first, before) < 0.5 * 300 * (WELL - POORLY) / 2  # half of what chance would cost
    assert share(second[-100:], worse) > 0.7
    assert (adapted_after(second, worse) or 300) < 200
    propensities = {one.considered.decision.propensity for one in asked}
    assert min(propensities) >= 0.02
    assert max(propensities) <= 1.0
    assert len(propensities) > 20


def test_the_same_past_and_turn_decide_the_same(world: Planted) -> None:
    world.run(3, [{CODE: WELL, DEVICE: POORLY}], 40)
    made = [world.consider(QUESTIONS[0], "turn-x.0").decision for _ in range(3)]
    assert made[0] == made[1] == made[2]
    assert len({world.consider(QUESTIONS[0], f"turn-{n}.0").decision.features["draw"] for n in range(20)}) == 20


def test_one_visitor_alone_turns_nothing(world: Planted) -> None:
    rng = Random(4)
    world.run(4, [{CODE: WELL, DEVICE: POORLY}], 200)
    settled = [world.consider(QUESTIONS[0], f"turn-{n}.0").decision.article for n in range(100)].count(CODE)
    before = world.learned.tallies(VAULTS, world.encoder.encode(QUESTIONS[0]), [CODE, DEVICE], world.now)
    for n in range(1, 201):
        for article, outcome in ((CODE, "failed"), (DEVICE, "verified")):
            world.keep(rng.choice(QUESTIONS), article, outcome, "visitor-poison", n)
    world.settle()
    after = world.learned.tallies(VAULTS, world.encoder.encode(QUESTIONS[0]), [CODE, DEVICE], world.now)
    assert after[CODE].failed - before[CODE].failed <= MOST_OF_VISITOR
    assert after[DEVICE].solved - before[DEVICE].solved <= MOST_OF_VISITOR
    made = [world.consider(QUESTIONS[0], f"turn-{n}.0").decision.article for n in range(100)]
    assert settled > 70
    assert made.count(CODE) > settled - 20  # two of its outcomes count, not two hundred


def test_one_visitor_alone_starts_nothing(world: Planted) -> None:
    world.begin(5)
    for _ in range(50):
        world.number += 1
        world.keep(QUESTIONS[0], CODE, "failed", "visitor-poison")
        world.keep(QUESTIONS[0], DEVICE, "verified", "visitor-poison", 1)
    world.settle()
    made = [world.consider(QUESTIONS[0], f"turn-{n}.0").decision for n in range(40)]
    assert {one.propensity for one in made} == {1.0}


def test_a_frozen_visitor_is_answered_as_on_day_one(world: Planted) -> None:
    world.begin(6)
    day_one = world.consider(QUESTIONS[0], "turn-1.0").decision
    world.run(6, [{CODE: 1.0 - (day_one.article == CODE), DEVICE: float(day_one.article == CODE)}], 100)
    frozen = world.consider(QUESTIONS[0], "turn-1.0", frozen=True).decision
    assert (frozen.article, frozen.propensity, frozen.features[FROZEN]) == (day_one.article, 1.0, 1.0)
    assert frozen.versions["worked"] == frozen.versions["article"] == "none"
    made = [world.consider(QUESTIONS[0], f"turn-{n}.0").decision.article for n in range(50)]
    assert made.count(day_one.article) < 15


def test_another_question_knows_nothing_of_it(world: Planted) -> None:
    world.run(7, [{CODE: WELL, DEVICE: POORLY}], 60)
    far = world.encoder.encode("Where do I enter my VAT number?")
    assert world.learned.tallies(VAULTS, far, [CODE, DEVICE], world.now) == {}
    assert world.learned.tallies("another-site", world.encoder.encode(QUESTIONS[0]), [CODE], world.now) == {}


@pytest.mark.parametrize(
    ("outcome", "more", "good", "weight"),
    [
        ("verified", {}, True, 1.0),
        ("confirmed", {}, True, 0.8),
        ("durable", {}, True, 0.5),
        ("failed", {}, False, 1.0),
        ("verified", {"human_replied": True}, False, 1.0),
        ("assumed", {"handoff_reason": "customer_request"}, False, 1.0),
    ],
)
def test_outcomes_count_by_what_they_prove(
    school: School, outcome: str, more: dict[str, Any], good: bool, weight: float
) -> None:
    school.episode(SAYING, outcome=outcome, **more)
    assert collect_outcomes(school.room.db, school.room.encoder, SITE, NOW) == 1
    (row,) = school.room.db.read(store.learnable, SITE)
    assert (row.article, row.good, row.weight) == (SAYING.article, good, weight)


@pytest.mark.parametrize(
    "more",
    [
        {"outcome": "assumed"},
        {"outcome": ""},
        {"outcome": "assumed", "handoff_reason": "sensitive"},
        {"article": ""},
        {"sentiment_first": None},
        {"outcome_at": NOW + DAY_MS},
        {"outcome_at": NOW - HORIZON_MS - 1},
    ],
)
def test_what_says_nothing_of_an_article_is_not_counted(school: School, more: dict[str, Any]) -> None:
    school.episode(SAYING, **more)
    assert collect_outcomes(school.room.db, school.room.encoder, SITE, NOW) == 0


def test_held_out_visitors_teach_nothing(school: School) -> None:
    school.episode(SAYING, heldout=True)
    assert collect_outcomes(school.room.db, school.room.encoder, SITE, NOW) == 1
    assert school.room.db.read(store.learnable, SITE) == []


def test_collecting_again_changes_nothing_and_what_was_taken_back_goes(school: School) -> None:
    learned = Learned(school.room.db, school.room.registry)
    assert (learned.worked_version(), learned.draw_key(SITE)) == ("none", b"")
    id = school.episode(SAYING)
    school.room.collect(SITE, NOW)
    assert learned.refresh()
    version, key = learned.worked_version(), learned.draw_key(SITE)
    assert (version != "none", len(key)) == (True, 32)
    assert collect_outcomes(school.room.db, school.room.encoder, SITE, NOW) == 0
    assert not learned.refresh()
    school.room.db.write(_reopened, id)
    assert collect_outcomes(school.room.db, school.room.encoder, SITE, NOW) == 1
    assert learned.refresh()
    assert (learned.worked_version(), learned.draw_key(SITE)) == ("none", key)


def test_older_outcomes_count_less_and_later_ones_not_yet(school: School) -> None:
    school.episode(SAYING)
    collect_outcomes(school.room.db, school.room.encoder, SITE, NOW)
    worked = Worked.of(school.room.db, SITE)
    assert worked is not None
    near = school.room.encoder.encode(SAYING.text)
    at = NOW - DAY_MS
    assert worked.tallies(SITE, near, [SAYING.article], at)[SAYING.article].solved == pytest.approx(1.0)
    aged = worked.tallies(SITE, near, [SAYING.article], at + HALF_LIFE_MS)[SAYING.article]
    assert aged.solved == pytest.approx(0.5)
    assert worked.tallies(SITE, near, [SAYING.article], at - 1) == {}


def _reopened(conn: Connection, id: str) -> None:
    conn.execute(update(episodes).where(episodes.c.id == id).values(outcome="", outcome_at=None))
