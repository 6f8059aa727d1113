"""What an answer was chosen from, and how long it took: the scores of the passages found, the steps as one bar."""

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from dashboard.charts.frame import Figure, axes, bars, distinct, framed, legend, ranked
from dashboard.palette import BLUE, GREY, ORANGE, PURPLE, SKY, Palette
from dashboard.words import hover, short
from server.api.views.knowledge import PassageView

ROW = 28  # CSS pixels
AROUND = 70
LABEL = 36  # characters
SPANS = 96
CITED, OTHERS = "Cited", "Found, not cited"
STEPS = {"received": SKY, "searched": BLUE, "decided": ORANGE, "answered": PURPLE}
ROOMY = 0.09  # of the whole: a narrower step has no room for its figure


def candidates(passages: Sequence[PassageView], cited: frozenset[str], palette: Palette) -> Figure:
    """One bar a passage, the nearest on top; `cited` names those that the answer quotes."""
    names = distinct([hover(short(_name(one), LABEL)) for one in passages])
    figure = go.Figure()
    for title, colour, wanted in ((CITED, BLUE, True), (OTHERS, GREY, False)):
        shown = [(name, one) for name, one in zip(names, passages, strict=True) if (one.id in cited) is wanted]
        if shown:
            said = [f"<b>{hover(short(_name(one), 90))}</b><br>{title}, score {one.score:.2f}" for _, one in shown]
            values = [one.score for _, one in shown]
            bars(figure, [name for name, _ in shown], values, title, colour, said, [f"{one:.2f}" for one in values])
    figure.update_traces(textposition="outside", textfont={"color": palette.muted}, cliponaxis=False)
    framed(figure, palette, ROW * max(1, len(passages)) + AROUND, bargap=0.35, **legend())
    axes(figure, palette)
    ranked(figure, palette, names)
    scores = [0.0, *(one.score for one in passages)]
    figure.update_xaxes(range=[min(scores) * 1.12, (max(scores) or 1.0) * 1.12], tickformat=".1f")
    return figure


def steps(spans: Mapping[str, float], palette: Palette) -> Figure:
    """The steps of an answer (ms) behind one another; they add up to the whole."""
    total = sum(spans.values())
    figure = go.Figure()
    for step, ms in spans.items():
        colour = STEPS.get(step, GREY)
        said = [f"<b>{hover(step)}</b><br>{ms:.1f} ms of {total:.1f}"]
        text = [f"{ms:.0f} ms" if total and ms / total >= ROOMY else ""]
        bars(figure, [""], [ms], step, colour, said, text)
    framed(figure, palette, SPANS, barmode="stack", bargap=0.2, **legend())
    axes(figure, palette)
    figure.update_xaxes(ticksuffix=" ms", nticks=6, range=[0, total or 1.0])
    figure.update_yaxes(visible=False)
    return figure


def _name(one: PassageView) -> str:
    return f"{one.heading.rpartition(' > ')[2]} · {one.title}" if one.heading else one.title
