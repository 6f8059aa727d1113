"""An episode: one visitor and one issue, from the first question or offered help to its outcome. Pure.

Outcomes only climb (failed < assumed < durable < confirmed < verified) until the visitor comes back with the same
issue, which opens the episode again.
"""

from typing import Any

from msgspec import Struct, structs

DAY_MS = 86_400_000
REOPEN_MS = 7 * DAY_MS  # METRICS.md: a return with the same issue within seven days extends the episode
SILENT_MS = DAY_MS  # after a day without a word the visitor is taken to have left

CLIMB = ("", "failed", "assumed", "durable", "confirmed", "verified")


class Episode(Struct, kw_only=True):
    """As the table has it."""

    id: str
    site: str
    visitor: str
    session: str
    started_at: int
    last_at: int
    conversation: str | None = None
    route: str = ""
    step: str = ""
    element: str = ""
    intent: str = ""
    question: str = ""
    involved: bool = False
    attempts: int = 0
    failed_attempts: int = 0
    handoff_reason: str | None = None
    human_replied: bool = False
    outcome: str = ""
    outcome_at: int | None = None
    evidence: str = ""
    article: str = ""
    decision: str | None = None
    sentiment_first: float | None = None
    sentiment_last: float | None = None
    intent_version: str = ""
    risk: float = 0.0  # at its last turn, 0..1

    def row(self) -> dict[str, Any]:
        """As it is stored."""
        return structs.asdict(self)

    def climb(self, outcome: str, at: int, evidence: str) -> bool:
        """Reaches an outcome; says whether that is news. A lower one than it has changes nothing."""
        if CLIMB.index(outcome) <= CLIMB.index(self.outcome):
            return False
        self.outcome, self.outcome_at, self.evidence, self.last_at = outcome, at, evidence, max(at, self.last_at)
        return True

    def reopen(self, session: str, at: int) -> None:
        """The visitor is back with the same issue: what was taken for solved was not."""
        self.outcome, self.outcome_at, self.evidence = "", None, ""
        self.session, self.last_at = session, at

    def is_about(self, intent: str, certain: bool) -> bool:
        """Whether a turn continues this issue: the same intent, or one too unsure to say otherwise while it is open."""
        if self.intent == intent or not self.intent:
            return True
        return self.outcome == "" and not certain

    def completes(self, route: str, step: str) -> bool:
        """Whether a completed step is the one that was stuck; by page where no step is known."""
        return self.step == step if self.step and step else self.route == route


def came_back(episodes: list[Episode], intent: str, at: int) -> Episode | None:
    """The episode that a turn of this intent takes up again; `episodes` come latest first."""
    lately = (one for one in episodes if at - one.last_at <= REOPEN_MS)
    return next((one for one in lately if intent and one.intent == intent), None)


def settled(episode: Episode, now: int) -> str:
    """The outcome that silence has brought, "" when it is too early."""
    quiet = now - episode.last_at
    if episode.outcome == "assumed":
        clean = episode.handoff_reason is None and not episode.human_replied
        return "durable" if quiet >= REOPEN_MS and clean else ""
    if episode.outcome or quiet < SILENT_MS:
        return ""
    unanswered = episode.attempts == 0 and not episode.human_replied and not episode.article
    waiting_in_vain = episode.handoff_reason is not None and not episode.human_replied
    rejected = episode.attempts > 0 and episode.failed_attempts >= episode.attempts and not episode.human_replied
    return "failed" if unanswered or waiting_in_vain or rejected else "assumed"
