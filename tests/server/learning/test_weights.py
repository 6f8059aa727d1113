"""What signals weigh: learned where there is enough, shrunk to the prior, which holds where there is not."""

from collections import Counter
from random import Random

import pytest

from server.learning.weights import ENOUGH_BAD, ENOUGH_VISITS, Pattern, Weight, learned, patterns
from server.projections.score import PRIOR

CALM: Pattern = (frozenset(), False)


def visits(chances: dict[str, float], n: int = 4000, base: float = 0.05, seed: int = 1) -> Counter[Pattern]:
    """Visits that show each signal in one case of five; each shown one ends them badly with its own chance."""
    chance = Random(seed)
    made: Counter[Pattern] = Counter()
    for _ in range(n):
        kinds = frozenset(signal for signal in chances if chance.random() < 0.2)
        bad = any(chance.random() < chances[signal] for signal in kinds) or chance.random() < base
        made[kinds, bad] += 1
    return made


def by_signal(weights: list[Weight]) -> dict[str, Weight]:
    return {one.signal: one for one in weights}


def test_a_sites_own_outcomes_move_the_weights() -> None:
    found = by_signal(learned(visits({"hesitation": 0.7, "error_click": 0.02, "stall": 0.3})))
    assert found["hesitation"].weight == pytest.approx(0.7, abs=0.1)
    assert found["error_click"].weight < 0.15
    assert found["stall"].weight == pytest.approx(0.3, abs=0.08)
    for signal, truth in (("hesitation", 0.7), ("stall", 0.3)):
        assert found[signal].low - 0.03 < truth < found[signal].high + 0.03
        assert found[signal].learned


def test_two_signals_that_come_together_are_told_apart() -> None:
    made = visits({"rage_click": 0.5}, seed=3)
    together: Counter[Pattern] = Counter()
    for (kinds, bad), count in made.items():  # every second angry visit thrashes the cursor as well: no more than that
        both = count // 2 if kinds else 0
        together[kinds, bad] += count - both
        together[kinds | {"cursor_thrash"} if kinds else kinds, bad] += both
    for bad, count in ((False, 380), (True, 20)):
        together[frozenset({"cursor_thrash"}), bad] += count
    found = by_signal(learned(together))
    assert found["rage_click"].weight > 0.4
    assert found["cursor_thrash"].weight < 0.12


def test_a_signal_that_is_seldom_seen_keeps_the_prior_and_says_so() -> None:
    made = visits({"hesitation": PRIOR["hesitation"]})
    made[frozenset({"dead_click"}), True] += ENOUGH_VISITS - 1
    found = by_signal(learned(made))
    assert found["dead_click"].weight == pytest.approx(PRIOR["dead_click"], abs=0.05)
    assert not found["dead_click"].learned
    assert (found["dead_click"].n, found["dead_click"].bad) == (ENOUGH_VISITS - 1, ENOUGH_VISITS - 1)
    assert found["dead_click"].low < PRIOR["dead_click"] < found["dead_click"].high


def test_where_visits_seldom_end_badly_what_is_not_learned_yet_does_not_lead() -> None:
    found = by_signal(learned(visits({"hesitation": 0.08, "rage_click": 0.2, "repeated_validation": 0.2})))
    assert found["error_click"].weight < PRIOR["error_click"] - 0.15
    assert found["error_click"].weight > found["dead_click"].weight > found["price_dwell"].weight
    assert found["form_abandonment"].weight == PRIOR["form_abandonment"]


def test_a_site_with_few_bad_ends_keeps_the_prior() -> None:
    made: Counter[Pattern] = Counter({CALM: 5000, (frozenset({"rage_click"}), True): ENOUGH_BAD - 1})
    found = by_signal(learned(made))
    assert {one.signal: one.weight for one in found.values()} == PRIOR
    assert learned(Counter()) == learned({})


def test_few_visits_move_a_weight_less_than_many() -> None:
    def weight(n: int) -> float:
        made = Counter({CALM: 900, (frozenset(), True): 100, (frozenset({"hesitation"}), True): n})
        return by_signal(learned(made))["hesitation"].weight

    assert PRIOR["hesitation"] < weight(40) < weight(400)


def test_ends_that_are_bad_by_themselves_are_no_signs_of_one() -> None:
    made = patterns({"a", "b"}, [("a", "form_abandonment"), ("a", "stall"), ("c", "stall")], {"a"})
    assert made == {(frozenset({"stall"}), True): 1, CALM: 1}


def test_the_same_visits_give_the_same_weights() -> None:
    made = visits({"hesitation": 0.4, "stall": 0.2})
    assert learned(made) == learned(Counter(dict(reversed(made.items()))))
