"""`POST /v1/beacon`: what a page says while it is being left.

A browser sends the beacon's JSON as plain text and never looks at the answer. The steps: address -> size -> decode ->
version, site, origin -> quota -> order -> append -> conversation. The same beacon twice changes nothing.
"""

import asyncio
from contextlib import suppress
from typing import Any

import msgspec
from litestar import Request, Response, post

from server.conversation.visit import Visit
from server.errors import HandrailError
from server.gateway.gateway import Gateway
from server.gateway.handshake import (
    Site,
    check_site,
    check_version,
    clock_shift,
    visit_of,
)
from server.gateway.limits import cost
from server.gateway.parcel import unpack
from server.gateway.refusal import (
    CLOSING,
    DATABASE_UNAVAILABLE,
    LOG_UNAVAILABLE,
    OUT_OF_ORDER,
    TOO_FAST,
    TOO_LARGE,
    Rejected,
)
from server.gateway.stand_in import key_of
from widget.protocol import MAX_BEACON_BYTES, Batch, Hello, encode

LAST_WORDS_S = 2.0  # a line and a beacon are two ways: what was said first may come last
RAW_STREAM = ".raw"  # beside the page's stream; no page can say it: an Id holds no dot


@post("/v1/beacon", status_code=204, exclude_from_auth=True)  # a page has a site key and an origin, no account
async def beacon(request: Request[Any, Any, Any]) -> Response[None]:
    """204. Raises Rejected, which the application answers as a Problem."""
    return await Delivery(request.app.state.gateway, request).run()


class Delivery:
    """One beacon on its way."""

    def __init__(self, gateway: Gateway, request: Request[Any, Any, Any]) -> None:
        self._gateway = gateway
        self._request = request
        self._origin = request.headers.get("origin")
        self._site: Site | None = None

    async def run(self) -> Response[None]:
        """The answer, which only the site's own origin may read."""
        try:
            await self._deliver()
        except HandrailError as error:
            rejected = error if isinstance(error, Rejected) else Rejected(LOG_UNAVAILABLE)
            self._gateway.tally.add(self._site.id if self._site else "", rejected.refusal.reason)
            raise rejected from None
        allowed = {"Access-Control-Allow-Origin": self._origin} if self._origin else {}
        return Response(None, status_code=204, headers={"Vary": "Origin", **allowed})

    async def _deliver(self) -> None:
        self._pace_address()
        data = await self._body()
        parcel = unpack(data)
        site = await self._spoken_for(parcel.hello)
        self._gateway.pace_site(site, len(data))
        visit = visit_of(parcel.hello, site, clock_shift(site, parcel.latest(), self._gateway.clock()))
        await self._keep_batches(site, visit, parcel.batches)
        if parcel.observed is None or parcel.raw is None:
            return
        stand_in = self._gateway.stand_ins.find(key_of(parcel.hello))
        if stand_in is None:
            await self._gateway.keep(site, visit, visit.stream + RAW_STREAM, parcel.observed, encode(parcel.observed))
        else:  # it knows what these rows go on from, once it has heard what the page said before it closed its line
            with suppress(TimeoutError):
                await asyncio.wait_for(stand_in.alone.wait(), LAST_WORDS_S)
            elements = msgspec.json.encode(parcel.raw.elements)
            stand_in.rest(parcel.raw.batches(), elements, parcel.raw.texts())
            await self._gateway.finish(stand_in)

    # ------------------------------------------------------------ steps

    def _pace_address(self) -> None:
        if self._gateway.closing:
            raise Rejected(CLOSING)
        limits, now = self._gateway.limits, self._gateway.clock() / 1000
        address = self._request.client.host if self._request.client else ""
        bucket = self._gateway.address_buckets.of(address, limits.beacons_per_s, limits.beacons_burst, now)
        if bucket.take(cost(0), now):
            raise Rejected(TOO_FAST)

    async def _body(self) -> bytes:
        """The body, read no further than a beacon may be long."""
        data = bytearray()
        async for chunk in self._request.stream():
            data += chunk
            if len(data) > MAX_BEACON_BYTES:
                raise Rejected(TOO_LARGE.saying(f"A beacon has at most {MAX_BEACON_BYTES} bytes."))
        return bytes(data)

    async def _spoken_for(self, hello: Hello) -> Site:
        check_version(hello)
        try:
            self._site = await self._gateway.sites.find(hello.site)
        except HandrailError:
            raise Rejected(DATABASE_UNAVAILABLE) from None
        return check_site(hello, self._site, self._origin)

    async def _keep_batches(self, site: Site, visit: Visit, batches: list[tuple[Batch, bytes]]) -> None:
        acked = self._gateway.log.acked(visit.session, visit.stream)
        for batch, data in batches:
            if batch.seq > acked + 1:
                raise Rejected(OUT_OF_ORDER)
            if batch.seq == acked + 1:
                await self._gateway.keep(site, visit, visit.stream, batch, data)
                acked = batch.seq
