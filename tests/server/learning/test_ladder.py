"""The ladder on episodes counted by hand."""

from types import SimpleNamespace
from typing import Any

from server.learning.ladder import ladder, monday

DAY = 86_400_000
MONDAY = 20_003 * DAY  # 7 October 2024
LATE = MONDAY + 30 * DAY


def episode(outcome: str = "verified", at: int = MONDAY, **more: Any) -> SimpleNamespace:
    facts = {
        "started_at": at,
        "last_at": at,
        "involved": True,
        "outcome": outcome,
        "handoff_reason": None,
        "human_replied": False,
        "failed_attempts": 0,
        "reopened": False,
        "intent_version": "intent-0001",
    }
    return SimpleNamespace(**(facts | more))


def test_weeks_begin_on_monday() -> None:
    assert monday(MONDAY) == monday(MONDAY + 7 * DAY - 1) == 20_003
    assert monday(MONDAY - 1) == 19_996


def test_a_cohort_is_when_an_episode_began() -> None:
    weeks = ladder([episode(at=MONDAY + 6 * DAY), episode(at=MONDAY + 7 * DAY)], LATE)
    assert [(week.day, week.episodes) for week in weeks] == [("2024-10-07", 1), ("2024-10-14", 1)]


def test_each_rung_is_counted_by_itself() -> None:
    outcomes = ["verified", "verified", "confirmed", "durable", "assumed", "failed", ""]
    [week] = ladder([*map(episode, outcomes), episode(involved=False)], LATE)
    assert (week.episodes, week.involved) == (8, 7)
    assert [rate.hits for rate in (week.verified, week.confirmed, week.durable, week.assumed, week.failed)] == [
        2,
        1,
        4,
        1,
        1,
    ]
    assert (week.resolved.hits, week.resolved.n) == (4, 7)


def test_young_episodes_are_in_no_durable_rate() -> None:
    now = MONDAY + 7 * DAY
    [week] = ladder([episode(), episode(at=MONDAY + 1), episode("assumed", at=MONDAY + 2)], now)
    assert (week.durable.hits, week.durable.n, week.resolved.n) == (1, 1, 1)
    assert (week.verified.hits, week.verified.n) == (2, 3)


def test_a_person_a_handoff_or_a_return_ends_durable() -> None:
    spoiled = [
        episode(human_replied=True),
        episode(handoff_reason="customer_request"),
        episode(reopened=True),
        episode(),
    ]
    [week] = ladder(spoiled, LATE)
    assert (week.durable.hits, week.durable.n) == (1, 4)
    assert week.escalated.hits == 1


def test_a_success_after_two_misses_or_by_a_person_is_no_resolution() -> None:
    [week] = ladder([episode(failed_attempts=2), episode(human_replied=True), episode(failed_attempts=1)], LATE)
    assert (week.verified.hits, week.resolved.hits) == (3, 1)


def test_nothing_has_no_weeks() -> None:
    assert ladder([], LATE) == []
