"""Tables of the operational database: one statement of the truth, from which migrations are made.

Times are Unix milliseconds (UTC), days are days since 1970 (`at // 86_400_000`). Columns named `*_json` hold JSON text,
`embedding` float32 little-endian bytes of a unit vector. Text a visitor typed is stored masked only.
The event log is not here: it has a file and an engine of its own (server/eventlog/).
"""

import secrets

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _id() -> Column[str]:
    return Column("id", Text, primary_key=True)


def _site() -> Column[str]:
    return Column("site", Text, ForeignKey("sites.id"), nullable=False)


def _at(name: str = "at", *, nullable: bool = False) -> Column[int]:
    return Column(name, BigInteger, nullable=nullable)


def _text(name: str) -> Column[str]:
    return Column(name, Text, nullable=False, server_default="")


def _secret() -> str:
    return secrets.token_hex(32)


# ---------------------------------------------------------------- who may do what

sites = Table(
    "sites",
    metadata,
    _id(),
    Column("key", Text, nullable=False, unique=True),  # public, in the script tag
    Column("name", Text, nullable=False),
    Column("origins_json", Text, nullable=False, server_default="[]"),
    Column("simulated", Boolean, nullable=False, server_default="0"),  # may live in the past
    _at("created_at"),
    _text("rules_json"),  # a person's override of the struggle rules, "" for none
    Column("sample", Integer, nullable=False, server_default="1000"),  # per mille of visitors whose visit is told
    Column("trace", Boolean, nullable=False, server_default="1"),  # raw rows are kept to be judged anew
    Column("secret", Text, nullable=False, server_default="", default=_secret),  # signed-in visitors' pseudonyms
    _text("answer_form"),  # "" as the article has it | steps | prose
    _text("answer_length"),  # "" | brief | full
    _text("answer_tone"),  # "" plain | warm | formal
    _text("proof_secret"),  # the product's server proves its signed-in visitors with it; "": none was made
)

style_wishes = Table(  # how a visitor wants to be answered; nobody's who is not to be known again
    "style_wishes",
    metadata,
    Column("site", Text, ForeignKey("sites.id"), primary_key=True),
    Column("visitor", Text, primary_key=True),
    _text("form"),
    _text("length"),
    _text("tone"),
    _at(),
)

calibrations = Table(  # rules of one element that its own baseline calls for
    "calibrations",
    metadata,
    Column("site", Text, primary_key=True),
    Column("element", Text, primary_key=True),
    Column("signal", Text, primary_key=True),
    _text("name"),
    Column("fields_json", Text, nullable=False),  # the rule's fields with their values
    Column("evidence_json", Text, nullable=False),  # the numbers behind it
    _text("reason"),
    _at("at"),
    Column("undone", Boolean, nullable=False, server_default="0"),  # by a person: it is not made again
)

rule_changes = Table(  # every version of a site's rules: as set by a person, or learned from its elements
    "rule_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    _site(),
    _at(),
    _text("by"),  # a member of staff, "" for what elements taught
    Column("version", Text, nullable=False),  # as struggles name it
    _text("rules_json"),  # the person's override then
    Column("sample", Integer, nullable=False),
    Column("trace", Boolean, nullable=False),
    Column("differences_json", Text, nullable=False, server_default="[]"),  # server.store.rule_history.Difference
    Index(None, "site", "at"),
)

signal_weights = Table(  # what a signal says about a bad end on a site, learned from its outcomes
    "signal_weights",
    metadata,
    Column("site", Text, primary_key=True),
    Column("signal", Text, primary_key=True),
    Column("weight", Float, nullable=False),  # 0..1
    Column("low", Float, nullable=False),
    Column("high", Float, nullable=False),
    Column("n", Integer, nullable=False),  # visits with the signal
    Column("bad", Integer, nullable=False),  # of them ended badly
    Column("learned", Boolean, nullable=False),  # False: the prior, for want of visits
    _at("at"),
)

staff = Table(
    "staff",
    metadata,
    _id(),
    Column("email", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),  # viewer < agent < admin
    Column("password_hash", Text, nullable=False),
    Column("must_change", Boolean, nullable=False, server_default="0"),  # a one-time password
    Column("disabled", Boolean, nullable=False, server_default="0"),
    _at("created_at"),
    _at("online_until", nullable=True),  # an agent's desk is open
)

