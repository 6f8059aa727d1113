"""Thirty days of a small product: simulated visitors day by day, a person at the desk, learning between the weeks."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random

from msgspec import Struct
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from server.clock import now_ms
from server.demo.layouts import read_layouts
from server.demo.line import open_line
from server.demo.personas import pick_persona
from server.demo.preparation import Prepared
from server.demo.simulated_agent import SimulatedAgent
from server.demo.simulated_visit import WAYS, Plan, Visit
from server.demo.troubles import Trouble, read_troubles
from server.settings import Settings
from widget.protocol import PROTOCOL_VERSION, Hello, Skeleton

DAY_MS = 86_400_000
VISITS_A_DAY = 72  # a small product: enough for intervals that say something, two minutes to live through
WEEKEND = 0.35  # of a working day's visits
TROUBLED = 0.45  # of the visits; Quillbook has honest defects
ONLY_ASKS = 0.5  # of the troubled: they ask without a struggle that the page could show
REVIEWED = 5  # answers that the person at the desk corrects of an evening
RETURNING = 0.35  # visits of somebody who was here before
AT_ONCE = 24  # visits under way; more would only wait for each other on two cores
CYCLE_DAYS = 5  # between learning cycles
RELEASES = ((0, "2.2"), (12, "2.3"), (22, "2.4"))  # day of the history -> name; 2.3 adds the tax at the last step
OPENS, CLOSES = 8, 19  # hours of the day (UTC) with visits; a person is at the desk all that time


class Told(Struct):
    """What a history came to, for the last line of the command."""

    visits: int = 0
    troubled: int = 0
    handed_over: int = 0
    corrected: int = 0


async def live_history(
    settings: Settings,
    prepared: Prepared,
    days: int,
    console: Console,
    visits_a_day: int = VISITS_A_DAY,
    seed: int = 7,
    now: int | None = None,
) -> None:
    """Lives `days` days that end now; the same seed makes the same visitors. Raises Unavailable."""
    told = Told()
    share = TextColumn("{task.percentage:.0f} %")
    columns = (TextColumn("{task.description}"), BarColumn(), share, TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task("Thirty days of visits", total=days)
        async with SimulatedAgent(settings, prepared) as agent:
            history = History(settings, prepared, agent, told, Random(seed), visits_a_day)
            start = (now or now_ms()) - days * DAY_MS
            for day in range(days):
                at = start + day * DAY_MS
                date = datetime.fromtimestamp(at / 1000, UTC).strftime("%-d %B")
                progress.update(bar, description=f"Living through {date}: {told.visits} visits so far")
                await history.live_day(day, at)
                told.corrected += await agent.review(history.plans, REVIEWED)
                told.handed_over += await agent.clear(history.plans)
                if (day + 1) % CYCLE_DAYS == 0:
                    progress.update(bar, description=f"Learning on the evening of {date}")
                    await agent.learn(at + CLOSES * 3_600_000)
                progress.advance(bar)
    prepared.mark_history_done()
    console.print(
        f"{days} days lived: {told.visits} visits, {told.troubled} got stuck, "
        f"{told.handed_over} reached a person, {told.corrected} answers corrected. All of it is marked as simulated."
    )


class History:
    """Makes the visits of one day after the other."""

    def __init__(
        self,
        settings: Settings,
        prepared: Prepared,
        agent: SimulatedAgent,
        told: Told,
        rng: Random,
        visits_a_day: int,
    ) -> None:
        self._url = settings.base_url.replace("http", "ws", 1) + "/v1/stream"
        self._origin = settings.demo_url
        self._site_key = prepared.site_key
        self._agent = agent
        self._told = told
        self._rng = rng
        self._visits = visits_a_day
        self._troubles = read_troubles()
        self.plans: dict[str, Plan] = {}  # of the day, by session
        self._layouts = read_layouts()
        self._known: list[str] = []
        self._room = asyncio.Semaphore(AT_ONCE)

    async def live_day(self, day: int, at: int) -> None:
        """Every visit of the day, in the order of their beginnings."""
        self.plans.clear()
        midnight = at - at % DAY_MS
        working = datetime.fromtimestamp(midnight / 1000, UTC).weekday() < 5
        count = round(self._visits * (1 if working else WEEKEND) * self._rng.uniform(0.85, 1.15))
        opens, closes = midnight + OPENS * 3_600_000, midnight + CLOSES * 3_600_000
        starts = sorted(self._rng.randint(opens, closes) for _ in range(count))
        seeds = [self._rng.getrandbits(64) for _ in starts]
        async with asyncio.TaskGroup() as group:
            for start, seed in zip(starts, seeds, strict=True):
                await self._room.acquire()
                group.create_task(self._visit(day, start, Random(seed)))

    async def _visit(self, day: int, start: int, rng: Random) -> None:
        try:
            token = _token_of(rng)
            plan = self._plan(day, rng, token())
            self.plans[plan.session] = plan
            hello = Hello(
                PROTOCOL_VERSION,
                self._site_key,
                self._visitor(rng, token),
                plan.session,
                token(),
                start,
                plan.pages[0],
                language=plan.persona.language,
                width=rng.choice((390, 1280, 1440, 1920)),
                height=900,
                simulated=True,
            )
            async with open_line(self._url, self._origin, hello) as line:
                await Visit(line, plan, rng, token, self._call_person, self._new_layout).live()
            self._told.visits += 1
            self._told.troubled += plan.trouble is not None
        finally:
            self._room.release()

    def _plan(self, day: int, rng: Random, session: str) -> Plan:
        there = [trouble for trouble in self._troubles if trouble.since <= day < trouble.until]
        trouble: Trouble | None = None
        if rng.random() < TROUBLED:
            trouble = rng.choices(there, [each.weight for each in there])[0]
        release = next(name for since, name in reversed(RELEASES) if day >= since)
        way = rng.choice([way for way in WAYS if trouble is None or trouble.route in way])
        pages = way[: way.index(trouble.route)] if trouble else way[: rng.randint(1, len(way))]
        return Plan(
            session=session,
            persona=pick_persona(rng),
            trouble=trouble,
            release=release,
            pages=pages or (trouble.route if trouble else "/",),
            only_asks=rng.random() < ONLY_ASKS,
        )

    def _visitor(self, rng: Random, token: Callable[[], str]) -> str:
        if self._known and rng.random() < RETURNING:
            return rng.choice(self._known)
        self._known.append(token())
        return self._known[-1]

    def _new_layout(self, route: str) -> Skeleton | None:
        """A page tells its layout once a version; here the first visitor of each page does."""
        return self._layouts.pop(route, None)

    async def _call_person(self, plan: Plan) -> bool:
        helped = await self._agent.help(plan)
        self._told.handed_over += helped.answered
        self._told.corrected += helped.corrected
        return helped.answered


def _token_of(rng: Random) -> Callable[[], str]:
    return lambda: f"{rng.getrandbits(128):032x}"
