from dashboard.charts.weights import weight_words, weights
from dashboard.palette import DARK, LIGHT
from dashboard.signal_words import signal
from server.api.views.rules import WeightView
from server.projections.score import PRIORS

VIEWS = [
    WeightView(
        signal=code,
        weight=prior.weight,
        low=prior.weight - 0.05,
        high=prior.weight + 0.05,
        prior=prior.weight,
        why=prior.why,
        n=200,
        bad=60,
        learned=code == "rage_click",
    )
    for code, prior in PRIORS.items()
]


def test_every_signal_has_a_row_by_its_plain_name_heaviest_on_top() -> None:
    figure = weights(VIEWS, LIGHT)
    assert list(figure.layout.yaxis.categoryarray) == [signal(view.signal) for view in reversed(VIEWS)]
    assert len(set(figure.layout.yaxis.categoryarray)) == 22


def test_what_was_learned_is_full_and_the_prior_hollow() -> None:
    _, learned, prior = weights(VIEWS, DARK).data
    assert (learned.marker.symbol, list(learned.y)) == ("circle", ["Rage click"])
    assert (prior.marker.symbol, len(prior.y)) == ("circle-open", 21)


def test_a_weight_says_where_it_comes_from() -> None:
    rage, other = (next(view for view in VIEWS if view.learned is learned) for learned in (True, False))
    assert "60 of 200 visits with it ended badly" in weight_words(rage)
    assert "too few to learn from" in weight_words(other)
    assert other.why in weight_words(other).replace("&amp;", "&")


def test_no_signals_make_no_error() -> None:
    assert weights([], LIGHT).layout.height > 0
