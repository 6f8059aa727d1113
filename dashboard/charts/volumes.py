"""What people wrote about before Handrail: the share of each intent with its interval."""

from collections.abc import Sequence

import plotly.graph_objects as go

from dashboard.charts.frame import Figure, axes, bars, framed, ranked
from dashboard.palette import BLUE, GREY, Palette
from dashboard.words import hover, plain, told
from server.api.views.tickets import IntentVolume

ROW = 28  # CSS pixels
AROUND = 48
MOST = 12  # intents
UNSURE = "Not sure"


def volumes(intents: Sequence[IntentVolume], palette: Palette) -> Figure:
    """The largest on top; whiskers are the 95 % intervals."""
    shown = list(intents)[:MOST]
    names = [hover(plain(one.intent)) or UNSURE for one in shown]
    shares = [one.share.value or 0.0 for one in shown]
    said = [f"<b>{name}</b><br>{told(one.share, 'tickets')}" for name, one in zip(names, shown, strict=True)]
    figure = go.Figure()
    bars(figure, names, shares, "", BLUE, said)
    figure.update_traces(
        marker={"color": [BLUE if one.intent else GREY for one in shown], "line": {"width": 0}},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [(one.share.high or 0.0) - share for one, share in zip(shown, shares, strict=True)],
            "arrayminus": [share - (one.share.low or 0.0) for one, share in zip(shown, shares, strict=True)],
            "color": palette.ink,
            "thickness": 1.5,
            "width": 4,
        },
    )
    framed(figure, palette, ROW * max(1, len(shown)) + AROUND, bargap=0.35)
    axes(figure, palette)
    ranked(figure, palette, names)
    figure.update_xaxes(tickformat=".0%")
    return figure
