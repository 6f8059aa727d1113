"""Finds e-mail addresses, plain or spelled out, and internet addresses of devices."""

import ipaddress
import re
from collections.abc import Iterator

from server.understanding.personal.spans import Span

_HOST = re.compile(
    r"@((?:[^\W_](?:[\w-]{0,62})\.){1,8}(?:xn--[a-z0-9-]{2,59}|[^\W\d_]{2,24}))(?![\w@-])", re.IGNORECASE
)
_LOCAL = frozenset("._%+'-&=!#$*/?^{|}~")
_PICTURES = frozenset(
    {"png", "jpg", "jpeg", "gif", "svg", "webp", "ico", "css", "js", "ts", "map", "pdf"}
)  # "logo@2x.png"
_AT = r"(?: ?[\[({] ?(?:at|a|ät|@) ?[\])}] ?| at | @ )"
_DOT = r"(?: ?[\[({] ?(?:dot|punkt|\.) ?[\])}] ?| dot | punkt |\.)"
# "ann at mail dot example": at least one of the two is spelled, or "at home." would be one.
_SPELLED = re.compile(
    rf"(?<![\w.@-])[\w+-][\w.+-]{{0,63}}(?:{_AT}[\w-]{{1,63}}(?: ?[\[({{] ?(?:dot|punkt|\.) ?[\])}}] ?| dot | punkt )"
    rf"(?:[\w-]{{1,63}}{_DOT})?(?:com|org|net|de|fr|es|it|uk|co|io|eu|edu|info|example|nl|pt|pl|ch|at|us|ca|me"
    rf"|biz|[a-z]{{2}})"
    r"|(?: ?[\[({] ?(?:at|ät|@) ?[\])}] ?)[\w-]{1,63}\.[a-z]{2,24}(?:\.[a-z]{2,24})?)\b",
    re.IGNORECASE,
)
_SPACED = re.compile(r"(?<![\w.@-])[\w+][\w.+-]{0,63} ?@ ?[\w-]{2,63} ?\. ?(?:com|org|net|de|fr|es|it|co\.uk|io|eu)\b")

_IP4 = re.compile(r"(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?::\d{1,5}|/\d{1,2})?(?![\w-]|\.\d)")
_IP6 = re.compile(r"(?<![\w:.])(?:[0-9A-F]{0,4}:){2,7}[0-9A-F]{0,4}(?![\w:])", re.IGNORECASE)
_VERSION = re.compile(
    r"(?:\b(?:version|ver|v|release|build|firmware|driver|chrome|firefox|safari|edge|opera|android|ios|app"
    r"|section|chapter"
    r"|patch)[ .:/=]{0,3}|\b(?:upgrad\w*|updat\w*|downgrad\w*|versions?|release\w*)\b[^\0\n]{0,30})$",
    re.IGNORECASE,
)
_LOOKED_BACK = 48  # characters
_LEAST_GROUPS = 3  # of an IPv6 address: "a::b" is a name in code


def emails(text: str) -> Iterator[Span]:
    """Addresses with "@" and spelled ones ("ann at mail dot example")."""
    done = 0
    for found in _HOST.finditer(text):
        start = found.start()
        while start > done and (text[start - 1].isalnum() or text[start - 1] in _LOCAL):
            start -= 1
        done = found.end()
        while start < found.start() and text[start] in ".'/-=?&":
            start += 1
        if start < found.start() and found.group(1).rpartition(".")[2].casefold() not in _PICTURES:
            yield Span(start, found.end(), "email")
    for pattern in (_SPELLED, _SPACED):
        for found in pattern.finditer(text):
            yield Span(found.start(), found.end(), "email")


def internet_addresses(text: str) -> Iterator[Span]:
    """IPv4 and IPv6; not versions, which look alike, and not what is the same on every device (127.0.0.1)."""
    for found in _IP4.finditer(text):
        bare = re.split("[:/]", found.group())[0]
        if _is_device(bare) and not _VERSION.search(text[max(0, found.start() - _LOOKED_BACK) : found.start()]):
            yield Span(found.start(), found.end(), "ip")
    for found in _IP6.finditer(text):
        groups = [group for group in found.group().split(":") if group]
        if len(groups) >= _LEAST_GROUPS and _is_device(found.group()):
            yield Span(found.start(), found.end(), "ip")


def _is_device(text: str) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return not (address.is_loopback or address.is_unspecified or address.is_multicast)
