"""Articles by the month in which they are due for a look: what is past, and what comes."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import plotly.graph_objects as go

from dashboard.charts.frame import Figure, axes, framed
from dashboard.palette import BLUE, VERMILION, Palette
from dashboard.words import count
from server.api.views.knowledge import ArticleView

HEIGHT = 150
MONTHS = 12  # from this one on; what is due later is one bar
PAST, LATER = "Past", "Later"


def reviews(articles: Sequence[ArticleView], today: date, palette: Palette) -> Figure:
    """One bar a month; what is past stands first. Articles without a date are not in it."""
    names = [PAST, *(_month(today, ahead) for ahead in range(MONTHS)), LATER]
    due = Counter(due_in(one, today) for one in articles)
    figure = go.Figure()
    figure.add_bar(
        x=names,
        y=[due[name] for name in names],
        marker={"color": [VERMILION if name == PAST else BLUE for name in names]},
        text=[f"{due[name]:,}" if due[name] else "" for name in names],
        textposition="outside",
        textfont={"color": palette.muted},
        cliponaxis=False,
        hovertext=[f"<b>{name}</b><br>{count(due[name], 'article')}" for name in names],
        hoverinfo="text",
    )
    framed(figure, palette, HEIGHT, margin={"l": 8, "r": 8, "t": 24, "b": 8}, bargap=0.35)
    axes(figure, palette)
    figure.update_xaxes(categoryorder="array", categoryarray=names, tickfont={"color": palette.ink})
    figure.update_yaxes(visible=False)
    return figure


def due_in(article: ArticleView, today: date) -> str:
    """The bar that an article stands in; "" for none."""
    if not article.review_by:
        return ""
    day = date.fromisoformat(article.review_by)
    if day <= today:
        return PAST
    ahead = (day.year - today.year) * 12 + day.month - today.month
    return _month(today, ahead) if ahead < MONTHS else LATER


def _month(today: date, ahead: int) -> str:
    year, month = divmod(today.year * 12 + today.month - 1 + ahead, 12)
    return f"{date(year, month + 1, 1):%b %Y}"
