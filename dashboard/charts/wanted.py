"""Gaps by the visits that asked: one bar a gap, its darker part the visits that struggled on the page, too."""

from collections.abc import Sequence

import plotly.graph_objects as go

from dashboard.charts.frame import Figure, axes, distinct, framed, ranked
from dashboard.palette import FRICTION, Palette
from dashboard.words import count, hover, short
from server.api.views.hygiene import GapView

ROW = 30  # CSS pixels
AROUND = 48
LABEL = 44  # characters
CALM, STRUGGLED = FRICTION[2], FRICTION[4]


def wanted(gaps: Sequence[GapView], palette: Palette) -> Figure:
    """The most wanted on top; the customdata of a bar is the gap's id."""
    names = labels(gaps)
    ids = [[gap.id] for gap in gaps]
    said = [gap_words(gap) for gap in gaps]
    figure = go.Figure()
    parts = (
        ("struggling", STRUGGLED, [gap.struggling for gap in gaps]),
        ("asked only", CALM, [gap.visits - gap.struggling for gap in gaps]),
    )
    for name, colour, visits in parts:
        figure.add_bar(
            x=visits,
            y=names,
            name=name,
            orientation="h",
            marker={"color": colour, "line": {"width": 0}},
            customdata=ids,
            hovertext=said,
            hoverinfo="text",
        )
    framed(figure, palette, ROW * max(1, len(gaps)) + AROUND, barmode="stack", bargap=0.35)
    axes(figure, palette)
    ranked(figure, palette, names)
    figure.update_xaxes(tickformat=",d")
    return figure


def labels(gaps: Sequence[GapView]) -> list[str]:
    """A name for each bar; two gaps of the same name are told apart by their number."""
    return distinct([hover(short(gap.example, LABEL)) for gap in gaps])


def gap_words(gap: GapView) -> str:
    """What hovering over a gap says."""
    return (
        f"<b>{hover(gap.name)}</b><br>{count(gap.visits, 'visit')}, {gap.struggling:,} struggling; "
        f"{count(gap.questions, 'question')}"
    )
