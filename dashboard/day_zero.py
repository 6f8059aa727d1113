"""What imported tickets say about the time before Handrail, as rows of a table. Pure."""

from dashboard.words import count, percent, plain
from server.api.views import Rate
from server.api.views.tickets import Span, TicketSummary

MOST_INTENTS = 8


def day_zero(found: TicketSummary) -> list[tuple[str, str]]:
    """(what, value) of what the exports told; nothing while no ticket was imported."""
    if not found.tickets:
        return []
    rows = [
        ("Tickets", f"{found.tickets:,}"),
        ("First reply", _span(found.first_reply)),
        ("Handling", _span(found.handling)),
        ("CSAT", _rate(found.csat)),
        ("Opened again", _rate(found.reopened)),
        ("Came back within 7 days", _rate(found.recontact)),
    ]
    return [row for row in rows if row[1]]


def tickets_news(found: TicketSummary) -> str:
    """The sentence that the page of tickets opens with."""
    if not found.tickets:
        return "What was support like before Handrail? No ticket from then is known yet."
    named = next((one for one in found.intents if one.intent), None)
    said = f"{count(found.tickets, 'ticket')} from before Handrail"
    if named is not None and named.share.value is not None:
        said += f"; most about “{plain(named.intent)}” ({percent(named.share.value, 0)})"
    if found.first_reply.median_s is not None:
        said += f"; half of the first replies took longer than {_length(found.first_reply.median_s)}"
    return f"{said}."


def volumes(found: TicketSummary) -> list[tuple[str, str]]:
    """(intent, share) of the largest intents."""
    named = ((plain(one.intent) or "Not sure", _rate(one.share)) for one in found.intents[:MOST_INTENTS])
    return list(named)


def _rate(rate: Rate) -> str:
    if rate.value is None or rate.low is None or rate.high is None:
        return ""
    return f"{rate.value:.0%} ({rate.low:.0%} to {rate.high:.0%}, n = {rate.n:,})"


def _span(span: Span) -> str:
    if span.median_s is None or span.p90_s is None:
        return ""
    return f"median {_length(span.median_s)}, 90 % within {_length(span.p90_s)} (n = {span.n:,})"


def _length(seconds: float) -> str:
    minutes = seconds / 60
    return f"{minutes:.0f} min" if minutes < 120 else f"{minutes / 60:.1f} h"
