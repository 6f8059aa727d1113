"""Trends: how struggle, conversations and sentiment go day by day, one small picture a question."""

from collections import Counter
from datetime import date

import streamlit as st

from dashboard.address import go, place
from dashboard.charts.days import mean_days, rate_days, stacked_days
from dashboard.charts.frame import Figure
from dashboard.filters import Filters
from dashboard.furniture import empty, headline, note, panel, picture, rate_column, section, table
from dashboard.look import palette
from dashboard.palette import BLUE, GREEN, GREY, PURPLE, SIGNAL, VERMILION
from dashboard.screens.session import show_session
from dashboard.screens.struggles import struggle_table
from dashboard.session import calls
from dashboard.signal_words import SIGNALS
from dashboard.words import day, hundredths, interval
from server.api.views.friction import StruggleView
from server.api.views.trends import TrendDay, Trends

RATE_HEIGHT = 300  # CSS pixels
STRUGGLED = "visits with a struggle ÷ visits that day"


def show(filters: Filters) -> None:
    if session := place("session"):
        show_session(session)
        return
    view = calls().get("/v1/trends", Trends, filters.params)
    headline(view.headline)
    if not any(one.sessions for one in view.days):
        empty(
            "No visits in this period",
            "Choose a longer period or all releases above. A site that is new shows here with its first visit.",
        )
        return
    with panel("Visits that struggled", "share a day, 95 % band; dashed: the usual level; diamond: unusual"):
        dates = [one.day for one in view.days]
        rates = [one.struggling for one in view.days]
        figure = rate_days(dates, rates, palette(), view.releases, height=RATE_HEIGHT)
        picture(figure, "trend-struggling", "Share of visits that struggled, day by day")
    _small(_panels(view))
    if filters.release:
        note("Conversations, sentiment, hints and handovers know no release; they are counted whole.")
    section("Day by day", "Select a day for its struggles.")
    row = table(_columns(view.days), "trends", {"Struggled %": rate_column(STRUGGLED)}, select=True)
    if row is not None:
        _day(filters, view.days[len(view.days) - 1 - row].day)


def _day(filters: Filters, iso: str) -> None:
    """The struggles of one day, and from each to its visit."""
    params = filters.of_day(date.fromisoformat(iso)).params
    struggles = calls().get("/v1/friction/struggles", list[StruggleView], params)
    section(f"Struggles on {day(iso)}", "Newest first, 500 at most. Select a row to read the visit.")
    if not struggles:
        note("None on that day.")
    elif session := struggle_table(struggles, "day-struggles"):
        go(session=session)


def _panels(view: Trends) -> list[tuple[str, str, str, Figure]]:
    """(name, title, detail, figure) of the small pictures."""
    colours, marks = palette(), view.releases
    dates = [one.day for one in view.days]

    def counts(series: dict[str, list[int]], hues: dict[str, str], names: dict[str, str]) -> Figure:
        return stacked_days(dates, series, hues, names, colours, marks)

    def total(days: list[int], hue: str) -> Figure:
        return counts({"all": days}, {"all": hue}, {})

    means, turns = [one.sentiment for one in view.days], [one.turns for one in view.days]
    moods = mean_days(dates, means, turns, colours, PURPLE, marks)
    return [
        ("signals", "Struggles by signal", "a day", counts(_by_signal(view.days), SIGNAL, SIGNALS)),
        ("visits", "Visits", "a day", total([one.sessions for one in view.days], GREY)),
        ("conversations", "Conversations", "begun that day", total([one.conversations for one in view.days], BLUE)),
        ("sentiment", "Sentiment", "mean of visitors' turns, −1 to 1; larger: more turns", moods),
        ("hints", "Help offered before being asked", "hints a day", total([one.nudges for one in view.days], GREEN)),
        ("handovers", "Handed to a person", "a day", total([one.handoffs for one in view.days], VERMILION)),
    ]


def _small(panels: list[tuple[str, str, str, Figure]]) -> None:
    for pair in (panels[i : i + 2] for i in range(0, len(panels), 2)):
        for column, (name, title, detail, figure) in zip(st.columns(2, gap="medium"), pair, strict=True):
            with column, panel(title, detail):
                picture(figure, f"trend-{name}", f"{title}, {detail}")


def _by_signal(days: list[TrendDay]) -> dict[str, list[int]]:
    """Signals that occurred, most frequent first, each with its count a day."""
    total: Counter[str] = Counter()
    for one in days:
        total.update(one.by_signal)
    return {code: [one.by_signal.get(code, 0) for one in days] for code, _ in total.most_common()}


def _columns(days: list[TrendDay]) -> dict[str, list[object]]:
    newest = list(reversed(days))
    signals = _by_signal(newest)
    return {
        "Day": [one.day for one in newest],
        "Struggled %": [hundredths(one.struggling.value) for one in newest],
        "95 % interval": [interval(one.struggling) for one in newest],
        "Visits": [one.sessions for one in newest],
        "Struggles": [one.struggles for one in newest],
        **{SIGNALS.get(code, code): list(counts) for code, counts in signals.items()},
        "Conversations": [one.conversations for one in newest],
        "Sentiment": [None if one.sentiment is None else round(one.sentiment, 2) for one in newest],
        "Turns": [one.turns for one in newest],
        "Hints": [one.nudges for one in newest],
        "To a person": [one.handoffs for one in newest],
    }
