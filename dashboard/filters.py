"""The filters on top of every page: site, period, release. They stand in the URL and stay from page to page."""

from datetime import UTC, date, datetime, timedelta

import streamlit as st
from msgspec import Struct, structs

from dashboard.api import Api, Params
from dashboard.words import day
from server.api.views.sites import SiteView

PERIODS = {"7d": 7, "30d": 30, "90d": 90, "365d": 365}
NAMES = {"7d": "Last 7 days", "30d": "Last 30 days", "90d": "Last 90 days", "365d": "Last 12 months"}
USUAL = "30d"
DAY_MS = 86_400_000


class Filters(Struct, frozen=True):
    """What the reader looks at: whole UTC days from `first` to `last`, both included."""

    site: SiteView
    first: date
    last: date
    release: str = ""

    @property
    def params(self) -> Params:
        """As the API takes them: Unix ms, the end not included."""
        return {
            "site": self.site.id,
            "start": _ms(self.first),
            "end": _ms(self.last) + DAY_MS,
            "release": self.release,
        }

    def of_day(self, day: date) -> "Filters":
        """The same, of one day alone."""
        return structs.replace(self, first=day, last=day)

    @property
    def span(self) -> str:
        return f"{day(self.first.isoformat())} – {day(self.last.isoformat())}"


def choose(api: Api) -> Filters | None:
    """Draws the filters and answers what is chosen; None while there is no site."""
    sites = {site.id: site for site in api.get("/v1/sites", list[SiteView])}
    if not sites:
        return None
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="filters", width="content"):
        first = min(sites.values(), key=lambda site: -(site.last_at or 0)).id
        chosen = _one("Site", "site", list(sites), first, {id: site.name for id, site in sites.items()})
        site = sites[chosen]
        period = _one("Period", "period", list(PERIODS), USUAL, NAMES)
        names = [mark.name for mark in sorted(site.releases, key=lambda mark: -mark.at)]
        release = _one("Release", "release", ["", *names], "", {"": "All releases"}) if names else ""
        filters = Filters(site, *stretch(site.last_at, PERIODS[period], datetime.now(UTC)), release)
        st.caption(f"{filters.span}, UTC" + ("  ·  simulated data" if site.simulated else ""), width="content")
    return filters


def stretch(last_at: int | None, days: int, now: datetime) -> tuple[date, date]:
    """First and last day of a period; it ends on the last day that has data, so that old data is found, too."""
    last = (datetime.fromtimestamp(last_at / 1000, UTC) if last_at is not None else now).date()
    return last - timedelta(days=days - 1), last


def _one(label: str, key: str, options: list[str], usual: str, names: dict[str, str]) -> str:
    chosen = st.selectbox(
        label,
        options,
        index=options.index(usual),
        key=key,
        format_func=lambda option: names.get(option, option),
        width=168,
        bind="query-params",
    )
    return chosen if chosen in options else usual


def _ms(moment: date) -> int:
    return int(datetime(moment.year, moment.month, moment.day, tzinfo=UTC).timestamp() * 1000)
