"""One simulated visit: pages, perhaps a trouble, and reactions that depend on whether the help was right.

Nothing here knows how Handrail decides. A visitor sees frames as the panel would: a nudge's link, an answer's sources,
a person's words. Help is right when it leads to one of the articles that truly help with the visitor's trouble.
"""

from collections.abc import Awaitable, Callable, Iterable
from random import Random

from msgspec import Struct

from server.demo.line import ANSWER_S, Line
from server.demo.personas import Persona
from server.demo.product_app import PAGES
from server.demo.troubles import Trouble
from server.demo.voices import say
from widget.protocol import (
    Clicked,
    Dwelt,
    Element,
    Event,
    Message,
    Mode,
    Nudge,
    Nudged,
    PageView,
    PersonWanted,
    Rated,
    Released,
    Said,
    ServerFrame,
    Skeleton,
    Snapshot,
    Solved,
    StepDone,
    Struggled,
    Turn,
    TurnView,
)

WAYS = (  # how people move through Quillbook; who is stuck somewhere came there on one of them
    ("/sign-in", "/", "/invoices"),
    ("/sign-in", "/", "/reports"),
    ("/", "/import", "/reports"),
    ("/sign-in", "/", "/team"),
    ("/", "/settings"),
    ("/sign-in", "/", "/billing"),
    ("/pricing", "/checkout", "/checkout/details", "/checkout/payment", "/checkout/confirm"),
    ("/", "/billing", "/checkout", "/checkout/details", "/checkout/payment", "/checkout/confirm"),
    ("/", "/invoices", "/billing"),
    ("/sign-in", "/", "/import"),
    ("/", "/help"),
    ("/pricing",),
)
TITLES = {page.route: page.title for page in PAGES} | {"/help": "Help centre"}
NUDGE_S = 0.4  # real time a visitor gives a nudge to appear
PERSON_S = 25.0  # real time; the simulated agent looks every few tenths of a second
SELF_HELP = 0.22  # who finds the way alone in the end
RULES = "2026.11"


class Plan(Struct, frozen=True, kw_only=True):
    """What a visit will be; `trouble` None is a visit without one."""

    session: str
    persona: Persona
    trouble: Trouble | None
    release: str
    pages: tuple[str, ...]
    only_asks: bool = False  # stuck in the head, not on the page: nothing struggles, the chat is the first sign


