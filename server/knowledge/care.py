"""What people set on an article here: its owner, the day to look at it again, who may see it. No sync takes it away."""

from collections.abc import Mapping
from typing import Any, Literal

from sqlalchemy import Connection, Row

from server.errors import NotFound
from server.knowledge import deliveries
from server.knowledge.committing import end
from server.store import articles
from server.store import knowledge as revisions

Said = Mapping[Literal["owner", "review_by", "public"], str | bool | None]  # the day is ISO


def take_care(conn: Connection, id: str, said: Said, now: int) -> None:
    """Sets what is given; None gives it back to the source.

    Live with the commit; what is given back, with the next look at the source, which is told. Raises NotFound.
    """
    article = _found(conn, id)
    before = revisions.digest(conn, [id])
    articles.put_care(conn, id, article.site, {str(name): value for name, value in said.items()})
    if None in said.values():
        articles.forget_hash(conn, id)
        deliveries.tell(conn, article.site, article.source, "changed", article.path, now)
    end(conn, article.site, before, [id], (), now)


def reviewed(conn: Connection, id: str, by: str, review_by: str, now: int) -> None:
    """Somebody has looked at the article and found it right until `review_by` (ISO date). Raises NotFound."""
    article = _found(conn, id)
    articles.put_care(conn, id, article.site, {"reviewed_at": now, "reviewed_by": by, "review_by": review_by})


def _found(conn: Connection, id: str) -> Row[Any]:
    article = articles.find(conn, id)
    if article is None:
        raise NotFound("There is no such article.")
    return article
