"""Tables of the operational database: one statement of the truth, from which migrations are made.

Times are Unix milliseconds (UTC), days are days since 1970 (`at // 86_400_000`). Columns named `*_json` hold JSON text,
`embedding` float32 little-endian bytes of a unit vector. Text a visitor typed is stored masked only.
The event log is not here: it has a file and an engine of its own (server/eventlog/).
"""

from server.store.schema.columns import metadata
from server.store.schema.conversations import (
    conversations,
    decisions,
    episodes,
    files,
    handoffs,
    nudges,
    outcomes,
    releases,
    turns,
    visits,
)
from server.store.schema.hygiene import findings, gap_questions, gaps, hygiene_states, notices
from server.store.schema.intents import intent_changes, intent_examples, intent_states, intents
from server.store.schema.knowledge import (
    article_care,
    articles,
    deliveries,
    gone_articles,
    heard_webhooks,
    knowledge_states,
    knowledge_versions,
    next_embeddings,
    page_links,
    passage_bands,
    passages,
    source_files,
    sources,
)
from server.store.schema.learning import corrections, cycles, labels, memories, proofs
from server.store.schema.rollups import (
    aliases,
    checkpoints,
    element_days,
    page_days,
    page_moves,
    pages,
    skeletons,
    struggles,
)
from server.store.schema.sites import calibrations, refusals, rule_changes, signal_weights, sites, staff, style_wishes
from server.store.schema.tickets import ticket_bands, ticket_imports, tickets

__all__ = [
    "aliases",
    "article_care",
    "articles",
    "calibrations",
    "checkpoints",
    "conversations",
    "corrections",
    "cycles",
    "decisions",
    "deliveries",
    "element_days",
    "episodes",
    "files",
    "findings",
    "gap_questions",
    "gaps",
    "gone_articles",
    "handoffs",
    "heard_webhooks",
    "hygiene_states",
    "intent_changes",
    "intent_examples",
    "intent_states",
    "intents",
    "knowledge_states",
    "knowledge_versions",
    "labels",
    "memories",
    "metadata",
    "next_embeddings",
    "notices",
    "nudges",
    "outcomes",
    "page_days",
    "page_links",
    "page_moves",
    "pages",
    "passage_bands",
    "passages",
    "proofs",
    "refusals",
    "releases",
    "rule_changes",
    "signal_weights",
    "sites",
    "skeletons",
    "source_files",
    "sources",
    "staff",
    "struggles",
    "style_wishes",
    "ticket_bands",
    "ticket_imports",
    "tickets",
    "turns",
    "visits",
]
