"""Tells whether a ticket says again what one before it said: the same person, nearly the same words, within days.

Two people who ask the same are two tickets: demand is what is counted. One person who sends the same mail twice, or
whose ticket stands in two exports under two ids, is one (METRICS.md: one customer, one issue, seven days).
"""

from typing import Any

from sqlalchemy import Connection

from server.knowledge.copies import STANDS_ALONE, Gist, bands_of, gist_of_text, near
from server.store import tickets as store

WITHIN_MS = 7 * 86_400_000
NAMELESS_MS = 3_600_000  # where no requester is told: a form sent twice


def bands(row: dict[str, Any]) -> list[str]:
    """What near copies of a ticket are found by."""
    return bands_of(_gist(row["question"], row["language"]))


def is_copy(conn: Connection, row: dict[str, Any], its_bands: list[str]) -> bool:
    """Whether a ticket that is stored already says the same."""
    gist = _gist(row["question"], row["language"])
    for other in store.alike(conn, row["site"], its_bands, row["requester"], row["id"]):
        if _may_be_one(row, other, gist) and near(gist, _gist(other.question, other.language)):
            return True
    return False


def _may_be_one(row: dict[str, Any], other: Any, gist: Gist) -> bool:
    named = bool(row["requester"]) and row["requester"] == other.requester
    if row["at"] is None or other.at is None:
        return named or len(gist.words) >= STANDS_ALONE
    apart: int = abs(row["at"] - other.at)
    return apart <= (WITHIN_MS if named else NAMELESS_MS)


def _gist(text: str, language: str) -> Gist:
    return gist_of_text(text, english=language in ("en", "und"))
