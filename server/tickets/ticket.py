"""A ticket as an export tells it, before anything of it is stored."""

from datetime import UTC, datetime
from typing import Literal

from msgspec import Struct

Status = Literal["", "open", "pending", "solved"]

FIRST_MS, LAST_MS = 946_684_800_000, 4_102_444_800_000  # 2000 and 2100: a moment outside of them is no moment
MS_FROM = 100_000_000_000  # a number from which a Unix time is in milliseconds
_FORMS = ("%d/%m/%Y %H:%M", "%d.%m.%Y %H:%M", "%Y/%m/%d %H:%M", "%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d %H:%M:%S %z")
_STATUSES: dict[str, Status] = {
    **dict.fromkeys(("new", "open", "reopened", "2"), "open"),
    **dict.fromkeys(("pending", "hold", "on-hold", "on hold", "snoozed", "waiting", "3"), "pending"),
    **dict.fromkeys(("solved", "closed", "resolved", "done", "4", "5"), "solved"),
}
_RATED = {
    **dict.fromkeys(("good", "happy", "positive", "satisfied", "extremely happy", "very happy", "yes"), True),
    **dict.fromkeys(("bad", "unhappy", "negative", "dissatisfied", "extremely unhappy", "very unhappy", "no"), False),
}


class Said(Struct, frozen=True):
    """Words of one side; `at` is Unix ms, None where it isn't told. `automatic`: by no person."""

    text: str
    at: int | None = None
    automatic: bool = False


class Ticket(Struct, frozen=True, kw_only=True):
    """`people` are names and addresses that the export itself tells: whatever they are, the texts lose them.

    Texts are as exported: HTML, quotes and signatures and all.
    """

    line: int
    external: str
    question: str
    subject: str = ""
    replies: tuple[Said, ...] = ()
    requester: str = ""
    people: tuple[str, ...] = ()
    at: int | None = None
    first_reply_ms: int | None = None  # where the export counts it itself
    closed_at: int | None = None
    handled_ms: int | None = None
    status: Status = ""
    reopens: int | None = None
    rating: float | None = None  # 1..5
    satisfied: bool | None = None
    tags: tuple[str, ...] = ()


class Broken(Struct, frozen=True):
    """A row that can't be a ticket: the line it begins in (1 is the first) and why, without its words."""

    line: int
    reason: str


def moment(value: object) -> int | None:
    """Unix ms of a number (s or ms) or a date as exports write it; without a zone it is UTC. None for nothing.

    Raises ValueError for what is no moment.
    """
    if value is None or value == "" or isinstance(value, bool):
        return None
    number = _number(value)
    at = _written(str(value).strip()) if number is None else number if abs(number) >= MS_FROM else number * 1000
    if not FIRST_MS <= at < LAST_MS:
        raise ValueError("a date outside of 2000 to 2100")
    return int(at)


def status(value: object) -> Status:
    """What a status means; "" for a word that says nothing about it."""
    return _STATUSES.get(str(value if value is not None else "").strip().lower(), "")


def rated(value: object) -> tuple[float | None, bool | None]:
    """(1..5 or None, satisfied or None) of a rating: a number of stars, or a word."""
    number = _number(value)
    if number is not None:
        return (number, number >= 4) if 1 <= number <= 5 else (None, None)
    return None, _RATED.get(str(value or "").strip().lower())


def minutes(value: object) -> int | None:
    """Milliseconds of a number of minutes, or of "1:30" and "01:30:00" (hours first); None for anything else."""
    number = _number(value)
    if number is None and isinstance(value, str) and value.count(":") in (1, 2):
        parts = value.strip().split(":")
        if all(part.isdigit() and len(part) < 6 for part in parts):
            hours, mins, seconds = (*map(int, parts), 0)[:3]
            number = hours * 60 + mins + seconds / 60
    return round(number * 60_000) if number is not None and 0 <= number < 10_000_000 else None


def whole(value: object) -> int | None:
    """A count, yes and no as 1 and 0; None for anything else."""
    if isinstance(value, str) and value.strip().lower() in {"yes", "true", "no", "false"}:
        return int(value.strip().lower() in {"yes", "true"})
    number = _number(value)
    return int(number) if number is not None and 0 <= number < 100_000 else None


def _number(value: object) -> float | None:
    if isinstance(value, bool):
        return float(value)
    if isinstance(value, int | float):
        return float(value) if abs(value) < 1e15 else None
    text = str(value or "").strip()
    plain = text.replace(".", "", 1).isdecimal() and text.isascii() and len(text) <= 16
    return float(text) if plain and text != "." else None


def _written(text: str) -> float:
    clean = text.removesuffix(" UTC")
    try:
        return _ms(datetime.fromisoformat(clean))
    except ValueError:
        pass
    for form in _FORMS:
        try:
            return _ms(datetime.strptime(clean, form))
        except ValueError:
            continue
    raise ValueError("a date in a form that is not known: write it like 2026-11-21T09:30:00Z")


def _ms(moment: datetime) -> float:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000
