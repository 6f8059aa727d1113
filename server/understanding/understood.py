"""The result of understanding one turn; it never holds the turn's text."""

from msgspec import Struct

from server.understanding.language import Language
from server.understanding.tried import Tried


class Understood(Struct, frozen=True, kw_only=True):
    """Shares and probabilities are 0..1 unless a field says otherwise.

    `intent` is the best intent even when `out_of_scope` says that nothing known fits; `confidence` is its calibrated
    probability and `alternatives` the five best, best first. `in_scope_score` is 0.5 at the threshold. `low_confidence`
    says that something known may fit, but that the best is as likely wrong as right. `sentiment` is negative, neutral
    or positive, `sentiment_score` positive minus negative (-1..1). `sensitive` is the topic's name or None. `tried` is
    what the turn reports as done, with its place in the turn as it came; `language` what it is written in. `evidence`
    holds the nearest known examples as (text, intent, cosine), `sources` where each of them comes from. `merged` says
    which intents of the site took others over (old -> new). `second` are the other intents of a turn that says several
    things, with their confidence. `clipped` says that the turn was longer than what is read. `mood_cues` names what was
    heard of frustration, confusion and urgency.
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
    tried: tuple[Tried, ...]
    evidence: tuple[tuple[str, str, float], ...]
    versions: dict[str, str]
    clipped: bool = False
    low_confidence: bool = False
    sources: tuple[str, ...] = ()
    merged: dict[str, str] = {}
    second: tuple[tuple[str, float], ...] = ()
    confusion: float = 0.0
    disappointment: float = 0.0
    rage_typing: float = 0.0
    mood_cues: tuple[str, ...] = ()
    language: Language = Language("und", True, False)

    @property
    def edge(self) -> str:
        """Why a person should look at the turn: out_of_scope, low_confidence, "" where it is understood."""
        return "out_of_scope" if self.out_of_scope else "low_confidence" if self.low_confidence else ""
