"""The map of the product: pages by size of traffic and darkness of struggle, moves between them as lines."""

from math import hypot, sqrt

import plotly.graph_objects as go

from dashboard.charts.frame import Figure, framed, nothing
from dashboard.charts.places import Places, places
from dashboard.palette import FRICTION, PLATE_INK, PLATE_MUTED, Palette, clear, mixed
from dashboard.signal_words import scored, signal
from dashboard.words import count, hover, percent, short, told
from server.api.views.friction import FrictionMap, Move, PageNode

MOST_PAGES = 24  # more names than these cannot be read apart; the table has them all
MOST_LINES = 36
WIDEST = 9.0  # CSS pixels
SMALLEST, LARGEST = 14.0, 46.0  # diameter of a page
LEAST_TOP = 0.1  # the darkest shade stands for a tenth at least, so that a calm product looks calm
HEIGHT = 520


def product_map(view: FrictionMap, palette: Palette) -> Figure:
    """Points carry their route as customdata, for selection."""
    pages = sorted(view.pages, key=lambda page: -page.sessions)[:MOST_PAGES]
    if not pages:
        return nothing(palette, "No visits in this period")
    known = [page.route for page in pages]
    lines = [
        move for move in view.moves if move.source in known and move.target in known and move.source != move.target
    ]
    lines = sorted(lines, key=lambda move: -move.moves)[:MOST_LINES]
    spots = places(known, {(move.source, move.target): move.moves for move in lines})
    titles = {page.route: page.title or page.route for page in pages}
    figure = go.Figure()
    for move in reversed(lines):
        _line(figure, palette, move, spots, lines[0].moves, titles)
    _pages(figure, palette, pages, spots)
    framed(
        figure,
        palette,
        HEIGHT,
        plot_bgcolor=palette.plate,
        hovermode="closest",
        clickmode="event+select",
        dragmode="pan",
        modebar={"bgcolor": "rgba(0,0,0,0)", "color": PLATE_MUTED, "activecolor": PLATE_INK},
    )
    figure.update_xaxes(visible=False, range=[-0.14, 1.14], fixedrange=True)
    figure.update_yaxes(visible=False, range=[-0.17, 1.3], fixedrange=True)
    return figure


def darkest(rates: list[float]) -> float:
    """The rate that the darkest shade stands for."""
    return max([LEAST_TOP, *rates])


def _line(figure: Figure, palette: Palette, move: Move, spots: Places, most: int, titles: dict[str, str]) -> None:
    (x0, y0), (x1, y1) = spots[move.source], spots[move.target]
    share = move.moves / most
    bend = 0.12
    mx, my = (x0 + x1) / 2 + (y1 - y0) * bend, (y0 + y1) / 2 - (x1 - x0) * bend
    ts = [i / 12 for i in range(13)]
    xs = [(1 - t) ** 2 * x0 + 2 * (1 - t) * t * mx + t * t * x1 for t in ts]
    ys = [(1 - t) ** 2 * y0 + 2 * (1 - t) * t * my + t * t * y1 for t in ts]
    colour = mixed(palette.plate, PLATE_MUTED, 0.3 + 0.35 * share)
    figure.add_scatter(
        x=xs,
        y=ys,
        mode="lines",
        line={"width": max(1.0, WIDEST * sqrt(share)), "color": colour, "shape": "spline"},
        hoverinfo="skip",
    )
    near = 8 if hypot(x1 - x0, y1 - y0) > 0.2 else 7
    figure.add_scatter(
        x=xs[near - 1 : near + 1],
        y=ys[near - 1 : near + 1],
        mode="markers",
        marker={
            "symbol": "arrow",
            "angleref": "previous",
            "size": [0, 9 + 5 * share],
            "color": mixed(colour, PLATE_INK, 0.35),
            "line": {"width": 0},
        },
        hovertext=f"{hover(titles[move.source])} → {hover(titles[move.target])}<br>{count(move.moves, 'move')}",
        hoverinfo="text",
    )


def _pages(figure: Figure, palette: Palette, pages: list[PageNode], spots: Places) -> None:
    largest = max(page.sessions for page in pages) or 1
    top = darkest([page.struggling.value or 0.0 for page in pages])
    figure.add_scatter(
        x=[spots[page.route][0] for page in pages],
        y=[spots[page.route][1] for page in pages],
        mode="markers",
        marker={
            "size": [SMALLEST + (LARGEST - SMALLEST) * sqrt(page.sessions / largest) for page in pages],
            "color": [page.struggling.value or 0.0 for page in pages],
            "colorscale": [[i / (len(FRICTION) - 1), colour] for i, colour in enumerate(FRICTION)],
            "cmin": 0,
            "cmax": top,
            "opacity": 1,
            "line": {"width": 1.5, "color": PLATE_INK},
            "colorbar": {
                "orientation": "h",
                "thickness": 8,
                "len": 0.34,
                "x": 0.01,
                "xanchor": "left",
                "y": 1.0,
                "yanchor": "top",
                "ypad": 4,
                "outlinewidth": 0,
                "tickformat": ".0%",
                "nticks": 4,
                "title": {"text": "Visits that struggled", "side": "top", "font": {"size": 12, "color": PLATE_INK}},
                "tickfont": {"size": 11, "color": PLATE_INK},
            },
        },
        customdata=[page.route for page in pages],
        hovertext=[page_words(page) for page in pages],
        hoverinfo="text",
        selected={"marker": {"opacity": 1}},
        unselected={"marker": {"opacity": 1}},
    )
    for page in pages:
        x, y = spots[page.route]
        radius = (SMALLEST + (LARGEST - SMALLEST) * sqrt(page.sessions / largest)) / 2
        figure.add_annotation(
            x=x,
            y=y,
            yshift=-radius - 3,
            yanchor="top",
            text=f"{hover(short(page.title or page.route, 16))}<br>{percent(page.struggling.value)}",
            showarrow=False,
            bgcolor=clear(palette.plate, 0.72),
            borderpad=1,
            font={"size": 12, "color": PLATE_INK},
        )


def page_words(page: PageNode) -> str:
    """What hovering over a page says, with the formula."""
    lines = [
        f"<b>{hover(page.title or page.route)}</b>  {hover(page.route)}",
        f"Struggled: {told(page.struggling, 'visits')}",
        "= visits with a struggle on the page ÷ visits that saw it",
        f"Struggle score: {scored(page.score)}",
    ]
    if page.top_signal:
        lines.append(f"Most often: {signal(page.top_signal)}")
    if page.top_element_name:
        lines.append(f"Most on: {hover(page.top_element_name)}")
    return "<br>".join(lines)
