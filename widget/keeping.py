"""What outlives a page that lost its line: which frames the browser's storage holds, and how a later page says them.

Bytes in, bytes out: widget/static/store.js does the storing, worker.js the sending. A frame goes into storage when it
waits for its acknowledgement and leaves it with that; what storage still holds when a page of the same visitor starts,
and no page that lives is the owner, is handed in under its own stream. The server's Welcome says what it has of it.
"""

from collections.abc import Callable, Iterable
from typing import TypeVar

import msgspec

from widget.protocol import Ack, Batch, Hello, Refused, Welcome, decode_client, decode_server, encode

F = TypeVar("F", Hello, Batch)


class Keeper:
    """Follows the outbox of one page."""

    def __init__(self) -> None:
        self._kept: dict[int, bytes] = {}

    def changes(self, waiting: Iterable[tuple[int, bytes, bool]]) -> tuple[list[tuple[int, bytes]], list[int]]:
        """What to put into storage and which numbers to forget. `waiting` are the frames without acknowledgement:
        number, bytes, and whether they must outlive the page; what was put once stays until it is acknowledged."""
        frames = {seq: data for seq, data, must in waiting if must or seq in self._kept}
        put = [(seq, data) for seq, data in frames.items() if self._kept.get(seq) is not data]
        gone = [seq for seq in self._kept if seq not in frames]
        self._kept = frames
        return put, gone


class Leftover:
    """The frames of a page that is gone, on a connection of their own.

    `state` is "open" until everything is acknowledged or refused for good ("done": storage may forget it), or until the
    server asks to come again ("later").
    """

    def __init__(self, hello: bytes, frames: Iterable[bytes], clock: Callable[[], float]) -> None:
        self._hello = _as(Hello, hello)
        self._batches = [_as(Batch, data) for data in frames]
        self._clock = clock
        self._last = 0
        self.state = "open"

    def opened(self) -> bytes:
        """The Hello of the page that is gone, sent now: the server sets the clock by it."""
        return encode(msgspec.structs.replace(self._hello, sent_at=max(round(self._clock()), 0)))

    def received(self, data: bytes) -> list[bytes]:
        """A frame of the server; returns what to send."""
        match decode_server(bytes(data)):
            case Welcome(acked=acked):
                return self._rest(acked)
            case Ack(seq=seq) if seq >= self._last:
                self.state = "done"
            case Refused(retry_ms=retry_ms):
                self.state = "later" if retry_ms >= 0 else "done"
        return []

    def _rest(self, acked: int) -> list[bytes]:
        """What the server lacks, numbered on from what it has: the beginning of a log that was lost is gone."""
        lacking = [batch for batch in self._batches if batch.seq > acked]
        self._last = acked + len(lacking)
        if not lacking:
            self.state = "done"
        return [encode(msgspec.structs.replace(batch, seq=acked + n)) for n, batch in enumerate(lacking, 1)]


def _as(kind: type[F], data: bytes) -> F:
    frame = decode_client(bytes(data))
    if not isinstance(frame, kind):
        raise TypeError(f"storage holds another frame than a {kind.__name__}")
    return frame
