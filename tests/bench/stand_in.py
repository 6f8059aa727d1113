"""What a page without Python costs the server; `python -m tests.bench stand_in`.

The visit of worker.mjs (presses, clicks, the page's answers, scrolls), as messages of the shim's line with 1, 50 and
250 rows; each is read, judged and flushed as server/gateway/line.py does, without socket and log. Memory is that of a
thousand stand-ins after a minute of it each. Prints JSON.
"""

import json
import statistics
import time
import tracemalloc

from server.gateway.stand_in import StandIn, read_boot, read_heard
from widget.protocol import Ack, Batch, Welcome, decode_client, encode

EVENTS = 6000
KINDS = (2, 3, 9, 9, 8)
START = 1_760_000_000_000
STEP = 180  # ms between two events
ELEMENTS = [
    {"i": i, "tag": "button", "role": "button", "name": f"Button {chr(97 + i)}", "rect": [0, 40 * i, 80, 30]}
    for i in range(20)
]
STAND_INS, MINUTE = 1000, 333  # events of a minute


class Clock:
    """The server's, which is the page's here."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> int:
        return self.now


def main() -> None:
    print(
        json.dumps(
            {
                "microseconds_an_event": {size: round(microseconds(size), 1) for size in (1, 50, 250)},
                "kilobytes_a_stand_in": round(kilobytes(), 1),
                "bytes_handed_over": handed(),
            }
        )
    )


def messages(size: int, events: int) -> list[tuple[int, bytes]]:
    """When each is said, and what."""
    found = []
    for n, first in enumerate(range(0, events, size), 1):
        rows = [number for event in range(first, first + size) for number in _row(event)]
        els = ELEMENTS if n == 1 else []
        said = {"k": "raw", "m": n, "n": n, "t0": START, "rows": rows, "els": els, "strs": []}
        found.append((START + (first + size) * STEP, json.dumps(said).encode()))
    return found


def _row(event: int) -> tuple[int, ...]:
    kind = KINDS[event % len(KINDS)]
    el = event // len(KINDS) % len(ELEMENTS) if kind in (2, 3) else -1
    return kind, event * STEP, el, 5, 5, int(kind == 9)


def stand_in(clock: Clock, number: int = 0) -> StandIn:
    ids = {"site": "bench-site", "visitor": f"visitor-{number:08}", "session": "s" * 22, "stream": "t" * 22}
    boot = json.dumps({**ids, "sent_at": START, "route": "/"}).encode()
    made = StandIn(boot, read_boot(boot), clock)
    made.page.opened()
    made.page.received(encode(Welcome(1, "s" * 22, 0, START)))
    return made


def play(one: StandIn, clock: Clock, said: list[tuple[int, bytes]]) -> list[float]:
    """Seconds of each message."""
    times = []
    for at, data in said:
        clock.now = at
        start = time.perf_counter()
        one.take(read_heard(data), data)
        one.said()
        for frame in one.frames():
            batch = decode_client(frame)
            if isinstance(batch, Batch):
                one.page.received(encode(Ack(batch.seq)))
        times.append(time.perf_counter() - start)
    return times


def microseconds(size: int) -> float:
    """The median over messages, an event."""
    clock = Clock()
    return statistics.median(play(stand_in(clock), clock, messages(size, EVENTS))) / size * 1e6


def kilobytes() -> float:
    clock = Clock()
    said = messages(10, MINUTE)
    play(stand_in(clock), clock, said)  # what is made once is there
    tracemalloc.start()
    all_ = []
    for number in range(STAND_INS):
        clock.now = START
        all_.append(stand_in(clock, number))
        play(all_[-1], clock, said)
    taken = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return taken / STAND_INS / 1024


def handed() -> int:
    """Bytes of the state that goes to Python in the page."""
    clock = Clock()
    one = stand_in(clock)
    play(one, clock, messages(10, MINUTE))
    return len(one.page.hand_over())


if __name__ == "__main__":
    main()
