"""Everything that learning does to one installation: settle, collect, train, weigh, prove; roll back."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from models.encode import Encoder
from models.registry import NothingToRollBack, Registry, UnknownVersion
from server.api.views.learning import CycleView, LearningProof
from server.conversation.episodes import MOST_AT_ONCE, close_due
from server.errors import Conflict, Invalid, NotFound
from server.knowledge.knowledge import Knowledge
from server.learning.cycle import run_cycle
from server.learning.labels import TASKS, Collected, collect_labels
from server.learning.proof import prove
from server.learning.replay import Replay
from server.learning.turns import learning_turn
from server.learning.worked import collect_outcomes
from server.store import sites
from server.store.database import Database
from server.understanding.champions import site_task

SWEEPS = 100  # transactions of one sweep: 50,000 episodes; what is left waits for the next sweep


@dataclass(frozen=True)
class LearningRoom:
    """Learning on one data folder; what it changes, every process takes over through registry and store."""

    db: Database
    registry: Registry
    encoder: Encoder
    knowledge: Knowledge
    data: Path
    token: Callable[[], str]

    def sweep(self, site: str, now: int) -> None:
        """Settles the episodes that silence has decided by `now`."""
        for _ in range(SWEEPS):
            if self.db.write(close_due, site, now, self.token) < MOST_AT_ONCE:
                return

    def collect(self, site: str, now: int) -> Collected:
        """Brings the labels, and what is known of what worked, in line with what is known by `now`."""
        collect_outcomes(self.db, self.encoder, site, now)
        return collect_labels(self.db, site, now)

    def learn(self, site: str, now: int, patience_s: float = 0.0) -> list[CycleView]:
        """A whole cycle of each task and the proof after it. Raises NotFound, and Conflict while another one runs."""
        if self.db.read(sites.find, site) is None:
            raise NotFound("there is no such site", "no_site")
        with learning_turn(self.data, patience_s):
            self.knowledge.refresh()
            self.sweep(site, now)
            self.collect(site, now)
            replay = self._replay()  # one: what it has read for the cycles serves the proof
            views = [run_cycle(self.db, self.registry, self.encoder, replay, site, task, now) for task in TASKS]
            prove(self.db, self.registry, self.knowledge, replay, site, now)
        return views

    def prove(self, site: str, now: int) -> LearningProof:
        """Day one against today on the same held-out episodes."""
        return prove(self.db, self.registry, self.knowledge, self._replay(), site, now)

    def _replay(self) -> Replay:
        return Replay(self.registry, self.encoder, self.knowledge)


def roll_back(registry: Registry, task: str, reason: str, now: int, site: str = "") -> str:
    """Makes the champion before this one serve again and returns it ("" where that is none).

    With a `site` that has an intent head of its own it is that head's; before its first one the shared head served.
    Raises Invalid for a task that doesn't learn, Conflict when there is nothing to go back to.
    """
    if task not in TASKS:
        raise Invalid(f"what learns here is {' and '.join(TASKS)}", "no_task")
    own = site_task(site) if site and task == "intent" else ""
    try:
        if own and registry.versions(own):
            return registry.rollback(own, reason, now) or registry.champion(task)
        return registry.rollback(task, reason, now)
    except (NothingToRollBack, UnknownVersion):
        raise Conflict(f"{task} serves what it served on the first day", "nothing_to_roll_back") from None
