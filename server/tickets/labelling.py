"""What a ticket was about and how it ended: intent, mood and language by the models, the end as the export tells it."""

from typing import Any, Protocol

import msgspec

from models.encode import Embedding
from server.tickets.bodies import is_automatic, written
from server.tickets.masking import Anonymous
from server.tickets.ticket import Ticket
from server.understanding.understood import Understood


class Reader(Protocol):
    """What understands a text (server.understanding.Understanding)."""

    def understand(self, text: str, page: str | None = None, site: str = "") -> Understood: ...
    def embed(self, text: str) -> Embedding: ...


def labelled(reader: Reader, site: str, ticket: Ticket, anonymous: Anonymous) -> dict[str, Any]:
    """The row of a ticket, but for its import."""
    read = reader.understand(anonymous.question, None, site)
    outcome, evidence = outcome_of(ticket)
    return {
        **{name: value for name, value in msgspec.structs.asdict(anonymous).items() if name != "tags"},
        "tags_json": msgspec.json.encode(anonymous.tags).decode(),
        "site": site,
        "at": ticket.at,
        "closed_at": ticket.closed_at,
        "first_reply_ms": first_reply_ms(ticket),
        "handled_ms": ticket.handled_ms,
        "status": ticket.status,
        "reopens": ticket.reopens,
        "rating": ticket.rating,
        "satisfied": ticket.satisfied,
        "intent": read.intent,
        "confidence": read.confidence,
        "edge": read.edge,
        "sentiment": read.sentiment,
        "sentiment_score": read.sentiment_score,
        "language": read.language.code,
        "outcome": outcome,
        "evidence": evidence,
        "versions_json": msgspec.json.encode(read.versions).decode(),
        "embedding": reader.embed(anonymous.question).tobytes(),
    }


def outcome_of(ticket: Ticket) -> tuple[str, str]:
    """(outcome, what says so), on METRICS.md's ladder; a rating goes before a status."""
    if ticket.satisfied is not None:
        return ("confirmed", "rated good") if ticket.satisfied else ("failed", "rated bad")
    if ticket.status != "solved":
        return "", ""
    match ticket.reopens:
        case None:
            return "assumed", "closed; whether it was opened again isn't told"
        case 0:
            return "durable", "closed and not opened again"
        case many:
            return "failed", f"opened again, {many} times" if many > 1 else "opened again"


def first_reply_ms(ticket: Ticket) -> int | None:
    """From the question to the first reply of a person that says something; None where it isn't told."""
    told = [
        said.at - ticket.at
        for said in ticket.replies
        if said.at is not None and ticket.at is not None and said.at >= ticket.at and not said.automatic
        if not is_automatic(written(said.text))
    ]
    return min(told, default=ticket.first_reply_ms)
