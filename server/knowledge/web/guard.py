"""Which addresses of the web may be reached: public ones, and what the operator names (HANDRAIL_CRAWL_PRIVATE).

A host is resolved once, every address it resolves to must be allowed, and the connection is made to one of these very
addresses (line.py), so that a name that changes its mind in between changes nothing. What is refused is written out
from IANA's registries of special addresses: Python's own `is_global` differs between its versions.
An address inside another one (IPv4-mapped, 6to4, NAT64) is judged by the inner one.
"""

import socket
import threading
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from server.errors import Misconfigured
from server.knowledge.web.urls import PORTS, Refused, Url, hostname, split

MOST_ADDRESSES = 4  # tried of one host
MOST_RESOLVING = 8  # names at once: one that hangs holds its thread until the system gives up

PUBLIC_6 = IPv6Network("2000::/3")
NAT64 = IPv6Network("64:ff9b::/96")
SIX_TO_FOUR = IPv6Network("2002::/16")
NEVER = tuple(  # not even where the operator names the host: metadata of clouds, and what is nobody's address
    map(
        IPv4Network,
        (
            "0.0.0.0/8",
            "100.100.100.200/32",  # metadata (Alibaba)
            "168.63.129.16/32",  # of each machine's own host (Azure), though it looks public
            "169.254.0.0/16",  # link-local, metadata of most clouds
            "192.0.0.0/24",  # protocol assignments, metadata (Oracle)
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, broadcast
        ),
    )
)
PRIVATE = tuple(
    map(
        IPv4Network,
        (
            "10.0.0.0/8",
            "100.64.0.0/10",  # shared by carriers
            "127.0.0.0/8",
            "172.16.0.0/12",
            "192.0.2.0/24",  # documentation
            "192.88.99.0/24",  # relays of 6to4
            "192.168.0.0/16",
            "198.18.0.0/15",  # benchmarks
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
        ),
    )
)
NEVER_6 = tuple(
    map(
        IPv6Network,
        (
            "::/128",
            "fe80::/10",  # link-local
            "ff00::/8",  # multicast
            "fd00:ec2::254/128",  # metadata (AWS)
            "fd20:ce::254/128",  # metadata (Google)
            "2001::/23",  # protocol assignments: Teredo, ORCHID
        ),
    )
)
PRIVATE_6 = tuple(map(IPv6Network, ("2001:db8::/32", "3fff::/20")))  # documentation; the rest by PUBLIC_6

Resolver = Callable[[str, int], Sequence[str]]


class Unresolved(OSError):
    """The name leads to no address just now."""


def system_names(host: str, port: int) -> Sequence[str]:
    """The host's addresses as the system's resolver has them. Raises OSError."""
    return [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


class Guard:
    """`allowed` are hosts that may be at private addresses, "intranet.example, wiki.example:8080"; a port named there
    is allowed for that host beside 80 and 443. Raises Misconfigured. May be shared between threads.
    """

    def __init__(self, allowed: str = "", resolve: Resolver = system_names) -> None:
        self._allowed = _named(allowed)
        self._resolve = resolve
        self._resolving = threading.BoundedSemaphore(MOST_RESOLVING)

    def check(self, url: str) -> Url:
        """The address in its parts, when nothing in it is against fetching it. Asks nobody. Raises Refused."""
        parts = split(url)
        self._check_port(parts.host, parts.port)
        try:
            address = ip_address(parts.host)
        except ValueError:
            return parts
        self._check_address(address, parts.host, parts.port)
        return parts

    def addresses(self, host: str, port: int, seconds: float) -> list[str]:
        """The IP addresses that a connection to `host` may be made to. Raises Refused, Unresolved."""
        self._check_port(host, port)
        try:
            found = [ip_address(host)]
        except ValueError:
            found = [_plain(text) for text in self._resolved(host, port, seconds)]
        if not found:
            raise Unresolved(f"{host} has no address")
        for address in found:  # one private among public ones is no mistake of an honest name
            self._check_address(address, host, port)
        return [str(address) for address in dict.fromkeys(found)][:MOST_ADDRESSES]

    def _resolved(self, host: str, port: int, seconds: float) -> Sequence[str]:
        """In a thread of its own, because the system's resolver knows no limit."""
        answers: list[Sequence[str] | Exception] = []
        done = threading.Event()

        def ask() -> None:
            try:
                answers.append(self._resolve(host, port))
            except Exception as problem:  # carried over to the thread that waits
                answers.append(problem)
            finally:
                self._resolving.release()
                done.set()

        if not self._resolving.acquire(timeout=max(0.0, seconds)):
            raise Unresolved("names are not being resolved")
        threading.Thread(target=ask, name="handrail-resolve", daemon=True).start()
        if not done.wait(max(0.0, seconds)):
            raise Unresolved(f"{host} is not resolved in time")
        match answers[0]:
            case OSError() | UnicodeError():
                raise Unresolved(f"{host} is not known")
            case Exception() as problem:
                raise problem
            case found:
                return found

    def _check_port(self, host: str, port: int) -> None:
        if port not in PORTS.values() and (host, port) not in self._allowed:
            raise Refused(f"port {port} is not fetched from; an operator can allow {host}:{port}")

    def _check_address(self, address: IPv4Address | IPv6Address, host: str, port: int) -> None:
        named = (host, None) in self._allowed or (host, port) in self._allowed
        kind = _kind(address)
        if kind == "never" or (kind == "private" and not named):
            raise Refused(f"{host} is at an address that is not public")


def _kind(address: IPv4Address | IPv6Address) -> str:
    """public, private or never."""
    if isinstance(address, IPv6Address):
        inner = _inner(address)
        if inner is not None:
            return _kind(inner)
        if any(address in network for network in NEVER_6):
            return "never"
        private = address not in PUBLIC_6 or any(address in network for network in PRIVATE_6)
        return "private" if private else "public"
    if any(address in network for network in NEVER):
        return "never"
    return "private" if any(address in network for network in PRIVATE) else "public"


def _inner(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.sixtofour if address in SIX_TO_FOUR else None


def _plain(text: str) -> IPv4Address | IPv6Address:
    try:
        address = ip_address(text)
    except ValueError:
        raise Unresolved("the resolver answers with no address") from None
    if isinstance(address, IPv6Address) and address.scope_id is not None:
        raise Refused("an address with a zone is not reached")
    return address


def _named(text: str) -> frozenset[tuple[str, int | None]]:
    return frozenset(_one_named(part.strip()) for part in text.split(",") if part.strip())


def _one_named(part: str) -> tuple[str, int | None]:
    try:
        if part.count(":") > 1 and not part.startswith("["):
            return hostname(part), None
        place = split(f"http://{part}")
        if place.path == "/" and not place.query and part[-1] not in "/?#:":
            return place.host, place.port if part.endswith(f":{place.port}") else None
    except Refused:
        pass
    raise Misconfigured(f"HANDRAIL_CRAWL_PRIVATE has {part!r}: it takes hosts, each with or without a port (wiki:8080)")
