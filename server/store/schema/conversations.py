"""Tables of visits and conversations: turns, decisions, nudges, episodes and their ends, handoffs, files."""

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, Table, Text, text

from server.store.schema.columns import at_column, id_column, metadata, site_column, text_column

visits = Table(
    "visits",
    metadata,
    Column("session", Text, primary_key=True),
    site_column(),
    Column("visitor", Text, nullable=False),
    at_column("first_at"),
    at_column("last_at"),
    text_column("route"),
    text_column("language"),
    text_column("release"),
    Column("snapshot_json", Text),  # the latest widget.protocol.Snapshot
    text_column("who"),  # pseudonym of the signed-in visitor
    Column("traits_json", Text, nullable=False, server_default="{}"),
    Index(None, "site", "first_at"),
)

conversations = Table(
    "conversations",
    metadata,
    id_column(),
    site_column(),
    Column("session", Text, nullable=False),
    Column("visitor", Text, nullable=False),
    Column("mode", Text, nullable=False),  # assistant | waiting | person | closed
    at_column("started_at"),
    at_column("last_at"),
    text_column("route"),
    Column("agent", Text, ForeignKey("staff.id")),
    Index(None, "site", "last_at"),
    Index(None, "session"),
    Index(None, "mode"),
)

_ON_EDGE = text("edge IN ('out_of_scope', 'low_confidence')")
_SAID = text("who = 'visitor'")

turns = Table(
    "turns",
    metadata,
    id_column(),
    Column("conversation", Text, ForeignKey("conversations.id"), nullable=False),
    Column("who", Text, nullable=False),  # visitor | handrail | person
    text_column("name"),
    Column("text", Text, nullable=False),
    at_column(),
    text_column("reply_to"),
    text_column("route"),
    Column("citations_json", Text, nullable=False, server_default="[]"),
    text_column("sure"),
    text_column("highlight"),
    Column("solvable", Boolean, nullable=False, server_default="0"),
    Column("options_json", Text, nullable=False, server_default="[]"),  # what a question back lets choose from
    Column("solved", Boolean),
    Column("rated", Boolean),
    Column("decision", Text),
    text_column("intent"),
    Column("sentiment", Float),  # -1..1
    Column("frustration", Float),  # 0..1
    Column("risk", Float),  # of the conversation as of this turn, 0..1
    Column("confidence", Float),  # of the intent, 0..1
    text_column("edge"),  # "" | out_of_scope | low_confidence | settled (a person looked at it)
    Index(None, "conversation", "at"),
    Index("ix_turns_edge", "at", sqlite_where=_ON_EDGE, postgresql_where=_ON_EDGE),
    Index("ix_turns_intent", "intent", "at", sqlite_where=_SAID, postgresql_where=_SAID),
)

decisions = Table(
    "decisions",
    metadata,
    id_column(),
    site_column(),
    Column("session", Text, nullable=False),
    Column("conversation", Text),
    Column("episode", Text),
    Column("turn", Text),
    at_column(),
    Column("kind", Text, nullable=False),  # answer | again | clarify | unknown | handoff | nudge | silent
    text_column("intent"),
    Column("confidence", Float, nullable=False, server_default="0"),
    Column("propensity", Float, nullable=False, server_default="1"),
    Column("features_json", Text, nullable=False, server_default="{}"),
    Column("thresholds_json", Text, nullable=False, server_default="{}"),
    Column("alternatives_json", Text, nullable=False, server_default="[]"),
    Column("reasons_json", Text, nullable=False, server_default="[]"),
    Column("versions_json", Text, nullable=False, server_default="{}"),
    text_column("article"),
    text_column("passage"),
    Column("memory", Text),
    Column("spans_json", Text, nullable=False, server_default="{}"),  # ms: received, searched, decided, answered
    Column("moments_json", Text, nullable=False, server_default="{}"),  # ms since the turn came: total, first_chunk
    Column("lookups_json", Text, nullable=False, server_default="[]"),  # name, title, outcome, ms; never what came
    Column("parts_json", Text, nullable=False, server_default="[]"),  # the decisions on each of several questions
    Index(None, "site", "at"),
)

