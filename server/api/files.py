"""What visitors attached, for agents: the picture painted anew, or the document's text."""

from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from server.api.auth import requires
from server.api.given import Db
from server.errors import NotFound
from server.files.files import Files
from server.store import files as store

HARMLESS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}

Room = NamedDependency[Files]


class FilesController(Controller):
    """Reading takes an agent: a picture may show more than its words."""

    path = "/v1/files"
    tags = ("conversations",)
    guards = (requires("agent"),)

    @get("/{file:str}", sync_to_thread=True)
    def one(self, db: Db, files: Room, file: FromPath[str]) -> Response[Any]:
        """The file as it is kept: image/png, image/webp or text/plain; personal data that was read is covered."""
        row = db.read(store.find, file)
        data = files.shelf.get(row.id) if row is not None else None
        if row is None or data is None:
            raise NotFound("there is no such file")
        return Response(data, media_type=row.type, headers=HARMLESS)
