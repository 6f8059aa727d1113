"""A page as a wireframe of its boxes, each element as dark as visits struggled on it, the worst ones ranked.

Boxes of one shade are one trace of filled polygons. Names are drawn as one picture in the page's own coordinates, so
that they grow and shrink with it. Invisible points in the middle of the elements carry hover and selection.
"""

from base64 import b64encode
from collections.abc import Sequence
from html import escape

import plotly.graph_objects as go

from dashboard.charts.frame import Figure, framed
from dashboard.charts.product_map import darkest
from dashboard.palette import PLATE_INK, Palette, shade, text_on
from dashboard.signal_words import scored, signal
from dashboard.words import called, count, hover, told
from server.api.views.friction import BoxView, ElementFriction, PageFriction

RANKED = 9  # numbers drawn on the page; the table goes on
TALLEST, SHORTEST = 860, 180  # CSS pixels of the picture
A_LINE = 28  # page pixels: text less tall is drawn as a bar, as it is a line or two
CLEAR = "rgba(0,0,0,0)"
STRIP = 28  # CSS pixels above the page, where the PNG button is
DRAWN_AT = 640  # CSS pixels: the width the height is reckoned for

CONTROLS = {
    *("button", "link", "textbox", "combobox", "checkbox", "radio", "switch", "tab", "searchbox", "spinbutton"),
    *("slider", "listbox", "menuitem", "summary", "select", "input", "textarea", "a"),
}
AREAS = {
    "navigation",
    "banner",
    "contentinfo",
    "complementary",
    "region",
    "form",
    "table",
    "dialog",
    "fieldset",
    "group",
}
WORDS = {"paragraph", "listitem", "p", "li"}


def wireframe(
    view: PageFriction, palette: Palette, marked: Sequence[str] = (), width_px: int = DRAWN_AT, ranked: bool = True
) -> Figure:
    """`marked` keys are outlined; `width_px` is the room it will have. customdata: element keys."""
    width, height = view.width or 1280, _height(view)
    friction = {element.key: element for element in view.elements}
    ranks = {element.key: i + 1 for i, element in enumerate(worst(view.elements))}
    top = darkest([element.struggling.value or 0.0 for element in view.elements])
    boxes = sorted(view.boxes, key=lambda box: -box.w * box.h)
    figure = go.Figure()
    _polygon(figure, [BoxView(x=0, y=0, w=width, h=height)], palette.page, palette.edge)
    for group, fill, edge in _grouped(boxes, friction, top, palette):
        _polygon(figure, group, fill, edge)
    _names(figure, boxes, friction, top, view)
    _rings(figure, boxes, set(marked) - {""})
    _points(figure, boxes, friction)
    if ranked:
        _ranks(figure, boxes, ranks)
    framed(
        figure,
        palette,
        drawn_height(view, width_px),
        margin={"l": 8, "r": 8, "t": STRIP, "b": 0},
        hovermode="closest",
        clickmode="event+select",
        dragmode="pan",
        plot_bgcolor=palette.surface,
    )
    figure.update_xaxes(visible=False, range=[-4, width + 4], fixedrange=True, constrain="domain")
    figure.update_yaxes(
        visible=False,
        range=[height + 4, -4],
        scaleanchor="x",
        fixedrange=True,
        constrain="domain",
        constraintoward="top",
    )
    return figure


def proportions(view: PageFriction) -> float:
    """Height of the page over its width."""
    return _height(view) / (view.width or 1280)


def drawn_height(view: PageFriction, width_px: int) -> int:
    """CSS pixels of the picture's height: the page's proportions in that room, below a strip for the PNG button."""
    return min(TALLEST, max(SHORTEST, round(width_px * proportions(view)) + STRIP + 8))


def worst(elements: Sequence[ElementFriction]) -> list[ElementFriction]:
    """The elements that carry a number on the page: those somebody struggled on."""
    return [element for element in elements if element.struggles][:RANKED]


def element_words(element: ElementFriction) -> str:
    """What hovering over an element says, with the formula."""
    lines = [
        f"<b>{hover(called(element.name, element.key))}</b>  {hover(element.role)}",
        f"Struggled: {told(element.struggling, 'visits')}",
        "= visits that struggled on it ÷ visits that saw the page",
        f"Struggle score: {scored(element.score)}",
        f"{count(element.clicks, 'click')}, {count(element.struggles, 'struggle')}",
    ]
    lines += [f"{signal(code)}: {n}" for code, n in sorted(element.signals.items(), key=lambda pair: -pair[1])[:3]]
    if element.nudged:
        lines.append(f"Help offered {count(element.nudged, 'time')}")
    if element.helped is not None:
        lines.append(f"Then solved: {told(element.helped, 'episodes')}")
    return "<br>".join(lines)


def _height(view: PageFriction) -> int:
    lowest = max((box.y + box.h for box in view.boxes), default=0)
    return max(view.height, lowest) or 800


