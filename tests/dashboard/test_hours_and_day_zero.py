"""Hours as they are typed, promises and day 0 in words."""

from msgspec import structs

from dashboard.day_zero import day_zero, tickets_news, volumes
from dashboard.screens.setup_hours import promised, shown, typed
from server.api.views.hours import HoursView, PromisesView
from server.api.views.tickets import IntentVolume, Span
from server.projections.rates import rate
from server.tickets.summary import summary


def test_hours_are_shown_as_they_are_typed() -> None:
    lines = ["09:00-12:00, 13:00-17:00", *["09:00–17:00"] * 4, "", ""]
    hours = typed(" Europe/Berlin ", lines, "2026-12-25\n\n")
    assert hours.week[0] == [("09:00", "12:00"), ("13:00", "17:00")]
    assert hours.week[6] == []
    assert (hours.zone, hours.holidays) == ("Europe/Berlin", ["2026-12-25"])
    assert shown(hours, 0) == lines[0]
    assert shown(hours, 6) == ""


def test_no_line_means_no_hours() -> None:
    assert typed("UTC", [""] * 7, "").week == []
    assert shown(HoursView(), 0) == ""


def test_promises_are_told_with_how_many_were_due() -> None:
    counts = {"kept": 3, "late": 1, "missed": 0, "waiting": 2, "withdrawn": 0, "delivered": 4}
    found = PromisesView(promised=6, **counts, kept_rate=rate(3, 4))  # type: ignore[arg-type]
    assert promised(found) == "6 reply times promised: 3 of 4 due ones were kept (75%, 30% to 95%); 2 to come, 1 late."


def test_nothing_is_said_of_day_zero_before_an_import() -> None:
    assert day_zero(summary([], 0)) == []
    assert volumes(summary([], 0)) == []


def test_tickets_open_with_how_many_what_about_and_how_fast() -> None:
    assert "No ticket" in tickets_news(summary([], 0))
    found = structs.replace(
        summary([], 0),
        tickets=40,
        intents=[IntentVolume("", rate(30, 40)), IntentVolume("vat_tax", rate(10, 40))],
        first_reply=Span(n=9, mean_s=1.0, median_s=5_400.0, p90_s=1.0),
    )
    said = "40 tickets from before Handrail; most about “VAT tax” (25 %); half of the first replies took longer than "
    assert tickets_news(found) == f"{said}90 min."
