"""Hours of service: nights, weekends, holidays, days on which the clocks change, and what is promised of them."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from server.conversation.hours import Hours, checked, promise, told
from server.errors import Invalid

OFFICE = (("09:00", "17:00"),)
WEEK = (*[OFFICE] * 5, (), ())
BERLIN = Hours("Europe/Berlin", WEEK, ("2026-12-25",))
HOUR = 3_600_000


def at(text: str, zone: str = "Europe/Berlin") -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-23T03:00", "2026-11-23T09:00"),  # a Monday night
        ("2026-11-23T12:00", "2026-11-23T12:00"),
        ("2026-11-23T17:00", "2026-11-24T09:00"),  # the end is not within
        ("2026-11-20T18:00", "2026-11-23T09:00"),  # over the weekend
        ("2026-11-21T12:00", "2026-11-23T09:00"),
        ("2026-12-24T18:00", "2026-12-28T09:00"),  # over a holiday and the weekend
        ("2026-03-28T12:00", "2026-03-30T09:00"),  # the clocks go forward in between
        ("2026-10-24T12:00", "2026-10-26T09:00"),  # and back
    ],
)
def test_the_next_opening_is_on_the_wall_clock(now: str, opens: str) -> None:
    assert BERLIN.opens(at(now)) == at(opens)


def test_open_time_counts_while_it_is_open_only() -> None:
    friday = at("2026-11-20T16:00")
    assert BERLIN.after(friday, 2 * HOUR) == at("2026-11-23T10:00")
    assert BERLIN.between(friday, at("2026-11-23T10:00")) == 2 * HOUR
    assert BERLIN.between(at("2026-11-21T00:00"), at("2026-11-22T23:00")) == 0


def test_a_day_of_twenty_three_hours_has_twenty_three() -> None:
    always = Hours("Europe/Berlin", ((("00:00", "24:00"),),) * 7)
    assert always.between(at("2026-03-29T00:00"), at("2026-03-30T00:00")) == 23 * HOUR
    assert always.between(at("2026-10-25T00:00"), at("2026-10-26T00:00")) == 25 * HOUR
    assert always.after(at("2026-03-29T01:30"), HOUR) == at("2026-03-29T03:30")


def test_at_three_in_the_night_the_first_hour_of_the_day_is_promised() -> None:
    found = promise(BERLIN, at("2026-11-23T03:00"), [], 0)
    assert found is not None
    assert (found.start, found.by) == (at("2026-11-23T09:00"), at("2026-11-23T10:00"))
    assert told(BERLIN, found.by) == "Monday 23 November, 10:00 (Europe/Berlin)"


def test_a_queue_and_slow_days_make_it_later_and_nights_count_for_nothing() -> None:
    night = (at("2026-11-19T20:00"), at("2026-11-20T11:00"))  # fifteen hours, two of them open
    waits = [night] * 5
    assert promise(BERLIN, at("2026-11-23T03:00"), waits, 0) == promise(BERLIN, at("2026-11-23T03:00"), [], 1)
    found = promise(BERLIN, at("2026-11-20T16:10"), waits, 1)
    assert found is not None
    assert (found.start, found.by) == (at("2026-11-20T16:10"), at("2026-11-23T12:15"))  # a quarter, rounded up


def test_nothing_is_promised_that_nobody_can_say() -> None:
    assert promise(BERLIN, at("2026-11-23T03:00"), [], 1_000) is None
    shut = Hours("UTC", WEEK, tuple(f"2027-{month:02}-{day:02}" for month in (1,) for day in range(1, 32)))
    assert promise(shut, at("2027-01-04T10:00", "UTC"), [], 0) is not None, "it opens again in February"


@pytest.mark.parametrize(
    ("zone", "week", "holidays", "code"),
    [
        ("Mars/Base", [OFFICE] * 7, [], "bad_zone"),
        ("../../etc/passwd", [OFFICE] * 7, [], "bad_zone"),
        ("", [OFFICE] * 7, [], "bad_zone"),
        ("UTC", [OFFICE] * 6, [], "bad_hours"),
        ("UTC", [()] * 7, [], "bad_hours"),
        ("UTC", [(("17:00", "09:00"),)] * 7, [], "bad_hours"),
        ("UTC", [(("09:00", "12:00"), ("11:00", "13:00"))] * 7, [], "bad_hours"),
        ("UTC", [(("9", "12:00"),)] * 7, [], "bad_hours"),
        ("UTC", [(("09:00", "24:01"),)] * 7, [], "bad_hours"),
        ("UTC", [OFFICE] * 7, ["25.12.2026"], "bad_holiday"),
    ],
)
def test_hours_that_make_no_sense_are_refused(zone: str, week: list[object], holidays: list[str], code: str) -> None:
    with pytest.raises(Invalid) as wrong:
        checked(zone, week, holidays)  # type: ignore[arg-type]
    assert wrong.value.code == code


def test_hours_that_make_sense_are_put_in_order() -> None:
    week = [(("13:00", "17:00"), ("09:00", "12:00")), *[OFFICE] * 6]
    found = checked("Europe/Berlin", week, ["2026-12-26", "2026-12-25", "2026-12-25"])
    assert found.week[0] == (("09:00", "12:00"), ("13:00", "17:00"))
    assert found.holidays == ("2026-12-25", "2026-12-26")
