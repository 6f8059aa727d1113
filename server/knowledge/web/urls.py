"""Addresses of the web in one normal form: the same page is written the same, what is no web address is refused.

Scheme and host in lower case (host in ASCII), no default port, no dot segments, escapes in upper case and only where
they are needed, no fragment, no parameters that only track the reader. normalise(normalise(u)) == normalise(u).
"""

import ipaddress
import re
from functools import lru_cache
from urllib.parse import quote, urljoin, urlsplit

import idna
from msgspec import Struct

MOST_CHARACTERS = 2_000  # what browsers and servers agree on
REMEMBERED = 8_192  # addresses: the pages of a site share most of their links
LONGEST_NAME = 253  # of a host in DNS
LONG = f"the address has more than {MOST_CHARACTERS:,} characters"
PORTS = {"http": 80, "https": 443}
TRACKING = frozenset(
    (
        *("gclid", "gbraid", "wbraid", "dclid", "fbclid", "msclkid", "yclid", "twclid", "ttclid", "igshid"),
        *("_ga", "_gl", "_hsenc", "_hsmi", "__hstc", "__hssc", "__hsfp", "hsctatracking", "mc_cid", "mc_eid"),
        *("li_fat_id", "mkt_tok", "vero_id", "phpsessid", "jsessionid", "aspsessionid", "sessionid"),
    )
)
TRACKING_PREFIXES = ("utm_", "pk_", "mtm_", "hsa_", "oly_")

_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})?")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_IN_PATH = "/:@!$&'()*+,;=~%"
_IN_QUERY = _IN_PATH + "?"
_SESSION = re.compile(r";jsessionid=[^/]*", re.IGNORECASE)


class Refused(ValueError):
    """An address that is not gone to; the text says why, in words for staff."""


class Url(Struct, frozen=True):
    """An address in normal form. `host` is without brackets, `path` begins with "/"."""

    scheme: str
    host: str
    port: int
    path: str
    query: str

    @property
    def authority(self) -> str:
        """Host and port, as the Host header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.authority}"

    @property
    def target(self) -> str:
        """Path and query, as they go to the server."""
        return self.path + (f"?{self.query}" if self.query else "")

    @property
    def text(self) -> str:
        return self.origin + self.target


@lru_cache(maxsize=REMEMBERED)
def split(url: str) -> Url:
    """The address in its parts. Raises Refused."""
    if len(url) > MOST_CHARACTERS:
        raise Refused(LONG)
    try:
        parts = urlsplit(url.strip())
        port = parts.port
        scheme = parts.scheme
        if scheme not in PORTS:
            raise Refused(f"only http and https are fetched, not {scheme or 'an address without either'}")
        if parts.username is not None or parts.password is not None:
            raise Refused("an address with a user name or password is not fetched")
        if "\\" in parts.netloc + parts.path:
            raise Refused("the address holds a backslash")
        if port == 0:
            raise Refused("there is no port 0")
        host = hostname(parts.hostname or "")
        whole = Url(scheme, host, port or PORTS[scheme], _path(parts.path), _query(parts.query))
    except Refused:
        raise
    except ValueError:  # what urlsplit and quote say of broken brackets, ports and characters
        raise Refused("this is no address of the web") from None
    if len(whole.text) > MOST_CHARACTERS:
        raise Refused(LONG)
    return whole


def normalise(url: str) -> str:
    """The address in normal form. Raises Refused."""
    return split(url).text


def joined(base: str, href: str) -> str | None:
    """Where a link in the page at `base` leads, in normal form; None where that is no page of the web."""
    try:
        return normalise(urljoin(base, href.strip()))
    except ValueError:
        return None


def hostname(host: str) -> str:
    """A host's name in ASCII and lower case, or its IP address as one usually writes it. Raises Refused."""
    if ":" in host:
        try:
            return str(ipaddress.IPv6Address(host)) if "%" not in host else _odd(host)
        except ValueError:
            _odd(host)
    name = host if host.isascii() else _ascii(host)
    name = name.lower().removesuffix(".")
    if len(name) > LONGEST_NAME or not all(map(_LABEL.fullmatch, name.split("."))):
        raise Refused(f"{host!r} is no name of a host")
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        try:
            return str(ipaddress.IPv4Address(name))
        except ValueError:
            _odd(host)
    return name


def _odd(host: str) -> str:
    raise Refused(f"{host!r} is an odd way to write an IP address")


def _ascii(host: str) -> str:
    try:
        return idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        raise Refused(f"{host!r} is no name of a host") from None


def _path(path: str) -> str:
    path = _SESSION.sub("", _escaped(path, _IN_PATH))
    kept: list[str] = []
    segments = path.removeprefix("/").split("/")
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in (".", ".."):
        kept.append("")
    return "/" + "/".join(kept)


def _query(query: str) -> str:
    parts = (_escaped(part, _IN_QUERY) for part in query.split("&") if part)
    return "&".join(part for part in parts if not _tracks(part.partition("=")[0].lower()))


def _tracks(name: str) -> bool:
    return name in TRACKING or name.startswith(TRACKING_PREFIXES)


def _escaped(text: str, safe: str) -> str:
    return quote(_ESCAPE.sub(_one_escape, text), safe=safe)


def _one_escape(match: re.Match[str]) -> str:
    if match[1] is None:
        return "%25"
    character = chr(int(match[1], 16))
    return character if character in _UNRESERVED else match[0].upper()
