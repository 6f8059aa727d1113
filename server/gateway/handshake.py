"""Who may speak for which site, and how far the visitor's clock is off. Pure."""

from operator import attrgetter
from typing import Any

import msgspec
from msgspec import Struct, structs
from sqlalchemy import Row

from server.conversation.visit import Visit
from server.gateway.refusal import FOREIGN_ORIGIN, NOT_SIMULATED, UNKNOWN_KEY, WRONG_VERSION, Rejected
from widget.protocol import PROTOCOL_VERSION, Batch, Hello

DT = attrgetter("dt")
DEFAULT_PORTS = {"http": ":80", "https": ":443"}


class Site(Struct, frozen=True):
    """What the gateway knows of a site; `origins` are normalised."""

    id: str
    name: str
    origins: frozenset[str]
    simulated: bool
    rules: str = ""  # override of the struggle rules as the page takes it
    sample: int = 1000  # per mille of visitors whose visit is told
    trace: bool = True


def site_of(row: Row[Any], rules: str = "") -> Site:
    """A row of the table sites, with the override that holds for it."""
    origins = msgspec.json.decode(row.origins_json, type=list[str])
    allowed = frozenset(map(normal_origin, origins))
    return Site(row.id, row.name, allowed, bool(row.simulated), rules, row.sample, bool(row.trace))


def normal_origin(origin: str) -> str:
    """The origin as browsers write it: lower case, no slash at the end, no default port."""
    origin = origin.strip().lower().rstrip("/")
    scheme = origin.partition("://")[0]
    return origin.removesuffix(DEFAULT_PORTS.get(scheme, "/"))


def check_version(hello: Hello) -> None:
    """Raises Rejected for another protocol version: nothing else of such a Hello is looked at."""
    if hello.version != PROTOCOL_VERSION:
        raise Rejected(WRONG_VERSION)


def check_site(hello: Hello, site: Site | None, origin: str | None) -> Site:
    """The site that is spoken for. Raises Rejected for an unknown key, a foreign or missing origin, a simulated
    visitor on a site of real ones. Real visitors on a simulated site are welcome: that is how the demo is tried."""
    if site is None:
        raise Rejected(UNKNOWN_KEY)
    if not allows(site, origin):
        raise Rejected(FOREIGN_ORIGIN)
    if hello.simulated and not site.simulated:
        raise Rejected(NOT_SIMULATED)
    return site


def allows(site: Site, origin: str | None) -> bool:
    """Whether the origin is on the site's list; a page without one ("null", none at all) never is."""
    return origin is not None and normal_origin(origin) in site.origins


def clock_shift(site: Site, sent_at: int, now: int) -> int:
    """What to add to the page's times, ms. `sent_at` is the latest moment known of the page's clock. A simulated site
    lives in the times that it is told."""
    return 0 if site.simulated else now - sent_at


def batch_shift(site: Site, shift: int, batch: Batch, now: int) -> int:
    """The shift of this batch: less than the connection's where its last event would lie in the future."""
    return 0 if site.simulated else min(shift, now - ends_at(batch))


def ends_at(batch: Batch) -> int:
    """The time of the batch's last event on the page's clock."""
    return batch.at + int(max(map(DT, batch.events)))


def visit_of(hello: Hello, site: Site, shift: int) -> Visit:
    return Visit(
        site=site.id,
        visitor=hello.visitor,
        session=hello.session,
        stream=hello.stream,
        simulated=hello.simulated,
        language=hello.language,
        shift_ms=shift,
        product=site.name,
    )


def with_shift(visit: Visit, shift: int) -> Visit:
    return visit if visit.shift_ms == shift else structs.replace(visit, shift_ms=shift)
