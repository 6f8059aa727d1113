"""Crawls a site: its sitemap first, then its links, page after page, within limits and as its robots.txt allows.

A page that leads on (a redirect, a canonical address, a refresh) is no page (outcomes.py). Whether stored pages that
were not met may be deleted is said at the end: only when nothing was left out, and nothing failed behind which there
might have been more.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator

from msgspec import Struct, structs

from server.knowledge.web.fetched import Fetched, Known, Limits, Listing, Moved, State
from server.knowledge.web.fetching import AGAIN, MOST_REDIRECTS, Fetcher
from server.knowledge.web.links import read_page
from server.knowledge.web.outcomes import Lead, Outcomes
from server.knowledge.web.robots import Robots, robots_of
from server.knowledge.web.scope import Mazes, Scope, below, has_links
from server.knowledge.web.sitemap import pages_listed
from server.knowledge.web.urls import Refused, Url, split

MOST_WAITING = 50_000  # addresses met and not yet asked
DENIED = frozenset((401, 403))
MOST_DENIED = 10  # pages; more, and it may be us who are locked out
MOST_FAILING = 5  # in a row, each tried as often as it is: then the site is down, or wants to be left alone
NOT_MODIFIED = 304
NOINDEX = "the page asks not to be indexed"

Step = Fetched | Listing


def crawl(
    start: str,
    limits: Limits,
    known: Callable[[str], Known | None],
    fetcher: Fetcher,
    stop: threading.Event,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Step]:
    """Each page of the site at `start`, as a Fetched whose `url` is the page's own address; at last one Listing.

    `known` says what is stored of an address in normal form (`urls.normalise`, as all addresses here are); it is asked
    before each request for a page, so that who holds a lease hears that it goes on where nothing is told. Runs in the
    thread that iterates, waits there, and keeps nothing open: it may be left at any step. `stop` ends it within one
    request, then with a Listing that isn't complete. Pages come in one order as long as the site does not change, so
    that a crawl begun again meets what it has already stored as "unchanged". Never raises for what the web does.
    """
    return _Crawl(limits, known, fetcher, stop, clock).run(start)


class _Waiting(Struct, frozen=True):
    url: Url
    depth: int
    as_itself: bool = False  # whatever it names in its stead: that could not be had


class _Crawl:
    def __init__(
        self,
        limits: Limits,
        known: Callable[[str], Known | None],
        fetcher: Fetcher,
        stop: threading.Event,
        clock: Callable[[], float],
    ) -> None:
        self._limits = limits
        self._known = known
        self._fetcher = fetcher
        self._stop = stop
        self._mazes = Mazes()
        self._waiting: deque[_Waiting] = deque()
        self._met: set[str] = set()
        self._outcomes = Outcomes(known)
        self._missing = ""  # why the listing is not complete
        self._bytes = 0
        self._failing = 0
        self._denied = 0
        self._clock = clock
        self._end = clock() + limits.seconds
        self._robots: Robots
        self._scope: Scope

    def run(self, start: str) -> Iterator[Step]:
        arrived = self._arrive(start)
        if isinstance(arrived, Fetched):
            yield arrived
            yield Listing(False, frozenset(), arrived.reason)
            return
        first, answer = arrived
        if answer.state not in ("changed", "unchanged"):  # a site that is being moved or mended has not lost its pages
            self._missing = f"the address to start at could not be had: {answer.reason}"
        yield from self._weigh(first, answer)
        yield from self._ask_listed_and_linked(first.url)
        yield from self._outcomes.left_hanging()
        yield Listing(not self._missing, self._outcomes.seen(), self._missing)

    def _arrive(self, start: str) -> Fetched | tuple[_Waiting, Fetched]:
        """The first page, after redirects that may lead to another host: there the site is. Or why there is none."""
        try:
            url = asked = split(start)
        except Refused as no:
            return Fetched(start, "refused", at=start, reason=str(no))
        for _ in range(MOST_REDIRECTS + 1):
            self._robots = robots_of(url.origin, self._fetcher, self._stop)
            if not self._robots.allows(url.text):
                reason = self._robots.reason or "robots.txt does not allow the address to start at"
                return Fetched(asked.text, "failed", at=url.text, reason=reason)
            self._fetcher.slow_down(url.host, self._robots.delay_s)
            answer = self._fetcher.ask(url.text, self._stored(url.text), self._stop)
            if isinstance(answer, Fetched):
                folder = below(asked.path)
                self._scope = Scope(url, folder if url.path.startswith(folder) else below(url.path), self._limits)
                self._met.add(url.text)
                return _Waiting(url, 0), answer
            url = split(answer.to)
        return Fetched(asked.text, "failed", at=url.text, reason="it leads on too many times")

    def _ask_listed_and_linked(self, home: Url) -> Iterator[Fetched]:
        listed = pages_listed(home.origin, self._robots.sitemaps, self._fetcher, self._stop, self._clock)
        self._missing = self._missing or listed.problem
        for page in listed.pages:
            self._meet(page, 0, listed=True)
        asked = 1
        while self._waiting and not self._is_over(asked):
            waiting = self._waiting.popleft()
            url = waiting.url.text
            if self._robots.allows(url):
                asked += 1
                yield from self._weigh(waiting, self._fetcher.ask(url, self._stored(url), self._stop))
            else:
                yield from self._outcomes.settle(Fetched(url, "refused", reason="robots.txt does not allow it"))
            self._take_as_themselves()
        if self._stop.is_set():
            self._missing = "it was stopped"

    def _stored(self, url: str) -> Known | None:
        """What is stored of the page. Without its links the page is needed whole: a 304 does not name them."""
        known = self._known(url)
        return known if known is None or known.links is not None else Known(hash=known.hash)

    def _is_over(self, asked: int) -> bool:
        if self._stop.is_set():
            self._missing = "it was stopped"
        elif self._failing >= MOST_FAILING:
            self._missing = f"{MOST_FAILING} pages in a row failed: the site may be down"
        elif asked >= self._limits.pages:
            self._missing = f"there are more than {self._limits.pages:,} pages"
        elif self._bytes >= self._limits.total_bytes:
            self._missing = f"the pages have more than {self._limits.total_bytes:,} bytes"
        elif self._clock() >= self._end:
            self._missing = f"it took more than {self._limits.seconds:,} seconds"
        else:
            return False
        return True

    def _meet(self, link: str, depth: int, listed: bool = False, first: bool = False) -> None:
        """Queues a page of the site that was not met before. What the site lists itself is no maze."""
        try:
            url = self._scope.at_home(split(link))
        except Refused:
            return
        if url is None or url.text in self._met or depth > self._limits.depth or not self._scope.admits(url):
            return
        if not listed and self._mazes.leads_into(url):
            self._missing = self._missing or f"addresses of an endless kind were left out, such as {url.text}"
        elif len(self._waiting) >= MOST_WAITING:
            self._missing = f"more than {MOST_WAITING:,} addresses were waiting"
        else:
            self._met.add(url.text)
            (self._waiting.appendleft if first else self._waiting.append)(_Waiting(url, depth))

    def _weigh(self, page: _Waiting, answer: Fetched | Moved) -> Iterator[Fetched]:
        down = isinstance(answer, Fetched) and answer.status in {0, *AGAIN}
        self._failing = self._failing + 1 if down else 0
        if isinstance(answer, Moved):
            yield from self._led_on(page, answer)
        elif answer.state in ("changed", "unchanged"):
            self._bytes += len(answer.data)
            yield from self._take(page, answer)
        elif answer.state == "failed" or not answer.status:  # an address that is refused now was reached before
            self._miss(page, answer)
            yield from self._outcomes.settle(structs.replace(answer, state="failed"))
        else:
            yield from self._outcomes.settle(answer)

    def _miss(self, page: _Waiting, answer: Fetched) -> None:
        """A page that failed: what it links to is remembered, or there may be pages that are not met for it."""
        known = self._known(page.url.text)
        if known is not None and known.links is not None:
            self._follow(known.links, page.depth)
        elif answer.status in DENIED and self._denied < MOST_DENIED:
            self._denied += 1  # a few doors are locked on most sites
        elif has_links(page.url):
            self._missing = self._missing or f"{page.url.text} could not be had, nor what it links to: {answer.reason}"

    def _take(self, page: _Waiting, answer: Fetched) -> Iterator[Fetched]:
        """A page that was had: its links, and what it says of itself."""
        url = page.url.text
        said = read_page(url, answer.data, answer.content_type, answer.directives)
        links = answer.links if answer.status == NOT_MODIFIED else own_links(self._scope, said.links)
        self._follow(links, page.depth)
        if not self._scope.admits(page.url):
            return  # where the crawl starts, outside its own patterns
        if not page.as_itself and (lead := self._stand_in(page.url, said.lead)):
            yield from self._outcomes.wait(Lead(url, lead, True, page.depth, named=True))
            self._meet(lead, page.depth, first=True)
        elif said.noindex:
            yield from self._outcomes.settle(structs.replace(answer, state="refused", data=b"", reason=NOINDEX))
        else:
            data = answer.data if answer.state == "changed" else b""
            yield from self._outcomes.settle(structs.replace(answer, data=data, links=links))

    def _follow(self, links: tuple[str, ...], depth: int) -> None:
        for link in links:
            self._meet(link, depth + 1)

    def _stand_in(self, page: Url, lead: str) -> str:
        """The page that this one names in its stead; "" where this one is to be taken as itself."""
        target = self._scope.stand_in(page, lead)
        if target is None or not self._robots.allows(target.text):
            return ""
        return target.text if self._outcomes.may_stand_in(target.text) else ""

    def _led_on(self, page: _Waiting, moved: Moved) -> Iterator[Fetched]:
        """A redirect: to a page of the site, which is asked next, or off it."""
        target = self._scope.at_home(split(moved.to))
        if target is not None and self._scope.admits(target):
            yield from self._outcomes.wait(Lead(page.url.text, target.text, moved.for_good, page.depth))
            self._meet(target.text, page.depth, first=True)
        else:
            state: State = "refused" if moved.for_good else "failed"
            reason = f"it leads to {moved.to}, which is not part of what is crawled"
            yield from self._outcomes.settle(Fetched(page.url.text, state, at=moved.to, reason=reason))

    def _take_as_themselves(self) -> None:
        for url, depth in self._outcomes.itself:
            self._waiting.appendleft(_Waiting(split(url), depth, as_itself=True))
        self._outcomes.itself.clear()


def own_links(scope: Scope, links: tuple[str, ...]) -> tuple[str, ...]:
    """Those that stay on the site. Patterns come later: they may be others when these links are remembered."""
    found = (scope.at_home(split(link)) for link in links)
    return tuple(dict.fromkeys(url.text for url in found if url is not None))
