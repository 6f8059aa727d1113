"""What a site allows crawlers, by its robots.txt (RFC 9309); read by Protego, which is kept up with how sites write it.

The standard library's parser knows neither `*` nor `$` in a path, nor that the longest rule counts.
"""

import re
import threading

from protego import Protego

from server.knowledge.web.fetched import Moved
from server.knowledge.web.fetching import AGENT, MOST_REDIRECTS, Fetcher

MOST_BYTES = 1_000_000  # RFC 9309 wants half of it read at least
MOST_SITEMAPS = 50

_AGENT_LINE = re.compile(r"^[^\S\n]*user[ -]?agent[^\S\n]*[: \t][^\S\n]*([^\s#]*).*$", re.IGNORECASE | re.MULTILINE)


class Robots:
    """The rules of one site. `reason` says why nothing is allowed where the file could not be had, else ""."""

    def __init__(self, text: str, reason: str = "") -> None:
        lines = "\n".join(text.splitlines())
        self._rules = Protego.parse(_AGENT_LINE.sub(_ours, lines))
        self.reason = reason
        self.sitemaps = tuple(self._rules.sitemaps)[:MOST_SITEMAPS]
        self.delay_s = self._rules.crawl_delay(AGENT) or 0.0

    def allows(self, url: str) -> bool:
        return not self.reason and self._rules.can_fetch(url, AGENT)


def robots_of(origin: str, fetcher: Fetcher, stop: threading.Event) -> Robots:
    """The rules of the site at `origin`. One that can't be reached allows nothing for now; one without rules all."""
    at = f"{origin}/robots.txt"
    for _ in range(MOST_REDIRECTS + 1):
        answer = fetcher.ask(at, stop=stop, kinds=None, most_bytes=MOST_BYTES)
        if isinstance(answer, Moved):
            at = answer.to
        elif answer.state == "changed":
            return Robots(answer.data.decode("utf-8-sig", "replace"))
        elif 400 <= answer.status < 500 and answer.status != 429:
            return Robots("")
        else:
            return Robots("", f"robots.txt can't be read: {answer.reason}")
    return Robots("")  # RFC 9309: after five redirects it counts as not there


def _ours(line: re.Match[str]) -> str:
    """Groups of other agents become one: a thousand names above a thousand rules would be a million rules."""
    name = line[1].strip("*").lower()
    return line[0] if name in ("", AGENT) else "User-agent: other"
