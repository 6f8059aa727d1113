"""Calls by which a source's own system tells of changes: signed as Standard Webhooks has it, and each heard once.

The signature is HMAC-SHA256 of "id.timestamp.body" with the source's secret. Whoever has no secret learns nothing:
an unknown source, a source without one and a wrong signature are refused alike and take the same time.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Sequence

from sqlalchemy import Connection

from server.errors import HandrailError, Invalid
from server.knowledge import deliveries
from server.knowledge.sources import BROUGHT, Source, path_of
from server.store import webhooks as statements

PREFIX = "whsec_"
SECRET_BYTES = 32
TOLERANCE_MS = 300_000  # between the sender's clock and ours, and how long a call may be on its way
KEEP_MS = 4 * TOLERANCE_MS  # longer than any timestamp is good for, whichever way the clocks differ
MOST_ID = 200  # characters of a call's id
MOST_SIGNATURES = 10  # a sender that changes its secret signs with two
MOST_TOLD = 1_000  # paths of one call; who has more tells of the whole source
NEWS = "A webhook tells at most 1,000 paths: send {} for the whole source."


class NotSigned(HandrailError):
    status = 401
    code = "not_signed"


def new_secret() -> str:
    """A secret as its sender is given it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def has_webhook(source: Source) -> bool:
    """Whether changes of it can be told: what was brought to us changes with us alone."""
    return bool(source.secret) and source.kind not in BROUGHT


def sign(secret: str, call: str, timestamp: str, body: bytes) -> str:
    """The signature of a call, as its sender makes it."""
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = b".".join((call.encode(), timestamp.encode(), body))
    return "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


def check(source: Source | None, call: str, timestamp: str, signatures: str, body: bytes, now: int) -> None:
    """Holds a call to its signature and its time (Unix seconds; `now` is ms). Raises NotSigned."""
    known = source is not None and has_webhook(source)
    wanted = sign(source.secret if source and known else _NOBODY, call, timestamp, body)
    given = signatures.split(" ", MOST_SIGNATURES)[:MOST_SIGNATURES]
    right = [hmac.compare_digest(wanted.encode(), each.encode()) for each in given]
    if not known or not any(right) or not 0 < len(call) <= MOST_ID:
        raise NotSigned("The webhook is not signed with the source's secret.")
    if not timestamp.isdecimal() or len(timestamp) > 12 or abs(now - int(timestamp) * 1000) > TOLERANCE_MS:
        raise NotSigned("The webhook's timestamp is more than five minutes away from now.", "too_old")


def hear(
    conn: Connection, source: Source, call: str, changed: Sequence[str], deleted: Sequence[str], now: int
) -> list[str]:
    """Puts what a call tells into the queue; ids of its deliveries, none for a call that was heard before.

    Without paths the whole source is told. Raises Invalid for a path that can't be the source's; nothing is told then.
    """
    if len(changed) + len(deleted) > MOST_TOLD:
        raise Invalid(NEWS)
    gone: list[tuple[deliveries.Kind, str]] = [("deleted", path_of(source, path)) for path in deleted]
    news: list[tuple[deliveries.Kind, str]] = [("changed", path_of(source, path)) for path in changed]
    statements.forget(conn, now - KEEP_MS)
    if not statements.hear(conn, source.id, call, now):
        return []
    return deliveries.tell_all(conn, source.site, source.id, [*news, *gone] or [("sync", "")], now)


_NOBODY = new_secret()  # that unknown sources' calls are held to
