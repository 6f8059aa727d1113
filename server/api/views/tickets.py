"""Tickets from before Handrail: imports with their counts, the numbers of day 0, proposals of examples."""

from server.api.views import Rate, View


class BrokenRow(View, frozen=True):
    """A row that was left out: the line it begins in (of a JSON list: its place), and why."""

    line: int
    reason: str


class Counts(View, frozen=True):
    """What became of the rows: rows = added + renewed + known + copies + broken."""

    rows: int = 0
    added: int = 0
    renewed: int = 0  # known by their id, changed since
    known: int = 0  # known by their id, as they were
    copies: int = 0  # nearly the same words of the same person within days
    broken: int = 0
    first_broken: list[BrokenRow] = []


class ImportView(View, frozen=True):
    """`state`: reading | done | failed | stopped (nothing moved for a while: bring the same file again to go on)."""

    id: str
    name: str
    shape: str  # zendesk | intercom | chatwoot | freshdesk | columns
    by: str
    state: str
    error: str
    counts: Counts
    tickets: int  # that it holds now
    at: int
    done_at: int | None


class IntentVolume(View, frozen=True):
    """`intent` "" are tickets that nothing known fits, or not surely."""

    intent: str
    share: Rate


class Span(View, frozen=True):
    """How long something took over `n` tickets, in seconds; None when n is 0."""

    n: int
    mean_s: float | None = None
    median_s: float | None = None
    p90_s: float | None = None


class TicketSummary(View, frozen=True):
    """What support looked like before Handrail, by METRICS.md's definitions as far as the exports tell.

    `missing` says what can't be computed, and why.
    """

    tickets: int
    first_at: int | None
    last_at: int | None
    intents: list[IntentVolume]  # the largest first
    languages: dict[str, int]
    negative: Rate  # sentiment of the question
    first_reply: Span
    handling: Span
    csat: Rate  # rated 4 or 5 of all rated
    rated: Rate  # rated of all solved
    mean_rating: float | None
    reopened: Rate  # of those whose export tells
    recontact: Rate  # same person, same intent within 7 days of the end, of those solved 7 days ago or longer
    outcomes: dict[str, int]
    missing: list[str]


class Proposal(View, frozen=True):
    """A sentence of a ticket that may become an example of an intent, once a person says so (POST .../examples)."""

    ticket: str
    text: str  # masked
    intent: str
    confidence: float
    why: str  # low_confidence | sure


class Proposals(View, frozen=True):
    tickets: list[str]