class Visit:
    """Plays a plan over a line. `call_person` hears that the visitor waits for a person; False: nobody is at work.

    `new_layout` gives a page's layout where the server does not have it yet.
    """

    def __init__(
        self,
        line: Line,
        plan: Plan,
        rng: Random,
        token: Callable[[], str],
        call_person: Callable[[Plan], Awaitable[bool]],
        new_layout: Callable[[str], Skeleton | None],
    ) -> None:
        self._line = line
        self._plan = plan
        self._rng = rng
        self._token = token
        self._call_person = call_person
        self._new_layout = new_layout

    async def live(self) -> None:
        """The whole visit."""
        await self._line.tell(Released(0, self._plan.release))
        before = ""
        for route in self._plan.pages:
            await self._see(route, before)
            before = route
        trouble = self._plan.trouble
        if trouble is None:
            await self._untroubled(before)
        else:
            if self._plan.only_asks:
                await self._ask(trouble, before)
            else:
                await self._see(trouble.route, before)
                await self._get_stuck(trouble)

    async def _see(self, route: str, before: str) -> None:
        visible = self._pause(4, 40)
        title = f"{TITLES[route]} · Quillbook"
        clicks = self._rng.randint(0, 4)
        await self._line.tell(
            PageView(0, route, title, before),
            Snapshot(1, route, title, headings=(TITLES[route],)),
            Dwelt(visible, route, visible, clicks),
        )
        if layout := self._new_layout(route):
            await self._line.tell(layout)

    async def _untroubled(self, route: str) -> None:
        if self._rng.random() < 0.4:
            self._pause(5, 30)
            await self._line.tell(StepDone(0, route, f"{route.strip('/') or 'home'}-form"))

    async def _get_stuck(self, trouble: Trouble) -> None:
        self._pause(5, 30)
        element = trouble.element.element()
        clicks: Iterable[Event] = [
            Clicked(index * 350, element, self._rng.randint(100, 900), self._rng.randint(200, 800))
            for index in range(3)
            if element
        ]
        await self._line.tell(*clicks, self._struggle(trouble, element), self._state(trouble, element))
        if await self._nudged(trouble):
            return
        if self._rng.random() < (0.9 if trouble.sensitive else self._plan.persona.asks):
            await self._ask(trouble, trouble.route)
        elif self._rng.random() < SELF_HELP:
            await self._finish(trouble, 1.0)

    async def _nudged(self, trouble: Trouble) -> bool:
        """Whether a nudge solved it."""
        nudge = await self._line.hear((Nudge,), NUDGE_S)
        if nudge is None:
            return False
        self._pause(2, 8)
        await self._line.tell(Nudged(0, nudge.nudge, "shown"))
        self._pause(3, 15)
        if not _leads_to(nudge.url, trouble) or self._rng.random() >= self._plan.persona.heeds:
            await self._line.tell(Nudged(0, nudge.nudge, "dismissed"))
            return False
        await self._line.tell(Nudged(0, nudge.nudge, "opened"))
        return await self._finish(trouble, 0.8)

    async def _ask(self, trouble: Trouble, route: str) -> bool:
        """Whether the chat, or a person there, solved it."""
        again = False
        while True:
            turn = self._token()
            self._pause(6, 25)
            words = say(self._rng.choice(trouble.sayings), self._rng, again)
            await self._line.tell(Said(0, turn, words, route))
            answer: ServerFrame | None = await self._line.hear((Turn, Mode), ANSWER_S)
            if isinstance(answer, Mode):
                return answer.mode == "waiting" and await self._with_person(trouble)
            if not isinstance(answer, Turn):
                return False
            if await self._judge(answer.view, trouble):
                return True
            second = await self._line.hear((Turn,), NUDGE_S)
            if second is not None and await self._judge(second.view, trouble):
                return True
            if again or self._rng.random() >= self._plan.persona.insists:
                break
            again = True
        if self._rng.random() < self._plan.persona.wants_person:
            return await self._with_person(trouble, asked=False)
        return False

    async def _judge(self, answer: TurnView, trouble: Trouble) -> bool:
        """Reads an answer and reacts to it; True when it was right and followed."""
        self._pause(8, 40)
        right = any(_leads_to(citation.url, trouble) for citation in answer.citations[:1])
        tells = self._rng.random() < self._plan.persona.tells
        if not right or self._rng.random() >= self._plan.persona.follows:
            if tells and answer.solvable:
                await self._line.tell(Solved(0, answer.turn, False))
            return False
        finished = await self._finish(trouble, 0.75)
        if tells and answer.solvable:
            thumb = (Rated(0, answer.turn, True),) if self._rng.random() < 0.3 else ()
            await self._line.tell(Solved(0, answer.turn, True), *thumb)
        return finished or tells

    async def _with_person(self, trouble: Trouble, asked: bool = True) -> bool:
        """Waits for a person and takes their help."""
        if not asked:
            self._pause(3, 12)
            await self._line.tell(PersonWanted(0, trouble.route))
        if not await self._call_person(self._plan):
            return False
        reply = await self._line.hear((Turn,), PERSON_S)
        while reply is not None and reply.view.who != "person":
            reply = await self._line.hear((Turn,), PERSON_S)
        if reply is None:
            return False
        self._pause(15, 60)
        finished = await self._finish(trouble, 0.8)
        await self._line.tell(Solved(0, reply.view.turn, True))
        return finished

    async def _finish(self, trouble: Trouble, odds: float) -> bool:
        """Completes the stuck step, where the product has one."""
        self._pause(10, 60)
        if not trouble.step or self._rng.random() >= odds:
            return False
        await self._line.tell(StepDone(0, trouble.route, trouble.step, trouble.done))
        return True

    def _struggle(self, trouble: Trouble, element: Element | None) -> Struggled:
        return Struggled(
            1100,
            self._token(),
            trouble.route,
            trouble.signal,
            "struggle",
            element,
            3,
            self._rng.randint(600, 9000),
            ("simulated visitor",),
            RULES,
            trouble.message,
        )

    def _state(self, trouble: Trouble, element: Element | None) -> Snapshot:
        errors = (Message(element, trouble.message),) if element and trouble.message else ()
        blocked = trouble.blocked.element() if trouble.blocked else None
        return Snapshot(
            1200,
            trouble.route,
            f"{TITLES[trouble.route]} · Quillbook",
            step=trouble.step,
            focused=element,
            errors=errors,
            disabled=(blocked,) if blocked else (),
        )

    def _pause(self, least_s: float, most_s: float) -> int:
        """Moves the visitor's clock; returns the pause in ms."""
        pause = int(self._rng.uniform(least_s, most_s) * 1000 * self._plan.persona.pace)
        self._line.now += pause
        return pause


def _leads_to(url: str, trouble: Trouble) -> bool:
    slug = url.partition("#")[0].rstrip("/").rpartition("/")[2]
    return slug in trouble.articles
