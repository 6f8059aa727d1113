"""Sources of a site's articles: added, changed, looked at anew."""

from pathlib import Path
from typing import Any

from litestar import Controller, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import UNSET, structs
from sqlalchemy import Connection

from server.api import shown
from server.api.auth import requires
from server.api.given import Db, Now, Word
from server.api.views.sources import AddSource, ChangeSource, SecretView, SourceView, TakenView
from server.errors import Conflict, Forbidden, Invalid, NotFound
from server.knowledge import deliveries, sources
from server.knowledge.sources import BROUGHT
from server.knowledge.webhooks import new_secret
from server.settings import Settings
from server.store import sites

ADMIN = [requires("admin")]
House = NamedDependency[Settings]
MOST_FIELD = 2_000  # characters of any text of a source: an address that is longer is none


class SourcesController(Controller):
    """What a site may say is set up by admins: a source publishes whatever is in it. Agents may have it looked at."""

    path = "/v1/knowledge/sources"
    tags = ("knowledge",)
    guards = (requires("viewer"),)

    @get("/", sync_to_thread=True)
    def every(self, db: Db, settings: House, site: Word) -> list[SourceView]:
        """A site's sources, oldest first."""
        return db.read(shown.site_sources, site, settings.base_url)

    @post("/", guards=ADMIN, sync_to_thread=True)
    def add(self, data: JSONBody[AddSource], db: Db, now: Now, settings: House) -> SourceView:
        """A new source, synced at once by `handrail work`; the secret of its webhook is told this once."""
        _bounded(data)
        if data.kind == "folder":
            _allowed(data.address, settings)
        secret = "" if data.kind in BROUGHT else new_secret()

        def add(conn: Connection) -> SourceView:
            if sites.find(conn, data.site) is None:
                raise NotFound("There is no such site.", "unknown_site")
            said = structs.asdict(data)
            added = sources.add(
                conn,
                said.pop("site"),
                said.pop("kind"),
                said.pop("address"),
                now,
                **said,
                secret=secret,
                forbidden=[settings.data],
            )
            return shown.source(conn, added.id, settings.base_url, secret)

        return db.write(add)

    @patch("/{source:str}", guards=ADMIN, sync_to_thread=True)
    def change(
        self, source: FromPath[str], data: JSONBody[ChangeSource], db: Db, now: Now, settings: House
    ) -> SourceView:
        """Changes what is given and has the whole source looked at again."""
        _bounded(data)
        said = {name: value for name, value in structs.asdict(data).items() if value is not UNSET}

        def change(conn: Connection) -> SourceView:
            sources.change(conn, source, now, **said)
            return shown.source(conn, source, settings.base_url)

        return db.write(change)

    @delete("/{source:str}", guards=ADMIN, sync_to_thread=True)
    def remove(self, source: FromPath[str], db: Db, now: Now) -> None:
        """Takes a source away, and all its articles with it."""
        db.write(sources.remove, source, now)

    @post("/{source:str}/sync", guards=[requires("agent")], status_code=202, sync_to_thread=True)
    def sync(self, source: FromPath[str], db: Db, now: Now) -> TakenView:
        """Has the whole source looked at, as soon as `handrail work` gets to it."""

        def tell(conn: Connection) -> TakenView:
            found = sources.find(conn, source)
            if found.state == "paused":
                raise Conflict("The source is paused: let it go on first.", "paused")
            return TakenView(deliveries=[deliveries.tell(conn, found.site, found.id, "sync", "", now)])

        return db.write(tell)

    @post("/{source:str}/secret", guards=ADMIN, status_code=200, sync_to_thread=True)
    def secret(self, source: FromPath[str], db: Db, now: Now, settings: House) -> SecretView:
        """A new secret for the source's webhook, told this once; the old one signs nothing any more."""
        secret = new_secret()

        def renew(conn: Connection) -> SecretView:
            if sources.find(conn, source).kind in BROUGHT:
                raise Invalid("Its files are sent here: there is nothing for a webhook to tell.")
            changed = sources.change(conn, source, now, secret=secret)
            return SecretView(webhook=shown.webhook_of(changed, settings.base_url), secret=secret)

        return db.write(renew)


def _allowed(address: str, settings: Settings) -> None:
    """Over HTTP nobody is to read any file of the server. Raises Forbidden, the same whether or not it is there."""
    wanted = Path(address).expanduser()
    if not wanted.is_absolute() or not any(wanted.resolve().is_relative_to(root) for root in settings.knowledge_roots):
        raise Forbidden(
            "Folders of the server are named by its operator: HANDRAIL_KNOWLEDGE_FOLDERS, or `handrail kb sync`.",
            "folder_not_allowed",
        )


def _bounded(data: AddSource | ChangeSource) -> None:
    texts: list[Any] = [value for value in structs.asdict(data).values() if isinstance(value, str)]
    if any(len(text) > MOST_FIELD or "\0" in text for text in texts):
        raise Invalid(f"A text of a source has at most {MOST_FIELD:,} characters.")
