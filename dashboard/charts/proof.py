"""Today against the frozen day one on the same episodes: the pair, their difference, its parts and its slices."""

from collections.abc import Sequence

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.charts.frame import Figure, axes, framed
from dashboard.palette import BETTER, DAY_ONE, TODAY, WORSE, Palette
from dashboard.words import FEW, hover, percent, plain, points, short, told
from server.api.views import Rate
from server.api.views.learning import LearningProof, ProofSlice

MOST_SLICES = 16
SLICE_ROW = 34  # CSS pixels


def paired(proof: LearningProof, palette: Palette) -> Figure:
    """Both rates with their intervals; below, the paired difference with its own around zero."""
    figure = make_subplots(rows=2, cols=1, row_heights=[0.58, 0.42], vertical_spacing=0.24)
    for y, name, rate, colour in ((1, "Today", proof.today, TODAY), (0, "Day one", proof.day_one, DAY_ONE)):
        _dot(figure, rate, y, name, colour, palette)
    better = BETTER if proof.low > 0 else WORSE if proof.high < 0 else palette.muted
    figure.add_scatter(
        x=[proof.difference],
        y=[0],
        mode="markers+text",
        marker={"size": 13, "color": better, "symbol": "diamond"},
        text=[points(proof.difference)],
        textposition="top center",
        textfont={"size": 13, "color": palette.ink},
        error_x=_whisker(proof.difference, proof.low, proof.high, better),
        hovertext=[
            f"<b>Difference on the same {proof.episodes:,} episodes</b><br>{points(proof.difference)} "
            f"({points(proof.low)} to {points(proof.high)})<br>= right today − right on day one, paired"
        ],
        hoverinfo="text",
        row=2,
        col=1,
    )
    framed(figure, palette, 270, margin={"l": 8, "r": 16, "t": 12, "b": 8})
    axes(figure, palette)
    figure.update_yaxes(gridcolor=palette.surface, tickfont={"size": 13, "color": palette.ink})
    figure.update_yaxes(tickvals=[0, 1], ticktext=["Day one", "Today"], range=[-0.7, 1.7], row=1, col=1)
    figure.update_yaxes(tickvals=[0], ticktext=["Difference"], range=[-1, 1.4], row=2, col=1)
    figure.update_xaxes(tickformat=".0%", showgrid=True, gridcolor=palette.line, range=[0, 1.001], row=1, col=1)
    reach = max(0.1, abs(proof.low), abs(proof.high)) * 1.2
    figure.update_xaxes(
        tickformat="+.0%", showgrid=True, gridcolor=palette.line, range=[-reach, reach], zeroline=True,
        zerolinecolor=palette.muted, zerolinewidth=1.5, nticks=7, row=2, col=1,
    )  # fmt: skip
    return figure


def parts(proof: LearningProof, palette: Palette) -> Figure:
    """The way from day one to today, a step for each part that learned."""
    names = ["Day one", *(hover(plain(name)).replace(" ", "<br>") for name in proof.parts), "Today"]
    steps = list(proof.parts.values())
    start, end = proof.day_one.value or 0.0, proof.today.value or 0.0
    figure = go.Figure(
        go.Waterfall(
            x=names,
            y=[start, *steps, end],
            measure=["absolute", *("relative" for _ in steps), "total"],
            text=[percent(start), *(points(step) for step in steps), percent(end)],
            textposition="outside",
            textfont={"size": 13, "color": palette.ink},
            connector={"line": {"color": palette.line, "width": 1}},
            increasing={"marker": {"color": BETTER}},
            decreasing={"marker": {"color": WORSE}},
            totals={"marker": {"color": DAY_ONE}},
            hovertext=[
                "right answers of the frozen day one",
                *(f"what today's {hover(plain(name).lower())} adds to the parts before it" for name in proof.parts),
                "right answers of today's system",
            ],
            hoverinfo="text",
            cliponaxis=False,
        )
    )
    framed(figure, palette, 300, margin={"l": 8, "r": 8, "t": 28, "b": 8})
    axes(figure, palette)
    figure.update_yaxes(tickformat=".0%", nticks=5)
    figure.update_xaxes(tickfont={"size": 12, "color": palette.ink}, tickangle=0)
    return figure


def worst_first(slices: Sequence[ProofSlice]) -> list[ProofSlice]:
    """Slices by what they gained, least first."""
    return sorted(slices, key=lambda one: ((one.today.value or 0.0) - (one.day_one.value or 0.0), -one.episodes))


def slices(proof: LearningProof, palette: Palette) -> Figure:
    """Day one and today of each slice, joined; hollow where the slice is too small to tell."""
    shown = worst_first(proof.slices)[:MOST_SLICES]
    names = [f"{hover(short(plain(one.name), 26))}  n {one.episodes}" for one in shown]
    figure = go.Figure()
    for name, one in zip(names, shown, strict=True):
        gained = (one.today.value or 0.0) - (one.day_one.value or 0.0)
        figure.add_scatter(
            x=[one.day_one.value, one.today.value],
            y=[name, name],
            mode="lines",
            line={"width": 4, "color": BETTER if gained >= 0 else WORSE},
            opacity=0.45,
            hoverinfo="skip",
            showlegend=False,
        )
    for title, colour in (("Day one", DAY_ONE), ("Today", TODAY)):
        rates = [one.day_one if title == "Day one" else one.today for one in shown]
        figure.add_scatter(
            x=[rate.value for rate in rates],
            y=names,
            name=title,
            mode="markers",
            marker={
                "size": 11,
                "color": colour,
                "symbol": ["circle-open" if rate.n < FEW else "circle" for rate in rates],
                "line": {"width": 2, "color": colour},
            },
            hovertext=[f"<b>{title}</b>: {told(rate, 'episodes')}" for rate in rates],
            hoverinfo="text",
        )
    framed(
        figure,
        palette,
        72 + SLICE_ROW * len(shown),
        showlegend=True,
        legend={"orientation": "h", "y": 1.01, "yanchor": "bottom", "x": 0, "font": {"size": 13}, "itemclick": False},
        margin={"l": 8, "r": 16, "t": 32, "b": 8},
    )
    axes(figure, palette)
    figure.update_xaxes(tickformat=".0%", range=[-0.02, 1.02], showgrid=True, gridcolor=palette.line)
    figure.update_yaxes(autorange="reversed", gridcolor=palette.surface, tickfont={"color": palette.ink})
    return figure


def _dot(figure: Figure, rate: Rate, y: int, name: str, colour: str, palette: Palette) -> None:
    value = rate.value or 0.0
    figure.add_scatter(
        x=[value],
        y=[y],
        mode="markers+text",
        marker={"size": 14, "color": colour},
        text=[percent(rate.value)],
        textposition="top center",
        textfont={"size": 13, "color": palette.ink},
        error_x=_whisker(value, rate.low or 0.0, rate.high or 0.0, colour),
        hovertext=[f"<b>{name}</b><br>{told(rate, 'episodes')}"],
        hoverinfo="text",
        row=1,
        col=1,
    )


def _whisker(value: float, low: float, high: float, colour: str) -> dict[str, object]:
    return {
        "type": "data",
        "symmetric": False,
        "array": [max(0.0, high - value)],
        "arrayminus": [max(0.0, value - low)],
        "color": colour,
        "thickness": 3,
        "width": 0,
    }
