"""Bars that lie, each of several parts: how much of each kind a source, or an owner, has."""

from collections import Counter
from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from dashboard.charts.frame import Figure, axes, bars, framed, legend, ranked
from dashboard.palette import Palette
from dashboard.words import count, hover

ROW = 34  # CSS pixels
AROUND = 74
MOST = 12  # bars of their own; the rest share one
OTHERS = "All others"


def stacks(
    held: Mapping[str, Counter[str]], order: Sequence[str], colours: Mapping[str, str], line: str, palette: Palette
) -> Figure:
    """`held`: what each name has of each kind, in articles; `order`: the names from the top; `colours`: of the kinds
    in their order; `line`: what is drawn around each part, so that the palest stands out from any ground."""
    names, parts = list(order), dict(held)
    if len(names) > MOST:
        parts[OTHERS] = sum((parts[name] for name in names[MOST:]), Counter())
        names = [*names[:MOST], OTHERS]
    shown = [hover(name) for name in names]
    figure = go.Figure()
    for kind, colour in colours.items():
        counts = [parts[name][kind] for name in names]
        if any(counts):
            said = [f"<b>{name}</b><br>{kind}: {count(n, 'article')}" for name, n in zip(shown, counts, strict=True)]
            bars(figure, shown, counts, kind, colour, said, [f"{n:,}" if n else "" for n in counts])
    figure.update_traces(marker={"line": {"color": line, "width": 1}})
    framed(figure, palette, ROW * max(1, len(names)) + AROUND, barmode="stack", bargap=0.3, **legend())
    axes(figure, palette)
    ranked(figure, palette, shown)
    figure.update_xaxes(tickformat=",d")
    return figure
