"""The struggle score: kinds count once, the calm count, small numbers don't lead."""

import pytest

from server.projections.score import ENOUGH, PRIOR, of_exposed, of_places, of_session, weights
from widget.signals.rules import SIGNALS


def test_every_signal_has_a_weight() -> None:
    assert set(PRIOR) == set(SIGNALS)
    assert all(0 < weight < 1 for weight in PRIOR.values())


def test_a_session_without_struggle_is_calm_and_more_kinds_are_harder() -> None:
    one, two = of_session(["dead_click"], PRIOR), of_session(["dead_click", "rage_click"], PRIOR)
    assert of_session([], PRIOR) == 0
    assert 0 < one < two < 1
    assert of_session(["dead_click"] * 9, PRIOR) == one


def test_the_calm_are_in_the_mean() -> None:
    assert of_exposed([0.5] * 10, 100).value == pytest.approx(0.05)
    assert of_exposed([0.5] * 10, 10).value == pytest.approx(0.5)


def test_three_visitors_do_not_lead_a_hundred() -> None:
    few, many = of_exposed([0.7, 0.7], 3), of_exposed([0.7] * 40, 100)
    assert few.value is not None
    assert many.value is not None
    assert few.value > many.value
    assert (few.low or 0) < (many.low or 0)


def test_nobody_exposed_has_no_score_and_too_many_scores_are_refused() -> None:
    assert of_exposed([], 0).value is None
    with pytest.raises(ValueError, match="no share"):
        of_exposed([0.1, 0.2], 1)


def test_outcomes_move_a_weight_only_when_there_are_enough() -> None:
    assert weights({"hesitation": (ENOUGH - 1, ENOUGH - 1)}) == PRIOR
    learned = weights({"hesitation": (400, 400), "error_click": (0, 400)})
    assert learned["hesitation"] > 0.9
    assert learned["error_click"] < 0.1
    assert learned["dead_click"] == PRIOR["dead_click"]


def test_places_are_scored_by_their_sessions() -> None:
    seen = [
        ("/a", "s1", "rage_click"),
        ("/a", "s1", "dead_click"),
        ("/a", "s2", "hesitation"),
        ("/b", "s1", "dead_click"),
    ]
    scores = of_places(seen, {"/a": 10, "/b": 10, "/c": 10}, PRIOR)
    assert (scores["/a"].value or 0) > (scores["/b"].value or 0) > 0
    assert scores["/c"].value == 0
