"""Serves the widget's bundle to any origin: precompressed, validated by hash, never outside of its folder."""

from pathlib import Path
from typing import Any

from litestar import Request, Response, get
from litestar.params import FromPath

from server.bundle import DIST, bundle
from server.errors import NotFound

SHORT_LIFE = "public, max-age=300, stale-while-revalidate=86400"  # a new release reaches pages within five minutes
LONG_LIFE = "public, max-age=31536000, immutable"  # asked for with the build's hash, or named by its content
NAMED_BY_CONTENT = "py/"  # folders below it carry a hash in their name
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".wasm": "application/wasm",
    ".json": "application/json",
    ".zip": "application/zip",
    ".txt": "text/plain; charset=utf-8",
    ".whl": "application/zip",
}
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))


@get("/widget/{path:path}", opt={"exclude_from_auth": True}, include_in_schema=False, sync_to_thread=True)
def widget_file(path: FromPath[str], request: Request[Any, Any, Any]) -> Response[bytes]:
    """One file of the bundle."""
    name = path.lstrip("/")
    manifest = bundle()
    asset = manifest.files.get(name)
    if asset is None and name != "manifest.json":
        raise NotFound("there is no such file in the widget's bundle")
    lasting = name.startswith(NAMED_BY_CONTENT) or request.query_params.get("b") == manifest.build
    tag = f'"{asset.sha256[:16] if asset else manifest.build}"'
    headers = {
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
        "X-Content-Type-Options": "nosniff",
        "Vary": "Accept-Encoding",
        "ETag": tag,
        "Cache-Control": LONG_LIFE if lasting else SHORT_LIFE,
    }
    if request.headers.get("if-none-match") == tag:
        return Response(b"", status_code=304, headers=headers)
    accepted = request.headers.get("accept-encoding", "")
    source = DIST / name
    for encoding, suffix in ENCODINGS:
        packed = source.with_name(source.name + suffix)
        if encoding in accepted and packed.exists():
            source = packed
            headers["Content-Encoding"] = encoding
            break
    kind = TYPES.get(Path(name).suffix, "application/octet-stream")
    return Response(source.read_bytes(), media_type=kind, headers=headers)
