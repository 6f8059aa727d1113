"""How a site's answers are given: form, length and tone, with an example from its own articles."""

from typing import Any

from litestar import Controller, get, put
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from sqlalchemy import Connection, Row

from server.answering.consider import Considerer
from server.answering.style import Form, Length, Style, Tone
from server.answering.style_example import example
from server.api.auth import requires
from server.api.given import Db, Now
from server.api.views.style import StyleExample, StyleView
from server.conversation.conversations import Conversations
from server.errors import NotFound
from server.knowledge.knowledge import Knowledge
from server.store import knowledge as articles
from server.store import sites, styles
from server.store.database import Database
from server.understanding.understanding import Understanding


class StyleController(Controller):
    """The default that holds where neither the visitor nor the product wants it otherwise."""

    path = "/v1/sites/{site:str}/style"
    tags = ("sites",)

    @get("/", guards=[requires("viewer")], sync_to_thread=True)
    def style(self, site: FromPath[str], db: Db) -> StyleView:
        """As it is now."""
        return _view(db, site)

    @put("/", guards=[requires("admin")], sync_to_thread=True)
    def set(self, site: FromPath[str], data: JSONBody[StyleView], db: Db) -> StyleView:
        """Sets it; the next turn of every running conversation is answered so."""
        _found(db, site)
        tone = "" if data.tone == "plain" else data.tone  # plain is nobody's wish: it stands back behind any other
        db.write(styles.set_default, site, data.form, data.length, tone)
        return _view(db, site)

    @get("/example", guards=[requires("viewer")], sync_to_thread=True)
    def example(
        self,
        site: FromPath[str],
        db: Db,
        knowledge: NamedDependency[Knowledge],
        understanding: NamedDependency[Understanding],
        considerer: NamedDependency[Considerer],
        conversations: NamedDependency[Conversations],
        now: Now,
        form: FromQuery[Form] = "",
        length: FromQuery[Length] = "",
        tone: FromQuery[Tone] = "",
    ) -> StyleExample:
        """An answer in any style, whether it is the site's or not; nothing is stored."""
        found = _found(db, site)
        return example(
            site,
            found.name,
            Style(form, length, tone),
            knowledge.index(site),
            db.read(_most_used, site),
            understanding=understanding,
            considerer=considerer,
            quoter=conversations.around.quoter,
            at=now,
        )


def _found(db: Database, site: str) -> Row[Any]:
    row = db.read(sites.find, site)
    if row is None:
        raise NotFound("there is no such site", "unknown_site")
    return row


def _view(db: Database, site: str) -> StyleView:
    _found(db, site)
    row = db.read(styles.default, site)
    return StyleView(form=row.form, length=row.length, tone=row.tone or "plain") if row else StyleView()


def _most_used(conn: Connection, site: str) -> list[str]:
    rows = articles.articles_in_use(conn, site)
    return [row.id for row in sorted(rows, key=lambda row: -row.answers) if row.answers]
