"""How much one page, one address and one site may send: token buckets and counted places, all in memory."""

from collections import Counter, OrderedDict

from msgspec import Struct

BYTES_A_TOKEN = 16 * 1024  # a usual batch is about 1 KB; a large frame costs as much as the small ones it displaces
MOST_BUCKETS = 10_000  # addresses remembered; the longest unused is forgotten first


class Limits(Struct, frozen=True, kw_only=True):
    """Quotas of the gateway. A token is a frame of up to 16 KB."""

    hello_s: float = 10.0  # a slow phone on a slow line needs about 3
    idle_s: float = 3600.0  # a tab forgotten in the background; it may come back at once
    page_per_s: float = 20.0  # a page flushes once a second, and at once for what matters
    page_burst: float = 1000.0  # what piles up in a quarter of an hour without a line
    site_per_s: float = 5000.0  # about half of what one busy core takes (tests/bench/ingest.py)
    site_burst: float = 20_000.0
    simulated_times: float = 50.0  # the history of a simulated site is played faster than life
    beacons_per_s: float = 20.0  # per address: an office behind one
    beacons_burst: float = 200.0
    files_per_s: float = 1.0  # per address: an office behind one
    files_burst: float = 60.0
    session_files_per_s: float = 0.2  # refused ones count: three, again and again, is somebody who tries
    session_files_burst: float = 15.0
    uploads_at_once: int = 16  # bodies in memory, 80 MB
    connections_an_address: int = 500
    connections_a_site: int = 20_000
    unsent_frames: int = 256  # to a page that does not read; an answer streams in about 60
    unheard_batches: int = 200  # of one session, before its connection is read no further


class TokenBucket:
    """Refills by `per_s` up to `burst`; starts full. Times are seconds of any steady clock."""

    __slots__ = ("_at", "_burst", "_per_s", "_tokens")

    def __init__(self, per_s: float, burst: float, now: float) -> None:
        self._per_s = per_s
        self._burst = burst
        self._tokens = burst
        self._at = now

    def take(self, cost: float, now: float) -> float:
        """0 when the tokens were there and are taken, else the seconds until they will be."""
        self._tokens = min(self._burst, self._tokens + (now - self._at) * self._per_s)
        self._at = now
        if self._tokens >= cost:
            self._tokens -= cost
            return 0.0
        return (cost - self._tokens) / self._per_s


class Buckets:
    """A token bucket for each name."""

    def __init__(self) -> None:
        self._buckets: OrderedDict[str, TokenBucket] = OrderedDict()

    def of(self, name: str, per_s: float, burst: float, now: float) -> TokenBucket:
        bucket = self._buckets.get(name)
        if bucket is None:
            bucket = self._buckets[name] = TokenBucket(per_s, burst, now)
            if len(self._buckets) > MOST_BUCKETS:
                self._buckets.popitem(last=False)
        else:
            self._buckets.move_to_end(name)
        return bucket


class Places:
    """Counts who is in; a name may hold up to `most` places."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken: Counter[str] = Counter()

    def enter(self, name: str) -> bool:
        """False when every place of the name is taken."""
        if self._taken[name] >= self._most:
            return False
        self._taken[name] += 1
        return True

    def leave(self, name: str) -> None:
        self._taken[name] -= 1
        if self._taken[name] <= 0:
            del self._taken[name]


def cost(size: int) -> int:
    """Tokens of a frame of `size` bytes."""
    return 1 + size // BYTES_A_TOKEN
