"""How one thing goes day by day: a rate with its band and what chance explains, counts, a mean."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from math import sqrt

import plotly.graph_objects as go

from dashboard.charts.frame import Figure, axes, framed, mark_releases
from dashboard.palette import RATE, Palette, clear
from dashboard.words import day, hover, told
from server.api.views import Rate
from server.api.views.sites import ReleaseView

PANEL = 236  # CSS pixels
SIGMAS = 3.0  # limits of a p-chart: about one quiet day in 370 lies outside by chance
LEAST_DAYS = 7  # below a week there is no usual level yet


def rate_days(
    days: Sequence[str],
    rates: Sequence[Rate],
    palette: Palette,
    releases: Sequence[ReleaseView] = (),
    of: str = "visits",
    colour: str = RATE,
    height: int = PANEL,
) -> Figure:
    """A rate with its 95 % band, its usual level, and diamonds on days that chance does not explain."""
    figure = go.Figure()
    seen = [(iso, rate) for iso, rate in zip(days, rates, strict=True) if rate.n]
    xs = [iso for iso, _ in seen]
    figure.add_scatter(
        x=[*xs, *reversed(xs)],
        y=[*(rate.high for _, rate in seen), *(rate.low for _, rate in reversed(seen))],
        fill="toself",
        fillcolor=clear(colour, 0.18),
        line={"width": 0},
        mode="lines",
        hoverinfo="skip",
    )
    figure.add_scatter(
        x=xs,
        y=[rate.value for _, rate in seen],
        mode="lines+markers" if len(seen) < 45 else "lines",
        line={"color": colour, "width": 2},
        marker={"size": 5, "color": colour},
        hovertext=[f"<b>{day(iso)}</b><br>{told(rate, of)}" for iso, rate in seen],
        hoverinfo="text",
    )
    _usual(figure, palette, seen)
    framed(figure, palette, height, margin={"l": 8, "r": 8, "t": 24, "b": 8})
    axes(figure, palette)
    figure.update_yaxes(tickformat=".0%", nticks=5)
    _dates(figure, days)
    mark_releases(figure, palette, releases, days)
    return figure


def stacked_days(
    days: Sequence[str],
    series: Mapping[str, Sequence[int]],
    colours: Mapping[str, str],
    names: Mapping[str, str],
    palette: Palette,
    releases: Sequence[ReleaseView] = (),
    height: int = PANEL,
) -> Figure:
    """Counts a day, one colour a kind, the kinds named below the picture."""
    figure = go.Figure()
    for code, counts in series.items():
        label = names.get(code, code)
        figure.add_bar(
            x=list(days),
            y=list(counts),
            name=hover(label),
            marker={"color": colours.get(code, palette.muted), "line": {"width": 0}},
            hovertext=[f"<b>{day(iso)}</b><br>{hover(label)}: {n:,}" for iso, n in zip(days, counts, strict=True)],
            hoverinfo="text",
        )
    framed(
        figure,
        palette,
        height,
        margin={"l": 8, "r": 8, "t": 24, "b": 8},
        barmode="stack",
        bargap=0.2,
        showlegend=len(series) > 1,
        legend={
            "orientation": "h",
            "y": -0.16,
            "yanchor": "top",
            "x": 0,
            "font": {"size": 12},
            "itemclick": False,
            "traceorder": "normal",
        },
    )
    axes(figure, palette)
    figure.update_yaxes(nticks=5)
    _dates(figure, days)
    mark_releases(figure, palette, releases, days)
    return figure


def mean_days(
    days: Sequence[str],
    means: Sequence[float | None],
    ns: Sequence[int],
    palette: Palette,
    colour: str,
    releases: Sequence[ReleaseView] = (),
    height: int = PANEL,
) -> Figure:
    """A mean between -1 and 1 around zero; a point is as large as its n."""
    most = max([1, *ns])
    seen = [(iso, mean, n) for iso, mean, n in zip(days, means, ns, strict=True) if mean is not None]
    figure = go.Figure()
    figure.add_scatter(
        x=[iso for iso, _, _ in seen],
        y=[mean for _, mean, _ in seen],
        mode="lines+markers",
        line={"color": clear(colour, 0.6), "width": 1.5},
        marker={"size": [4 + 8 * sqrt(n / most) for _, _, n in seen], "color": colour, "opacity": 1},
        hovertext=[f"<b>{day(iso)}</b><br>mean {mean:+.2f} of {n:,} turns" for iso, mean, n in seen],
        hoverinfo="text",
    )
    framed(figure, palette, height, margin={"l": 8, "r": 8, "t": 24, "b": 8})
    axes(figure, palette)
    reach = max([0.5, *(abs(mean) * 1.15 for _, mean, _ in seen)])
    figure.update_yaxes(range=[-reach, reach], zeroline=True, zerolinecolor=palette.muted, zerolinewidth=1, nticks=5)
    _dates(figure, days)
    mark_releases(figure, palette, releases, days)
    return figure


def unusual(rates: Sequence[Rate]) -> list[int]:
    """Places of the rates that lie outside what chance explains around the usual level of the others."""
    found = []
    for i, rate in enumerate(rates):
        hits = sum(other.hits for other in rates) - rate.hits
        n = sum(other.n for other in rates) - rate.n
        if not n or not rate.n or rate.value is None:
            continue
        usual = hits / n
        spread = SIGMAS * sqrt(max(usual * (1 - usual), 1 / n) * (1 / rate.n + 1 / n))
        if abs(rate.value - usual) > spread:
            found.append(i)
    return found


def _usual(figure: Figure, palette: Palette, seen: list[tuple[str, Rate]]) -> None:
    if len(seen) < LEAST_DAYS:
        return
    level = sum(rate.hits for _, rate in seen) / sum(rate.n for _, rate in seen)
    figure.add_hline(y=level, line={"color": palette.muted, "width": 1, "dash": "dash"})
    odd = [seen[i] for i in unusual([rate for _, rate in seen])]
    figure.add_scatter(
        x=[iso for iso, _ in odd],
        y=[rate.value for _, rate in odd],
        mode="markers",
        marker={"symbol": "diamond-open", "size": 13, "color": palette.ink, "line": {"width": 2}},
        hovertext=[
            f"<b>{day(iso)}: unusual</b><br>{told(rate, 'visits')}<br>further from the level of the other days "
            f"than chance explains ({SIGMAS:.0f} standard errors)"
            for iso, rate in odd
        ],
        hoverinfo="text",
    )


def _dates(figure: Figure, days: Sequence[str]) -> None:
    every = max(1, -(-len(days) // 5))
    ticks = list(days)[::every]
    figure.update_xaxes(type="date", tickvals=ticks, ticktext=[day(iso) for iso in ticks], tickangle=0)
    if days:
        figure.update_xaxes(range=_around(days))


def _around(days: Sequence[str]) -> list[str]:
    """Half a day of room on both sides."""
    first, last = (datetime.combine(date.fromisoformat(iso), datetime.min.time()) for iso in (days[0], days[-1]))
    half = timedelta(hours=14)
    return [(first - half).isoformat(), (last + half).isoformat()]
