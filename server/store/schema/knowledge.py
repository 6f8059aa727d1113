"""Tables of what a site knows: sources, articles with their passages, and the versions of it all."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from server.store.schema.columns import at_column, id_column, metadata, site_column, text_column

sources = Table(
    "sources",
    metadata,
    id_column(),
    site_column(),
    Column("kind", Text, nullable=False),  # folder | website | page | upload | api
    text_column("name"),
    text_column("address"),  # folder or URL; "" for what is brought to us
    text_column("prefix"),  # of its articles' paths, so that two sources may hold the same file name
    text_column("url_prefix"),  # an article's address is this + its slug, where it has none of its own
    text_column("owner"),
    Column("public", Boolean, nullable=False, server_default="1"),
    Column("every_s", Integer, nullable=False, server_default="0"),  # between complete syncs; 0: on demand only
    Column("settings_json", Text, nullable=False, server_default="{}"),  # limits of a crawl, patterns
    text_column("secret"),  # that signs its webhook
    Column("state", Text, nullable=False, server_default="new"),  # new | syncing | ready | failed | paused
    text_column("error"),
    Column("report_json", Text, nullable=False, server_default="{}"),  # what the last complete sync did
    Column("progress_json", Text, nullable=False, server_default="{}"),  # of the one under way
    at_column("created_at"),
    at_column("synced_at", nullable=True),  # end of the last complete sync
    at_column("due_at", nullable=True),  # when the next one begins; null: on demand only
    UniqueConstraint("site", "kind", "address", "name"),
)

source_files = Table(  # what was uploaded or sent: nobody else has it
    "source_files",
    metadata,
    Column("source", Text, ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    Column("path", Text, primary_key=True),
    text_column("content_type"),
    Column("data", LargeBinary, nullable=False),
    text_column("by"),
    at_column(),
)

deliveries = Table(  # changes told by a watch, a webhook, an upload or the API, until they are applied
    "deliveries",
    metadata,
    id_column(),
    site_column(),
    Column("source", Text, ForeignKey("sources.id", ondelete="CASCADE"), nullable=False),
    Column("kind", Text, nullable=False),  # changed | deleted | sync (the whole source)
    text_column("path"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    at_column(),
    at_column("due_at"),
    at_column("leased_until", nullable=True),
    at_column("done_at", nullable=True),
    text_column("error"),
    Index(None, "done_at", "due_at"),
    Index(None, "source", "path"),
)

heard_webhooks = Table(  # so that a call that is sent again by whomever tells nothing twice
    "heard_webhooks",
    metadata,
    Column("source", Text, ForeignKey("sources.id", ondelete="CASCADE"), primary_key=True),
    Column("call", Text, primary_key=True),  # webhook-id, as its sender gave it
    at_column(),
    Index(None, "at"),
)

articles = Table(
    "articles",
    metadata,
    id_column(),  # site:path
    site_column(),
    Column("path", Text, nullable=False),  # as synced: a path below the folder, or a URL
    text_column("source"),
    Column("title", Text, nullable=False),
    text_column("url"),
    text_column("category"),
    text_column("intent"),
    Column("pages_json", Text, nullable=False, server_default="[]"),
    Column("hash", Text, nullable=False),
    text_column("owner"),
    text_column("updated"),
    Column("public", Boolean, nullable=False, server_default="1"),
    text_column("format"),
    text_column("language"),  # ISO 639-1, "" where it could not be told
    text_column("review_by"),  # ISO date from which it counts as stale
    text_column("valid_from"),  # ISO date, inclusive; "" without bound
    text_column("valid_until"),  # ISO date, inclusive; "" without bound
    Column("published", Boolean, nullable=False, server_default="1"),
    Column("live", Boolean, nullable=False, server_default="1"),  # published and valid now: what the index holds
    Column("revision", BigInteger, nullable=False, server_default="0"),  # of the site, with which it last changed
    text_column("etag"),
    text_column("modified"),  # Last-Modified as the web server said it
    at_column("synced_at"),
    UniqueConstraint("site", "path"),
    Index(None, "site", "revision"),
)

page_links = Table(  # of an article of the web: a page that answers "not changed" doesn't repeat them
    "page_links",
    metadata,
    Column("article", Text, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("links_json", Text, nullable=False),
)

article_care = Table(  # what people set here; it goes before what the source says, and no sync takes it away
    "article_care",
    metadata,
    Column("article", Text, primary_key=True),  # survives the article: it may come back
    site_column(),
    Column("owner", Text),
    Column("review_by", Text),
    Column("public", Boolean),
    Column("review_days", Integer),  # from one review to the next
    at_column("reviewed_at", nullable=True),
    text_column("reviewed_by"),
)

gone_articles = Table(  # so that a serving index hears of deletions
    "gone_articles",
    metadata,
    Column("article", Text, primary_key=True),
    site_column(),
    Column("revision", BigInteger, nullable=False),
    Index(None, "site", "revision"),
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
    text_column("language"),
    text_column("fingerprint"),  # of its words, for near copies
    text_column("standing"),  # among copies: the smallest, by id after it, is kept; "": its article isn't live
    text_column("copy_of"),  # the passage that is kept in its stead; "" for one that is found itself
    text_column("kept_in"),  # the article of that passage
    Column("embedding", LargeBinary, nullable=False),  # float32, by the encoder in knowledge_states
    Index(None, "site"),
    Index(None, "article"),
    Index(None, "site", "fingerprint", "standing", "id"),
    Index(None, "site", "fingerprint", "copy_of"),
    Index(None, "kept_in"),
)

passage_bands = Table(  # texts that share a band may be near copies of each other
    "passage_bands",
    metadata,
    Column("site", Text, ForeignKey("sites.id"), primary_key=True),
    Column("band", Text, primary_key=True),
    Column("fingerprint", Text, primary_key=True),
    Index(None, "site", "fingerprint", "band"),
)

next_embeddings = Table(  # of the encoder that is to serve, until every passage has one
    "next_embeddings",
    metadata,
    Column("passage", Text, ForeignKey("passages.id", ondelete="CASCADE"), primary_key=True),
    Column("encoder", Text, primary_key=True),
    Column("embedding", LargeBinary, nullable=False),
)

knowledge_states = Table(
    "knowledge_states",
    metadata,
    Column("site", Text, ForeignKey("sites.id"), primary_key=True),
    Column("revision", BigInteger, nullable=False, server_default="0"),  # counts the site's commits
    text_column("encoder"),  # version of the one that embedded the passages; "": the shipped one
    text_column("embedded_by"),  # that one with its way of reading passages, of whatever release
    text_column("next_encoder"),  # the one that passages are being embedded by beside, in the same words; "": none
    Column("next_at", BigInteger, nullable=False, server_default="0"),  # when that was last worked on; 0: not yet
    text_column("next_error"),  # why it stopped then
    Column("digest", BigInteger, nullable=False, server_default="0"),  # of all articles, kept up with each commit
)

knowledge_versions = Table(
    "knowledge_versions",
    metadata,
    Column("site", Text, ForeignKey("sites.id"), primary_key=True),
    Column("version", Text, primary_key=True),
    at_column(),
    Column("articles", Integer, nullable=False),
    Column("passages", Integer, nullable=False),
    Column("revision", BigInteger, nullable=False, server_default="0"),
)