refusals = Table(
    "refusals",
    metadata,
    Column("day", Integer, primary_key=True),
    Column("site", Text, primary_key=True),  # "" when the key was unknown
    Column("reason", Text, primary_key=True),
    Column("count", Integer, nullable=False, server_default="0"),
)

# ---------------------------------------------------------------- conversations

visits = Table(
    "visits",
    metadata,
    Column("session", Text, primary_key=True),
    _site(),
    Column("visitor", Text, nullable=False),
    _at("first_at"),
    _at("last_at"),
    _text("route"),
    _text("language"),
    _text("release"),
    Column("snapshot_json", Text),  # the latest widget.protocol.Snapshot
    _text("who"),  # pseudonym of the signed-in visitor
    Column("traits_json", Text, nullable=False, server_default="{}"),
    Index(None, "site", "first_at"),
)

conversations = Table(
    "conversations",
    metadata,
    _id(),
    _site(),
    Column("session", Text, nullable=False),
    Column("visitor", Text, nullable=False),
    Column("mode", Text, nullable=False),  # assistant | waiting | person | closed
    _at("started_at"),
    _at("last_at"),
    _text("route"),
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
    _id(),
    Column("conversation", Text, ForeignKey("conversations.id"), nullable=False),
    Column("who", Text, nullable=False),  # visitor | handrail | person
    _text("name"),
    Column("text", Text, nullable=False),
    _at(),
    _text("reply_to"),
    _text("route"),
    Column("citations_json", Text, nullable=False, server_default="[]"),
    _text("sure"),
    _text("highlight"),
    Column("solvable", Boolean, nullable=False, server_default="0"),
    Column("solved", Boolean),
    Column("rated", Boolean),
    Column("decision", Text),
    _text("intent"),
    Column("sentiment", Float),  # -1..1
    Column("frustration", Float),  # 0..1
    Column("risk", Float),  # of the conversation as of this turn, 0..1
    Column("confidence", Float),  # of the intent, 0..1
    _text("edge"),  # "" | out_of_scope | low_confidence | settled (a person looked at it)
    Index(None, "conversation", "at"),
    Index("ix_turns_edge", "at", sqlite_where=_ON_EDGE, postgresql_where=_ON_EDGE),
    Index("ix_turns_intent", "intent", "at", sqlite_where=_SAID, postgresql_where=_SAID),
)

decisions = Table(
    "decisions",
    metadata,
    _id(),
    _site(),
    Column("session", Text, nullable=False),
    Column("conversation", Text),
    Column("episode", Text),
    Column("turn", Text),
    _at(),
    Column("kind", Text, nullable=False),  # answer | again | clarify | unknown | handoff | nudge | silent
    _text("intent"),
    Column("confidence", Float, nullable=False, server_default="0"),
    Column("propensity", Float, nullable=False, server_default="1"),
    Column("features_json", Text, nullable=False, server_default="{}"),
    Column("thresholds_json", Text, nullable=False, server_default="{}"),
    Column("alternatives_json", Text, nullable=False, server_default="[]"),
    Column("reasons_json", Text, nullable=False, server_default="[]"),
    Column("versions_json", Text, nullable=False, server_default="{}"),
    _text("article"),
    _text("passage"),
    Column("memory", Text),
    Column("spans_json", Text, nullable=False, server_default="{}"),
    Column("lookups_json", Text, nullable=False, server_default="[]"),  # name, title, outcome, ms; never what came
    Index(None, "site", "at"),
)

nudges = Table(
    "nudges",
    metadata,
    _id(),
    _site(),
    Column("session", Text, nullable=False),
    Column("visitor", Text, nullable=False),
    Column("struggle", Text, nullable=False),
    _text("route"),
    _text("element"),
    _text("article"),
    Column("sentence", Text, nullable=False),
    _at(),
    _text("reaction"),  # "" | shown | opened | dismissed
    _at("reacted_at", nullable=True),
    Column("decision", Text),
    Index(None, "session"),
)

