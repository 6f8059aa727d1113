from msgspec import structs

from dashboard.charts.wanted import gap_words, labels, wanted
from dashboard.palette import LIGHT
from server.api.views.hygiene import DraftView, GapView

GAP = GapView(
    id="g1",
    name="do you have <b>SSO</b>?",
    example="do you have <b>SSO</b>?",
    state="open",
    questions=7,
    visits=5,
    struggling=2,
    rank=6.0,
    pages=["/team"],
    trend=[],
    first_at=0,
    last_at=0,
    article="",
    by="",
    reason="",
    draft=DraftView(title="", answered=False, markdown="", quotes=[], questions=[], pages=[]),
)


def test_a_gap_is_a_bar_of_its_visits_with_the_struggling_part_first() -> None:
    struggling, calm = wanted([GAP], LIGHT).data
    assert (struggling.x[0], calm.x[0]) == (2, 3)
    assert struggling.customdata[0][0] == "g1"


def test_what_visitors_wrote_is_never_markup_in_a_picture() -> None:
    assert "<b>SSO" not in labels([GAP])[0]
    assert "&lt;b&gt;SSO" in gap_words(GAP)


def test_two_gaps_of_the_same_words_stay_two_bars() -> None:
    assert len(set(labels([GAP, structs.replace(GAP, id="g2")]))) == 2
