"""The plain facts of a visit: pages seen, clicks and where on the element, time spent. No content, no judgement."""

from msgspec import Struct

from widget.elements import Target
from widget.events import KEYBOARD, Kind, Seen, pressed
from widget.protocol import Clicked, Dwelt, PageView, StepDone, Struggled
from widget.redaction import clean, clean_route

DWELL_MS = 10_000.0  # a server that never hears the end of a visit is wrong by no more than this
DAY_MS = 86_400_000
COUNT_MAX = 1_000_000
MIDDLE = 500  # per mille, where the position can't be known

Fact = PageView | Clicked | Dwelt | StepDone | Struggled


class Told(Struct, frozen=True):
    """A fact and when it happened, Unix ms."""

    t: float
    event: Fact


class State(Struct, frozen=True, array_like=True):
    """What another runtime needs to go on with a visit; texts are masked as frames are."""

    route: str
    came_from: str
    viewed: bool
    since: float | None
    visible: float
    clicks: int
    edits: int
    scrolls: int


class Visit:
    """The current page of one document. Starts visible at `now`; a page is viewed when the shim says so."""

    def __init__(self, route: str, title: str, came_from: str, now: float) -> None:
        self.route = clean_route(route)
        self.title = title
        self._came_from = came_from
        self._viewed = False
        self._since: float | None = now  # visible since, None while hidden
        self._visible = 0.0
        self._clicks = self._edits = self._scrolls = 0

    def see(self, event: Seen, run: int = 1) -> list[Told]:
        """Counts an event. Returns what is told of it; `run` says the how-manyth of a quick run a click is."""
        match event.kind:
            case Kind.PAGE | Kind.NAVIGATE:
                return self._page(event)
            case Kind.CLICK | Kind.POINTER_DOWN if pressed(event):
                self._clicks += 1
                return _clicked(event, run)
            case Kind.INPUT:
                self._edits = min(self._edits + max(int(event.v), 1), COUNT_MAX)
            case Kind.SCROLL:
                self._scrolls += 1
            case Kind.VISIBILITY:
                return self._visibility(event)
        return []

    def tick(self, now: float) -> list[Told]:
        """The time spent, when it is time to tell."""
        return self.dwelt(now) if self._visible_until(now) >= DWELL_MS else []

    def dwelt(self, now: float) -> list[Told]:
        """Time and counts since they were told last; nothing when the page was not visible."""
        visible = self._visible_until(now)
        if visible < 1:
            return []
        event = Dwelt(
            dt=0,
            route=self.route,
            visible_ms=min(round(visible), DAY_MS),
            clicks=min(self._clicks, COUNT_MAX),
            edits=min(self._edits, COUNT_MAX),
            scrolls=min(self._scrolls, COUNT_MAX),
        )
        self.restart(now)
        return [Told(now, event)]

    def restart(self, now: float) -> None:
        """Forgets what was counted and not told."""
        self._since = None if self._since is None else now
        self._visible = 0.0
        self._clicks = self._edits = self._scrolls = 0

    def view(self, t: float) -> list[Told]:
        """Tells of the page once."""
        if self._viewed:
            return []
        self._viewed = True
        return [Told(t, PageView(dt=0, route=self.route, title=clean(self.title, 400), came_from=self._came_from))]

    def freeze(self) -> State:
        """What `thaw` goes on from."""
        counts = self._clicks, self._edits, self._scrolls
        return State(self.route, self._came_from, self._viewed, self._since, self._visible, *counts)

    def thaw(self, state: State) -> None:
        """Goes on from another runtime's visit of the same document; the title is this one's own."""
        self.route, self._came_from, self._viewed = clean_route(state.route), state.came_from, state.viewed
        self._since, self._visible = state.since, state.visible
        self._clicks, self._edits, self._scrolls = state.clicks, state.edits, state.scrolls

    @property
    def visible(self) -> bool:
        return self._since is not None

    def _page(self, event: Seen) -> list[Told]:
        route = clean_route(event.text or self.route)
        if route == self.route:
            return self.view(event.t)
        before = self.dwelt(event.t) if self._viewed else []
        self._came_from, self.route, self._viewed, self.title = self.route, route, False, ""
        return before + self.view(event.t)

    def _visibility(self, event: Seen) -> list[Told]:
        if event.v:
            self._since = event.t if self._since is None else self._since
            return []
        told = self.dwelt(event.t)
        self._since = None
        return told

    def _visible_until(self, now: float) -> float:
        return self._visible + (max(now - self._since, 0.0) if self._since is not None else 0.0)


def _clicked(event: Seen, run: int) -> list[Told]:
    target = event.target
    if target is None or target.has("exempt"):
        return []
    rx, ry = _place(target, event)
    return [Told(event.t, Clicked(dt=0, element=target.element, rx=rx, ry=ry, run=run))]


def _place(target: Target, event: Seen) -> tuple[int, int]:
    """Where on the element, in per mille; the middle for keyboard clicks and where the page has moved since."""
    if target.rect is None or (event.kind is Kind.CLICK and event.flag(KEYBOARD)):
        return MIDDLE, MIDDLE
    x, y, w, h = target.rect
    rx, ry = (event.x - x) / (w or 1), (event.y - y) / (h or 1)
    inside = 0 <= rx <= 1 and 0 <= ry <= 1
    return (round(rx * 1000), round(ry * 1000)) if inside else (MIDDLE, MIDDLE)
