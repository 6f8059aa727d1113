"""How fast changes go live: the median and the slowest hundredth on a line, against the promise."""

import plotly.graph_objects as go

from dashboard.charts.frame import Figure, axes, framed, ranked
from dashboard.knowledge_words import GOAL_MS, seconds
from dashboard.palette import BLUE, VERMILION, Palette
from server.api.views.sources import DeliveriesView

HEIGHT = 130
ROOM = 1.15  # of the axis, beyond the furthest mark


def fresh(view: DeliveriesView, palette: Palette) -> Figure:
    """Two bars in seconds; one that breaks the promise has the other colour."""
    rows = [("99 % within", view.p99_ms), ("half within", view.p50_ms)]
    figure = go.Figure()
    figure.add_bar(
        x=[ms / 1000 for _, ms in rows],
        y=[name for name, _ in rows],
        orientation="h",
        marker={"color": [BLUE if ms <= GOAL_MS else VERMILION for _, ms in rows]},
        text=[seconds(ms) for _, ms in rows],
        textposition="outside",
        textfont={"color": palette.ink},
        cliponaxis=False,
        hovertext=[f"{name} {seconds(ms)}" for name, ms in rows],
        hoverinfo="text",
    )
    framed(figure, palette, HEIGHT, margin={"l": 8, "r": 8, "t": 20, "b": 8}, bargap=0.45)
    axes(figure, palette)
    ranked(figure, palette, [name for name, _ in reversed(rows)])
    figure.add_vline(x=GOAL_MS / 1000, line={"color": palette.muted, "width": 1, "dash": "dash"})
    figure.add_annotation(
        x=GOAL_MS / 1000,
        y=1,
        yref="paper",
        yanchor="bottom",
        text=f"promised: {seconds(GOAL_MS)}",
        showarrow=False,
        font={"size": 12, "color": palette.muted},
    )
    furthest = max(GOAL_MS, view.p99_ms, view.p50_ms) / 1000
    figure.update_xaxes(range=[0, furthest * ROOM], ticksuffix=" s")
    return figure
