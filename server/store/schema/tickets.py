"""Tables of tickets that were answered before Handrail: imports, tickets (masked), and how near copies are found."""

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, LargeBinary, Table, Text

from server.store.schema.columns import at_column, id_column, metadata, site_column, text_column

ticket_imports = Table(
    "ticket_imports",
    metadata,
    id_column(),  # keyed digest of the file and how it was read: the same file is the same import
    site_column(),
    text_column("name"),  # of the file, masked
    text_column("shape"),  # zendesk | intercom | chatwoot | freshdesk | columns
    text_column("by"),  # a member of staff, "" from the command line
    Column("state", Text, nullable=False),  # reading | done | failed
    text_column("error"),
    Column("report_json", Text, nullable=False, server_default="{}"),  # server.api.views.tickets.Counts
    at_column(),
    at_column("progress_at"),
    at_column("done_at", nullable=True),
    Index(None, "site", "at"),
)

tickets = Table(
    "tickets",
    metadata,
    id_column(),  # keyed digest of the other system's id
    site_column(),
    Column("brought_by", Text, ForeignKey("ticket_imports.id", ondelete="CASCADE"), nullable=False),
    text_column("external"),  # the other system's id, "" where it says something personal
    Column("content", Text, nullable=False),  # keyed digest of the whole ticket as it came
    text_column("requester"),  # pseudonym, "" unknown
    Column("question", Text, nullable=False),  # masked: subject and first message
    text_column("answer"),  # masked: what people replied
    at_column(nullable=True),  # when it was asked; null: not told
    at_column("closed_at", nullable=True),
    Column("first_reply_ms", Integer),  # from the question to the first substantive reply of a person
    Column("handled_ms", Integer),  # a person's active time
    text_column("status"),  # open | pending | solved
    Column("reopens", Integer),
    Column("rating", Float),  # 1..5
    Column("satisfied", Boolean),  # rated 4 or 5, or good
    Column("tags_json", Text, nullable=False, server_default="[]"),
    text_column("intent"),
    Column("confidence", Float, nullable=False, server_default="0"),  # of the intent, 0..1
    text_column("edge"),  # "" | out_of_scope | low_confidence
    text_column("sentiment"),  # negative | neutral | positive
    Column("sentiment_score", Float, nullable=False, server_default="0"),  # -1..1
    text_column("language"),  # ISO 639-1 | und
    text_column("outcome"),  # "" open | confirmed | durable | assumed | failed
    text_column("evidence"),
    Column("versions_json", Text, nullable=False, server_default="{}"),  # of the models behind the labels
    Column("embedding", LargeBinary, nullable=False),  # of the question, by the shipped encoder
    Column("dismissed", Boolean, nullable=False, server_default="0"),  # as a training example
    Index(None, "site", "at"),
    Index(None, "brought_by"),
    Index(None, "site", "requester"),
)

ticket_bands = Table(
    "ticket_bands",
    metadata,
    Column("ticket", Text, ForeignKey("tickets.id", ondelete="CASCADE"), primary_key=True),
    Column("band", Text, primary_key=True),
    Index(None, "band"),
)
