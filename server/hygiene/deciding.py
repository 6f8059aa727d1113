"""What people decide: a finding is none, a gap isn't wanted or has been written, and the way back."""

from sqlalchemy import Connection

from server.errors import Conflict, Invalid, NotFound
from server.store import articles, gaps, hygiene

MOST_REASON = 500  # characters


def dismiss_finding(conn: Connection, id: str, by: str, reason: str, now: int) -> None:
    """It is none, and why; it stays dismissed as long as both texts stay. Raises NotFound, Invalid, Conflict."""
    finding = hygiene.find(conn, id)
    if finding is None:
        raise NotFound("There is no such finding.")
    if finding.state == "fixed":
        raise Conflict("the text has changed since; there is nothing left to dismiss")
    hygiene.set_finding(conn, id, "dismissed", by, _reason(reason, "finding"), now)


def reopen_finding(conn: Connection, id: str, by: str, now: int) -> None:
    """Takes a dismissal back. Raises NotFound, Conflict."""
    finding = hygiene.find(conn, id)
    if finding is None:
        raise NotFound("There is no such finding.")
    if finding.state != "dismissed":
        raise Conflict(f"the finding is {finding.state}")
    hygiene.set_finding(conn, id, "open", by, "", now)


def dismiss_gap(conn: Connection, id: str, by: str, reason: str, now: int) -> None:
    """Nothing is to be written on it, and why. Raises NotFound, Invalid."""
    _gap(conn, id)
    gaps.set_state(conn, id, "dismissed", by, _reason(reason, "gap"), "", now)


def gap_written(conn: Connection, id: str, by: str, article: str, reason: str, now: int) -> None:
    """An article answers it now; asked again after this, the gap opens by itself. Raises NotFound."""
    _gap(conn, id)
    if articles.find(conn, article) is None:
        raise NotFound("There is no such article.")
    gaps.set_state(conn, id, "written", by, reason[:MOST_REASON], article, now)


def reopen_gap(conn: Connection, id: str, by: str, now: int) -> None:
    """It is wanted after all. Raises NotFound."""
    _gap(conn, id)
    gaps.set_state(conn, id, "open", by, "", "", now)


def _gap(conn: Connection, id: str) -> None:
    if gaps.find(conn, id) is None:
        raise NotFound("There is no such gap.")


def _reason(reason: str, what: str) -> str:
    if not reason.strip():
        raise Invalid(f"say why the {what} is dismissed")
    return reason.strip()[:MOST_REASON]
