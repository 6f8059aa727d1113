"""Tables of sites: their rules and words, who works on them, what was refused."""

import secrets

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, Table, Text

from server.store.schema.columns import at_column, id_column, metadata, site_column, text_column


def _secret() -> str:
    return secrets.token_hex(32)


sites = Table(
    "sites",
    metadata,
    id_column(),
    Column("key", Text, nullable=False, unique=True),  # public, in the script tag
    Column("name", Text, nullable=False),
    Column("origins_json", Text, nullable=False, server_default="[]"),
    Column("simulated", Boolean, nullable=False, server_default="0"),  # may live in the past
    at_column("created_at"),
    text_column("rules_json"),  # a person's override of the struggle rules, "" for none
    Column("sample", Integer, nullable=False, server_default="1000"),  # per mille of visitors whose visit is told
    Column("trace", Boolean, nullable=False, server_default="1"),  # raw rows are kept to be judged anew
    Column("secret", Text, nullable=False, server_default="", default=_secret),  # signed-in visitors' pseudonyms
    text_column("answer_form"),  # "" as the article has it | steps | prose
    text_column("answer_length"),  # "" | brief | full
    text_column("answer_tone"),  # "" plain | warm | formal
    text_column("proof_secret"),  # the product's server proves its signed-in visitors with it; "": none was made
    text_column("hours_json"),  # server.conversation.hours.Hours, "": people answer when they answer
)

style_wishes = Table(  # how a visitor wants to be answered; nobody's who is not to be known again
    "style_wishes",
    metadata,
    Column("site", Text, ForeignKey("sites.id"), primary_key=True),
    Column("visitor", Text, primary_key=True),
    text_column("form"),
    text_column("length"),
    text_column("tone"),
    at_column(),
)

calibrations = Table(  # rules of one element that its own baseline calls for
    "calibrations",
    metadata,
    Column("site", Text, primary_key=True),
    Column("element", Text, primary_key=True),
    Column("signal", Text, primary_key=True),
    text_column("name"),
    Column("fields_json", Text, nullable=False),  # the rule's fields with their values
    Column("evidence_json", Text, nullable=False),  # the numbers behind it
    text_column("reason"),
    at_column("at"),
    Column("undone", Boolean, nullable=False, server_default="0"),  # by a person: it is not made again
)

rule_changes = Table(  # every version of a site's rules: as set by a person, or learned from its elements
    "rule_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    site_column(),
    at_column(),
    text_column("by"),  # a member of staff, "" for what elements taught
    Column("version", Text, nullable=False),  # as struggles name it
    text_column("rules_json"),  # the person's override then
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
    at_column("at"),
)

staff = Table(
    "staff",
    metadata,
    id_column(),
    Column("email", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),  # viewer < agent < admin
    Column("password_hash", Text, nullable=False),
    Column("must_change", Boolean, nullable=False, server_default="0"),  # a one-time password
    Column("disabled", Boolean, nullable=False, server_default="0"),
    at_column("created_at"),
    at_column("online_until", nullable=True),  # an agent's desk is open
)

refusals = Table(
    "refusals",
    metadata,
    Column("day", Integer, primary_key=True),
    Column("site", Text, primary_key=True),  # "" when the key was unknown
    Column("reason", Text, primary_key=True),
    Column("count", Integer, nullable=False, server_default="0"),
)
