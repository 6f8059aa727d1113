"""Rows of knowledge as people are shown them, over HTTP and on the command line."""

from typing import Any

import msgspec
from sqlalchemy import Connection, Row

from server.api.views.knowledge import ArticleView
from server.api.views.sources import (
    ArticleDetail,
    BrokenView,
    DeliveriesView,
    EncoderView,
    HoldingView,
    PieceView,
    ProgressView,
    SourceView,
    TroubleView,
)
from server.errors import NotFound
from server.hygiene import care
from server.knowledge import deliveries, sources
from server.knowledge.encoders import SHIPPED, Encoders
from server.knowledge.re_embedding import progress
from server.knowledge.sources import Source
from server.knowledge.webhooks import has_webhook
from server.store import articles as article_statements
from server.store import deliveries as delivery_statements
from server.store import knowledge as statements
from server.store.database import Database

HOOKS = "/v1/knowledge/webhooks/"
MOST_FAILING = 100  # deliveries in trouble that are named
_SAME = ("id", "path", "title", "url", "category", "intent", "owner", "updated", "passages", "answers", "solved",
         "source", "format", "language", "public", "review_by", "valid_from", "valid_until", "live",
         "synced_at")  # fmt: skip


def site_sources(conn: Connection, site: str, base_url: str) -> list[SourceView]:
    """A site's sources, oldest first."""
    held = statements.held_by_source(conn, site)
    return [_source(each, held.get(each.id, (0, 0)), base_url) for each in sources.of_site(conn, site)]


def source(conn: Connection, id: str, base_url: str, secret: str = "") -> SourceView:
    """One source; `secret` where it is new. Raises NotFound."""
    found = sources.find(conn, id)
    view = _source(found, statements.held_by_source(conn, found.site).get(id, (0, 0)), base_url)
    return msgspec.structs.replace(view, secret=secret)


def webhook_of(found: Source, base_url: str) -> str:
    """Where changes of a source are told, "" where they can't be."""
    return f"{base_url}{HOOKS}{found.id}" if has_webhook(found) else ""


def _source(found: Source, held: tuple[int, int], base_url: str) -> SourceView:
    how_far = found.progress
    syncing = found.state == "syncing"
    names = ("id", "site", "kind", "name", "address", "prefix", "url_prefix", "owner", "public", "every_s", "settings")
    return SourceView(
        **{name: getattr(found, name) for name in (*names, "state", "error", "created_at", "synced_at", "due_at")},
        incomplete=found.report.incomplete,
        articles=held[0],
        passages=held[1],
        broken=[BrokenView(path=each.path, reason=each.reason) for each in found.report.broken],
        # While a source is read for the first time, what it holds says nothing about what it will hold.
        progress=ProgressView(done=how_far.seen, of=held[0] if found.synced_at else 0, doing=how_far.last)
        if syncing
        else None,
        webhook=webhook_of(found, base_url),
    )


def site_articles(conn: Connection, site: str, now: int, /, **wanted: Any) -> list[ArticleView]:
    """A site's articles by category and title; `wanted` as statements.articles_in_use."""
    today = care.day(now)
    return [_article(row, today) for row in statements.articles_in_use(conn, site, **wanted)]


def holdings(conn: Connection, site: str) -> list[HoldingView]:
    """What is live, by source, language and month of the last update."""
    names = HoldingView.__struct_fields__
    return [HoldingView(**{name: getattr(row, name) for name in names}) for row in statements.holdings(conn, site)]


def article(conn: Connection, id: str, now: int) -> ArticleDetail:
    """One article with its passages in reading order. Raises NotFound."""
    found = article_statements.find(conn, id)
    if found is None:
        raise NotFound("There is no such article.")
    (view,) = site_articles(conn, found.site, now, article=id)
    names = ("id", "heading", "anchor", "text", "language", "copy_of")
    pieces = article_statements.passages_of(conn, id)
    return ArticleDetail(
        article=view, passages=[PieceView(**{name: getattr(row, name) for name in names}) for row in pieces]
    )


def _article(row: Row[Any], today: str) -> ArticleView:
    return ArticleView(
        **{name: getattr(row, name) for name in _SAME},
        pages=msgspec.json.decode(row.pages_json, type=list[str]),
        stale=care.is_stale(row.review_by, today),
    )


def told(conn: Connection, site: str, since: int, now: int) -> DeliveriesView:
    """How a site's told changes went, and which of them fail."""
    failing = [
        TroubleView(
            **{name: getattr(row, name) for name in ("id", "source", "kind", "path", "attempts", "at", "due_at")},
            given_up=row.done_at is not None,
            reason=row.error,
        )
        for row in delivery_statements.troubled(conn, site, MOST_FAILING)
    ]
    figures = msgspec.structs.asdict(deliveries.figures(conn, site, since, now))
    return DeliveriesView(since=since, **figures, failing=failing)


def encoder(db: Database, encoders: Encoders, site: str, now: int) -> EncoderView:
    """Which encoder embeds a site's passages, and how far the next one is."""
    how_far = progress(db, encoders, site, now)
    return EncoderView(**msgspec.structs.asdict(how_far), choices=[SHIPPED, *encoders.shelf.versions()])