decision_parts = Table(
    "decision_parts",
    metadata,
    Column("decision", Text, primary_key=True),
    Column("n", Integer, primary_key=True),  # its place in the turn
    site_column(),
    Column("episode", Text),
    Column("question", Text, nullable=False),  # masked
    Column("kind", Text, nullable=False),  # as the decision's
    text_column("article"),
    Column("memory", Text),
    Column("stands", Boolean, nullable=False, server_default="0"),  # of the episode's last answer
    Index(None, "episode"),
    Index(None, "site"),
)

nudges = Table(
    "nudges",
    metadata,
    id_column(),
    site_column(),
    Column("session", Text, nullable=False),
    Column("visitor", Text, nullable=False),
    Column("struggle", Text, nullable=False),
    text_column("route"),
    text_column("element"),
    text_column("article"),
    Column("sentence", Text, nullable=False),
    at_column(),
    text_column("reaction"),  # "" | shown | opened | dismissed
    at_column("reacted_at", nullable=True),
    Column("decision", Text),
    Index(None, "session"),
)

episodes = Table(
    "episodes",
    metadata,
    id_column(),
    site_column(),
    Column("visitor", Text, nullable=False),
    Column("session", Text, nullable=False),
    Column("conversation", Text),
    at_column("started_at"),
    at_column("last_at"),
    text_column("route"),
    text_column("step"),  # the step that was stuck, "" when unknown
    text_column("element"),
    text_column("intent"),
    text_column("question"),  # masked; the first substantive visitor turn, or the struggle in words
    Column("involved", Boolean, nullable=False, server_default="0"),
    Column("attempts", Integer, nullable=False, server_default="0"),  # answers given
    Column("failed_attempts", Integer, nullable=False, server_default="0"),
    Column("handoff_reason", Text),  # None: no handoff
    Column("human_replied", Boolean, nullable=False, server_default="0"),
    text_column("outcome"),  # "" open | verified | confirmed | durable | assumed | failed
    at_column("outcome_at", nullable=True),
    text_column("evidence"),
    text_column("article"),  # the article of the last answer or nudge
    Column("decision", Text),
    Column("sentiment_first", Float),
    Column("sentiment_last", Float),
    text_column("intent_version"),
    Column("risk", Float, nullable=False, server_default="0"),  # at its last turn, 0..1
    Index(None, "site", "started_at"),
    Index(None, "session"),
    Index(None, "visitor"),
)

outcomes = Table(
    "outcomes",
    metadata,
    id_column(),
    Column("episode", Text, ForeignKey("episodes.id"), nullable=False),
    Column("kind", Text, nullable=False),
    at_column(),
    text_column("evidence"),
    Index(None, "episode"),
)

handoffs = Table(
    "handoffs",
    metadata,
    id_column(),
    Column("conversation", Text, ForeignKey("conversations.id"), nullable=False),
    Column("reason", Text, nullable=False),  # customer_request | low_confidence | sensitive | ...
    text_column("summary"),
    Column("urgency", Float, nullable=False, server_default="0"),
    at_column("asked_at"),
    at_column("taken_at", nullable=True),
    at_column("ended_at", nullable=True),
    Column("agent", Text, ForeignKey("staff.id")),
    at_column("promised_from", nullable=True),  # the reply time that the visitor was told; null: none was
    at_column("promised_by", nullable=True),
    at_column("replied_at", nullable=True),  # a person's first words after the asking
    at_column("delivered_at", nullable=True),  # when the visitor's page had them
    Index(None, "conversation"),
)

files = Table(  # what visitors attached; the bytes that are kept lie in the folder files/, named by id
    "files",
    metadata,
    id_column(),
    site_column(),
    Column("session", Text, nullable=False),
    text_column("turn"),  # the visitor's turn that it came with, "" while there is none
    at_column(),  # server time, for simulated visitors too
    Column("kind", Text, nullable=False),  # image | document
    Column("type", Text, nullable=False),  # of what is kept: image/png | image/webp | text/plain
    Column("name", Text, nullable=False),  # masked
    Column("bytes", Integer, nullable=False),  # as they were uploaded
    Column("width", Integer, nullable=False, server_default="0"),  # px of what is kept
    Column("height", Integer, nullable=False, server_default="0"),
    text_column("words"),  # read from it, masked, a line each
    Index(None, "site", "at"),
    Index(None, "session"),
    Index(None, "turn"),
)

releases = Table(
    "releases",
    metadata,
    Column("site", Text, ForeignKey("sites.id"), primary_key=True),
    Column("name", Text, primary_key=True),
    at_column(),
)
