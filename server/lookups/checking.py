"""Reads the file of look-ups and holds it to its rules: every problem is told with its look-up and its field."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import UTC, tzinfo
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec

from server.errors import Misconfigured
from server.lookups.declared import (
    AT_ONCE,
    LEAST_TIMEOUT_MS,
    MOST_CHARS,
    MOST_TIMEOUT_MS,
    FromTurn,
    FromVisitor,
    Lookup,
)
from server.lookups.fetching import MOST_AT_ONCE
from server.lookups.templates import NAME, names

MOST_LOOKUPS = 50  # each turn is held against all of them
MOST_FILE_BYTES = 256 * 1024
MOST_SENTENCE = 300  # characters: two lines of the panel
MOST_PATTERN = 200
MOST_PATH_STEPS = 8
MOST_FIELD_CHARS = 200
NOBODYS = (
    'it needs the visitor (needs.visitor = {from = "visitor"}), so that the service can check whose it is, or '
    "public = true where anybody may ask"
)

_ID = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
_OURS = {"host", "content-length", "transfer-encoding", "connection", "accept-encoding", "cookie"}

Problem = tuple[str, str]  # field, what is wrong with it


class Table:
    """The look-ups of a file's version. The headers' values are kept apart from what may be shown."""

    __slots__ = ("headers", "lookups", "time_zone", "version")

    def __init__(
        self, lookups: tuple[Lookup, ...], headers: dict[str, dict[str, str]], time_zone: str, version: str
    ) -> None:
        self.lookups = lookups
        self.headers = headers
        self.time_zone = zone(time_zone)
        self.version = version


def zone(name: str) -> tzinfo:
    """A time zone by its name; UTC is known without the system's data."""
    return UTC if name == "UTC" else ZoneInfo(name)


def read_table(path: Path, environment: Mapping[str, str]) -> Table:
    """The file's look-ups. Raises Misconfigured, naming the file and every wrong field, never a secret's value."""
    raw, data = _raw(path)
    problems: list[str] = []
    lookups: list[Lookup] = []
    tables = raw.pop("lookup", [])
    time_zone = raw.pop("time_zone", "UTC")
    problems += [f"{name}: there is no such setting; there are time_zone and [[lookup]]" for name in raw]
    problems += _zone_problems(time_zone)
    if not isinstance(tables, list) or len(tables) > MOST_LOOKUPS:
        problems.append(f"lookup: at most {MOST_LOOKUPS} tables [[lookup]] are wanted")
        tables = []
    for place, table in enumerate(tables, 1):
        called = _called(table, place)
        try:
            lookup = msgspec.convert(table, Lookup)
        except msgspec.ValidationError as error:
            problems.append(f"{called}: {_field_first(str(error))}")
            continue
        found = [*_problems(lookup, environment)]
        if lookup.name in {other.name for other in lookups}:
            found.append(("name", "another look-up has this name"))
        problems += [f"{called}: {field}: {wrong}" for field, wrong in found]
        lookups.append(lookup)
    if problems:
        raise Misconfigured(f"{path}: " + "; ".join(problems), "broken_lookups")
    headers = {one.name: {header: environment[name] for header, name in one.headers.items()} for one in lookups}
    return Table(tuple(lookups), headers, time_zone, sha256(data).hexdigest()[:12])


def _raw(path: Path) -> tuple[dict[str, Any], bytes]:
    try:
        if path.stat().st_size > MOST_FILE_BYTES:
            raise Misconfigured(f"{path} has more than {MOST_FILE_BYTES // 1024} KB", "broken_lookups")
        data = path.read_bytes()
        return tomllib.loads(data.decode()), data
    except OSError as error:
        reason = f"{path} can't be read ({error.strerror}): fix it, or empty HANDRAIL_LOOKUPS"
        raise Misconfigured(reason, "broken_lookups") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Misconfigured(f"{path} is no TOML: {error}", "broken_lookups") from None


def _called(table: object, place: int) -> str:
    name = table.get("name") if isinstance(table, dict) else None
    return f'look-up "{name}"' if isinstance(name, str) and len(name) <= MOST_CHARS else f"look-up {place}"


def _field_first(message: str) -> str:
    """msgspec's sentence with the field before it."""
    wrong, _, where = message.partition(" - at `$")
    field = where.rstrip("`").lstrip(".")
    return f"{field}: {wrong}" if field else wrong


def _zone_problems(name: object) -> Iterator[str]:
    try:
        zone(str(name))
    except (OSError, ValueError, KeyError):
        yield f"time_zone: {name!r} is not known; it looks like Europe/Berlin"


def _problems(one: Lookup, environment: Mapping[str, str]) -> Iterator[Problem]:
    yield from chain(_when(one), _needs(one), _where(one), _headers(one, environment), _fields(one), _sayings(one))


