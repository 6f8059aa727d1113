"""Fetches an address: asked once more where that helps, never faster than polite, never longer or more than bounded.

No cookies, no proxies, no .netrc; redirects are answers here and each is checked anew by whoever goes on.
"""

import logging
import ssl
import threading
import time
from collections.abc import Collection, Iterable
from email.utils import parsedate_to_datetime
from pathlib import PurePosixPath

import httpcore
import httpx
from msgspec import Struct, structs

from server.knowledge.web.fetched import Fetched, Known, Moved, digest
from server.knowledge.web.guard import Guard
from server.knowledge.web.line import Line, Until
from server.knowledge.web.turns import DELAY_S, Turns
from server.knowledge.web.unpacking import Broken, TooMuch, unpack
from server.knowledge.web.urls import Refused, Url, joined

AGENT = "handrail"  # as robots.txt names us
FETCH_S = 30.0  # one request from the name to the last byte
BACKOFF_S = (1.0, 2.0, 4.0)  # that a host is left alone after each try that failed: three tries
LONGEST_WAIT_S = 30.0  # that a server may ask for; one that wants longer is left for this time
MOST_BYTES = 20_000_000  # of one page or document, unpacked
MOST_REDIRECTS = 5
MOST_CONNECTIONS = 8
KEPT_ALIVE_S = 15.0
MOST_VALIDATOR = 500  # characters of an ETag that is kept

