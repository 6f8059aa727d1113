"""Tables of what wants tending in a site's knowledge: findings, gaps with their questions, notices to owners."""

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Integer, LargeBinary, Table, Text

from server.store.schema.columns import at_column, id_column, metadata, site_column, text_column

hygiene_states = Table(
    "hygiene_states",
    metadata,
    Column("site", Text, ForeignKey("sites.id"), primary_key=True),
    Column("revision", BigInteger, nullable=False, server_default="0"),  # of the articles compared so far
    at_column("asked_until"),  # questions up to here are in gaps or were looked at
    at_column("round_at"),
)

findings = Table(
    "findings",
    metadata,
    id_column(),  # hash of what was found, so that the same thing is the same finding
    site_column(),
    Column("kind", Text, nullable=False),  # contradiction | duplicate | control
    Column("subject", Text, nullable=False),  # number | date | price | limit | negation | opposite | control | copy ...
    Column("state", Text, nullable=False),  # open | dismissed | fixed
    Column("score", Float, nullable=False),  # 0..1
    Column("article", Text, nullable=False),
    text_column("passage"),
    text_column("quote"),
    Column("marks_json", Text, nullable=False, server_default="[]"),  # [start, end] in the quote
    text_column("other"),  # the other article; "" for a control
    text_column("other_passage"),
    text_column("other_quote"),
    Column("other_marks_json", Text, nullable=False, server_default="[]"),
    text_column("control"),  # as the article names it
    text_column("route"),  # the page that showed it
    text_column("release"),  # since which it doesn't
    text_column("suggestion"),  # what it is called now
    at_column("found_at"),
    at_column("changed_at"),
    text_column("by"),
    text_column("reason"),
    Index(None, "site", "state"),
    Index(None, "article"),
    Index(None, "other"),
)

gaps = Table(
    "gaps",
    metadata,
    id_column(),
    site_column(),
    Column("name", Text, nullable=False),
    text_column("example"),  # the question nearest to the middle, masked
    Column("state", Text, nullable=False),  # open | dismissed | written
    Column("questions", Integer, nullable=False),
    Column("visits", Integer, nullable=False),
    Column("struggling", Integer, nullable=False),  # visits that struggled, too
    Column("rank", Float, nullable=False),
    Column("centre", LargeBinary, nullable=False),  # float32, mean of its questions' embeddings, unit length
    Column("draft_json", Text, nullable=False, server_default="{}"),
    text_column("article"),  # that was written for it
    at_column("first_at"),
    at_column("last_at"),
    at_column("changed_at"),  # of the state
    text_column("by"),
    text_column("reason"),
    Index(None, "site", "state"),
)

gap_questions = Table(
    "gap_questions",
    metadata,
    Column("turn", Text, primary_key=True),
    site_column(),
    text_column("gap"),  # "" while it is the only one of its kind
    Column("text", Text, nullable=False),  # masked
    Column("session", Text, nullable=False),
    Column("conversation", Text, nullable=False),
    text_column("route"),
    Column("why", Text, nullable=False),  # unknown | failed | handoff
    Column("struggles", Integer, nullable=False, server_default="0"),
    at_column(),
    Column("embedding", LargeBinary, nullable=False),
    Index(None, "site", "gap"),
    Index(None, "gap"),
)

notices = Table(  # to the owner of an article, on the dashboard
    "notices",
    metadata,
    id_column(),
    site_column(),
    Column("owner", Text, nullable=False),
    Column("kind", Text, nullable=False),  # review
    Column("article", Text, nullable=False),
    Column("text", Text, nullable=False),
    at_column(),
    at_column("done_at", nullable=True),
    Index(None, "site", "owner"),
)
