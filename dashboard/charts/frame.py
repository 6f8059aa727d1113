"""What all pictures share: type, ground, grid, hover, release markers, and the way to a PNG."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import plotly.graph_objects as go

from dashboard.palette import Palette, text_on
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
        uniformtext={"minsize": 11, "mode": "hide"},  # a figure that has no room in its bar is left away
    )
    figure.update_layout(**layout)
    return figure


def axes(figure: Figure, palette: Palette) -> None:
    """Hairlines along y, a line under x, both automatic in their room."""
    figure.update_xaxes(showgrid=False, linecolor=palette.line, zeroline=False, automargin=True, fixedrange=True)
    figure.update_yaxes(gridcolor=palette.line, zeroline=False, automargin=True, fixedrange=True, rangemode="tozero")


def legend() -> dict[str, Any]:
    """Layout: the series named below the picture, in their order."""
    place = {"orientation": "h", "y": -0.02, "yref": "container", "yanchor": "bottom", "x": 0}
    return {"showlegend": True, "legend": {**place, "font": {"size": 12}, "itemclick": False, "traceorder": "normal"}}


def bars(
    figure: Figure,
    names: Sequence[str],
    values: Sequence[float],
    title: str,
    colour: str,
    said: Sequence[str],
    text: Sequence[str] | None = None,
) -> None:
    """A series of bars that lie, one a name; `said` is what hovering over each says, `text` stands in it."""
    figure.add_bar(
        x=list(values),
        y=list(names),
        name=title,
        orientation="h",
        marker={"color": colour, "line": {"width": 0}},
        text=text,
        textposition="inside",
        textangle=0,
        insidetextanchor="middle",
        insidetextfont={"color": text_on(colour)},
        hovertext=list(said),
        hoverinfo="text",
    )


def ranked(figure: Figure, palette: Palette, names: Sequence[str]) -> None:
    """Bars that lie, in the order of their names from the top, over a grid of amounts."""
    order = list(names)[::-1]
    room = {"ticks": "outside", "ticklen": 6, "tickcolor": palette.surface}  # between a name and its bar
    figure.update_yaxes(
        categoryorder="array", categoryarray=order, gridcolor=palette.surface, tickfont={"color": palette.ink}, **room
    )
    figure.update_xaxes(showgrid=True, gridcolor=palette.line, rangemode="tozero", nticks=6)


def distinct(names: Sequence[str]) -> list[str]:
    """The names, those that stood before told apart by their place."""
    found: list[str] = []
    for name in names:
        found.append(name if name not in found else f"{name} ({len(found) + 1})")
    return found


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
