"""Tables of articles and their passages."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, LargeBinary, Table, Text, UniqueConstraint

from server.store.schema.columns import at_column, id_column, metadata, site_column, text_column

articles = Table(
    "articles",
    metadata,
    id_column(),  # site:path
    site_column(),
    Column("path", Text, nullable=False),
    Column("title", Text, nullable=False),
    text_column("url"),
    text_column("category"),
    text_column("intent"),
    Column("pages_json", Text, nullable=False, server_default="[]"),
    Column("hash", Text, nullable=False),
    text_column("owner"),
    text_column("updated"),
    Column("public", Boolean, nullable=False, server_default="1"),
    at_column("synced_at"),
    UniqueConstraint("site", "path"),
)

passages = Table(
    "passages",
    metadata,
    id_column(),  # article, position and content hash
    site_column(),
    Column("article", Text, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    text_column("heading"),
    text_column("anchor"),
    Column("text", Text, nullable=False),
    Column("embedding", LargeBinary, nullable=False),
    Index(None, "site"),
    Index(None, "article"),
)

knowledge_versions = Table(
    "knowledge_versions",
    metadata,
    Column("site", Text, ForeignKey("sites.id"), primary_key=True),
    Column("version", Text, primary_key=True),
    at_column(),
    Column("articles", Integer, nullable=False),
    Column("passages", Integer, nullable=False),
)
