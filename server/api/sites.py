"""Sites: their public keys, allowed origins and release markers."""

from typing import Any
from urllib.parse import urlsplit

import msgspec
from litestar import Controller, get, post, put
from litestar.params import FromPath, JSONBody
from sqlalchemy import Connection, Row

from server.api.auth import requires
from server.api.given import Db, Now
from server.api.views.sites import NewRelease, NewSite, Origins, ProofSecret, ReleaseView, SiteView
from server.clock import new_key
from server.errors import Conflict, Invalid, NotFound
from server.lookups.proof import new_secret
from server.store import sites


class SitesController(Controller):
    """What this installation looks after."""

    path = "/v1/sites"
    tags = ("sites",)

    @get("/", guards=[requires("viewer")], sync_to_thread=True)
    def every(self, db: Db) -> list[SiteView]:
        """All sites with the span of their data, their pages and releases."""
        return db.read(lambda conn: [_view(conn, row) for row in sites.every(conn)])

    @post("/", guards=[requires("admin")], sync_to_thread=True)
    def create(self, data: JSONBody[NewSite], db: Db, now: Now) -> SiteView:
        """A new site; its key goes into the script tag."""
        id = "".join(c for c in data.name.lower() if c.isascii() and c.isalnum())[:24]
        if not id:
            raise Invalid("a site needs a name with letters")
        if db.read(sites.find, id):
            raise Conflict("there is a site of this name already", "known_site")
        db.write(create_site, id, data.name, data.origins, data.simulated, now)
        return db.read(lambda conn: _view(conn, _found(conn, id)))

    @put("/{site:str}/origins", guards=[requires("admin")], sync_to_thread=True)
    def origins(self, site: FromPath[str], data: JSONBody[Origins], db: Db) -> SiteView:
        """Replaces the origins whose pages may speak for the site."""
        db.read(_found, site)
        db.write(sites.set_origins, site, checked_origins(data.origins))
        return db.read(lambda conn: _view(conn, _found(conn, site)))

    @post("/{site:str}/proof", guards=[requires("admin")], sync_to_thread=True)
    def proof(self, site: FromPath[str], db: Db) -> ProofSecret:
        """A new secret for the product's server to prove its signed-in visitors with; older proofs end with it."""
        db.read(_found, site)
        secret = new_secret()
        db.write(sites.set_proof_secret, site, secret)
        return ProofSecret(secret=secret)

    @post("/{site:str}/releases", guards=[requires("agent")], sync_to_thread=True)
    def release(self, site: FromPath[str], data: JSONBody[NewRelease], db: Db, now: Now) -> SiteView:
        """Marks a release of the product."""
        if not 0 < len(data.name) <= 60:
            raise Invalid("a release has a name of up to 60 characters")
        db.read(_found, site)
        db.write(sites.add_release, site, data.name, data.at or now)
        return db.read(lambda conn: _view(conn, _found(conn, site)))


def create_site(
    conn: Connection, id: str, name: str, origins: list[str], simulated: bool, now: int, key: str | None = None
) -> str:
    """Adds the site and returns its public key. Raises Invalid for what is no origin."""
    key = key or new_key()
    sites.create(conn, id, key, name, checked_origins(origins), simulated, now)
    return key


def checked_origins(origins: list[str]) -> list[str]:
    """Origins as browsers send them. Raises Invalid, naming the wrong one."""
    clean = []
    for origin in origins:
        parts = urlsplit(origin)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path not in {"", "/"}:
            raise Invalid(f"{origin!r} is no origin; it looks like https://app.example.com", "bad_origin")
        clean.append(f"{parts.scheme}://{parts.netloc.lower()}")
    return clean


def _found(conn: Connection, site: str) -> Row[Any]:
    row = sites.find(conn, site)
    if row is None:
        raise NotFound("there is no such site", "unknown_site")
    return row


def _view(conn: Connection, row: Row[Any]) -> SiteView:
    first, last = sites.span(conn, row.id)
    return SiteView(
        id=row.id,
        key=row.key,
        name=row.name,
        origins=msgspec.json.decode(row.origins_json),
        simulated=row.simulated,
        proves=bool(row.proof_secret),
        first_at=first,
        last_at=last,
        routes=sites.routes(conn, row.id),
        releases=[ReleaseView(name=mark.name, at=mark.at) for mark in sites.release_marks(conn, row.id)],
    )
