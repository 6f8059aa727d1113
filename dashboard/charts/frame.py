"""What all pictures share: type, ground, grid, hover, release markers, and the way to a PNG."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import plotly.graph_objects as go

from dashboard.palette import Palette
from dashboard.words import hover
from server.api.views.sites import ReleaseView

FONT = "Figtree, system-ui, sans-serif"
Figure = Any  # plotly carries no types


def framed(figure: Figure, palette: Palette, height: int, **layout: Any) -> Figure:
    """The figure in the house's look, `height` CSS pixels tall, as wide as its place."""
    figure.update_layout(
        height=height,
        margin={"l": 8, "r": 8, "t": 8, "b": 8},
        paper_bgcolor=palette.surface,
        plot_bgcolor=palette.surface,
        font={"family": FONT, "size": 12, "color": palette.muted},
        hoverlabel={
            "bgcolor": palette.raised,
            "bordercolor": palette.line,
            "align": "left",
            "font": {"family": FONT, "size": 13, "color": palette.ink},
        },
        modebar={"bgcolor": "rgba(0,0,0,0)", "color": palette.muted, "activecolor": palette.ink},
        dragmode=False,
        showlegend=False,
        template=None,
    )
    figure.update_layout(**layout)
    return figure


def axes(figure: Figure, palette: Palette) -> None:
    """Hairlines along y, a line under x, both automatic in their room."""
    figure.update_xaxes(showgrid=False, linecolor=palette.line, zeroline=False, automargin=True, fixedrange=True)
    figure.update_yaxes(gridcolor=palette.line, zeroline=False, automargin=True, fixedrange=True, rangemode="tozero")


def config(name: str) -> dict[str, Any]:
    """Plotly's own bar reduced to one button: the picture as a PNG called `name`."""
    return {
        "displaylogo": False,
        "scrollZoom": False,
        "doubleClick": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "png", "filename": name, "scale": 2},
    }


def nothing(palette: Palette, words: str, height: int = 240) -> Figure:
    """An empty ground that says why it is empty."""
    figure = framed(go.Figure(), palette, height)
    figure.update_xaxes(visible=False)
    figure.update_yaxes(visible=False)
    figure.add_annotation(text=hover(words), showarrow=False, font={"size": 14, "color": palette.muted})
    return figure


def mark_releases(figure: Figure, palette: Palette, releases: Sequence[ReleaseView], days: Sequence[str]) -> None:
    """A dotted line with the release's name at each release within the days (ISO, sorted)."""
    if not days:
        return
    for release in releases:
        day = iso_day(release.at)
        if not days[0] <= day <= days[-1]:
            continue
        late = days.index(day) > len(days) * 0.8 if day in days else False
        figure.add_vline(x=day, line={"color": palette.muted, "width": 1, "dash": "dot"})
        figure.add_annotation(
            x=day,
            y=1,
            yref="paper",
            yanchor="bottom",
            xanchor="right" if late else "left",
            text=hover(release.name),
            showarrow=False,
            font={"size": 11, "color": palette.muted},
        )


def iso_day(ms: int) -> str:
    """The UTC day of a moment, as an ISO date."""
    return datetime.fromtimestamp(ms / 1000, UTC).date().isoformat()
