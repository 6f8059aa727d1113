"""Leaves a failing service alone for a while, then tries it once. Pure: the time comes in."""

FAILURES = 5  # in a row: one lost packet is none, a service that is down shows within seconds
REST_S = 30.0  # long enough to restart a service, short enough that nobody calls it an outage of ours


class Breaker:
    """Of one service."""

    def __init__(self) -> None:
        self._failures = 0
        self._rests_until = 0.0

    def lets(self, now: float) -> bool:
        """Whether the service may be asked at `now` (seconds). After a rest one question goes through, as a trial."""
        if self._failures < FAILURES:
            return True
        if now < self._rests_until:
            return False
        self._rests_until = now + REST_S
        return True

    def failed(self, now: float) -> None:
        self._failures += 1
        self._rests_until = now + REST_S

    def worked(self) -> None:
        self._failures = 0
