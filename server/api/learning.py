"""Whether it learns: the view, a cycle on demand, the way back."""

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from models.encode import Encoder
from models.registry import Registry
from server.api.auth import requires
from server.api.given import Db, Now, Word
from server.api.views.learning import CycleView, Learning, RollBack, RolledBack, RunCycle
from server.clock import new_id
from server.errors import Forbidden, Invalid, NotFound
from server.knowledge.knowledge import Knowledge
from server.learning.learned import Learned
from server.learning.room import LearningRoom, roll_back
from server.learning.view import learning_view
from server.settings import Settings
from server.store import intents as intent_store
from server.store import learning as store
from server.store import sites
from server.store.database import Database

PATIENCE_S = 60.0  # a cycle asked for waits this long for the one that is running


class LearningController(Controller):
    """Learning of one site; models and memories take effect in every process within a second."""

    path = "/v1"
    tags = ("learning",)

    @get("/learning", guards=[requires("viewer")], sync_to_thread=True)
    def view(self, db: Db, registry: NamedDependency[Registry], now: Now, site: Word) -> Learning:
        """The proof, the ladder by week, versions, cycles and memories."""
        return db.read(learning_view, registry, site, now)

    @post("/learning/cycle", guards=[requires("admin")], sync_to_thread=True, status_code=200)
    def cycle(
        self,
        data: JSONBody[RunCycle],
        db: Db,
        registry: NamedDependency[Registry],
        encoder: NamedDependency[Encoder],
        knowledge: NamedDependency[Knowledge],
        learned: NamedDependency[Learned],
        settings: NamedDependency[Settings],
        now: Now,
    ) -> list[CycleView]:
        """Settles, collects, trains, weighs and proves, for every task that learns."""
        room = LearningRoom(db, registry, encoder, knowledge, settings.data, new_id)
        views = room.learn(data.site, _moment(db, data, now), PATIENCE_S)
        learned.refresh()
        return views

    @post("/learning/rollback", guards=[requires("admin")], sync_to_thread=True, status_code=200)
    def rollback(
        self,
        data: JSONBody[RollBack],
        db: Db,
        registry: NamedDependency[Registry],
        learned: NamedDependency[Learned],
        now: Now,
    ) -> RolledBack:
        """The champion before this one serves again."""
        champion = roll_back(registry, data.task, data.reason or "rolled back by hand", now, data.site)
        if data.site and data.task == "intent":
            db.write(intent_store.rolled_back, data.site, champion, now)
        learned.refresh()
        return RolledBack(task=data.task, champion=champion)

    @post("/memories/{memory:str}/revoke", guards=[requires("agent")], sync_to_thread=True, status_code=204)
    def revoke(self, memory: FromPath[str], db: Db, learned: NamedDependency[Learned], now: Now) -> None:
        """Takes a correction back: it answers nobody any more."""
        if not db.write(store.revoke, memory, now):
            raise NotFound("there is no such memory", "no_memory")
        learned.refresh()


def _moment(db: Database, data: RunCycle, now: int) -> int:
    """When the cycle takes place: now, or in the past of a simulated site."""
    if data.at is None:
        return now
    row = db.read(sites.find, data.site)
    if row is None:
        raise NotFound("there is no such site", "no_site")
    if not row.simulated:
        raise Forbidden("only a simulated site may learn in the past", "not_simulated")
    if not 0 < data.at <= now:
        raise Invalid("a cycle can't be run in the future", "bad_time")
    return data.at
