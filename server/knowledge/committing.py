"""From what was found at a path to an article in the store: read, cut, embed what is new, and commit.

A commit is one transaction of a few articles: their rows, the copies among them settled, the site's next revision and
version. An article is prepared on the revision that the site had *before* it was looked at; if the article was
committed since, by whomever, the preparation is stale and the path is looked at again. So nobody needs a lock, and an
older state never replaces a newer one.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any, Protocol

import msgspec
from msgspec import Struct
from sqlalchemy import Connection

from models.encode import Embedding, Encoder
from server.errors import Misconfigured, NotFound, Unreadable
from server.knowledge import copies
from server.knowledge.documents import Document
from server.knowledge.origins import Look
from server.knowledge.passages import Draft, cut
from server.knowledge.sources import ON_THE_WEB, BrokenFile, Source
from server.knowledge.web.fetched import Known, digest
from server.store import articles, sources
from server.store import knowledge as revisions
from server.store.database import Database

FORMAT = "3"  # of passages: a change here reads and embeds everything again
MOST_TOGETHER = 16  # articles in one commit: tens of milliseconds of the one writer


class Reads(Protocol):
    """Turns bytes into a document; raises Unreadable, TooLarge, Unsupported."""

    def read(self, name: str, data: bytes, content_type: str = "") -> Document: ...


class Embeds(Protocol):
    """An encoder of passages; `way` names all that its vectors depend on."""

    @property
    def way(self) -> str: ...

    def passage(self, text: str) -> Embedding:
        """A unit vector, float32 (dimensions,)."""


class Encodes(Protocol):
    """The encoders of sites (server.knowledge.encoders.Encoders, or one for all)."""

    def of(self, site: str) -> Embeds: ...


class Shipped:
    """The shipped encoder for sites that have no other. Raises Misconfigured for one that has."""

    def __init__(self, db: Database, encoder: Encoder) -> None:
        self._db = db
        self.passage, self.way = encoder.encode_passage, encoder.way

    def of(self, site: str) -> Embeds:
        own = self._db.read(revisions.encoder, site)
        if own:
            raise Misconfigured(f"The knowledge of {site} is embedded by {own}: run `handrail kb sync` for it.")
        return self


class Prepared(Struct, frozen=True):
    """An article ready to be stored; `base` and `encoder` are the site's revision and encoder before the look at it,
    `way` is what embedded what is new in it."""

    base: int
    encoder: str
    way: str
    article: dict[str, Any]
    passages: list[dict[str, Any]]
    links: str = ""  # JSON, of a page of the web
    other_url: str = ""  # taken where `url` is another article's, and nobody said its slug

    @property
    def id(self) -> str:
        return str(self.article["id"])

    @property
    def path(self) -> str:
        return str(self.article["path"])


class Gone(Struct, frozen=True):
    """An article to delete; `base` is the site's revision before it was found gone."""

    path: str
    base: int


class Committed(Struct, frozen=True, kw_only=True):
    """Paths by what became of them. `stale` ones are to be looked at again."""

    put: list[str]
    gone: list[str]
    stale: list[str]
    refused: list[BrokenFile]


def hash_of(source: Source, look: Look) -> str:
    """Of all that an article is made from: what its source says of it, and its bytes."""
    content_type = "" if source.kind in ON_THE_WEB else look.content_type
    return _hash_of(source, content_type) + digest(look.data)


def known_page(db: Database, source: Source, row: Any) -> Known | None:
    """What a conditional request may be made with; None where the page must be taken anew whatever the server says."""
    said = _hash_of(source)
    if source.kind not in ON_THE_WEB or not row.hash.startswith(said):
        return None
    links = db.read(articles.links_of, row.id)
    decoded = msgspec.json.decode(links, type=tuple[str, ...]) if links is not None else None
    return Known(row.etag, row.modified, row.hash.removeprefix(said), decoded)


