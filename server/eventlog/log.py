"""The seam of the event log: what is stored of a batch, and what every engine promises.

A log keeps batches as they are given to it. `append` returns once the batch would survive a kill; offsets grow in the
order of the commits, so a reader that remembers the last offset it saw misses nothing. tests/server/eventlog/ holds
the conformance suite for adapters.
"""

from typing import Protocol

from msgspec import Struct


class Entry(Struct, frozen=True):
    """A batch on its way into the log.

    `site` is the site's id (not its public key), `received_at` Unix ms on the server's clock. The time of an event is
    `batch.at + event.dt + shift_ms`. `frame` is the MessagePack of widget.protocol.Batch, its turns without personal
    data.
    """

    site: str
    visitor: str
    session: str
    stream: str
    seq: int
    received_at: int
    shift_ms: int
    frame: bytes


class Logged(Entry, frozen=True):
    """An entry in the log; offsets grow, with gaps, and are never used twice."""

    offset: int


class EventLog(Protocol):
    """Append-only, durable, readable by other processes while it is written."""

    async def append(self, entry: Entry) -> int | None:
        """The entry's offset once it is durable, None when (session, stream, seq) is there already.

        Raises Overloaded when too much waits to be written, Unavailable when the engine can't write (disk full,
        closed). After an error the entry may or may not be there: appending it again is safe.
        """
        ...

    def acked(self, session: str, stream: str) -> int:
        """The highest seq up to which the stream is durable without a gap; 0 when nothing is."""
        ...

    def read(self, after: int, limit: int) -> list[Logged]:
        """At most `limit` entries with offsets above `after`, by offset. Raises Unavailable."""
        ...

    def of_session(self, session: str) -> list[Logged]:
        """Everything of one session, by offset. Raises Unavailable."""
        ...

    def last(self) -> int:
        """The highest offset, 0 when the log is empty. Raises Unavailable."""
        ...

    async def close(self) -> None:
        """Writes what waits, then refuses appends. Idempotent."""
        ...
