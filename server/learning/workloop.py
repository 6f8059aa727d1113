"""What `handrail work` does, over and over: project the log, train the intents that people changed, settle episodes,
collect labels, learn when it pays.

Time of a simulated site is the time of its latest event: history that is being played ends where it is, not today.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from server.conversation.episode import DAY_MS
from server.errors import Conflict, HandrailError
from server.learning import calibrate, weights
from server.learning.labels import TASKS
from server.learning.own_intents import OwnIntents
from server.learning.room import LearningRoom
from server.projections.projector import Projector
from server.store import conversations, sites
from server.store import labels as label_store
from server.store import learning as store
from server.store.database import Database

PAUSE_S = 0.5  # between looks at the log: a struggle is on the map within a second
TROUBLE_PAUSE_S = 5.0  # after a failure (disk full, file locked): trying harder helps nobody
SETTLE_EVERY_MS = 60_000  # real time between looks at episodes and labels; outcomes are hours apart
CALIBRATE_EVERY_MS = 3_600_000  # baselines stand on weeks of use: an hour more or less changes nothing
NEW_LABELS = 25  # labels since the last cycle that are worth a training; about a twentieth of the shipped examples
IDLE_MS = DAY_MS  # after which an unfinished talk with Handrail is over; a new turn begins another
NIGHT_MS = DAY_MS  # with at least one new label a cycle runs once a day


@dataclass
class Worker:
    """One worker of an installation. Several may run: the projector's checkpoint and the lock keep them apart."""

    db: Database
    projector: Projector
    room: LearningRoom
    clock: Callable[[], int]
    _settled_at: int = field(default=0, init=False)
    _calibrated_at: dict[str, int] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._own = OwnIntents(self.db, self.room.registry, self.room.encoder)

    def work_once(self) -> int:
        """Projects what is new, trains what people changed and, once a minute, settles and learns.

        Returns how many frames were projected.
        """
        frames = self.projector.catch_up()
        now = self.clock()
        self._own.train_due(self.room.data, now)
        if now - self._settled_at >= SETTLE_EVERY_MS:
            self._settled_at = now
            for row in self.db.read(sites.every):
                self.settle(row.id, self._now(row.id, row.simulated, now))
        return frames

    def settle(self, site: str, now: int) -> None:
        """Episodes that silence decided, labels from them, and a cycle when there is enough to learn."""
        self.room.sweep(site, now)
        self.db.write(conversations.close_idle, site, now - IDLE_MS)
        self.room.collect(site, now)
        self.learn_friction(site, now)
        if self.due(site, now):
            try:
                views = self.room.learn(site, now)
            except Conflict:  # asked for through the API this very moment
                return
            structlog.get_logger().info("learned", site=site, verdicts=[view.verdict for view in views])

    def learn_friction(self, site: str, now: int) -> None:
        """Once an hour of the site's own time: elements' baselines, and what signals weigh."""
        if now - self._calibrated_at.get(site, -CALIBRATE_EVERY_MS) < CALIBRATE_EVERY_MS:
            return
        self._calibrated_at[site] = now
        self.db.write(calibrate.keep, site, self.db.read(calibrate.learn, site, now), now)
        self.db.write(weights.keep, site, self.db.read(weights.learn, site, now), now)

    def due(self, site: str, now: int) -> bool:
        """Whether any task has enough new labels, or some and the night for it."""
        for task in TASKS:
            last = self.db.read(store.last_cycle_at, site, task)
            new = self.db.read(label_store.since, site, task, last)
            if new >= NEW_LABELS or (new and now - last >= NIGHT_MS):
                return True
        return False

    def run(self, stop: threading.Event) -> None:
        """Works until `stop` is set. Failures of disk and database are logged and tried again; others end it."""
        pause = 0.0
        while not stop.wait(pause):
            try:
                pause = 0.0 if self.work_once() else PAUSE_S
            except HandrailError as error:
                structlog.get_logger().warning("work_failed", code=error.code, reason=error.message)
                pause = TROUBLE_PAUSE_S

    def _now(self, site: str, simulated: bool, now: int) -> int:
        last = self.db.read(sites.span, site)[1] if simulated else None
        return min(now, last) if last else now