def stored(conn: Connection, source: Source, path: str) -> tuple[Any, int]:
    """The source's article at the path (None where it has none), and the site's revision: the base of a look."""
    row = articles.find(conn, source.id_of(path))
    own = row is not None and row.source == source.id
    return row if own else None, revisions.revision(conn, source.site)


def prepare(
    db: Database, source: Source, look: Look, base: int, readers: Reads, encoders: Encodes, now: int
) -> Prepared:
    """Reads, cuts and embeds; what is as it was in the article's passages isn't embedded again.

    Raises Unreadable, TooLarge, Unsupported with a sentence for the author, Unavailable when the encoder is missing.
    """
    document = readers.read(look.path, look.data, look.content_type)
    drafts = cut(document)
    if not drafts:
        raise Unreadable("There is no text in the file, or headings only.")
    id = source.id_of(look.path)
    url, other_url = _addresses(source, look.path, document)
    encoder, embedded = db.read(_embedded, source.site, id)
    passages = _passages(source.site, id, drafts)
    embeds = encoders.of(source.site)
    _embed(passages, document.title, embedded, embeds)
    article = _article(source, look, document, drafts, url, now)
    return Prepared(base, encoder, embeds.way, article, passages, links_json(source, look), other_url)


def links_json(source: Source, look: Look) -> str:
    """The links of a page of the web, "" for another article."""
    return msgspec.json.encode(look.links).decode() if source.kind in ON_THE_WEB else ""


def searchable(title: str, heading: str, text: str) -> str:
    """What a passage is found by: a section alone often doesn't name what it is about, its title does."""
    return "\n".join(part for part in (title, heading, text) if part)


def store(conn: Connection, source: Source, prepared: Sequence[Prepared], gone: Sequence[Gone], now: int) -> Committed:
    """One commit of some articles of a source. Raises NotFound when the source was removed meanwhile."""
    if sources.find(conn, source.id) is None:
        raise NotFound("The source was removed.")
    done = Committed(put=[], gone=[], stale=[], refused=[])
    encoder = revisions.state(conn, source.site).encoder
    fresh = [one for one in prepared if _is_fresh(conn, done, one.path, one.id, one.base, one.encoder == encoder)]
    leaving = [one for one in gone if _is_fresh(conn, done, one.path, source.id_of(one.path), one.base)]
    before = revisions.digest(conn, [*(one.id for one in fresh), *(source.id_of(one.path) for one in leaving)])
    articles.drop(conn, [source.id_of(one.path) for one in leaving])
    done.gone.extend(one.path for one in leaving)
    if fresh:
        revisions.begin_with(conn, source.site, fresh[0].way)
    put = [one.id for one in fresh if _put(conn, source, one, done)]
    # What was refused is as it was: its mark is in `before` and must stay in the digest.
    refused = [one.id for one in fresh if one.id not in put]
    before ^= revisions.digest(conn, refused)
    if put or leaving:
        end(conn, source.site, before, put, [source.id_of(one.path) for one in leaving], now)
    return done


def end(conn: Connection, site: str, before: int, put: Collection[str], gone: Collection[str], now: int) -> None:
    """Settles copies and commits; for every change of what articles say, who sees them, or whether they are live."""
    touched = copies.settle(conn, site, [*put, *gone])
    revisions.commit(conn, site, before, put, now, gone, touched)


def is_live(article: dict[str, Any], now: int) -> bool:
    """Published, and valid on the day (UTC)."""
    day = day_of(now)
    begun = not article["valid_from"] or article["valid_from"] <= day
    return bool(article["published"]) and begun and (not article["valid_until"] or article["valid_until"] >= day)


def day_of(now: int) -> str:
    """The ISO day of Unix milliseconds, UTC."""
    return datetime.fromtimestamp(now / 1000, UTC).date().isoformat()


