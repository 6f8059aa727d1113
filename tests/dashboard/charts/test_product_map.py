from typing import Any

from dashboard.charts.product_map import page_words, product_map
from dashboard.palette import LIGHT
from server.api.views.friction import FrictionMap, Move, PageNode
from server.projections.rates import rate


def page(route: str, hits: int, n: int, **more: Any) -> PageNode:
    return PageNode(
        route=route, title=route[1:].title(), sessions=n, views=n, struggling=rate(hits, n), struggles=hits, **more
    )


def product(*pages: PageNode, moves: list[Move] | None = None) -> FrictionMap:
    return FrictionMap(headline="", pages=list(pages), moves=moves or [], sessions=100, struggling=rate(1, 100))


def nodes(figure: Any) -> Any:
    return next(trace for trace in figure.data if trace.customdata is not None)


def test_a_page_is_as_large_as_its_traffic_and_as_dark_as_its_struggle() -> None:
    drawn = nodes(product_map(product(page("/busy", 1, 400), page("/hard", 30, 100)), LIGHT))
    sizes = dict(zip(drawn.customdata, drawn.marker.size, strict=True))
    shades = dict(zip(drawn.customdata, drawn.marker.color, strict=True))
    assert sizes["/busy"] > sizes["/hard"]
    assert shades["/hard"] > shades["/busy"]


def test_a_calm_product_is_not_stretched_to_the_darkest_shade() -> None:
    drawn = nodes(product_map(product(page("/", 1, 100), page("/a", 0, 100)), LIGHT))
    assert drawn.marker.cmax == 0.1


def test_more_moves_are_wider_and_their_line_says_how_many() -> None:
    moves = [Move(source="/a", target="/b", moves=40), Move(source="/b", target="/c", moves=10)]
    figure = product_map(product(page("/a", 0, 9), page("/b", 0, 9), page("/c", 0, 9), moves=moves), LIGHT)
    widths = sorted(trace.line.width for trace in figure.data if trace.mode == "lines")
    assert widths == [4.5, 9.0]
    assert any("40 moves" in (trace.hovertext or "") for trace in figure.data if isinstance(trace.hovertext, str))


def test_moves_to_pages_that_are_not_on_the_map_are_left_out() -> None:
    moves = [Move(source="/a", target="/gone", moves=4), Move(source="/a", target="/a", moves=4)]
    figure = product_map(product(page("/a", 0, 9), moves=moves), LIGHT)
    assert not any(trace.mode == "lines" for trace in figure.data)


def test_hovering_tells_the_formula_with_n_and_interval() -> None:
    words = page_words(page("/billing", 20, 100, top_element_name="VAT number", top_signal="rage_click"))
    assert "20.0 % (13.3–28.9 %) of 100 visits" in words
    assert "÷" in words
    assert "VAT number" in words


def test_a_small_n_is_said() -> None:
    assert "too few to tell" in page_words(page("/billing", 2, 12))
    assert "too few to tell" not in page_words(page("/billing", 2, 120))


def test_a_name_from_a_page_is_never_markup() -> None:
    words = page_words(page("/x", 1, 100, top_element_name="<a href='//evil'>Save</a>"))
    assert "<a" not in words


def test_an_empty_map_says_so() -> None:
    assert "No visits" in product_map(product(), LIGHT).layout.annotations[0].text
