"""Sources: where a site's articles come from, added and changed by people, with what was said wrong put in words."""

import re
from collections.abc import Collection
from pathlib import Path, PurePosixPath
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Row

from server.clock import new_id
from server.errors import Conflict, Invalid, NotFound
from server.knowledge import copies
from server.knowledge.web.fetched import Limits
from server.knowledge.web.urls import Refused, normalise, split
from server.store import articles, deliveries
from server.store import knowledge as revisions
from server.store import sources as statements

Kind = Literal["folder", "website", "page", "upload", "api"]
State = Literal["new", "syncing", "ready", "failed", "paused"]

ON_THE_WEB = frozenset({"website", "page"})
BROUGHT = frozenset({"upload", "api"})  # what they hold is in our own table
FOLDER_EVERY_S = 900  # a watch tells of edits at once; this finds what no watch saw (a network drive)
WEB_EVERY_S = 86_400  # conditional requests make a look cheap for both sides; a webhook tells of edits at once
MOST_NAMED = 200  # characters of a name or a prefix
MOST_PATH = 1_000  # characters of a file's path
MOST_SOURCES = 100  # of a site
MOST_BROKEN = 200  # files that a report names


class BrokenFile(Struct, frozen=True):
    """A file that is no article, and why."""

    path: str
    reason: str


class Report(Struct, frozen=True, kw_only=True):
    """What the last complete sync did; `broken` is kept up with each file looked at since."""

    added: int = 0
    changed: int = 0
    deleted: int = 0
    unchanged: int = 0
    broken: tuple[BrokenFile, ...] = ()
    incomplete: str = ""  # why it could not see everything; then nothing was deleted
    took_ms: int = 0
    root: str = ""  # which folder it was, as the file system knows it


class Progress(Struct, frozen=True, kw_only=True):
    """How far the sync under way is."""

    seen: int = 0
    changed: int = 0
    last: str = ""  # path looked at
    began_at: int = 0


class Source(Struct, frozen=True, kw_only=True):
    """One source as it is stored; times are Unix milliseconds. `secret` signs its webhook and is for nobody's eyes."""

    id: str
    site: str
    kind: Kind
    name: str = ""
    address: str = ""
    prefix: str = ""
    url_prefix: str = ""
    owner: str = ""
    public: bool = True
    every_s: int = 0
    settings: dict[str, Any] = {}
    secret: str = ""
    state: State = "new"
    error: str = ""
    report: Report = Report()
    progress: Progress = Progress()
    created_at: int = 0
    synced_at: int | None = None
    due_at: int | None = None

    def id_of(self, path: str) -> str:
        """The id of the article that the source has at `path`, its prefix included."""
        return f"{self.site}:{path}"


def stored(row: Row[Any]) -> Source:
    """The Source of a row."""
    values = dict(row._mapping)
    decode = msgspec.json.decode
    return Source(
        settings=decode(values.pop("settings_json"), type=dict[str, Any]),
        report=decode(values.pop("report_json"), type=Report),
        progress=decode(values.pop("progress_json"), type=Progress),
        **values,
    )


def find(conn: Connection, id: str) -> Source:
    """One source. Raises NotFound."""
    row = statements.find(conn, id)
    if row is None:
        raise NotFound("There is no such source.")
    return stored(row)


def of_site(conn: Connection, site: str) -> list[Source]:
    """A site's sources, oldest first."""
    return [stored(row) for row in statements.of_site(conn, site)]


def add(
    conn: Connection,
    site: str,
    kind: str,
    address: str,
    now: int,
    *,
    name: str = "",
    url_prefix: str = "",
    owner: str = "",
    public: bool = True,
    every_s: int | None = None,
    settings: dict[str, Any] | None = None,
    secret: str = "",
    forbidden: Collection[Path] = (),
) -> Source:
    """Adds a source, due at once. `forbidden` are folders that hold no articles: the installation's own data.

    Raises Invalid with what to do, Conflict where the site has this source already.
    """
    if kind not in get_args(Kind):
        raise Invalid(f"A source is one of {', '.join(get_args(Kind))}, not {kind!r}.")
    address = checked_address(kind, address, forbidden)
    name = _checked_name(name) or _named_after(kind, address)
    others = of_site(conn, site)
    if any((each.kind, each.address, each.name) == (kind, address, name) for each in others):
        raise Conflict(f"The site has this source already: {name}.")
    if len(others) >= MOST_SOURCES:
        raise Conflict(f"A site has at most {MOST_SOURCES} sources.")
    first_folder = kind == "folder" and not any(each.kind == "folder" for each in others)
    id = new_id()
    row = {
        "id": id,
        "site": site,
        "kind": kind,
        "name": name,
        "address": address,
        "prefix": "" if first_folder or kind in ON_THE_WEB else _free_prefix(name, others),
        "url_prefix": _checked_url_prefix(url_prefix),
        "owner": _checked_name(owner),
        "public": public,
        "every_s": _checked_every(_every(kind) if every_s is None else every_s),
        "settings_json": _checked_settings(kind, settings or {}),
        "secret": secret,
        "created_at": now,
        "due_at": now,
    }
    statements.add(conn, row)
    if first_folder:
        articles.adopt(conn, site, id)
    return find(conn, id)


