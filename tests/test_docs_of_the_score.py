"""docs/struggle-score.md says what the code does."""

from pathlib import Path

from dashboard.signal_words import SIGNALS
from server.learning import calibration, weights
from server.projections.score import ENOUGH, PRIORS

TEXT = (Path(__file__).parent.parent / "docs" / "struggle-score.md").read_text()


def test_the_table_of_priors_is_the_one_that_is_used() -> None:
    rows = [f"| {SIGNALS[signal]} | {prior.weight:g} | {prior.why} |" for signal, prior in PRIORS.items()]
    assert [row for row in rows if row not in TEXT] == []


def test_the_numbers_in_words_are_the_thresholds() -> None:
    assert (ENOUGH, weights.ENOUGH_VISITS, weights.ENOUGH_BAD, weights.DAYS) == (30, 30, 30, 90)
    assert (calibration.DAYS, calibration.QUICK_VISITS, calibration.DEAD_VISITS, calibration.SHOWN) == (30, 20, 20, 10)
    assert (calibration.TROUBLED_AT_MOST, calibration.DONE_AT_LEAST, calibration.DISMISSED_AT_LEAST) == (0.2, 0.5, 0.5)
    assert calibration.MOST_ELEMENTS == 500
