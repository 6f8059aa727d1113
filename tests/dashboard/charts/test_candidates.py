from dashboard.charts.candidates import CITED, candidates, steps
from dashboard.palette import BLUE, DARK, LIGHT
from server.api.views.knowledge import PassageView


def found(id: str, heading: str, score: float) -> PassageView:
    return PassageView(id=id, source="vat.md", title="VAT number", heading=heading, score=score)


def test_what_is_cited_has_the_other_colour_and_the_nearest_stands_on_top() -> None:
    passages = [found("a", "VAT number > Refused", 0.7), found("b", "", 0.6), found("c", "", 0.5)]
    figure = candidates(passages, frozenset({"a"}), LIGHT)
    assert [(bar.name, list(bar.x)) for bar in figure.data] == [(CITED, [0.7]), ("Found, not cited", [0.6, 0.5])]
    assert figure.data[0].marker.color == BLUE
    assert list(figure.layout.yaxis.categoryarray)[::-1] == ["Refused · VAT number", "VAT number", "VAT number (3)"]


def test_a_score_below_zero_has_its_room_and_nothing_found_is_no_error() -> None:
    assert candidates([found("a", "", -0.2)], frozenset(), DARK).layout.xaxis.range[0] < -0.1
    assert not candidates([], frozenset(), DARK).data


def test_the_steps_add_up_to_the_whole() -> None:
    figure = steps({"received": 1.0, "searched": 60.0, "decided": 20.0, "answered": 19.0}, LIGHT)
    assert sum(bar.x[0] for bar in figure.data) == figure.layout.xaxis.range[1] == 100
    assert [bar.text[0] for bar in figure.data] == ["", "60 ms", "20 ms", "19 ms"]