def change(
    conn: Connection,
    id: str,
    now: int,
    *,
    name: str | None = None,
    url_prefix: str | None = None,
    owner: str | None = None,
    public: bool | None = None,
    every_s: int | None = None,
    settings: dict[str, Any] | None = None,
    secret: str | None = None,
    paused: bool | None = None,
) -> Source:
    """Changes what is given and has the whole source looked at again. Raises Invalid, NotFound."""
    source = find(conn, id)
    prefix = None if url_prefix is None else _checked_url_prefix(url_prefix)
    owner = None if owner is None else _checked_name(owner)
    given = {"url_prefix": prefix, "owner": owner, "public": public, "secret": secret}
    values: dict[str, Any] = {column: value for column, value in given.items() if value is not None}
    if name is not None:
        values["name"] = _checked_name(name) or source.name
    if every_s is not None:
        values["every_s"] = _checked_every(every_s)
    if settings is not None:
        values["settings_json"] = _checked_settings(source.kind, settings)
    if paused is not None and paused != (source.state == "paused"):
        values["state"] = "paused" if paused else "new"
    statements.change(conn, id, {**values, "due_at": now})
    return find(conn, id)


def remove(conn: Connection, id: str, now: int) -> int:
    """Removes a source with all its articles; returns how many. Raises NotFound."""
    source = find(conn, id)
    ids = [row.id for row in articles.of_source(conn, source.site, id)]
    before = revisions.digest(conn, ids)
    articles.drop(conn, ids)
    deliveries.drop_open(conn, id, now)
    statements.remove(conn, id)
    if ids:
        touched = copies.settle(conn, source.site, ids)
        revisions.commit(conn, source.site, before, (), now, ids, touched)
    return len(ids)


def checked_address(kind: str, address: str, forbidden: Collection[Path] = ()) -> str:
    """The address as it is kept: a real folder's full path, a web address without fragment. Raises Invalid."""
    if kind in BROUGHT:
        return ""
    if kind in ON_THE_WEB:
        return _checked_url(address)
    folder = Path(address).expanduser()
    if not folder.is_dir():
        raise Invalid(f"{address} is not a folder")
    folder = folder.resolve()
    for own in (each.resolve() for each in forbidden):
        if folder.is_relative_to(own) or _shows(folder, own):
            raise Invalid(f"{address} holds Handrail's own data: keep the articles in a folder apart from {own}.")
    return str(folder)


def _shows(folder: Path, inner: Path) -> bool:
    """Whether a walk through the folder comes to `inner`: hidden ones are left alone."""
    return inner.is_relative_to(folder) and not any(part.startswith(".") for part in inner.relative_to(folder).parts)


def path_of(source: Source, told: str) -> str:
    """The article's path, prefix included, for what somebody says changed: a file name, or an address of the site.

    Raises Invalid for what can't be of this source.
    """
    if source.kind not in ON_THE_WEB:
        parts = PurePosixPath(told).parts
        if not told or "\0" in told or told.startswith("/") or ".." in parts or len(told) > MOST_PATH:
            raise Invalid(f"A path is relative to the source, without .. in it: {told[:MOST_NAMED]!r} is not.")
        return source.prefix + PurePosixPath(told).as_posix()
    try:
        url, site = split(told), split(source.address)
    except Refused as problem:
        raise Invalid(f"{told[:MOST_NAMED]!r} is no address of this source: {problem}") from None
    if url.origin != site.origin or (source.kind == "page" and url.text != site.text):
        raise Invalid(f"{told[:MOST_NAMED]!r} is no address of this source.")
    return url.text


def limits_of(settings: dict[str, Any]) -> Limits:
    """How far a crawl goes. Raises Invalid, naming the setting."""
    try:
        return msgspec.convert(settings, Limits)
    except msgspec.ValidationError as problem:
        raise Invalid(f"The limits of the crawl are wrong: {problem}") from None


def _checked_settings(kind: str, settings: dict[str, Any]) -> str:
    if kind == "website":
        limits_of(settings)
    elif settings:
        raise Invalid("Only a website has limits to set.")
    return msgspec.json.encode(settings).decode()


def _checked_url(address: str) -> str:
    parts = urlsplit(address.strip())
    if parts.scheme not in {"http", "https"}:
        raise Invalid(f"{address!r} is no web address: it begins with https:// or http:// and names a host.")
    try:
        return normalise(address.strip())
    except Refused as problem:
        raise Invalid(f"{address!r} can't be a source: {problem}") from None


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if len(name) > MOST_NAMED:
        raise Invalid(f"The name of a source or an owner has at most {MOST_NAMED} characters.")
    return name


def _checked_url_prefix(prefix: str) -> str:
    """What articles' addresses begin with: visitors click on it, so nothing but a path or a web address will do."""
    prefix = prefix.strip()
    if len(prefix) > MOST_NAMED or not re.match(r"(?:/(?![/\\])|https?://[^\s/]|$)", prefix):
        raise Invalid("Articles' addresses begin with /, https:// or http://, in at most 200 characters.")
    return prefix


def _checked_every(seconds: int) -> int:
    if seconds and not 60 <= seconds <= 31 * 86_400:
        raise Invalid("Between two complete syncs are a minute to 31 days; 0 is on demand only.")
    return seconds


def _every(kind: str) -> int:
    return {"folder": FOLDER_EVERY_S, "website": WEB_EVERY_S, "page": WEB_EVERY_S}.get(kind, 0)


def _named_after(kind: str, address: str) -> str:
    if kind in ON_THE_WEB:
        return urlsplit(address).netloc if kind == "website" else address[:MOST_NAMED]
    return {"upload": "Uploads", "api": "API"}.get(kind) or Path(address).name or address


def _free_prefix(name: str, others: Collection[Source]) -> str:
    """A folder's name for the articles of a source that isn't the site's first: "faq/"."""
    word = re.sub(r"[^\w]+", "-", name.lower()).strip("-") or "source"
    taken = {each.prefix for each in others}
    number = 1
    while (prefix := f"{word}/" if number == 1 else f"{word}-{number}/") in taken:
        number += 1
    return prefix
