"""Tickets from before Handrail: imports, what they say about day 0, examples that they propose."""

from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter, RawBody
from sqlalchemy import Row

from server.api.auth import requires
from server.api.given import Db, Now, Word
from server.api.intents import Models, found_site
from server.api.views.tickets import Counts, ImportView, Proposal, Proposals, TicketSummary
from server.errors import Invalid, NotFound
from server.learning.dataset import site_taxonomy
from server.store import tickets as store
from server.tickets.background import Imports
from server.tickets.columns import Columns
from server.tickets.proposing import proposals
from server.tickets.reading import MOST_BYTES
from server.tickets.summary import summary

ADMIN = [requires("admin")]
STILL_MS = 120_000  # without progress from which an import has stopped with its process
MOST_PROPOSED = 200
MOST_LOOKED_AT = 5_000  # tickets that proposals are chosen from
MOST_DISMISSED = 1_000

Room = NamedDependency[Imports]


class TicketsController(Controller):
    """Everybody on the staff may read the counts; imports take an admin, proposals an agent."""

    path = "/v1/tickets"
    tags = ("tickets",)
    guards = (requires("viewer"),)

    @post("/imports", guards=ADMIN, status_code=202, sync_to_thread=True, request_max_body_size=MOST_BYTES)
    def bring_in(
        self,
        request: Request[Any, Any, Any],
        body: RawBody,
        db: Db,
        now: Now,
        imports: Room,
        site: Word,
        name: Word = "",
        question: Word = "",
        answer: Word = "",
        at: Word = "",
        requester: Word = "",
        status_in: Annotated[str, QueryParameter(name="status")] = "",
        tags_in: Annotated[str, QueryParameter(name="tags")] = "",
    ) -> ImportView:
        """The body is the export: CSV, JSON or JSON lines. Columns are named where they aren't a known help desk's."""
        found_site(db, site)
        wanted = Columns(question, answer, at, requester, status_in, tags_in)
        id = imports.start(site, name, body, wanted, request.user.id)
        return _view(db.read(store.find_import, id), now)

    @get("/imports", sync_to_thread=True)
    def every(self, db: Db, now: Now, site: Word) -> list[ImportView]:
        """A site's imports with how far they are, the newest first."""
        return [_view(row, now) for row in db.read(store.imports, site)]

    @get("/imports/{ticket_import:str}", sync_to_thread=True)
    def one(self, db: Db, now: Now, ticket_import: FromPath[str]) -> ImportView:
        """How far an import is."""
        return _view(db.read(store.find_import, ticket_import), now)

    @delete("/imports/{ticket_import:str}", guards=ADMIN, sync_to_thread=True)
    def forget(self, db: Db, now: Now, ticket_import: FromPath[str]) -> None:
        """Deletes an import with every ticket that it brought."""
        if _view(db.read(store.find_import, ticket_import), now).state == "reading":
            raise Invalid("it is still being read: wait until it is done", "reading")
        db.write(store.forget_import, ticket_import)

    @get("/summary", sync_to_thread=True)
    def summary(self, db: Db, now: Now, site: Word) -> TicketSummary:
        """Day 0 in numbers, and what the exports don't tell."""
        return summary(db.read(store.counted, site), now)

    @get("/proposals", sync_to_thread=True)
    def proposals(
        self,
        db: Db,
        registry: Models,
        site: Word,
        intent: Word = "",
        limit: Annotated[int, QueryParameter(ge=1, le=MOST_PROPOSED)] = 50,
    ) -> list[Proposal]:
        """Sentences that may become examples; POST /v1/sites/{site}/examples makes them so."""
        found_site(db, site)
        known = site_taxonomy(db, registry, site).examples
        return proposals(db.read(store.proposable, site, intent, MOST_LOOKED_AT), known.keys(), limit)

    @post("/proposals/dismiss", guards=[requires("agent")], status_code=204, sync_to_thread=True)
    def dismiss(self, db: Db, data: JSONBody[Proposals], site: Word) -> None:
        """These are no examples of anything."""
        if not 0 < len(data.tickets) <= MOST_DISMISSED:
            raise Invalid(f"name 1 to {MOST_DISMISSED} tickets")
        if not db.write(store.dismiss, site, data.tickets):
            raise NotFound("there is no such ticket")


def _view(row: Row[Any] | None, now: int) -> ImportView:
    if row is None:
        raise NotFound("there is no such import")
    stopped = row.state == "reading" and now - row.progress_at > STILL_MS
    names = ("id", "name", "shape", "by", "error", "tickets", "at", "done_at")
    return ImportView(
        **{name: getattr(row, name) for name in names},
        state="stopped" if stopped else row.state,
        counts=msgspec.json.decode(row.report_json, type=Counts),
    )
