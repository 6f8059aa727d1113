"""What each signal says about a bad end: its weight with its interval, beside the prior."""

import plotly.graph_objects as go

from dashboard.charts.frame import Figure, axes, framed
from dashboard.palette import SIGNAL, Palette
from dashboard.signal_words import signal
from dashboard.words import count, hover
from server.api.views.rules import WeightView

ROW = 24  # CSS pixels
AROUND = 44


def weights(views: list[WeightView], palette: Palette) -> Figure:
    """Heaviest on top. Full dots are learned from the site's visits, hollow ones are the prior; the line marks it."""
    names = [hover(signal(view.signal)) for view in views]
    figure = go.Figure()
    figure.add_scatter(
        x=[view.prior for view in views],
        y=names,
        mode="markers",
        marker={"symbol": "line-ns", "size": 12, "line": {"width": 2, "color": palette.muted}},
        hoverinfo="skip",
    )
    for learned, symbol in ((True, "circle"), (False, "circle-open")):
        some = [view for view in views if view.learned is learned]
        colours = [SIGNAL.get(view.signal, palette.muted) for view in some]
        figure.add_scatter(
            x=[view.weight for view in some],
            y=[hover(signal(view.signal)) for view in some],
            mode="markers",
            marker={"symbol": symbol, "size": 10, "color": colours, "line": {"width": 2, "color": colours}},
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [max(0.0, view.high - view.weight) for view in some],
                "arrayminus": [max(0.0, view.weight - view.low) for view in some],
                "color": palette.muted,
                "thickness": 1.2,
                "width": 3,
            },
            hovertext=[weight_words(view) for view in some],
            hoverinfo="text",
        )
    framed(figure, palette, ROW * max(1, len(views)) + AROUND, margin={"l": 8, "r": 16, "t": 4, "b": 8})
    axes(figure, palette)
    figure.update_yaxes(
        categoryorder="array",
        categoryarray=names[::-1],
        gridcolor=palette.surface,
        tickfont={"color": palette.ink},
        ticks="outside",
        ticklen=6,
        tickcolor=palette.surface,
    )
    figure.update_xaxes(range=[0, 1.001], showgrid=True, gridcolor=palette.line, nticks=6)
    return figure


def weight_words(view: WeightView) -> str:
    """What hovering over a weight says."""
    lines = [f"<b>{hover(signal(view.signal))}</b>  {view.weight:.2f} ({view.low:.2f}–{view.high:.2f})"]
    if view.learned:
        lines.append(f"learned: {view.bad:,} of {count(view.n, 'visit')} with it ended badly")
    else:
        lines.append(f"the prior at the site's level: {count(view.n, 'visit')} with it are too few to learn from")
    lines.append(f"prior {view.prior:.2f}: {hover(view.why)}")
    return "<br>".join(lines)
