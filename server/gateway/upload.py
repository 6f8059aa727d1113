"""`POST /v1/files`: a file that a visitor attaches, as raw bytes.

The steps: address -> site, origin -> session -> quota -> body, read no further than a file may be large -> the room
server/files/, which says what it is, reads, masks and keeps it. 201 is answered when it is on disk. What is refused is
counted by reason, and said in a sentence that the visitor's panel may show: only the site's own origin may read it.
The page says that the body is text, whatever it is; a browser that asks beforehand all the same hears preflight.py.
"""

from typing import Annotated, Any

import msgspec
from litestar import Request, Response, post
from msgspec import Meta, Struct

from server.bodies import body_of
from server.errors import Forbidden, HandrailError, Invalid, Overloaded, Unavailable
from server.files.files import Files
from server.files.kinds import MAX_FILE_BYTES
from server.gateway.gateway import Gateway
from server.gateway.handshake import Site, allows
from server.gateway.refusal import CLOSING, DATABASE_UNAVAILABLE, FOREIGN_ORIGIN, Rejected
from widget.protocol import Id

BODY_S = 60.0  # 5 MB on a slow phone's line take about 40
RETRY_S = 10  # a file is read in about two seconds
LATER_S = 3_600  # a quota of a visit or a day
OVERRUN = 4  # times the largest file, read and forgotten where a body is too large: else the page never sees the answer
NOT_NOW = "Files can't be taken right now: try again in a minute, or describe it in words."
AGAIN = {"reader_busy": RETRY_S, "too_fast": RETRY_S, "too_many_uploads": RETRY_S, "closing": 1}


class Query(Struct, frozen=True):
    """What the address says beside the body."""

    site: Id
    session: Id
    name: Annotated[str, Meta(max_length=1_000)] = ""


class Uploaded(Struct, frozen=True):
    """A file that was taken in; `preview` is the beginning of what was read, masked."""

    id: str
    kind: str
    name: str
    bytes: int
    width: int
    height: int
    preview: str


@post(
    "/v1/files", status_code=201, exclude_from_auth=True, request_max_body_size=None
)  # bounded below; a page has a site key and an origin, no account
async def upload(request: Request[Any, Any, Any]) -> Response[Any]:
    """Takes the body in as a file of the session: `site` (key), `session`, `name` in the query."""
    return await Upload(request.app.state.gateway, request.app.state.files, request).run()


class Upload:
    """One file on its way."""

    def __init__(self, gateway: Gateway, files: Files, request: Request[Any, Any, Any]) -> None:
        self._gateway = gateway
        self._files = files
        self._request = request
        self._origin = request.headers.get("origin")
        self._site: Site | None = None
        self._allowed = False

    async def run(self) -> Response[Any]:
        """201 with an Uploaded, or the refusal."""
        try:
            answer = await self._taken()
        except HandrailError as error:
            return self._refused(error)
        return Response(answer, status_code=201, headers=self._headers())

    async def _taken(self) -> Uploaded:
        self._pace_address()
        query = self._query()
        site = await self._spoken_for(query)
        self._pace_session(site, query.session)
        if not self._gateway.uploads.enter(""):
            raise Overloaded("Many files arrive right now: try again in a few seconds.", "too_many_uploads")
        try:
            data = await body_of(self._request, MAX_FILE_BYTES, BODY_S, OVERRUN)
            self._gateway.pace_site(site, len(data))
            taken = await self._files.take(site.id, query.session, query.name, data)
        finally:
            self._gateway.uploads.leave("")
        return Uploaded(taken.id, taken.kind, taken.name, taken.bytes, taken.width, taken.height, taken.preview)

    # ------------------------------------------------------------ steps

    def _pace_address(self) -> None:
        if self._gateway.closing:
            raise Rejected(CLOSING)
        limits = self._gateway.limits
        address = self._request.client.host if self._request.client else ""
        self._pace(f"file {address}", limits.files_per_s, limits.files_burst)

    def _pace_session(self, site: Site, session: str) -> None:
        limits = self._gateway.limits
        self._pace(f"file {site.id} {session}", limits.session_files_per_s, limits.session_files_burst)

    def _pace(self, name: str, per_s: float, burst: float) -> None:
        now = self._gateway.clock() / 1000
        if self._gateway.address_buckets.of(name, per_s, burst, now).take(1, now):
            raise Overloaded("Too many files in a short time: wait a moment.", "too_fast")

    def _query(self) -> Query:
        try:
            return msgspec.convert(dict(self._request.query_params.items()), Query, strict=False)
        except msgspec.ValidationError:
            raise Invalid("An upload names its site, session and file in the address.") from None

    async def _spoken_for(self, query: Query) -> Site:
        try:
            self._site = site = await self._gateway.sites.find(query.site)
        except HandrailError:
            raise Rejected(DATABASE_UNAVAILABLE) from None
        if site is None or not allows(site, self._origin):
            raise Rejected(FOREIGN_ORIGIN)
        self._allowed = True
        if (site.id, query.session) not in self._gateway.greeted:
            raise Forbidden("The chat is not connected: wait a moment and attach it again.", "unknown_session")
        return site

    # ------------------------------------------------------------ answers

    def _refused(self, error: HandrailError) -> Response[dict[str, str]]:
        known = error if error.status < 500 or isinstance(error, Rejected) else Unavailable(NOT_NOW)
        self._gateway.tally.add(self._site.id if self._site else "", known.code)
        headers = self._headers()
        if known.status in (429, 503):
            headers["Retry-After"] = str(AGAIN.get(known.code, LATER_S if known.status == 429 else RETRY_S))
        body = {"code": known.code, "message": known.message}
        return Response(body, status_code=known.status, headers=headers)

    def _headers(self) -> dict[str, str]:
        if not self._allowed:
            return {"Vary": "Origin"}
        readable = {"Access-Control-Allow-Origin": self._origin or "", "Access-Control-Expose-Headers": "Retry-After"}
        return {"Vary": "Origin", "Cache-Control": "no-store", **readable}