def _grouped(
    boxes: list[BoxView], friction: dict[str, ElementFriction], top: float, palette: Palette
) -> list[tuple[list[BoxView], str, str]]:
    """Boxes by fill: areas below, words, then controls from calm to dark."""
    groups: dict[tuple[float, str, str], list[BoxView]] = {}
    for box in boxes:
        groups.setdefault(_look(box, friction.get(box.key), top, palette), []).append(box)
    return [(group, fill, edge) for (_, fill, edge), group in sorted(groups.items())]


def _look(box: BoxView, element: ElementFriction | None, top: float, palette: Palette) -> tuple[float, str, str]:
    """(order from below, fill, edge)."""
    if box.key and element is not None and element.struggles:
        share = element.struggling.value or 0.0
        return 3 + share, shade(share, top), PLATE_INK
    if box.role in CONTROLS or box.key:
        return 2, palette.control, palette.edge
    if box.role in WORDS:
        return 1, palette.control if box.h < A_LINE else CLEAR, CLEAR
    return (0, palette.area, palette.edge) if box.role in AREAS else (0, CLEAR, CLEAR)


def _polygon(figure: Figure, boxes: list[BoxView], fill: str, edge: str) -> None:
    xs: list[int | None] = []
    ys: list[int | None] = []
    for box in boxes:
        xs += [box.x, box.x + box.w, box.x + box.w, box.x, box.x, None]
        ys += [box.y, box.y, box.y + box.h, box.y + box.h, box.y, None]
    figure.add_scatter(
        x=xs, y=ys, mode="lines", fill="toself", fillcolor=fill, line={"color": edge, "width": 1}, hoverinfo="skip"
    )


def _names(
    figure: Figure, boxes: list[BoxView], friction: dict[str, ElementFriction], top: float, view: PageFriction
) -> None:
    """The boxes' labels, where there is room, as one SVG over the page."""
    width, height = view.width or 1280, _height(view)
    words = [_name(box, friction.get(box.key), top) for box in boxes if box.label and box.h >= 12]
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'font-family="system-ui, sans-serif">{"".join(words)}</svg>'
    )
    figure.add_layout_image(
        source="data:image/svg+xml;base64," + b64encode(svg.encode()).decode(),
        x=0,
        y=0,
        xref="x",
        yref="y",
        sizex=width,
        sizey=height,
        sizing="stretch",
        layer="above",
    )


def _name(box: BoxView, element: ElementFriction | None, top: float) -> str:
    heading = box.role == "heading"
    size = min(24 if heading else 15, max(11, round(box.h * 0.5)))
    room = int((box.w - 8) / (size * 0.52))
    if room < 3:
        return ""
    ink = text_on(shade(element.struggling.value or 0.0, top)) if element and element.struggles else PLATE_INK
    label = box.label if len(box.label) <= room else box.label[: room - 1].rstrip() + "…"
    middle = box.role in {"button", "tab"}
    x, anchor = (box.x + box.w / 2, "middle") if middle else (box.x + 6, "start")
    return (
        f'<text x="{x:.0f}" y="{box.y + min(box.h, 60) / 2:.0f}" font-size="{size}" text-anchor="{anchor}" '
        f'dominant-baseline="central" font-weight="{600 if heading else 400}" fill="{ink}">'
        f"{escape(label)}</text>"
    )


def _points(figure: Figure, boxes: list[BoxView], friction: dict[str, ElementFriction]) -> None:
    known = [box for box in boxes if box.key]
    figure.add_scatter(
        x=[box.x + box.w / 2 for box in known],
        y=[box.y + box.h / 2 for box in known],
        mode="markers",
        marker={"size": 22, "opacity": 0},
        customdata=[box.key for box in known],
        hovertext=[
            element_words(friction[box.key])
            if box.key in friction
            else f"<b>{hover(box.label or box.key)}</b><br>no struggle in this period"
            for box in known
        ],
        hoverinfo="text",
        selected={"marker": {"opacity": 0}},
        unselected={"marker": {"opacity": 0}},
    )


def _ranks(figure: Figure, boxes: list[BoxView], ranks: dict[str, int]) -> None:
    seen: dict[str, BoxView] = {}
    for box in boxes:
        if box.key in ranks:
            seen.setdefault(box.key, box)
    figure.add_scatter(
        x=[box.x + box.w for box in seen.values()],
        y=[box.y for box in seen.values()],
        mode="markers+text",
        marker={"size": 20, "color": PLATE_INK, "line": {"width": 1.5, "color": "#ffffff"}, "opacity": 1},
        text=[str(ranks[key]) for key in seen],
        textfont={"size": 11, "color": "#ffffff"},
        customdata=list(seen),
        hoverinfo="skip",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )


def _rings(figure: Figure, boxes: list[BoxView], keys: set[str]) -> None:
    for box in boxes:
        if box.key in keys:
            figure.add_shape(
                type="rect",
                x0=box.x - 5,
                y0=box.y - 5,
                x1=box.x + box.w + 5,
                y1=box.y + box.h + 5,
                line={"color": "#2456a6", "width": 3},
            )