READ = frozenset(
    (
        *("text/html", "application/xhtml+xml", "text/plain", "text/markdown", "text/x-markdown", "text/csv"),
        *("application/pdf", "application/csv", "application/msword"),
        *("application/vnd.ms-powerpoint", "application/vnd.ms-excel"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    )
)
UNSAID = frozenset(("", "application/octet-stream", "binary/octet-stream", "application/download"))
SUFFIXES = frozenset(
    (
        *(".html", ".htm", ".xhtml", ".md", ".markdown", ".txt", ".csv", ".pdf"),
        *(".docx", ".pptx", ".xlsx", ".doc", ".ppt", ".xls"),
    )
)
ACCEPT = "text/html, application/xhtml+xml, text/markdown, application/pdf;q=0.9, text/plain;q=0.8, */*;q=0.5"
AGAIN = frozenset((429, 500, 502, 503, 504))
LEADS = {301: True, 302: False, 303: False, 307: False, 308: True}  # whether for good
GONE = frozenset((404, 410))
ADD_UP = frozenset(("x-robots-tag", "content-encoding"))


class NotRead(ValueError):
    """A file of a kind that no reader of ours takes; the text says which."""


class _Answer(Struct, frozen=True):
    status: int
    headers: dict[str, str]
    data: bytes = b""


class _Tried(Struct, frozen=True):
    result: Fetched | Moved
    again_s: float | None = None  # worth another try, after so many seconds at least


class Fetcher:
    """One pool of connections; `trust` is for tests with a certificate of their own. May be shared between threads."""

    def __init__(
        self,
        guard: Guard,
        *,
        delay_s: float = DELAY_S,
        fetch_s: float = FETCH_S,
        most_bytes: int = MOST_BYTES,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        logging.getLogger("httpcore").setLevel(logging.ERROR)  # its lines hold addresses
        self._guard = guard
        self._fetch_s = fetch_s
        self._most_bytes = most_bytes
        self._until = Until()
        self._pool = httpcore.ConnectionPool(
            ssl_context=trust or httpx.create_ssl_context(),
            max_connections=MOST_CONNECTIONS,
            keepalive_expiry=KEPT_ALIVE_S,
            network_backend=Line(guard, self._until),
        )
        self._turns = Turns(delay_s)

    def close(self) -> None:
        """Closes what is connected."""
        self._pool.close()

    def slow_down(self, host: str, seconds: float) -> None:
        """Leaves so much between two requests to the host, as its robots.txt wants it, within LONGEST_WAIT_S."""
        self._turns.slow_down(host, min(seconds, LONGEST_WAIT_S))

    def fetch(self, url: str, known: Known | None = None, stop: threading.Event | None = None) -> Fetched:
        """The page at `url`, after at most five redirects. Never raises for what the web does.

        robots.txt is for crawls: a page that staff name is fetched as their browser would.
        """
        at = url
        for _ in range(MOST_REDIRECTS + 1):
            answer = self.ask(at, known, stop)
            if isinstance(answer, Fetched):
                return structs.replace(answer, url=url)
            at = answer.to
            if known is not None:  # what the first address said of itself is no other one's
                known = Known(hash=known.hash, links=known.links)
        return Fetched(url, "failed", at=at, reason=f"it leads on more than {MOST_REDIRECTS} times")

    def ask(
        self,
        url: str,
        known: Known | None = None,
        stop: threading.Event | None = None,
        kinds: Collection[str] | None = READ,
        most_bytes: int = 0,
    ) -> Fetched | Moved:
        """The answer of this one address. `kinds` are the content types that are taken, None for any.

        `stop` ends waiting. A page that is unchanged by its hash still brings its data, one that is so by 304 none.
        """
        try:
            place = self._guard.check(url)
        except Refused as no:
            return Fetched(url, "refused", at=url, reason=str(no))
        for backoff in BACKOFF_S:
            if not self._turns.wait(place.host, stop):
                return Fetched(url, "failed", at=url, reason="it was stopped")
            tried = self._tried(url, place, known, kinds, most_bytes or self._most_bytes)
            if tried.again_s is None:
                break
            self._turns.rest(place.host, min(max(backoff, tried.again_s), LONGEST_WAIT_S))
            if tried.again_s > LONGEST_WAIT_S:
                break
        return tried.result

    def _tried(self, url: str, place: Url, known: Known | None, kinds: Collection[str] | None, most: int) -> _Tried:
        def failed(reason: str, again_s: float | None = None, status: int = 0) -> _Tried:
            return _Tried(Fetched(url, "failed", at=url, reason=reason, status=status), again_s)

        try:
            answer = self._get(place, known, kinds, most)
        except Refused as no:
            return _Tried(Fetched(url, "refused", at=url, reason=str(no)))
        except NotRead as no:
            return _Tried(Fetched(url, "refused", at=url, reason=str(no), status=200))
        except Broken as problem:
            return failed(str(problem), status=200)
        except TooMuch:
            return failed(f"it has more than {most:,} bytes", status=200)
        except httpcore.TimeoutException:
            return failed("it takes too long")
        except (httpcore.NetworkError, httpcore.RemoteProtocolError) as problem:
            return failed(f"the server can't be reached: {problem or type(problem).__name__}", again_s=0.0)
        except (httpcore.ProtocolError, httpcore.UnsupportedProtocol):
            return failed("the server does not answer as the web does")
        if answer.status in AGAIN:
            return failed(f"the server answers {answer.status}", _retry_after(answer), answer.status)
        return _Tried(_judged(url, answer, known))

    def _get(self, place: Url, known: Known | None, kinds: Collection[str] | None, most: int) -> _Answer:
        self._until.set(self._fetch_s)
        address = httpcore.URL(scheme=place.scheme, host=place.host, port=place.port, target=place.target)
        patience = {"timeout": {"pool": self._fetch_s}}  # the rest is the line's
        with self._pool.stream("GET", address, headers=_asked(place, known), extensions=patience) as response:
            answer = _Answer(response.status, _read_headers(response.headers))
            if answer.status != 200:
                return answer
            _check_kind(answer.headers.get("content-type", ""), place.path, kinds)
            coding = answer.headers.get("content-encoding", "")
            return structs.replace(answer, data=unpack(response.iter_stream(), coding, most))


def _asked(place: Url, known: Known | None) -> list[tuple[bytes, bytes]]:
    headers = {"host": place.authority, "user-agent": AGENT, "accept": ACCEPT, "accept-encoding": "gzip, deflate"}
    if known is not None and known.etag:
        headers["if-none-match"] = known.etag
    if known is not None and known.modified:
        headers["if-modified-since"] = known.modified
    return [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]


def _read_headers(sent: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """By name in lower case; the first counts, but for those that add up."""
    headers: dict[str, str] = {}
    for raw, value in sent:
        name, text = raw.decode("latin-1").lower(), value.decode("latin-1")
        if name in headers and name in ADD_UP:
            headers[name] += f", {text}"
        else:
            headers.setdefault(name, text)
    return headers


def _check_kind(content_type: str, path: str, kinds: Collection[str] | None) -> None:
    """Raises NotRead for what no reader of ours takes. What says nothing of itself goes by the end of its name."""
    kind = content_type.partition(";")[0].strip().lower()
    if kinds is None or kind in kinds:
        return
    suffix = PurePosixPath(path).suffix.lower()
    if kind not in UNSAID or (suffix not in SUFFIXES and (kind or suffix)):
        raise NotRead(f"{kind[:80] or 'a file of no stated kind'} is not read")


def _judged(url: str, answer: _Answer, known: Known | None) -> Fetched | Moved:
    status, headers = answer.status, answer.headers
    if status in LEADS:
        to = joined(url, headers.get("location", "")) if headers.get("location") else None
        if to is not None:
            return Moved(url, to, LEADS[status])
        return Fetched(url, "failed", at=url, reason="it leads to no address of the web", status=status)
    if status in GONE:
        return Fetched(url, "gone", at=url, reason=f"the server answers {status}", status=status)
    if status != 200 and not (status == 304 and known is not None):
        return Fetched(url, "failed", at=url, reason=f"the server answers {status}", status=status)
    return Fetched(
        url,
        "unchanged" if known is not None and (status == 304 or digest(answer.data) == known.hash) else "changed",
        data=answer.data,
        content_type=headers.get("content-type", ""),
        etag=_kept(headers.get("etag", "")) or (known.etag if known is not None and status == 304 else ""),
        modified=_kept(headers.get("last-modified", "")) or (known.modified if known and status == 304 else ""),
        at=url,
        links=(known.links or ()) if known is not None and status == 304 else (),
        directives=headers.get("x-robots-tag", ""),
        status=status,
    )


def _kept(validator: str) -> str:
    return validator if len(validator) <= MOST_VALIDATOR else ""


def _retry_after(answer: _Answer) -> float:
    """Seconds; 0 where the server says none that makes sense."""
    said = answer.headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return float(said[:9])
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time.time())
    except (ValueError, OverflowError):
        return 0.0