episodes = Table(
    "episodes",
    metadata,
    _id(),
    _site(),
    Column("visitor", Text, nullable=False),
    Column("session", Text, nullable=False),
    Column("conversation", Text),
    _at("started_at"),
    _at("last_at"),
    _text("route"),
    _text("step"),  # the step that was stuck, "" when unknown
    _text("element"),
    _text("intent"),
    _text("question"),  # masked; the first substantive visitor turn, or the struggle in words
    Column("involved", Boolean, nullable=False, server_default="0"),
    Column("attempts", Integer, nullable=False, server_default="0"),  # answers given
    Column("failed_attempts", Integer, nullable=False, server_default="0"),
    Column("handoff_reason", Text),  # None: no handoff
    Column("human_replied", Boolean, nullable=False, server_default="0"),
    _text("outcome"),  # "" open | verified | confirmed | durable | assumed | failed
    _at("outcome_at", nullable=True),
    _text("evidence"),
    _text("article"),  # the article of the last answer or nudge
    Column("decision", Text),
    Column("sentiment_first", Float),
    Column("sentiment_last", Float),
    _text("intent_version"),
    Column("risk", Float, nullable=False, server_default="0"),  # at its last turn, 0..1
    Index(None, "site", "started_at"),
    Index(None, "session"),
    Index(None, "visitor"),
)

outcomes = Table(
    "outcomes",
    metadata,
    _id(),
    Column("episode", Text, ForeignKey("episodes.id"), nullable=False),
    Column("kind", Text, nullable=False),
    _at(),
    _text("evidence"),
    Index(None, "episode"),
)

handoffs = Table(
    "handoffs",
    metadata,
    _id(),
    Column("conversation", Text, ForeignKey("conversations.id"), nullable=False),
    Column("reason", Text, nullable=False),  # customer_request | low_confidence | sensitive | ...
    _text("summary"),
    Column("urgency", Float, nullable=False, server_default="0"),
    _at("asked_at"),
    _at("taken_at", nullable=True),
    _at("ended_at", nullable=True),
    Column("agent", Text, ForeignKey("staff.id")),
    Index(None, "conversation"),
)

files = Table(  # what visitors attached; the bytes that are kept lie in the folder files/, named by id
    "files",
    metadata,
    _id(),
    _site(),
    Column("session", Text, nullable=False),
    _text("turn"),  # the visitor's turn that it came with, "" while there is none
    _at(),  # server time, for simulated visitors too
    Column("kind", Text, nullable=False),  # image | document
    Column("type", Text, nullable=False),  # of what is kept: image/png | image/webp | text/plain
    Column("name", Text, nullable=False),  # masked
    Column("bytes", Integer, nullable=False),  # as they were uploaded
    Column("width", Integer, nullable=False, server_default="0"),  # px of what is kept
    Column("height", Integer, nullable=False, server_default="0"),
    _text("words"),  # read from it, masked, a line each
    Index(None, "site", "at"),
    Index(None, "session"),
    Index(None, "turn"),
)

releases = Table(
    "releases",
    metadata,
    Column("site", Text, ForeignKey("sites.id"), primary_key=True),
    Column("name", Text, primary_key=True),
    _at(),
)

# ---------------------------------------------------------------- knowledge

articles = Table(
    "articles",
    metadata,
    _id(),  # site:path
    _site(),
    Column("path", Text, nullable=False),
    Column("title", Text, nullable=False),
    _text("url"),
    _text("category"),
    _text("intent"),
    Column("pages_json", Text, nullable=False, server_default="[]"),
    Column("hash", Text, nullable=False),
    _text("owner"),
    _text("updated"),
    Column("public", Boolean, nullable=False, server_default="1"),
    _at("synced_at"),
    UniqueConstraint("site", "path"),
)

passages = Table(
    "passages",
    metadata,
    _id(),  # article, position and content hash
    _site(),
    Column("article", Text, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False),
    Column("position", Integer, nullable=False),
    _text("heading"),
    _text("anchor"),
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
    _at(),
    Column("articles", Integer, nullable=False),
    Column("passages", Integer, nullable=False),
)

# ---------------------------------------------------------------- learning

corrections = Table(
    "corrections",
    metadata,
    _id(),
    _site(),
    Column("conversation", Text, nullable=False),
    Column("turn", Text, nullable=False),  # the corrected answer
    Column("decision", Text),
    Column("agent", Text, ForeignKey("staff.id"), nullable=False),
    _at(),
    Column("question", Text, nullable=False),
    _text("wrong"),  # the selected part
    Column("right", Text, nullable=False),
    _text("article"),
    _text("intent"),
)

memories = Table(
    "memories",
    metadata,
    _id(),
    _site(),
    Column("correction", Text, ForeignKey("corrections.id"), nullable=False),
    Column("question", Text, nullable=False),
    Column("embedding", LargeBinary, nullable=False),
    Column("answer", Text, nullable=False),
    _text("article"),
    _text("intent"),
    _at("live_at"),
    _at("revoked_at", nullable=True),
    Column("uses", Integer, nullable=False, server_default="0"),
    _at("first_used_at", nullable=True),
    Column("solved", Integer, nullable=False, server_default="0"),
    Index(None, "site"),
)

