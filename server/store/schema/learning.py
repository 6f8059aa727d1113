"""Tables of corrections, memories, labels, what worked, cycles and proofs."""

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, LargeBinary, Table, Text

from server.store.schema.columns import at_column, id_column, metadata, site_column, text_column

corrections = Table(
    "corrections",
    metadata,
    id_column(),
    site_column(),
    Column("conversation", Text, nullable=False),
    Column("turn", Text, nullable=False),  # the corrected answer
    Column("decision", Text),
    Column("agent", Text, ForeignKey("staff.id"), nullable=False),
    at_column(),
    Column("question", Text, nullable=False),
    text_column("wrong"),  # the selected part
    Column("right", Text, nullable=False),
    text_column("article"),
    text_column("intent"),
)

memories = Table(
    "memories",
    metadata,
    id_column(),
    site_column(),
    Column("correction", Text, ForeignKey("corrections.id"), nullable=False),
    Column("question", Text, nullable=False),
    Column("embedding", LargeBinary, nullable=False),
    Column("answer", Text, nullable=False),
    text_column("article"),
    text_column("intent"),
    at_column("live_at"),
    at_column("revoked_at", nullable=True),
    Column("uses", Integer, nullable=False, server_default="0"),
    at_column("first_used_at", nullable=True),
    Column("solved", Integer, nullable=False, server_default="0"),
    Index(None, "site"),
)

labels = Table(
    "labels",
    metadata,
    id_column(),
    site_column(),
    Column("task", Text, nullable=False),  # intent | article
    Column("text", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("weight", Float, nullable=False),
    Column("source", Text, nullable=False),  # verified | confirmed | correction | failed
    Column("provenance_json", Text, nullable=False, server_default="{}"),
    Column("heldout", Boolean, nullable=False),  # by hash of the visitor: never trained on
    text_column("route"),
    at_column(),
    Column("episode", Text),
    Index(None, "site", "task", "at"),
)

worked = Table(  # what became of one article that answered one episode
    "worked",
    metadata,
    id_column(),
    site_column(),
    Column("episode", Text, nullable=False),
    Column("article", Text, nullable=False),
    Column("visitor", Text, nullable=False),
    at_column(),
    Column("good", Boolean, nullable=False),  # whether it resolved the episode
    Column("weight", Float, nullable=False),  # how sure that is, 0..1
    Column("heldout", Boolean, nullable=False),  # never learned from, as with labels
    Column("question", Text, nullable=False),
    Column("embedding", LargeBinary, nullable=False),
    Index(None, "site", "at"),
)

draw_keys = Table(  # what nobody outside can know of how a site's choices are drawn
    "draw_keys",
    metadata,
    Column("site", Text, ForeignKey("sites.id"), primary_key=True),
    Column("key", Text, nullable=False),
)

cycles = Table(
    "cycles",
    metadata,
    id_column(),
    site_column(),
    Column("task", Text, nullable=False),
    at_column(),
    Column("dataset_hash", Text, nullable=False),
    Column("trained_on", Integer, nullable=False),
    Column("held_out", Integer, nullable=False),
    Column("champion", Text, nullable=False),
    Column("challenger", Text, nullable=False),
    Column("verdict", Text, nullable=False),  # promoted | rejected
    Column("reason", Text, nullable=False),
    Column("metrics_json", Text, nullable=False, server_default="{}"),
)

proofs = Table(
    "proofs",
    metadata,
    id_column(),
    site_column(),
    at_column(),
    Column("body_json", Text, nullable=False),
)
