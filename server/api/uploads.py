"""Files that people upload and documents that machines send: read at once, kept, and live within seconds.

What can't be read is refused with the reason, and nothing is kept. Uploading takes an agent: whoever answers visitors
may write what they are answered with, and take it back; where else articles come from is for admins.
"""

import asyncio
from typing import Any

from litestar import Controller, Request, delete, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery
from msgspec import Struct
from sqlalchemy import Connection

from server.api.auth import requires
from server.api.given import Db, Now, Word
from server.api.views.sources import HeadingView, UploadView
from server.bodies import body_of
from server.errors import Invalid, NotFound, Overloaded, Unreadable
from server.knowledge import bringing, sources
from server.knowledge.apart import Readers
from server.knowledge.documents import Document
from server.knowledge.formats.reading import MOST_BYTES
from server.knowledge.passages import Draft, cut
from server.knowledge.sources import Source
from server.store import sites
from server.store import sources as statements
from server.store.database import Database

MOST_BODY = max(MOST_BYTES.values())
BODY_S = 300.0  # 60 MB on an office's line take about a minute
AT_ONCE = 4  # bodies in memory, 240 MB; they are read one after another
MOST_HEADINGS = 20  # of a preview
MOST_TYPE = 200  # characters of a content type

Flag = FromQuery[bool]


class Place(Struct, frozen=True):
    """Where a file goes: a source by its id, or ("") the site's first of the kind that is as public, made if needed."""

    site: str
    kind: str
    name: str
    public: bool
    source: str = ""


class Intake:
    """Takes bodies in and reads them, a few at a time. Closed with the application."""

    def __init__(self) -> None:
        self._readers = Readers()
        self._places = AT_ONCE

    async def take(self, request: Request[Any, Any, Any], db: Database, place: Place, now: int) -> UploadView:
        """Reads and keeps the body. Raises Overloaded, and what is wrong with the file or its place."""
        if self._places == 0:
            raise Overloaded("Many files arrive right now: try again in a minute.", "too_many_uploads")
        self._places -= 1
        try:
            await db.aread(_checked, place)
            data = await body_of(request, MOST_BODY, BODY_S)
            kind = request.headers.get("content-type", "")[:MOST_TYPE]
            return await asyncio.to_thread(self._keep, db, place, data, kind, request.user.name, now)
        finally:
            self._places += 1

    def close(self) -> None:
        self._readers.close()

    def _keep(self, db: Database, place: Place, data: bytes, kind: str, by: str, now: int) -> UploadView:
        document = self._readers.read(place.name, data, kind)
        drafts = cut(document)
        if not drafts:
            raise Unreadable("There is no text in the file, or headings only.")

        def keep(conn: Connection) -> tuple[str, str]:
            source = _source(conn, place) or _made(conn, place, now)
            return source, bringing.bring(conn, source, place.name, data, kind, by, now)

        source, path = db.write(keep)
        return _view(source, path, document, drafts)


def _uploaded(site: Word, name: Word, public: Flag = True, source: Word = "") -> Place:
    return Place(site, "upload", name, public, source)


def _put(site: Word, path: Word, public: Flag = True, source: Word = "") -> Place:
    return Place(site, "api", path, public, source)


UPLOADED = {"place": Provide(_uploaded, sync_to_thread=False)}
PUT = {"place": Provide(_put, sync_to_thread=False)}
Room = NamedDependency[Intake]
Where = NamedDependency[Place]


class UploadsController(Controller):
    """By whoever answers visitors."""

    path = "/v1/knowledge/uploads"
    tags = ("knowledge",)
    guards = (requires("agent"),)
    dependencies = UPLOADED

    @post("/", request_max_body_size=None)  # bounded by the intake
    async def upload(self, request: Request[Any, Any, Any], db: Db, now: Now, intake: Room, place: Where) -> UploadView:
        """The body as a file of the site's uploads; one of the same name is replaced."""
        return await intake.take(request, db, place, now)

    @delete("/", sync_to_thread=True)
    def take_back(self, db: Db, now: Now, site: Word, path: Word) -> None:
        """Takes an upload back; `path` is its article's."""

        def drop(conn: Connection) -> None:
            for source in sources.of_site(conn, site):
                own = path.removeprefix(source.prefix)
                if source.kind == "upload" and own != path and statements.file(conn, source.id, own) is not None:
                    bringing.take_back(conn, source.id, own, now)
                    return
            raise NotFound("There is no such upload.")

        db.write(drop)


class DocumentsController(Controller):
    """By other programs, with an agent's account: the same call twice changes nothing."""

    path = "/v1/knowledge/documents"
    tags = ("knowledge",)
    guards = (requires("agent"),)
    dependencies = PUT

    @put("/", request_max_body_size=None)  # bounded by the intake
    async def put(self, request: Request[Any, Any, Any], db: Db, now: Now, intake: Room, place: Where) -> UploadView:
        """The body as the document at `path`, whatever was there before."""
        return await intake.take(request, db, place, now)

    @delete("/", sync_to_thread=True)
    def drop(self, db: Db, now: Now, place: Where) -> None:
        """No document at `path` any more, named as it was put; nothing happens where there was none."""

        def drop(conn: Connection) -> None:
            found = _source(conn, place)
            if found is not None and statements.file(conn, found, place.name) is not None:
                bringing.take_back(conn, found, place.name, now)

        db.write(drop)


def _checked(conn: Connection, place: Place) -> None:
    """Refuses a wrong place before the body is read."""
    if sites.find(conn, place.site) is None:
        raise NotFound("There is no such site.", "unknown_site")
    sources.path_of(Source(id="", site=place.site, kind="upload"), place.name)
    _source(conn, place)


def _source(conn: Connection, place: Place) -> str | None:
    """The id of the source that the place names, None where it is still to be made. Raises NotFound, Invalid."""
    fit = [each for each in sources.of_site(conn, place.site) if each.kind == place.kind]
    if not place.source:
        return next((each.id for each in fit if each.public == place.public), None)
    if not any(each.id == place.source for each in fit):
        sources.find(conn, place.source)
        raise Invalid(f"The source is none of the site's for this: its kind must be {place.kind}.")
    return place.source


def _made(conn: Connection, place: Place, now: int) -> str:
    word = {"upload": "Uploads", "api": "API"}[place.kind]
    name = word if place.public else f"{word}, internal"
    return sources.add(conn, place.site, place.kind, "", now, name=name, public=place.public).id


def _view(source: str, path: str, document: Document, drafts: list[Draft]) -> UploadView:
    headings = {draft.heading: HeadingView(heading=draft.heading, anchor=draft.anchor) for draft in drafts}
    return UploadView(
        source=source,
        path=path,
        title=document.title,
        format=document.format,
        language=document.head.language,
        passages=len(drafts),
        headings=list(headings.values())[:MOST_HEADINGS],
    )