def _embedded(conn: Connection, site: str, id: str) -> tuple[str, list[Any]]:
    """The site's encoder, and the article's passages embedded by it."""
    return revisions.encoder(conn, site), articles.passages_of(conn, id)


def _is_fresh(conn: Connection, done: Committed, path: str, id: str, base: int, embedded: bool = True) -> bool:
    fresh = embedded and articles.revision_of(conn, id) <= base
    if not fresh:
        done.stale.append(path)
    return fresh


def _put(conn: Connection, source: Source, one: Prepared, done: Committed) -> bool:
    there = articles.find(conn, one.id)
    if there is not None and there.source not in ("", source.id) and sources.find(conn, there.source) is not None:
        done.refused.append(BrokenFile(one.path, "another source of the site has this article already"))
        return False
    article = one.article
    if article["url"] and (other := articles.address_taken(conn, source.site, article["url"], one.id)):
        if not one.other_url or articles.address_taken(conn, source.site, one.other_url, one.id):
            reason = f"{other} and {one.path} have the same slug: {article['url']}"
            done.refused.append(BrokenFile(one.path, reason))
            return False
        article = {**article, "url": one.other_url}
    articles.put(conn, article, one.passages)
    if one.links:
        articles.put_links(conn, one.id, one.links)
    done.put.append(one.path)
    return True


def _hash_of(source: Source, content_type: str = "") -> str:
    said = "\n".join((FORMAT, source.url_prefix, source.owner, str(source.public), content_type))
    return hashlib.sha256(said.encode()).hexdigest()[:8]


def _addresses(source: Source, path: str, document: Document) -> tuple[str, str]:
    """Where the article is found by people, and the next best where that is taken."""
    if source.kind in ON_THE_WEB:
        return path, ""
    if not source.url_prefix:
        return "", ""
    if slug := document.head.slug.strip("/"):
        return source.url_prefix + slug, ""
    name = PurePosixPath(path)
    if document.format == "markdown":
        return source.url_prefix + name.stem, source.url_prefix + path.removesuffix(name.suffix)
    return source.url_prefix + name.name, source.url_prefix + path


def _article(
    source: Source, look: Look, document: Document, drafts: Sequence[Draft], url: str, now: int
) -> dict[str, Any]:
    head = document.head
    spoken = Counter(draft.language for draft in drafts if draft.language).most_common(1)
    article = {
        "id": source.id_of(look.path),
        "site": source.site,
        "path": look.path,
        "source": source.id,
        "title": document.title,
        "url": url,
        "category": head.category,
        "intent": head.intent,
        "pages_json": msgspec.json.encode(head.pages).decode(),
        "hash": hash_of(source, look),
        "owner": head.owner or source.owner,
        "updated": head.updated,
        "public": source.public if head.public is None else head.public,
        "format": document.format,
        "language": head.language or (spoken[0][0] if spoken else ""),
        "review_by": head.review_by,
        "valid_from": head.valid_from,
        "valid_until": head.valid_until,
        "published": head.published,
        "etag": look.etag,
        "modified": look.modified,
        "synced_at": now,
    }
    return {**article, "live": is_live(article, now)}


def _passages(site: str, id: str, drafts: Sequence[Draft]) -> list[dict[str, Any]]:
    return [
        {
            "id": f"{id}#{position}-{hashlib.sha256(draft.text.encode()).hexdigest()[:8]}",
            "site": site,
            "article": id,
            "position": position,
            "heading": draft.heading,
            "anchor": draft.anchor,
            "text": draft.text,
            "language": draft.language,
        }
        for position, draft in enumerate(drafts)
    ]


def _embed(passages: list[dict[str, Any]], title: str, embedded: Sequence[Any], encoder: Embeds) -> None:
    known = {searchable(row.title, row.heading, row.text): row.embedding for row in embedded}
    for each in passages:
        text = searchable(title, each["heading"], each["text"])
        if text not in known:
            known[text] = encoder.passage(text).tobytes()
        each["embedding"] = known[text]
