"""Tables of a site's own intents."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Table, Text

from server.store.schema.columns import at_column, metadata, site_column, text_column

intents = Table(  # what a person set; what is shipped and untouched has no row
    "intents",
    metadata,
    Column("site", Text, ForeignKey("sites.id"), primary_key=True),
    Column("id", Text, primary_key=True),  # the label that models, articles and decisions know; renaming keeps it
    Column("name", Text, nullable=False),  # as people read it
    text_column("description"),
    Column("on", Boolean, nullable=False, server_default="1"),
    text_column("merged_into"),  # id of the intent that took its examples over
    at_column(),
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
    text_column("turn"),
    text_column("by"),
    at_column(),
    Index(None, "site", "intent"),
)

intent_changes = Table(  # every change to the two tables above, with what undoes it
    "intent_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    site_column(),
    at_column(),
    text_column("by"),
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
    at_column(),
    text_column("version"),  # that was trained last
    text_column("reason"),
)
