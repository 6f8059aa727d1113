"""Tables that projections alone write: rollups of the event log."""

from sqlalchemy import BigInteger, Boolean, Column, Float, Index, Integer, Table, Text, text

from server.store.schema.columns import at_column, id_column, metadata, site_column, text_column

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("name", Text, primary_key=True),
    Column("offset", BigInteger, nullable=False),
)

struggles = Table(
    "struggles",
    metadata,
    id_column(),
    site_column(),
    Column("session", Text, nullable=False),
    Column("visitor", Text, nullable=False),
    Column("route", Text, nullable=False),
    text_column("element"),
    text_column("element_name"),
    text_column("element_role"),
    Column("signal", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    at_column(),
    Column("count", Integer, nullable=False),
    text_column("message"),
    Column("evidence_json", Text, nullable=False, server_default="[]"),
    text_column("release"),
    Column("signs_json", Text, nullable=False, server_default="[]"),  # signs of life: [kind, ms after the way down]
    Index(None, "site", "at"),
    Index(None, "session"),
)

_STRUGGLING = text("struggles > 0")  # few rows of many: lists of struggling sessions read these alone

page_days = Table(  # one row a session, page and day: distinct counts stay exact under any filter
    "page_days",
    metadata,
    Column("site", Text, primary_key=True),
    Column("day", Integer, primary_key=True),
    Column("route", Text, primary_key=True),
    Column("session", Text, primary_key=True),
    Column("views", Integer, nullable=False, server_default="0"),
    Column("visible_ms", BigInteger, nullable=False, server_default="0"),
    Column("struggles", Integer, nullable=False, server_default="0"),
    text_column("release"),
    Column("first_at", BigInteger, nullable=False, server_default="0"),  # first view of the day; 0: not seen to begin
    Column("done", Integer, nullable=False, server_default="0"),  # steps that the page showed to be completed
    Index(None, "session"),
    Index("ix_page_days_struggling", "site", "day", sqlite_where=_STRUGGLING, postgresql_where=_STRUGGLING),
    sqlite_with_rowid=False,  # read in the order of its key: sessions a page, 56 -> 23 ms over 135,000 rows
)

element_days = Table(
    "element_days",
    metadata,
    Column("site", Text, primary_key=True),
    Column("day", Integer, primary_key=True),
    Column("route", Text, primary_key=True),
    Column("element", Text, primary_key=True),
    Column("session", Text, primary_key=True),
    text_column("name"),
    text_column("role"),
    Column("clicks", Integer, nullable=False, server_default="0"),
    Column("struggles", Integer, nullable=False, server_default="0"),
    Column("signals_json", Text, nullable=False, server_default="{}"),  # signal -> count
    Column("longest_run", Integer, nullable=False, server_default="0"),  # of quick clicks
    Index(None, "site", "route", "day"),
    Index("ix_element_days_struggling", "site", "day", sqlite_where=_STRUGGLING, postgresql_where=_STRUGGLING),
    sqlite_with_rowid=False,
)

page_moves = Table(
    "page_moves",
    metadata,
    Column("site", Text, primary_key=True),
    Column("day", Integer, primary_key=True),
    Column("source", Text, primary_key=True),
    Column("target", Text, primary_key=True),
    Column("moves", Integer, nullable=False, server_default="0"),
)

pages = Table(  # what a route was last called
    "pages",
    metadata,
    Column("site", Text, primary_key=True),
    Column("route", Text, primary_key=True),
    text_column("title"),
    at_column(),
)

skeletons = Table(
    "skeletons",
    metadata,
    Column("site", Text, primary_key=True),
    Column("route", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    at_column(),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("boxes_json", Text, nullable=False),
)

aliases = Table(  # an element that a release gave another key: what was counted on the old one counts for the new one
    "aliases",
    metadata,
    Column("site", Text, primary_key=True),
    Column("route", Text, primary_key=True),
    Column("old", Text, primary_key=True),
    Column("at", BigInteger, primary_key=True),  # when the new key was seen first
    text_column("new"),  # "": another element has the key now and nobody the old one's place
    Column("confidence", Float, nullable=False),  # 0..1
    Column("reused", Boolean, nullable=False, server_default="0"),  # the old key names another element from `at` on
    text_column("release"),
    text_column("version"),  # of the layout that showed the new key first
)
