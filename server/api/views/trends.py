"""Days beside days."""

from server.api.views import Rate, View
from server.api.views.sites import ReleaseView


class TrendDay(View, frozen=True):
    day: str
    sessions: int
    struggles: int
    struggling: Rate
    by_signal: dict[str, int]
    conversations: int
    sentiment: float | None  # mean of the day's visitor turns, -1..1
    turns: int
    nudges: int
    handoffs: int


class Trends(View, frozen=True):
    headline: str
    days: list[TrendDay]
    releases: list[ReleaseView]
