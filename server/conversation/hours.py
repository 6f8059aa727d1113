"""Hours of service: when people answer, and by when an answer can be promised. Pure; moments are Unix ms.

Hours are wall-clock times in the site's time zone, so a day on which the clocks change is an hour longer or shorter
and opens at the same time as ever. Waiting time counts only while the site is open.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

from msgspec import Struct

from server.errors import Invalid

DAYS = 7
MOST_SPANS = 4  # a day: morning, afternoon, evening, and one to spare
MOST_HOLIDAYS = 400
LONGEST_ZONE = 64
LOOK_AHEAD_DAYS = 400  # a site that is closed for longer promises nothing
MINUTE_MS = 60_000
STEP_MS = 15 * MINUTE_MS  # promises are told in quarters of an hour, rounded up
LEAST_MS = 60 * MINUTE_MS  # promised, also where people were quicker: an hour that is kept is worth more
MOST_MS = 40 * 60 * MINUTE_MS  # a week of eight hours a day; who waits longer is promised no time
SLOW = 0.8  # share of the latest waits that were no longer than what is promised

Span = tuple[str, str]  # "09:00", "17:00"; "24:00" ends a day


class Hours(Struct, frozen=True):
    """`week` has the spans of Monday to Sunday in order; `holidays` are ISO dates on which nobody answers."""

    zone: str
    week: tuple[tuple[Span, ...], ...]
    holidays: tuple[str, ...] = ()

    def spans(self, at: int) -> Iterator[tuple[int, int]]:
        """When it is open, in order, from the day of a moment on: [start, end)."""
        zone = _zone(self.zone)
        today = datetime.fromtimestamp(at / 1000, zone).date()
        closed = set(self.holidays)
        for day in (today + timedelta(days=ahead) for ahead in range(LOOK_AHEAD_DAYS)):
            if day.isoformat() not in closed:
                yield from ((_ms(day, start, zone), _ms(day, end, zone)) for start, end in self.week[day.weekday()])

    def opens(self, at: int) -> int | None:
        """The moment itself while it is open, else the next opening; None when there is none."""
        return next((max(start, at) for start, end in self.spans(at) if end > at), None)

    def after(self, at: int, length: int) -> int | None:
        """When `length` ms of open time will have passed; None when that is too far away."""
        for start, end in self.spans(at):
            begin = max(start, at)
            if end - begin >= length:
                return begin + length
            length -= max(0, end - begin)
        return None

    def between(self, start: int, end: int) -> int:
        """The open time between two moments, in ms."""
        total = 0
        for opened, closed in self.spans(start):
            if opened >= end:
                break
            total += max(0, min(closed, end) - max(opened, start))
        return total


class Promise(Struct, frozen=True):
    """A person answers between these two moments."""

    start: int
    by: int


def promise(hours: Hours, now: int, waits: Sequence[tuple[int, int]], ahead: int) -> Promise | None:
    """When a person will answer somebody who asks now with `ahead` others waiting; None when nobody can say.

    `waits` are (asked, taken) of the latest handoffs: what most of them waited while it was open, once for each one.
    """
    lengths = sorted(hours.between(asked, taken) for asked, taken in waits if taken >= asked)
    usual = lengths[min(len(lengths) - 1, int(SLOW * len(lengths)))] if lengths else 0
    length = max(LEAST_MS, usual) * (ahead + 1)
    start = hours.opens(now)
    by = hours.after(now, length) if length <= MOST_MS else None
    return None if start is None or by is None else Promise(start, -(-by // STEP_MS) * STEP_MS)


def told(hours: Hours, moment: int) -> str:
    """A moment as a sentence names it: "Monday 23 November, 10:00 (Europe/Berlin)"."""
    there = datetime.fromtimestamp(moment / 1000, _zone(hours.zone))
    return f"{there:%A} {there.day} {there:%B}, {there:%H:%M} ({hours.zone})"


def checked(zone: str, week: Sequence[Sequence[Span]], holidays: Sequence[str]) -> Hours:
    """Hours that make sense. Raises Invalid, naming what is wrong."""
    try:
        _zone(zone[:LONGEST_ZONE])
    except (ValueError, OSError):
        raise Invalid(f"{zone[:LONGEST_ZONE]!r} is no time zone; one looks like Europe/Berlin", "bad_zone") from None
    if len(week) != DAYS or not any(week):
        raise Invalid("a week has seven days, Monday first, and is open on one of them at least", "bad_hours")
    days = tuple(_day(spans) for spans in week)
    if len(holidays) > MOST_HOLIDAYS:
        raise Invalid(f"{MOST_HOLIDAYS} holidays are the most", "bad_holiday")
    return Hours(zone, days, tuple(sorted({_holiday(one) for one in holidays})))


def _day(spans: Sequence[Span]) -> tuple[Span, ...]:
    if len(spans) > MOST_SPANS:
        raise Invalid(f"a day has at most {MOST_SPANS} spans", "bad_hours")
    ordered = sorted((_minute(start), _minute(end), (start, end)) for start, end in spans)
    last = -1
    for start, end, said in ordered:
        if start >= end or start < last:
            raise Invalid(f"{said[0]} to {said[1]} ends before it begins, or overlaps another", "bad_hours")
        last = end
    return tuple(said for _, _, said in ordered)


def _minute(text: str) -> int:
    hour, colon, minute = text.partition(":")
    good = colon and len(hour) == len(minute) == 2 and (hour + minute).isascii() and (hour + minute).isdigit()
    if not good or int(minute) > 59 or int(hour) * 60 + int(minute) > 24 * 60:
        raise Invalid(f"{text[:10]!r} is no time of day; one looks like 09:00", "bad_hours")
    return int(hour) * 60 + int(minute)


def _holiday(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Invalid(f"{text[:12]!r} is no day; one looks like 2026-12-25", "bad_holiday") from None


def _zone(name: str) -> tzinfo:
    if name == "UTC":  # known where no zones are installed, too
        return UTC
    try:
        return ZoneInfo(name)
    except KeyError:
        raise ValueError("no such zone") from None


def _ms(day: date, time: str, zone: tzinfo) -> int:
    minutes = _minute(time)
    midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
    wall = midnight + timedelta(minutes=minutes)  # wall-clock arithmetic: the offset is the one of that hour
    return int(wall.timestamp() * 1000)
