"""The result of understanding one turn; it never holds the turn's text."""

from msgspec import Struct


class Understood(Struct, frozen=True, kw_only=True):
    """Shares and probabilities are 0..1 unless a field says otherwise.

    `intent` is the best intent even when `out_of_scope` says that nothing known fits; `confidence` is its calibrated
    probability and `alternatives` the five best, best first. `in_scope_score` is 0.5 at the threshold. `sentiment` is
    negative, neutral or positive, `sentiment_score` positive minus negative (-1..1). `sensitive` is the topic's name or
    None. `evidence` holds the nearest known examples as (text, intent, cosine). `clipped` says that the turn was longer
    than what is read.
    """

    intent: str
    confidence: float
    alternatives: tuple[tuple[str, float], ...]
    out_of_scope: bool
    in_scope_score: float
    sentiment: str
    sentiment_score: float
    frustration: float
    urgency: float
    wants_person: bool
    sensitive: str | None
    tried: tuple[str, ...]
    evidence: tuple[tuple[str, str, float], ...]
    versions: dict[str, str]
    clipped: bool = False
