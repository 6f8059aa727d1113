"""Turns: between two requests to the same host there is time for its other guests."""

import threading
import time

from msgspec import Struct

DELAY_S = 0.25  # between two requests to one host, where it does not ask for more
MOST_HOSTS = 1_000  # remembered

_never = threading.Event()


class _Host(Struct):
    delay_s: float
    free_at: float = 0.0


class Turns:
    """May be shared between threads: each gets a turn of its own."""

    def __init__(self, delay_s: float = DELAY_S) -> None:
        self._delay_s = delay_s
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    def slow_down(self, host: str, seconds: float) -> None:
        """Leaves at least so much between two requests to the host."""
        with self._lock:
            self._host(host).delay_s = max(self._delay_s, seconds)

    def rest(self, host: str, seconds: float) -> None:
        """Leaves the host alone for so long."""
        with self._lock:
            place = self._host(host)
            place.free_at = max(place.free_at, time.monotonic() + seconds)

    def wait(self, host: str, stop: threading.Event | None) -> bool:
        """Waits for the host's next turn; False when `stop` came first."""
        with self._lock:
            place, now = self._host(host), time.monotonic()
            turn = max(now, place.free_at)
            place.free_at = turn + place.delay_s
        if turn > now:
            return not (stop or _never).wait(turn - now)
        return stop is None or not stop.is_set()

    def _host(self, host: str) -> _Host:
        place = self._hosts.pop(host, None) or _Host(self._delay_s)
        self._hosts[host] = place  # the last one asked is the last one forgotten
        if len(self._hosts) > MOST_HOSTS:
            del self._hosts[next(iter(self._hosts))]
        return place
