"""Hours of service, for admins: when people answer, in one line a day, and how many promised reply times were kept."""

import streamlit as st

from dashboard.furniture import note, section
from dashboard.saving import done
from dashboard.session import calls
from server.api.views.hours import HoursView, PromisesView
from server.api.views.sites import SiteView

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LEFT = 4  # days that stand in the left column; the holidays fill up the right one
LIKE = "Such as 09:00-17:00, or 09:00-12:00, 13:00-17:00; empty is closed"
SAVED = "Saved. The next wish for a person is told a reply time by it."


def show_hours(site: SiteView) -> None:
    """Draws the card."""
    path = f"/v1/sites/{site.id}/hours"
    now = calls().get(path, HoursView)
    section("Hours of service", "Outside of them Handrail answers, and who asks for a person is told by when.")
    with st.form("hours_form", border=False):
        zone = st.text_input("Time zone", now.zone, placeholder="Europe/Berlin")
        left, right = st.columns(2)
        lines = [
            (left if place < LEFT else right).text_input(day, shown(now, place), placeholder="closed", help=LIKE)
            for place, day in enumerate(DAYS)
        ]
        said = "\n".join(now.holidays)
        holidays = right.text_area("Holidays, one a line", said, placeholder="2026-12-25", height=80)
        if st.form_submit_button("Save hours"):
            hours = typed(zone or "", [line or "" for line in lines], holidays or "")
            done(lambda: calls().put(path, HoursView, hours), SAVED)
    note(promised(calls().get(f"/v1/sites/{site.id}/promises", PromisesView)))


def shown(hours: HoursView, day: int) -> str:
    """The spans of a day (0 is Monday) in a line: "09:00-12:00, 13:00-17:00"; "" for a closed one."""
    return ", ".join(f"{start}-{end}" for start, end in hours.week[day]) if hours.week else ""


def typed(zone: str, lines: list[str], holidays: str) -> HoursView:
    """What was typed, as the API takes it, which says what is wrong with it; no line at all: no hours."""
    week = [[_span(part) for part in line.replace("–", "-").split(",") if part.strip()] for line in lines]
    days = [one.strip() for one in holidays.splitlines() if one.strip()]
    return HoursView(zone=zone.strip(), week=week if any(week) else [], holidays=days)


def promised(found: PromisesView) -> str:
    """What became of the promised reply times, in a sentence."""
    if not found.promised:
        return "No reply time was promised yet."
    rate = found.kept_rate
    due = f"{rate.hits} of {rate.n} due ones were kept" if rate.n else "none is due yet"
    if rate.value is not None and rate.low is not None and rate.high is not None:
        due += f" ({rate.value:.0%}, {rate.low:.0%} to {rate.high:.0%})"
    return f"{found.promised} reply times promised: {due}; {found.waiting} to come, {found.late} late."


def _span(text: str) -> tuple[str, str]:
    start, _, end = text.partition("-")
    return start.strip(), end.strip()