labels = Table(
    "labels",
    metadata,
    _id(),
    _site(),
    Column("task", Text, nullable=False),  # intent | article
    Column("text", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("weight", Float, nullable=False),
    Column("source", Text, nullable=False),  # verified | confirmed | correction | failed
    Column("provenance_json", Text, nullable=False, server_default="{}"),
    Column("heldout", Boolean, nullable=False),  # by hash of the visitor: never trained on
    _text("route"),
    _at(),
    Column("episode", Text),
    Index(None, "site", "task", "at"),
)

cycles = Table(
    "cycles",
    metadata,
    _id(),
    _site(),
    Column("task", Text, nullable=False),
    _at(),
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
    _id(),
    _site(),
    _at(),
    Column("body_json", Text, nullable=False),
)

# ---------------------------------------------------------------- a site's own intents

intents = Table(  # what a person set; what is shipped and untouched has no row
    "intents",
    metadata,
    Column("site", Text, ForeignKey("sites.id"), primary_key=True),
    Column("id", Text, primary_key=True),  # the label that models, articles and decisions know; renaming keeps it
    Column("name", Text, nullable=False),  # as people read it
    _text("description"),
    Column("on", Boolean, nullable=False, server_default="1"),
    _text("merged_into"),  # id of the intent that took its examples over
    _at(),
)

intent_examples = Table(  # sentences of the site's own, and what became of shipped ones
    "intent_examples",
    metadata,
    Column("site", Text, ForeignKey("sites.id"), primary_key=True),
    Column("key", Text, primary_key=True),  # hash of the folded text: the same words are one example
    Column("intent", Text, nullable=False),
    Column("text", Text, nullable=False),  # masked
    Column("source", Text, nullable=False),  # shipped | person | import | turn
    Column("removed", Boolean, nullable=False, server_default="0"),
    Column("heldout", Boolean, nullable=False, server_default="0"),  # a held-out visitor's words: asked, never trained
    _text("turn"),
    _text("by"),
    _at(),
    Index(None, "site", "intent"),
)

intent_changes = Table(  # every change to the two tables above, with what undoes it
    "intent_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    _site(),
    _at(),
    _text("by"),
    Column("words", Text, nullable=False),
    Column("before_json", Text, nullable=False),  # the touched rows as they were: [table, key, row or null]
    Index(None, "site", "at"),
)

intent_states = Table(  # how far training a site's own head is
    "intent_states",
    metadata,
    Column("site", Text, ForeignKey("sites.id"), primary_key=True),
    Column("wanted", Integer, nullable=False, server_default="0"),  # counts changes
    Column("trained", Integer, nullable=False, server_default="0"),  # the count that was trained last
    Column("forced", Boolean, nullable=False, server_default="0"),  # a person wants it live whatever the gate says
    Column("state", Text, nullable=False),  # waiting | training | live | rejected | failed | rolled_back
    _at(),
    _text("version"),  # that was trained last
    _text("reason"),
)

# ---------------------------------------------------------------- rollups (written by projections only)

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("name", Text, primary_key=True),
    Column("offset", BigInteger, nullable=False),
)

struggles = Table(
    "struggles",
    metadata,
    _id(),
    _site(),
    Column("session", Text, nullable=False),
    Column("visitor", Text, nullable=False),
    Column("route", Text, nullable=False),
    _text("element"),
    _text("element_name"),
    _text("element_role"),
    Column("signal", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    _at(),
    Column("count", Integer, nullable=False),
    _text("message"),
    Column("evidence_json", Text, nullable=False, server_default="[]"),
    _text("release"),
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
    _text("release"),
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
    _text("name"),
    _text("role"),
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
    _text("title"),
    _at(),
)

skeletons = Table(
    "skeletons",
    metadata,
    Column("site", Text, primary_key=True),
    Column("route", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    _at(),
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
    _text("new"),  # "": another element has the key now and nobody the old one's place
    Column("confidence", Float, nullable=False),  # 0..1
    Column("reused", Boolean, nullable=False, server_default="0"),  # the old key names another element from `at` on
    _text("release"),
    _text("version"),  # of the layout that showed the new key first
)
