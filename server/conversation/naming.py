"""Names what follows from an event after that event: hearing the log again, in part or from its beginning, gives the
same turns, nudges and episodes their same ids."""

import base64
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import count

from server.conversation.visit import Visit

ID_BYTES = 16

_following: ContextVar[Iterator[str] | None] = ContextVar("following", default=None)


@contextmanager
def following(visit: Visit, seq: int, place: int) -> Iterator[None]:
    """What is named within, in this task, follows from the event at `place` of batch `seq` of the visit's stream."""
    reset = _following.set(_names("\0".join((visit.site, visit.session, visit.stream, str(seq), str(place)))))
    try:
        yield
    finally:
        _following.reset(reset)


def naming(otherwise: Callable[[], str]) -> Callable[[], str]:
    """Makes ids: of the event that is being heard, or by `otherwise` where nothing is heard (a person acts)."""

    def name() -> str:
        names = _following.get()
        return otherwise() if names is None else next(names)

    return name


def _names(event: str) -> Iterator[str]:
    for n in count():
        digest = hashlib.sha256(f"{event}\0{n}".encode()).digest()[:ID_BYTES]
        yield base64.urlsafe_b64encode(digest).decode().rstrip("=")
