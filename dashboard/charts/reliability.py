"""Whether a confidence can be believed: said against true, each bin with its interval, the diagonal as the ideal."""

from collections.abc import Sequence

import plotly.graph_objects as go

from dashboard.charts.frame import Figure, axes, framed, nothing
from dashboard.palette import TODAY, Palette
from dashboard.words import FEW, percent
from server.api.views.learning import ReliabilityBin

HEIGHT = 300
SMALLEST, LARGEST = 7, 22  # CSS pixels of a dot; its area is the number of answers


def reliability(bins: Sequence[ReliabilityBin], palette: Palette) -> Figure:
    """One dot a bin; hollow where there are too few answers to tell."""
    if not bins:
        return nothing(palette, "Not measured for this version", HEIGHT)
    figure = go.Figure()
    figure.add_scatter(
        x=[0, 1], y=[0, 1], mode="lines", line={"color": palette.muted, "width": 1, "dash": "dot"}, hoverinfo="skip"
    )
    most = max(one.right.n for one in bins)
    values = [one.right.value or 0.0 for one in bins]
    figure.add_scatter(
        x=[one.confidence for one in bins],
        y=values,
        mode="markers+lines",
        line={"color": TODAY, "width": 1},
        marker={
            "size": [SMALLEST + (LARGEST - SMALLEST) * (one.right.n / most) ** 0.5 for one in bins],
            "color": TODAY,
            "symbol": ["circle-open" if one.right.n < FEW else "circle" for one in bins],
            "line": {"width": 2, "color": TODAY},
        },
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [(one.right.high or 0.0) - value for one, value in zip(bins, values, strict=True)],
            "arrayminus": [value - (one.right.low or 0.0) for one, value in zip(bins, values, strict=True)],
            "color": TODAY,
            "thickness": 1.5,
            "width": 4,
        },
        hovertext=[_told(one) for one in bins],
        hoverinfo="text",
    )
    framed(figure, palette, HEIGHT)
    axes(figure, palette)
    figure.update_xaxes(tickformat=".0%", range=[-0.02, 1.04], title="said: confidence", dtick=0.2)
    figure.update_yaxes(tickformat=".0%", range=[-0.02, 1.06], title="true: share right", dtick=0.2)
    return figure


def gap(bins: Sequence[ReliabilityBin]) -> float | None:
    """The expected calibration error: the mean distance between said and true, by answers; None without answers."""
    n = sum(one.right.n for one in bins)
    if not n:
        return None
    return sum(one.right.n * abs((one.right.value or 0.0) - one.confidence) for one in bins) / n


def _told(one: ReliabilityBin) -> str:
    few = "<br>too few to tell" if one.right.n < FEW else ""
    return (
        f"<b>Said {percent(one.confidence, 0)}, true {percent(one.right.value, 0)}</b>"
        f"<br>95 %: {percent(one.right.low, 0)}–{percent(one.right.high, 0)}, {one.right.n:,} held-out answers{few}"
    )
