"""`POST /v1/knowledge/webhooks/{source}`: a source's own system tells of changes, with a signature for a login.

The steps: address -> body, bounded -> signature and time -> quota of the source -> what is told -> queue.
"""

from typing import Any

import msgspec
from litestar import Request, post
from litestar.params import FromPath
from sqlalchemy import Connection

from server.api.given import Db, Now
from server.api.views.sources import TakenView, Told
from server.bodies import body_of
from server.errors import Invalid, NotFound, Overloaded
from server.gateway.gateway import Gateway
from server.knowledge import sources, webhooks
from server.knowledge.sources import Source

MOST_BODY = 256 * 1024  # a thousand paths of 250 bytes
BODY_S = 10.0
ADDRESS_PER_S, ADDRESS_BURST = 10.0, 100.0  # a build that tells of each of its pages by itself
SOURCE_PER_S, SOURCE_BURST = 5.0, 100.0

_told = msgspec.json.Decoder(Told)


@post("/v1/knowledge/webhooks/{source:str}", status_code=202, exclude_from_auth=True, request_max_body_size=None)
async def webhook(request: Request[Any, Any, Any], source: FromPath[str], db: Db, now: Now) -> TakenView:
    """{"changed": [path or address ...], "deleted": [...]}; {} tells of the whole source. Signed: webhook-id,
    webhook-timestamp and webhook-signature as Standard Webhooks has them."""
    gateway: Gateway = request.app.state.gateway
    address = request.client.host if request.client else ""
    _pace(gateway, f"webhook {address}", ADDRESS_PER_S, ADDRESS_BURST)
    body = await body_of(request, MOST_BODY, BODY_S)
    header = {name: request.headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature")}
    found = await db.aread(_found, source)
    webhooks.check(found, header["id"], header["timestamp"], header["signature"], body, now)
    if found is None:
        raise NotFound("There is no such source.")
    _pace(gateway, f"source {found.id}", SOURCE_PER_S, SOURCE_BURST)
    try:
        told = _told.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Invalid('A webhook says {"changed": [...], "deleted": [...]}, or {} for the whole source.') from None
    ids = await db.awrite(webhooks.hear, found, header["id"], told.changed, told.deleted, now)
    return TakenView(deliveries=ids)


def _found(conn: Connection, id: str) -> Source | None:
    try:
        return sources.find(conn, id)
    except NotFound:
        return None


def _pace(gateway: Gateway, name: str, per_s: float, burst: float) -> None:
    now = gateway.clock() / 1000
    if gateway.address_buckets.of(name, per_s, burst, now).take(1, now):
        raise Overloaded("Too many webhooks in a short time: wait a moment, or tell of many paths in one.", "too_fast")
