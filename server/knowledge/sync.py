"""Brings a site's stored knowledge to the state of a folder of Markdown: all of it, or nothing.

Read every file; embed only what changed; then one transaction writes the changed, drops the deleted and names the new
version. A file that can't be read is reported and keeps what was stored of it: a typing mistake in the front matter
must not take a working answer away.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Connection

from models.encode import Encoder
from server.errors import Invalid
from server.knowledge.articles import MOST_BYTES, Source, Unreadable, read_article
from server.knowledge.passages import Draft, cut
from server.store import knowledge as statements
from server.store.database import Database

FORMAT = "2"  # of passages: a change here embeds everything again
SUFFIXES = {".md", ".markdown"}


class BrokenFile(Struct, frozen=True):
    """A file that is no article, and why."""

    path: str
    reason: str


class SyncReport(Struct, frozen=True, kw_only=True):
    """What a sync did. Paths are relative to the folder; `version` names the knowledge afterwards."""

    added: list[str]
    changed: list[str]
    deleted: list[str]
    unchanged: int
    broken: list[BrokenFile]
    articles: int
    passages: int
    version: str


class _Plan(Struct):
    known: dict[str, str]
    present: dict[str, str]  # article id -> hash as it will be
    rows: list[tuple[dict[str, Any], list[dict[str, Any]]]]
    broken: list[BrokenFile]


def sync_folder(
    db: Database,
    encoder: Encoder,
    site: str,
    folder: Path,
    url_prefix: str,
    now: int,
    tell: Callable[[str], None] = lambda _: None,
) -> SyncReport:
    """Stores the folder's articles for `site`; `tell` hears the path of each file that is embedded.

    An article's address is `url_prefix` + its slug. Raises Invalid when the folder is none or a slug is there twice.
    """
    if not folder.is_dir():
        raise Invalid(f"{folder} is not a folder")
    plan = _Plan(known=db.read(statements.article_hashes, site), present={}, rows=[], broken=[])
    for path in _files(folder):
        _weigh(plan, encoder, site, folder, path, url_prefix, now, tell)
    _no_slug_twice(plan)
    deleted = sorted(set(plan.known) - set(plan.present))
    version = _version(plan.present)
    if plan.rows or deleted or not plan.known:
        db.write(_store, site, plan.rows, deleted, version, now)
    articles, passages = db.read(_counts, site)
    name = len(site) + 1
    fresh = [article["id"] for article, _ in plan.rows]
    return SyncReport(
        added=[id[name:] for id in fresh if id not in plan.known],
        changed=[id[name:] for id in fresh if id in plan.known],
        deleted=[id[name:] for id in deleted],
        unchanged=len(plan.present) - len(fresh),
        broken=plan.broken,
        articles=articles,
        passages=passages,
        version=version,
    )


def _files(folder: Path) -> list[Path]:
    """Markdown files below the folder; hidden ones and links that lead out of it are left alone."""
    root = folder.resolve()
    found = []
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        paths = (Path(at) / name for name in sorted(names) if not name.startswith("."))
        found += [path for path in paths if path.suffix.lower() in SUFFIXES and path.resolve().is_relative_to(root)]
    return found


def _weigh(
    plan: _Plan,
    encoder: Encoder,
    site: str,
    folder: Path,
    path: Path,
    url_prefix: str,
    now: int,
    tell: Callable[[str], None],
) -> None:
    name = path.relative_to(folder).as_posix()
    id = f"{site}:{name}"
    try:
        with path.open("rb") as file:
            source = read_article(name, file.read(MOST_BYTES + 1))
        drafts = cut(source.body, source.title)
        if not drafts:
            raise Unreadable("there are headings only, no text")
    except (Unreadable, OSError) as problem:
        reason = str(problem) if isinstance(problem, Unreadable) else f"the file can't be read: {problem.strerror}"
        plan.broken.append(BrokenFile(name, reason))
        if id in plan.known:
            plan.present[id] = plan.known[id]
        return
    parts = "\n".join((source.hash, url_prefix, FORMAT, encoder.version))
    plan.present[id] = hashlib.sha256(parts.encode()).hexdigest()[:16]
    if plan.present[id] != plan.known.get(id):
        tell(name)
        plan.rows.append(_rows(source, drafts, encoder, site, plan.present[id], url_prefix, now))


def _rows(
    source: Source, drafts: list[Draft], encoder: Encoder, site: str, hash: str, url_prefix: str, now: int
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    id = f"{site}:{source.path}"
    article = {
        "id": id,
        "site": site,
        "path": source.path,
        "title": source.title,
        "url": url_prefix + source.slug,
        "category": source.category,
        "intent": source.intent,
        "pages_json": msgspec.json.encode(source.pages).decode(),
        "hash": hash,
        "owner": source.owner,
        "updated": source.updated,
        "public": source.public,
        "synced_at": now,
    }
    passages = [
        {
            "id": f"{id}#{position}-{hashlib.sha256(draft.text.encode()).hexdigest()[:8]}",
            "site": site,
            "article": id,
            "position": position,
            "heading": draft.heading,
            "anchor": draft.anchor,
            "text": draft.text,
            "embedding": encoder.encode(searchable(source.title, draft.heading, draft.text)).tobytes(),
        }
        for position, draft in enumerate(drafts)
    ]
    return article, passages


def searchable(title: str, heading: str, text: str) -> str:
    """What a passage is found by: a section alone often doesn't name what it is about, its title does."""
    return "\n".join(part for part in (title, heading, text) if part)


def _no_slug_twice(plan: _Plan) -> None:
    seen: dict[str, str] = {}
    for article, _ in plan.rows:
        if (other := seen.setdefault(article["url"], article["path"])) != article["path"]:
            raise Invalid(f"{other} and {article['path']} have the same slug: {article['url']}")


def _version(present: dict[str, str]) -> str:
    text = "\n".join(f"{id} {hash}" for id, hash in sorted(present.items()))
    return f"kb-{hashlib.sha256(text.encode()).hexdigest()[:10]}"


def _store(
    conn: Connection,
    site: str,
    rows: list[tuple[dict[str, Any], list[dict[str, Any]]]],
    deleted: list[str],
    version: str,
    now: int,
) -> None:
    statements.drop_articles(conn, deleted)
    for article, passages in rows:
        statements.put_article(conn, article, passages)
    statements.put_version(conn, site, version, now)


def _counts(conn: Connection, site: str) -> tuple[int, int]:
    return len(statements.site_articles(conn, site)), len(statements.site_passages(conn, site))
