"""`OPTIONS /v1/files`: the browser asks beforehand, because the panel wants to know how far an upload has come.

A request whose way out is watched is no simple one, whatever it says its body is. The address is the upload's own; only
the origins of its site hear a yes.
"""

from typing import Any

from litestar import HttpMethod, Request, Response, route

from server.errors import HandrailError
from server.gateway.gateway import Gateway
from server.gateway.handshake import allows
from server.gateway.refusal import CLOSING, DATABASE_UNAVAILABLE, Rejected

LASTS_S = 600  # browsers remember the answer that long


@route("/v1/files", http_method=[HttpMethod.OPTIONS], status_code=204, exclude_from_auth=True)
async def may_upload(request: Request[Any, Any, Any]) -> Response[None]:
    """204, with a yes for a page of the site. Raises Rejected."""
    gateway: Gateway = request.app.state.gateway
    if gateway.closing:
        raise Rejected(CLOSING)
    origin = request.headers.get("origin")
    try:
        site = await gateway.sites.find(request.query_params.get("site", ""))
    except HandrailError:
        raise Rejected(DATABASE_UNAVAILABLE) from None
    headers = {"Vary": "Origin"}
    if site is not None and allows(site, origin):
        headers["Access-Control-Allow-Origin"] = origin or ""
        headers["Access-Control-Allow-Methods"] = "POST"
        headers["Access-Control-Max-Age"] = str(LASTS_S)
    return Response(None, status_code=204, headers=headers)
