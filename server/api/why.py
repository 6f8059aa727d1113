"""Why a turn was understood as it was, what a sentence would mean, and what nothing known fits."""

from typing import Any

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy import Connection

from models.encode import Embedding
from server.api.auth import requires
from server.api.given import Db, Moment, Now
from server.api.intents import found_site, names, period
from server.api.views.intents import EdgeView, SettleTurns, TryText, Why
from server.errors import Invalid, NotFound
from server.learning.intents_view import MOST_ON_EDGE, edge_view, why_view
from server.store import conversations
from server.store import intents as store
from server.understanding import UnderstandingPool
from server.understanding.remembered import Remembered
from widget.protocol import MAX_SAID_CHARS

Pool = NamedDependency[UnderstandingPool]


class WhyController(Controller):
    """Evidence on request: it costs up to twenty-six readings of a turn."""

    path = "/v1"
    tags = ("intents",)

    @get("/turns/{turn:str}/why", guards=[requires("viewer")])
    async def why(self, turn: FromPath[str], db: Db, pool: Pool) -> Why:
        """What the models that serve now make of a stored turn, and why."""
        found = await db.aread(_turn, turn)
        if found is None:
            raise NotFound("there is no such turn", "no_turn")
        row, site, known = found
        return why_view(await pool.explain(row.text, row.route or None, site), row.route, known)

    @post("/sites/{site:str}/understand", guards=[requires("agent")], status_code=200)
    async def try_out(self, site: FromPath[str], data: JSONBody[TryText], db: Db, pool: Pool) -> Why:
        """What a sentence would be taken for on a page, and why; nothing is stored."""
        if not data.text.strip() or len(data.text) > MAX_SAID_CHARS:
            raise Invalid(f"a sentence has 1 to {MAX_SAID_CHARS} characters")
        known = await db.aread(_names_of, site)
        return why_view(await pool.explain(data.text, data.page or None, site), data.page, known)


class EdgeController(Controller):
    """What visitors said that nothing known fits, or that the model is unsure of."""

    path = "/v1/sites/{site:str}/edge"
    tags = ("intents",)

    @get("/", guards=[requires("viewer")], sync_to_thread=True)
    def edge(
        self,
        site: FromPath[str],
        db: Db,
        remembered: NamedDependency[Remembered],
        now: Now,
        start: Moment = None,
        end: Moment = None,
    ) -> EdgeView:
        """The latest such turns of the period, gathered by what they are about."""
        found_site(db, site)
        rows = db.read(store.on_edge, site, *period(start, end, now), MOST_ON_EDGE)
        embeddings: Embedding = remembered.embed([row.text for row in rows])
        return edge_view(rows, embeddings)

    @post("/settle", guards=[requires("agent")], status_code=204, sync_to_thread=True)
    def settle(self, site: FromPath[str], data: JSONBody[SettleTurns], db: Db) -> None:
        """A person looked at them: they leave the list as they are."""
        found_site(db, site)

        def change(conn: Connection) -> None:
            store.settle(conn, [row.id for row in store.said(conn, site, data.turns)])

        db.write(change)


def _turn(conn: Connection, id: str) -> tuple[Any, str, dict[str, str]] | None:
    row = conversations.turn(conn, id)
    talk = conversations.find(conn, row.conversation) if row is not None and row.who == "visitor" else None
    return (row, talk.site, names(conn, talk.site)) if talk is not None else None


def _names_of(conn: Connection, site: str) -> dict[str, str]:
    return names(conn, site)
