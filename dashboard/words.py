"""Numbers, moments and codes in the words that people read."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from html import escape
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from server.api.views import Rate

FEW = 30  # below it Wilson's interval is wider than 30 points at a rate of a half

OUTCOMES = {
    "verified": "Verified",
    "confirmed": "Confirmed",
    "durable": "Durable",
    "assumed": "Assumed",
    "failed": "Failed",
    "resolved": "Resolved",
    "escalated": "To a person",
    "": "Open",
}
OUTCOMES_MEAN = {
    "verified": "the page showed that the stuck step was completed ÷ episodes that Handrail took part in",
    "confirmed": "the visitor said that it was solved ÷ episodes that Handrail took part in",
    "durable": "solved without a person and not back within 7 days ÷ episodes older than that",
    "assumed": "nothing said, nothing asked again ÷ episodes that Handrail took part in",
    "failed": "said to be unsolved, given up or asked again ÷ episodes that Handrail took part in",
    "resolved": "verified, confirmed or durable, with at most one miss and no person ÷ episodes older than 7 days",
    "escalated": "handed to a person ÷ episodes that Handrail took part in",
}
SHORT_FORMS = frozenset({"vat", "csv", "iban", "url", "api", "sso", "pdf", "sms"})
REASONS = {
    "customer_request": "asked for a person",
    "low_confidence": "not sure of an answer",
    "sensitive": "a matter for a person",
    "frustration": "frustrated",
    "repeated_failure": "answers did not help",
}
CUES = {  # of server.understanding.risk, as an agent reads them
    "disappointed": "said that it is bad",
    "frustrated": "sounds upset",
    "worsening": "the mood has dropped",
    "clipped": "replies get short",
    "repeated": "asks the same again",
    "unhelped": "answers did not help",
    "confused": "does not understand",
    "rage_typing": "rage typing",
    "hurried": "turns in quick succession",
    "struggling": "the page gives trouble",
    "pressed": "in a hurry",
    "wants_person": "asked for a person",
}


def percent(share: float | None, digits: int = 1) -> str:
    """A share as people write it; a dash where there is none."""
    return "–" if share is None else f"{100 * share:.{digits}f} %"


def hundredths(share: float | None) -> float | None:
    """A share as the number of percent, for tables; None where there is none."""
    return None if share is None else round(100 * share, 1)


def points(difference: float) -> str:
    """A difference of two shares, in percentage points, with its sign."""
    return f"{100 * difference:+.1f} points".replace("-", "−")


def interval(rate: Rate) -> str:
    """The 95 % interval of a rate."""
    if rate.low is None or rate.high is None:
        return "–"
    return f"{100 * rate.low:.1f}–{100 * rate.high:.1f} %"


def few_or_interval(rate: Rate) -> str:
    """The 95 % interval of a rate, or that there are too few to tell."""
    return "too few to tell" if rate.n < FEW else interval(rate)


def told(rate: Rate, of: str) -> str:
    """A rate with its interval and n: "8.2 % (6.9–9.7 %) of 412 visits"; too small an n is said."""
    if not rate.n:
        return f"no {of} yet"
    few = ": too few to tell" if rate.n < FEW else ""
    return f"{percent(rate.value)} ({interval(rate)}) of {rate.n:,} {of}{few}"


def count(n: int, one: str, many: str = "") -> str:
    """ "1 visit", "1,204 visits"."""
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def listed(said: Sequence[str]) -> str:
    """ "one, two and three"; "one" for a single thing."""
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def outcome(code: str) -> str:
    return OUTCOMES.get(code) or plain(code)


def reason(code: str) -> str:
    return REASONS.get(code) or plain(code).lower()


def called(name: str, key: str) -> str:
    """An element by its name; the page itself, or the key, where it has none."""
    return name or ("the page itself" if key.split(":")[0].split(">")[0].strip() in ("html", "body") else key)


def plain(code: str) -> str:
    """A code as words: "reset_password" -> "Reset password", "vat_tax" -> "VAT tax"."""
    words = code.replace("_", " ").replace("-", " ").strip()
    words = " ".join(word.upper() if word in SHORT_FORMS else word for word in words.split(" "))
    return words[:1].upper() + words[1:]


def short(text: str, most: int) -> str:
    """The text cut to `most` characters, with an ellipsis where something is missing."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def hover(text: str) -> str:
    """Text from a visitor's page as it may stand in a picture: never as markup."""
    return escape(text, quote=False)


def bare(text: str) -> str:
    """Text from elsewhere as it may stand in Markdown: shown as it is, never as markup, links or images."""
    return re.sub(r"([\\`*_{}\[\]()<>#+\-.!|~:$&])", r"\\\1", text)


def inert(sentence: str) -> str:
    """A sentence of ours with names from elsewhere in it, as it may stand in Markdown: no link, image or markup."""
    return re.sub(r"([\\\[\]<>$])", r"\\\1", sentence)


def day(iso: str) -> str:
    """ "2025-10-03" -> "3 Oct"."""
    moment = date.fromisoformat(iso)
    return f"{moment.day} {moment:%b}"


def zone(name: str | None) -> ZoneInfo | None:
    """The reader's time zone; None (UTC) where the browser names none that we know."""
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def at(ms: int, where: ZoneInfo | None = None) -> str:
    """ "3 Oct, 14:05" in the reader's time zone."""
    moment = datetime.fromtimestamp(ms / 1000, UTC).astimezone(where or UTC)
    return f"{moment.day} {moment:%b, %H:%M}"


def clock(ms: int, where: ZoneInfo | None = None) -> str:
    """ "14:05:09" in the reader's time zone."""
    return f"{datetime.fromtimestamp(ms / 1000, UTC).astimezone(where or UTC):%H:%M:%S}"


def lasting(seconds: float) -> str:
    """ "40 s", "3 min", "2 h"."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.0f} h"
