"""A site's intents: what visitors can mean, added, renamed, merged, switched off; examples come in server.api.examples.

Every change is trained by the worker within seconds, weighed, and live or refused with the reason; `state` says which.
"""

from typing import Any

from litestar import Controller, Request, get, post, put
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from sqlalchemy import Connection

from models.registry import Registry
from server.api.auth import Caller, requires
from server.api.given import Db, Moment, Now
from server.api.views.intents import (
    GoBack,
    IntentDetail,
    IntentSaved,
    IntentsView,
    MergeIntent,
    NewIntent,
    SetIntent,
    TrainIntents,
)
from server.errors import NotFound
from server.learning import editing
from server.learning.dataset import shipped_examples, site_taxonomy
from server.learning.editing import Editor
from server.learning.intents_view import intent_detail, intents_view
from server.store import intents as store
from server.store import sites
from server.store.database import Database
from server.store.windows import DAY_MS

USUAL_MS = 28 * DAY_MS
Who = Request[Caller, Any, Any]
Models = NamedDependency[Registry]


class IntentsController(Controller):
    """Reading takes a viewer; what visitors can mean is the support lead's to say: an admin."""

    path = "/v1/sites/{site:str}/intents"
    tags = ("intents",)

    @get("/", guards=[requires("viewer")], sync_to_thread=True)
    def every(
        self, site: FromPath[str], db: Db, registry: Models, now: Now, start: Moment = None, end: Moment = None
    ) -> IntentsView:
        """All intents with examples, held-out quality and how often they were asked in the period."""
        found_site(db, site)
        known = site_taxonomy(db, registry, site)
        return db.read(intents_view, registry, known, site, *period(start, end, now))

    @post("/", guards=[requires("admin")], sync_to_thread=True)
    def add(
        self, site: FromPath[str], data: JSONBody[NewIntent], db: Db, registry: Models, now: Now, request: Who
    ) -> IntentSaved:
        """A new intent with its first examples, typed or said by visitors."""
        editor = editor_of(db, registry, site, request, now)
        return db.write(editing.add, editor, data.name, data.description, data.examples, data.turns)

    @get("/{intent:str}", guards=[requires("viewer")], sync_to_thread=True)
    def one(
        self,
        site: FromPath[str],
        intent: FromPath[str],
        db: Db,
        registry: Models,
        now: Now,
        start: Moment = None,
        end: Moment = None,
    ) -> IntentDetail:
        """One intent with its examples and the latest turns that were taken for it."""
        found_site(db, site)
        known = site_taxonomy(db, registry, site)
        return db.read(intent_detail, registry, known, site, intent, *period(start, end, now))

    @put("/{intent:str}", guards=[requires("admin")], sync_to_thread=True)
    def describe(
        self,
        site: FromPath[str],
        intent: FromPath[str],
        data: JSONBody[SetIntent],
        db: Db,
        registry: Models,
        now: Now,
        request: Who,
    ) -> IntentSaved:
        """Renames, describes, switches on or off; the id stays what articles and decisions know."""
        editor = editor_of(db, registry, site, request, now)
        return db.write(editing.describe, editor, intent, data.name, data.description, data.on)

    @post("/{intent:str}/merge", guards=[requires("admin")], status_code=200, sync_to_thread=True)
    def merge(
        self,
        site: FromPath[str],
        intent: FromPath[str],
        data: JSONBody[MergeIntent],
        db: Db,
        registry: Models,
        now: Now,
        request: Who,
    ) -> IntentSaved:
        """What was taken for this intent is taken for the other from now on, or no longer."""
        editor = editor_of(db, registry, site, request, now)
        if not data.into:
            return db.write(editing.part, editor, intent)
        return db.write(editing.merge, editor, intent, data.into)


class TaxonomyController(Controller):
    """The intents of a site as a whole: the way back, and training once more."""

    path = "/v1/sites/{site:str}/taxonomy"
    tags = ("intents",)
    guards = (requires("admin"),)

    @post("/back", status_code=200, sync_to_thread=True)
    def back(
        self, site: FromPath[str], data: JSONBody[GoBack], db: Db, registry: Models, now: Now, request: Who
    ) -> IntentsView:
        """Undoes a change and every later one."""
        found_site(db, site)
        if not db.write(store.go_back, site, data.change, now, request.user.name):
            raise NotFound("there is no such change", "no_change")
        known = site_taxonomy(db, registry, site)
        return db.read(intents_view, registry, known, site, *period(None, None, now))

    @post("/train", status_code=202, sync_to_thread=True)
    def train(self, site: FromPath[str], data: JSONBody[TrainIntents], db: Db, now: Now) -> IntentSaved:
        """Asks for training as things stand; with `force` the result serves whatever the gate says."""
        found_site(db, site)
        db.write(store.want, site, now, data.force)
        return IntentSaved(intent="")


def editor_of(db: Database, registry: Registry, site: str, request: Who, now: int) -> Editor:
    """The caller as who changes the site's intents. Raises NotFound for an unknown site."""
    found_site(db, site)
    return Editor(site, request.user.name, now, shipped_examples(registry))


def found_site(db: Database, site: str) -> None:
    """Raises NotFound for an unknown site."""
    if db.read(sites.find, site) is None:
        raise NotFound("there is no such site", "unknown_site")


def period(start: int | None, end: int | None, now: int) -> tuple[int, int]:
    """The asked period in Unix ms; without one the last four weeks."""
    until = now + 1 if end is None else end
    return (until - USUAL_MS if start is None else start), until


def names(conn: Connection, site: str) -> dict[str, str]:
    """What people renamed: intent id -> name."""
    return {row.id: row.name for row in store.intents_of(conn, site) if row.name}
