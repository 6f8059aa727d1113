"""Many visitors at once in one Chromium: each plays a script in a context of its own, waits interleave.

A script is a generator of pauses in ms; what it does in between is real input. Everything runs on the one thread that
Playwright's browser belongs to, so that ten visitors who mostly wait cost little more than one.
"""

import heapq
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, Page

from tests.widget.browser.peer import Peer
from widget.protocol import Event, Struggled

BOOT_S = 60.0  # Python's boot with many others on the machine
LAST_MS = 1200.0  # a flush a second: what is certain by then is heard

Script = Callable[["Visitor"], Iterator[float]]


@dataclass
class Visitor:
    """One tab with a session of its own."""

    page: Page
    peer: Peer
    host: str
    streams: set[str] = field(default_factory=set)
    problems: list[str] = field(default_factory=list)

    @property
    def session(self) -> str:
        return str(self.page.evaluate("sessionStorage.getItem('handrail.session')"))

    def events(self) -> list[Event]:
        """What the server heard of this visitor, in order."""
        session = self.session
        streams = [hello.stream for hello in self.peer.hellos if hello.session == session]
        return [
            event
            for stream in dict.fromkeys(streams)
            for batch in self.peer.batches.get(stream, [])
            for event in batch.events
        ]

    def struggles(self, signal: str) -> list[Struggled]:
        return [one for one in self.events() if isinstance(one, Struggled) and one.signal == signal]

    def press(self, selector: str, times: int = 1, gap: float = 90) -> Iterator[float]:
        """Clicks an element `times` with the mouse, `gap` ms apart; scrolls to it first."""
        before = self.page.evaluate("scrollY")
        self.page.locator(selector).scroll_into_view_if_needed()
        if self.page.evaluate("scrollY") != before:
            yield 400  # what scrolls is no answer to the click
        box = self.page.locator(selector).bounding_box()
        assert box, selector
        for _ in range(times):
            self.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            yield gap

    def online(self) -> Iterator[float]:
        """Pauses until the server has this visitor's first frame."""
        end = time.monotonic() + BOOT_S
        while not self.events():
            assert time.monotonic() < end, f"Python did not start; console: {self.problems}"
            yield 100


@dataclass
class Part:
    """A script with the options of its context; `heard` is filled in when it is over."""

    name: str
    script: Script
    path: str = "/"
    touch: bool = False
    heard: list[Struggled] = field(default_factory=list)
    fault: str = ""


def play(browser: Browser, peer: Peer, host: str, parts: list[Part], at_once: int = 5) -> None:
    """Plays all parts, at most `at_once` at a time; fills in what each was heard to struggle with."""
    waiting = list(reversed(parts))
    running: list[tuple[float, int, Part, Iterator[float], BrowserContext, Visitor]] = []
    count = 0
    while waiting or running:
        while waiting and len(running) < at_once:
            part = waiting.pop()
            count += 1
            heapq.heappush(running, (time.monotonic(), count, part, *_enter(browser, peer, host, part)))
        at, place, part, script, context, visitor = heapq.heappop(running)
        pause = at - time.monotonic()
        if pause > 0:
            visitor.page.wait_for_timeout(pause * 1000)
        try:
            more = next(script)
        except StopIteration:
            context.close()
        except Exception as error:  # a script's fault is that part's, told by its test
            part.fault = f"{type(error).__name__}: {error}"
            context.close()
        else:
            heapq.heappush(running, (time.monotonic() + more / 1000, place, part, script, context, visitor))


def _enter(browser: Browser, peer: Peer, host: str, part: Part) -> tuple[Iterator[float], BrowserContext, Visitor]:
    context = browser.new_context(has_touch=part.touch, is_mobile=part.touch, viewport={"width": 1000, "height": 700})
    visitor = Visitor(context.new_page(), peer, host)
    visitor.page.on("pageerror", lambda error: visitor.problems.append(str(error)))
    return _whole(part, visitor), context, visitor


def _whole(part: Part, visitor: Visitor) -> Iterator[float]:
    visitor.page.goto(visitor.host + part.path)
    yield from visitor.online()
    yield from part.script(visitor)
    yield LAST_MS
    part.heard = [one for one in visitor.events() if isinstance(one, Struggled)]
