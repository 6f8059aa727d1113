"""What goes between the web and whoever keeps what it says: the known, the fetched, and the end of a crawl."""

import hashlib
from typing import Annotated, Literal

from msgspec import Meta, Struct

State = Literal["changed", "unchanged", "gone", "failed", "refused"]

MOST_PATTERNS = 50
Pattern = Annotated[str, Meta(min_length=1, max_length=200)]
Patterns = Annotated[tuple[Pattern, ...], Meta(max_length=MOST_PATTERNS)]


class Known(Struct, frozen=True):
    """What is stored of a page. `hash` is `digest` of the bytes as they were last taken.

    `links` are those its last Fetched had; None when they were not kept. A crawl asks "changed since?" only where it
    has them, because a page that answers "no" does not repeat its links; elsewhere it takes the page again and finds
    it unchanged by its hash. To have everything again (a new format of passages, say), give None instead of a Known.
    """

    etag: str = ""
    modified: str = ""
    hash: str = ""
    links: tuple[str, ...] | None = None


class Fetched(Struct, frozen=True):
    """The state of one address.

    changed    `data` is new (its bytes differ; a page with a clock in it differs every time)
    unchanged  what is stored still holds; `etag`, `modified` and `links` may be newer
    gone       the server says so (404, 410), or that it has moved for good to an address that is taken: delete it
    refused    it may not be had (robots.txt, noindex, an address or a kind that we leave alone): delete it
    failed     for now it can't be had: keep what is stored, and tell staff the reason

    `url` is what was asked for, `at` the address that answered after redirects. `reason` is a sentence for staff.
    `content_type` is the header as sent, charset and all. `directives` is X-Robots-Tag, `status` 0 without an answer.
    """

    url: str
    state: State
    data: bytes = b""
    content_type: str = ""
    etag: str = ""
    modified: str = ""
    reason: str = ""
    at: str = ""
    links: tuple[str, ...] = ()
    directives: str = ""
    status: int = 0


class Moved(Struct, frozen=True):
    """The address leads to another one; `for_good` by 301 and 308."""

    url: str
    to: str
    for_good: bool


class Listing(Struct, frozen=True):
    """The end of a crawl. Every page that is stored and not in `seen` is gone, but only if `complete`.

    Otherwise `reason` says what is missing. Stored pages that were not seen can then be asked for one by one with
    `Fetcher.fetch`: the server's 404 is as good.
    """

    complete: bool
    seen: frozenset[str]
    reason: str = ""


class Limits(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How far a crawl goes. Patterns match path and query: `*` any characters, `?` one ("/docs/*", "*?print=1").

    With `include` a page must match one of them; without, it must lie below the address the crawl starts at.
    """

    pages: Annotated[int, Meta(ge=1, le=50_000)] = 2_000
    total_bytes: Annotated[int, Meta(ge=1, le=10_000_000_000)] = 500_000_000
    depth: Annotated[int, Meta(ge=0, le=50)] = 10  # links from the start, or from a page of the sitemap
    seconds: Annotated[int, Meta(ge=1, le=86_400)] = 1_800
    include: Patterns = ()
    exclude: Patterns = ()


def digest(data: bytes) -> str:
    """16 hex digits that stand for these bytes."""
    return hashlib.sha256(data).hexdigest()[:16]
