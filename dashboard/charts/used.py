"""Which articles answer: the times each was the answer, and the issues that ended well with it."""

from collections.abc import Sequence

import plotly.graph_objects as go

from dashboard.charts.frame import Figure, axes, bars, distinct, framed, legend, ranked
from dashboard.palette import BLUE, GREEN, Palette
from dashboard.words import count, hover, short
from server.api.views.knowledge import ArticleView

ROW = 30  # CSS pixels
AROUND = 74
LABEL = 34  # characters
MOST = 10  # articles
ANSWERS, SOLVED = "Times the answer", "Issues that ended well with it"


def used(articles: Sequence[ArticleView], palette: Palette) -> Figure:
    """The most used on top, at most ten; those that were never the answer are not in it."""
    shown = sorted((one for one in articles if one.answers or one.solved), key=lambda one: (-one.answers, one.title))
    shown = shown[:MOST]
    names = distinct([hover(short(one.title, LABEL)) for one in shown])
    said = [_told(one) for one in shown]
    figure = go.Figure()
    bars(figure, names, [one.answers for one in shown], ANSWERS, BLUE, said)
    figure.add_scatter(
        x=[one.solved for one in shown],
        y=names,
        name=SOLVED,
        mode="markers",
        marker={"symbol": "diamond", "size": 11, "color": GREEN, "line": {"width": 1.5, "color": palette.surface}},
        hovertext=said,
        hoverinfo="text",
    )
    framed(figure, palette, ROW * max(1, len(shown)) + AROUND, bargap=0.35, **legend())
    axes(figure, palette)
    ranked(figure, palette, names)
    return figure


def _told(one: ArticleView) -> str:
    well = f"{count(one.solved, 'issue')} ended well with it"
    return f"<b>{hover(short(one.title, 90))}</b><br>{count(one.answers, 'time')} the answer, {well}"