def _when(one: Lookup) -> Iterator[Problem]:
    if not _ID.fullmatch(one.name):
        yield "name", "it has small letters, digits, _ and -, at most 40"
    if not 0 < len(one.title.strip()) <= MOST_CHARS or not one.title.isprintable():
        yield "title", f"it has 1 to {MOST_CHARS} characters on one line"
    if not one.intents and not one.words:
        yield "words", "say by which words or intents it is asked"
    if any(not word.strip() or len(word) > MOST_CHARS for word in (*one.words, *one.intents)):
        yield "words", f"each has 1 to {MOST_CHARS} characters"
    if not LEAST_TIMEOUT_MS <= one.timeout_ms <= MOST_TIMEOUT_MS:
        yield "timeout_ms", f"it lies between {LEAST_TIMEOUT_MS} and {MOST_TIMEOUT_MS}"
    if not 1 <= one.at_once <= MOST_AT_ONCE:
        yield "at_once", f"it lies between 1 and {MOST_AT_ONCE}; {AT_ONCE} is usual"


def _needs(one: Lookup) -> Iterator[Problem]:
    for name, need in one.needs.items():
        if not NAME.fullmatch(name):
            yield f"needs.{name}", "a name has small letters, digits and underscores"
        if isinstance(need, FromTurn):
            yield from ((f"needs.{name}.pattern", wrong) for wrong in _pattern_problems(need.pattern))
    if sum(isinstance(need, FromVisitor) for need in one.needs.values()) > 1:
        yield "needs", "one of them is the visitor, not several"
    if not one.public and not one.personal:
        yield "public", NOBODYS


def _pattern_problems(pattern: str) -> Iterator[str]:
    try:
        if len(pattern) > MOST_PATTERN or re.compile(pattern).search("") is not None:
            yield f"it has at most {MOST_PATTERN} characters and does not match nothing"
    except re.error as error:
        yield f"it is no pattern ({error})"


def _where(one: Lookup) -> Iterator[Problem]:
    try:
        used = set(names(one.url))
        parts = urlsplit(one.url)
        port = parts.port
    except ValueError as error:
        yield "url", str(error)
        return
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0:
        yield "url", "it looks like https://api.example.com/orders/{number}"
    if "{" in parts.scheme + parts.netloc or "@" in parts.netloc or parts.fragment:
        yield "url", "the host is fixed, without a password in it, and nothing follows a #"
    if not one.url.isascii() or not one.url.isprintable() or " " in one.url:
        yield "url", "write what is not plain ASCII percent-encoded"
    if unknown := used - set(one.needs):
        yield "url", f"{{{min(unknown)}}} is not among the needs"
    if unused := set(one.needs) - used:
        yield "url", f"the need {min(unused)} is not used: nothing would check it"


def _headers(one: Lookup, environment: Mapping[str, str]) -> Iterator[Problem]:
    for header, variable in one.headers.items():
        if not _HEADER.fullmatch(header) or header.lower() in _OURS:
            yield f"headers.{header}", "this header can't be set"
        elif not _VARIABLE.fullmatch(variable):
            yield f"headers.{header}", "name the environment variable that holds the value; the value is never here"
        elif not environment.get(variable):
            yield f"headers.{header}", f"the environment variable {variable} is not set"
        elif not environment[variable].isascii() or not environment[variable].isprintable():
            yield f"headers.{header}", f"the environment variable {variable} holds what no header can"


def _fields(one: Lookup) -> Iterator[Problem]:
    for name in one.fields:
        reads = one.reads(name)
        steps = reads.path.split(".")
        if not NAME.fullmatch(name) or name in one.needs:
            yield f"fields.{name}", "a name has small letters, digits and underscores, and is no need's"
        if not all(steps) or len(steps) > MOST_PATH_STEPS:
            yield f"fields.{name}", f"a path has up to {MOST_PATH_STEPS} steps with dots between, such as delivery.eta"
        if not 1 <= reads.most <= MOST_FIELD_CHARS:
            yield f"fields.{name}.most", f"it lies between 1 and {MOST_FIELD_CHARS}"


def _sayings(one: Lookup) -> Iterator[Problem]:
    if not one.say:
        yield "say", "declare at least one sentence"
    sayable = set(one.needs) - {one.personal}
    for place, each in enumerate(one.say, 1):
        yield from ((f"say {place}", wrong) for wrong in _text_problems(each.text, sayable | set(one.fields)))
        if unknown := set(each.when) - set(one.fields):
            yield f"say {place}", f"when: {min(unknown)} is no field"
    if one.not_found:
        yield from (("not_found", wrong) for wrong in _text_problems(one.not_found, sayable))


def _text_problems(text: str, sayable: set[str]) -> Iterator[str]:
    if not 0 < len(text.strip()) <= MOST_SENTENCE or not text.isprintable():
        yield f"a sentence has 1 to {MOST_SENTENCE} characters on one line"
    try:
        if unknown := set(names(text)) - sayable:
            yield f"{{{min(unknown)}}} is neither a field nor a need that may be said"
    except ValueError as error:
        yield str(error)
