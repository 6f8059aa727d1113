"""Who calls: staff log in with a password, get a token for a working day, and hold one of three roles.

viewer < agent < admin: a viewer reads, an agent answers and corrects, an admin also sets up sites, staff and models.
"""

import secrets
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from litestar import Controller, Request, get, post
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.handlers.base import BaseRouteHandler
from litestar.params import FromPath, JSONBody
from litestar.security.jwt import JWTAuth, Token
from litestar.types import Guard
from msgspec import Struct

from server.api.given import Db, Now
from server.api.views.sites import LoggedIn, Login, NewPassword, NewStaff, OneTime, StaffView
from server.errors import Conflict, Forbidden, HandrailError, Invalid, NotFound
from server.store import staff as people
from server.store.database import Database

ROLES = ("viewer", "agent", "admin")
TOKEN_LIFE = timedelta(hours=12)  # a working day; a disabled account is refused at once, whatever its token says
MIN_PASSWORD = 10  # characters; length is what counts against guessing
PAGES = ("stream", "line", "beacon", "files")  # pages speak with a site key and an origin, not with an account
WEBHOOKS = "^/v1/knowledge/webhooks/[^/]+$"  # each call is signed with its source's secret
OPEN_PATHS = ["^/health", "^/widget/", "^/v1/login$", *(f"^/v1/{way}$" for way in PAGES), "^/schema", WEBHOOKS]

_hasher = PasswordHasher()
_nobody = _hasher.hash(secrets.token_urlsafe())  # an unknown e-mail costs the same time as a wrong password


class Caller(Struct, frozen=True):
    """The member of staff behind a request."""

    id: str
    email: str
    name: str
    role: str
    must_change: bool


class NotLoggedIn(HandrailError):
    status = 401
    code = "not_logged_in"


def token_secret(data: Path) -> str:
    """The secret that signs tokens: made once, readable by the owner alone."""
    path = data / "secret"
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True)
        fresh = data / f"secret.{secrets.token_hex(4)}"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48))
        fresh.rename(path)
    return path.read_text()


def first_admin(db: Database, now: int) -> tuple[str, str] | None:
    """Makes the first admin where there is no staff: e-mail and one-time password, else None."""
    if db.read(people.count):
        return None
    return "admin@localhost", add_member(db, "admin@localhost", "Admin", "admin", now)


def add_member(db: Database, email: str, name: str, role: str, now: int, must_change: bool = True) -> str:
    """A new member of staff; returns the password, which is stored nowhere. Raises Conflict for a known e-mail."""
    if db.read(people.find_by_email, email):
        raise Conflict("there is an account with this e-mail already", "known_email")
    password = secrets.token_urlsafe(12)
    db.write(people.create, secrets.token_hex(8), email, name, role, _hasher.hash(password), must_change, now)
    return password


def reset_password(db: Database, email: str, must_change: bool = True) -> str:
    """A new one-time password. Raises NotFound."""
    row = db.read(people.find_by_email, email)
    if row is None:
        raise NotFound("there is no account with this e-mail")
    password = secrets.token_urlsafe(12)
    db.write(people.set_password, row.id, _hasher.hash(password), must_change)
    return password


async def _caller(token: Token, connection: ASGIConnection[Any, Any, Any, Any]) -> Caller | None:
    db: Database = connection.app.state.db
    row = await db.aread(people.find, token.sub)
    if row is None or row.disabled:
        return None
    return Caller(row.id, row.email, row.name, row.role, row.must_change)


def make_auth(secret: str) -> JWTAuth[Caller]:
    """Litestar's own bearer authentication over our staff."""
    return JWTAuth[Caller](
        retrieve_user_handler=_caller,
        token_secret=secret,
        default_token_expiration=TOKEN_LIFE,
        exclude=OPEN_PATHS,
    )


class Tokens:
    """Makes tokens."""

    def __init__(self, auth: JWTAuth[Caller]) -> None:
        self._auth = auth

    def of(self, member: str) -> str:
        """A token for the member of staff with this id."""
        return self._auth.create_token(member)


def requires(role: str) -> Guard:
    """A guard that lets this role and higher ones pass."""
    least = ROLES.index(role)

    def guard(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        caller: Caller = connection.user
        if caller.must_change:
            raise Forbidden("choose a password of your own first", "password_must_change")
        if ROLES.index(caller.role) < least:
            raise Forbidden(f"this takes the role {role}; yours is {caller.role}", "wrong_role")

    return guard


class StaffController(Controller):
    """Logging in, and who is on the staff."""

    path = "/v1"
    tags = ("staff",)

    @post("/login", sync_to_thread=True, status_code=200)
    def login(self, data: JSONBody[Login], db: Db, tokens: NamedDependency[Tokens]) -> LoggedIn:
        """A bearer token for e-mail and password."""
        row = db.read(people.find_by_email, data.email)
        try:
            _hasher.verify(row.password_hash if row else _nobody, data.password)
        except (VerificationError, InvalidHashError):
            row = None
        if row is None or row.disabled:
            raise NotLoggedIn("e-mail or password is wrong", "wrong_login")
        expires = int((time.time() + TOKEN_LIFE.total_seconds()) * 1000)
        return LoggedIn(
            token=tokens.of(row.id),
            name=row.name,
            role=row.role,
            must_change=row.must_change,
            expires_at=expires,
        )

    @post("/password", sync_to_thread=True, status_code=204)
    def password(self, data: JSONBody[NewPassword], request: Request[Caller, Token, Any], db: Db) -> None:
        """Changes the caller's own password."""
        row = db.read(people.find, request.user.id)
        if row is None:
            raise NotFound("there is no such account")
        try:
            _hasher.verify(row.password_hash, data.old)
        except (VerificationError, InvalidHashError):
            raise Forbidden("the old password is wrong", "wrong_login") from None
        if len(data.new) < MIN_PASSWORD or data.new == data.old:
            raise Invalid(f"a new password takes {MIN_PASSWORD} characters and differs from the old", "weak_password")
        db.write(people.set_password, row.id, _hasher.hash(data.new), False)

    @get("/me")
    async def me(self, request: Request[Caller, Token, Any]) -> StaffView:
        """The caller."""
        who = request.user
        return StaffView(id=who.id, email=who.email, name=who.name, role=who.role, disabled=False)

    @get("/staff", guards=[requires("admin")], sync_to_thread=True)
    def every(self, db: Db) -> list[StaffView]:
        """All staff."""
        return [
            StaffView(id=row.id, email=row.email, name=row.name, role=row.role, disabled=row.disabled)
            for row in db.read(people.every)
        ]

    @post("/staff", guards=[requires("admin")], sync_to_thread=True)
    def add(self, data: JSONBody[NewStaff], db: Db, now: Now) -> OneTime:
        """A new member; the one-time password is shown this once."""
        if data.role not in ROLES or "@" not in data.email:
            raise Invalid("a member of staff has an e-mail and one of the roles viewer, agent, admin")
        return OneTime(email=data.email, password=add_member(db, data.email, data.name, data.role, now))

    @post("/staff/{member:str}/disable", guards=[requires("admin")], sync_to_thread=True, status_code=204)
    def disable(self, member: FromPath[str], request: Request[Caller, Token, Any], db: Db) -> None:
        """Ends an account at once, its tokens too."""
        if member == request.user.id:
            raise Conflict("you can't disable yourself")
        if db.read(people.find, member) is None:
            raise NotFound("there is no such account")
        db.write(people.set_disabled, member, True)
