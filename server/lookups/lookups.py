"""The declared look-ups at work: asked side by side, each within its own time, the file read anew when it changes.

A look-up that fails, rests or is slow is an outcome, never an error: whoever asks goes on without it.
"""

import asyncio
import os
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

import structlog
from msgspec import Struct

from server.breaker import Breaker
from server.clock import now_ms
from server.errors import Misconfigured
from server.lookups import sentences
from server.lookups.asking import Asked, Question, asked
from server.lookups.checking import Table, read_table
from server.lookups.declared import FromTurn, Lookup
from server.lookups.fetching import MOST_AT_ONCE, Failed, Fetcher, NotFound, Refused
from server.lookups.templates import filled_url
from server.lookups.values import read

TOLD = {"told", "not_found"}  # outcomes with a sentence
UNVERIFIED = "unverified"  # only a proven visitor is missing
FAIR = 0.5  # of its time; who waited longer for a place does not blame the service for what was left


class Looked(Struct, frozen=True, kw_only=True):
    """What became of a look-up. `outcome`: told, not_found (the service knows no such thing), unverified, no_sentence
    (what came fits none), slow, busy (no place in time), failed, refused (4xx), resting (failed too often).
    `as_of` is the time on the clock of the file's zone; `named` what the visitor named, for the next turn."""

    name: str
    title: str
    outcome: str
    ms: float = 0.0
    sentence: str = ""
    as_of: str = ""
    plain: bool = False
    named: dict[str, str] = {}


class _Running:
    """What a look-up has while its declaration serves."""

    def __init__(self, lookup: Lookup) -> None:
        self.breaker = Breaker()
        self.places = asyncio.Semaphore(lookup.at_once)


class _Serving(Struct, frozen=True):
    """A version of the file with what runs for it: exchanged as a whole."""

    table: Table
    running: dict[str, _Running]
    fetcher: Fetcher


class Lookups:
    """The look-ups of one process. `refresh` is cheap and safe to call from a thread; the rest is the event loop's."""

    def __init__(
        self,
        path: Path | None = None,
        clock: Callable[[], int] = now_ms,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.problem = ""  # why the newest version of the file does not serve
        self._path = path
        self._clock = clock
        self._environment = os.environ if environment is None else environment
        self._seen: tuple[int, int] | None = None
        self._serving: _Serving | None = None
        self._places = asyncio.Semaphore(MOST_AT_ONCE)
        self.refresh()

    @property
    def version(self) -> str:
        """Of the file that serves, "none" without one."""
        return self._serving.table.version if self._serving else "none"

    def of(self, site: str) -> list[Lookup]:
        """Those that a site's visitors may call for."""
        every = self._serving.table.lookups if self._serving else ()
        return [one for one in every if one.site in ("", site)]

    def refresh(self) -> None:
        """Reads the file if it has changed. A broken one changes nothing but `problem`, and is told to the log once."""
        if self._path is None or (seen := _mark(self._path)) == self._seen:
            return
        self._seen = seen
        try:
            table = read_table(self._path, self._environment)
        except Misconfigured as error:
            self.problem = error.message
            structlog.get_logger().error("lookups_broken", problem=error.message, serving=self.version)
            return
        self.problem = ""
        before = self._serving
        same = {one.name for one in before.table.lookups if one in table.lookups} if before else set()
        running = {one.name: before.running[one.name] for one in table.lookups if before and one.name in same}
        running |= {one.name: _Running(one) for one in table.lookups if one.name not in running}
        self._serving = _Serving(table, running, before.fetcher if before else Fetcher())

    def asked(self, question: Question) -> list[Asked]:
        """What the question calls for."""
        return asked(self._serving.table.lookups, question) if self._serving else []

    async def look(self, call: Asked) -> Looked:
        """One look-up, within its time. Raises nothing; a look-up that is no longer declared has failed."""
        serving = self._serving
        if serving is None or call.lookup not in serving.table.lookups:
            return Looked(name=call.lookup.name, title=call.lookup.title, outcome="failed", plain=call.plain)
        return await self._looked(call, serving)

    async def close(self) -> None:
        if self._serving is not None:
            await self._serving.fetcher.close()

    async def _looked(self, call: Asked, serving: _Serving) -> Looked:
        began = time.perf_counter()
        outcome, sentence = (UNVERIFIED, "") if call.lacks else await self._outcome(call, serving)
        lookup = call.lookup
        as_of = datetime.fromtimestamp(self._clock() / 1000, serving.table.time_zone)
        return Looked(
            name=lookup.name,
            title=lookup.title,
            outcome=outcome,
            ms=round((time.perf_counter() - began) * 1000, 1),
            sentence=sentence,
            as_of=f"{as_of:%H:%M %Z}",
            plain=call.plain,
            named={name: call.values[name] for name, need in lookup.needs.items() if isinstance(need, FromTurn)},
        )

    async def _outcome(self, call: Asked, serving: _Serving) -> tuple[str, str]:
        """(outcome, sentence). The breaker hears of what a service can be blamed for."""
        running, now, fair = serving.running[call.lookup.name], time.monotonic, False
        limit, began = call.lookup.timeout_ms / 1000, time.monotonic()
        try:
            async with asyncio.timeout(limit), self._places, running.places:
                if not running.breaker.lets(now()):
                    return "resting", ""
                fair = now() - began <= limit * FAIR
                outcome, sentence = await _asked(call, serving)
        except TimeoutError:
            if not fair:
                return "busy", ""
            outcome, sentence, reason = "slow", "", "slow"
        except Refused:
            return "refused", ""
        except Failed as error:
            outcome, sentence, reason = "failed", "", str(error)
        else:
            running.breaker.worked()
            return outcome, sentence
        running.breaker.failed(now())
        structlog.get_logger().warning("lookup_failed", lookup=call.lookup.name, reason=reason)
        return outcome, sentence


async def _asked(call: Asked, serving: _Serving) -> tuple[str, str]:
    lookup = call.lookup
    try:
        body = await serving.fetcher.get(filled_url(lookup.url, call.values), serving.table.headers[lookup.name])
    except NotFound:
        return "not_found", sentences.not_found(lookup, call.values)
    said = sentences.sentence(lookup, {**call.values, **read(lookup, body)})
    return ("told" if said else "no_sentence"), said


def _mark(path: Path) -> tuple[int, int] | None:
    """Changes when the file does; (-1, -1) when it can't be read, so that this is told too."""
    try:
        found = path.stat()
    except OSError:
        return -1, -1
    return found.st_mtime_ns, found.st_size
