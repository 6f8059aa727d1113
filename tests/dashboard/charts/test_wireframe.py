from base64 import b64decode
from typing import Any

import pytest

from dashboard.charts.wireframe import drawn_height, element_words, wireframe, worst
from dashboard.palette import LIGHT, lightness
from server.api.views.friction import BoxView, ElementFriction, PageFriction
from server.projections.rates import rate


def element(key: str, hits: int, **more: Any) -> ElementFriction:
    return ElementFriction(
        key=key, name=key, role="button", sessions=200, clicks=9, struggles=hits, struggling=rate(hits, 200), **more
    )


def box(key: str, y: int, label: str = "") -> BoxView:
    return BoxView(x=10, y=y, w=300, h=40, role="button", label=label or key, key=key)


def page(*elements: ElementFriction, boxes: list[BoxView] | None = None, height: int = 800) -> PageFriction:
    drawn = [box(one.key, 60 * i) for i, one in enumerate(elements)] if boxes is None else boxes
    return PageFriction(
        headline="",
        route="/a",
        title="A",
        width=1000,
        height=height,
        boxes=drawn,
        elements=list(elements),
        sessions=200,
    )


def fills(figure: Any) -> list[str]:
    return [trace.fillcolor for trace in figure.data if trace.fill == "toself"]


def test_more_struggle_is_darker() -> None:
    drawn = fills(wireframe(page(element("bad", 80), element("calm", 4)), LIGHT))
    calm, bad = drawn[-2:]  # from calm to dark, over the page itself
    assert lightness(calm) > lightness(bad)
    assert lightness(bad) < 0.1


def test_an_element_nobody_struggled_on_has_no_shade_of_struggle() -> None:
    drawn = fills(wireframe(page(element("calm", 0)), LIGHT))
    assert drawn[-1] == LIGHT.control


def test_boxes_of_one_look_are_one_trace() -> None:
    many = [box(f"k{n}", 10 * n) for n in range(200)]
    assert len(wireframe(page(boxes=many), LIGHT).data) < 8


def test_points_carry_the_key_for_selection() -> None:
    figure = wireframe(page(element("#vat", 3)), LIGHT)
    assert "#vat" in next(trace.customdata for trace in figure.data if trace.customdata is not None)


def test_the_worst_are_numbered_and_the_calm_are_not() -> None:
    view = page(element("first", 30), element("second", 10), element("calm", 0))
    numbers = next(trace for trace in wireframe(view, LIGHT).data if trace.mode == "markers+text")
    assert dict(zip(numbers.customdata, numbers.text, strict=True)) == {"first": "1", "second": "2"}
    assert [one.key for one in worst(view.elements)] == ["first", "second"]


def test_labels_stand_in_the_page_and_are_never_markup() -> None:
    view = page(boxes=[box("k", 0, "<script>x</script>"), box("save", 60, "Save")])
    source = wireframe(view, LIGHT).layout.images[0].source
    svg = b64decode(source.partition(",")[2]).decode()
    assert "Save" in svg
    assert "<script" not in svg


def test_a_label_is_cut_to_its_box() -> None:
    long = BoxView(x=0, y=0, w=60, h=30, role="button", label="Save and continue to payment", key="k")
    svg = b64decode(wireframe(page(boxes=[long]), LIGHT).layout.images[0].source.partition(",")[2]).decode()
    assert "…" in svg
    assert "payment" not in svg


@pytest.mark.parametrize(("height", "drawn"), [(800, 540), (40_000, 860), (100, 180)])
def test_the_picture_keeps_the_pages_proportions_within_bounds(height: int, drawn: int) -> None:
    assert drawn_height(page(height=height, boxes=[]), 630) == drawn


def test_marked_elements_are_outlined_and_others_not() -> None:
    view = page(element("a", 1), element("b", 1))
    assert len(wireframe(view, LIGHT, ["a"]).layout.shapes) == 1
    assert len(wireframe(view, LIGHT, ["unknown"]).layout.shapes) == 0


def test_hovering_tells_help_and_what_became_of_it() -> None:
    words = element_words(element("#vat", 20, nudged=9, helped=rate(6, 8), signals={"rage_click": 3}))
    assert "Help offered 9 times" in words
    assert "75.0 %" in words
    assert "Rage click: 3" in words
