"""Resolution and escalation week by week, each with its n and 95 % interval."""

from collections.abc import Sequence

import plotly.graph_objects as go
from plotly.subplots import make_subplots

from dashboard.charts.frame import Figure, axes, framed
from dashboard.palette import OUTCOME, Palette
from dashboard.words import FEW, OUTCOMES, OUTCOMES_MEAN, day, told
from server.api.views import Rate
from server.api.views.learning import LadderDay

RUNGS = ("verified", "confirmed", "durable", "assumed", "failed")
HEADLINES = ("resolved", "escalated")
ROW = 92  # CSS pixels of one rung


def headline_weeks(weeks: Sequence[LadderDay], palette: Palette) -> Figure:
    """Resolved and escalated, the two that the headline is about."""
    figure = go.Figure()
    for place, kind in enumerate(HEADLINES):
        _series(figure, weeks, kind, place * 2.0 - 1.0)
    framed(
        figure,
        palette,
        320,
        showlegend=True,
        legend={"orientation": "h", "y": 1.02, "yanchor": "bottom", "x": 0, "font": {"size": 13}, "itemclick": False},
        margin={"l": 8, "r": 8, "t": 32, "b": 8},
    )
    axes(figure, palette)
    figure.update_yaxes(tickformat=".0%", range=[0, 1.02], nticks=6)
    _weeks(figure, weeks)
    return figure


def rungs(weeks: Sequence[LadderDay], palette: Palette) -> Figure:
    """Each rung of the ladder in a row of its own; never added up, for one episode can stand on several."""
    figure = make_subplots(rows=len(RUNGS), cols=1, shared_xaxes=True, vertical_spacing=0.035)
    for row, kind in enumerate(RUNGS, start=1):
        _series(figure, weeks, kind, 0.0, row)
        figure.update_yaxes(title={"text": OUTCOMES[kind], "font": {"size": 12, "color": palette.ink}}, row=row, col=1)
    framed(figure, palette, ROW * len(RUNGS) + 48)
    axes(figure, palette)
    top = max([0.1, *(rate_of(week, kind).high or 0.0 for week in weeks for kind in RUNGS)])
    figure.update_yaxes(tickformat=".0%", range=[0, top * 1.05], nticks=3)
    _weeks(figure, weeks)
    return figure


def _series(figure: Figure, weeks: Sequence[LadderDay], kind: str, shift: float, row: int | None = None) -> None:
    seen = [(i, week.day, rate) for i, week in enumerate(weeks) if (rate := rate_of(week, kind)).n]
    colour = OUTCOME[kind]
    values = [rate.value or 0.0 for _, _, rate in seen]
    place = {} if row is None else {"row": row, "col": 1}
    figure.add_scatter(
        x=[i + shift * 0.03 for i, _, _ in seen],
        y=values,
        name=OUTCOMES[kind],
        mode="lines+markers",
        line={"color": colour, "width": 1.5},
        marker={
            "size": 9,
            "color": colour,
            "symbol": ["circle-open" if rate.n < FEW else "circle" for _, _, rate in seen],
            "line": {"width": 2, "color": colour},
        },
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [(rate.high or 0.0) - value for (_, _, rate), value in zip(seen, values, strict=True)],
            "arrayminus": [value - (rate.low or 0.0) for (_, _, rate), value in zip(seen, values, strict=True)],
            "color": colour,
            "thickness": 1.5,
            "width": 4,
        },
        hovertext=[
            f"<b>{OUTCOMES[kind]}, week of {day(iso)}</b><br>{told(rate, 'episodes')}<br>= {OUTCOMES_MEAN[kind]}"
            for _, iso, rate in seen
        ],
        hoverinfo="text",
        **place,
    )


def rate_of(week: LadderDay, kind: str) -> Rate:
    """One of the week's rates by name."""
    rate: Rate = getattr(week, kind)
    return rate


def _weeks(figure: Figure, weeks: Sequence[LadderDay]) -> None:
    figure.update_xaxes(
        tickvals=list(range(len(weeks))),
        ticktext=[f"{day(week.day)}<br>n {week.episodes:,}" for week in weeks],
        range=[-0.5, max(len(weeks), 1) - 0.5],
        tickangle=0,
    )
