"""Makes the list of visits behind a number, the hardest first."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection

from server.api.views.friction import VisitRow
from server.projections.score import PRIOR, of_kinds
from server.store import friction, score
from server.store.chunks import chunks
from server.store.windows import Window

MOST = 200  # visits in one list; the period narrows it


class Weights:
    """What signals weigh on a site, with how sure that is."""

    def __init__(self, rows: Iterable[Any]) -> None:
        learned = {row.signal: row for row in rows}
        self._middle = PRIOR | {signal: row.weight for signal, row in learned.items()}
        self._low = self._middle | {signal: row.low for signal, row in learned.items()}
        self._high = self._middle | {signal: row.high for signal, row in learned.items()}

    @classmethod
    def of(cls, connection: Connection, site: str) -> "Weights":
        """As learned last, or the prior."""
        return cls(score.weights_of(connection, site))

    def scored(self, kinds: set[str]) -> tuple[float, float, float]:
        """(score, low, high) of a visit: a visit is no sample, its bounds are those of the weights."""
        middle, low, high = (round(of_kinds(kinds, by), 4) for by in (self._middle, self._low, self._high))
        return middle, low, high


def hardest(
    connection: Connection, window: Window, route: str = "", keys: set[str] | None = None, signal: str = ""
) -> list[VisitRow]:
    """Visits with a struggle on the page, the element (all `keys` it had) or of the signal; all struggles of these
    visits in the period count for their score."""
    weights = Weights.of(connection, window.site)
    kinds: dict[str, set[str]] = {}
    chosen: set[str] = set()
    for row in score.seen(connection, window):
        kinds.setdefault(row.session, set()).add(row.signal)
        if route in ("", row.route) and (keys is None or row.element in keys) and signal in ("", row.signal):
            chosen.add(row.session)
    scored = sorted(((*weights.scored(kinds[one]), one) for one in chosen), key=lambda one: (-one[0], one[3]))[:MOST]
    sessions = [session for *_, session in scored]
    visits = {row.session: row for some in chunks(sessions) for row in score.visits_of(connection, list(some))}
    outcomes = {
        row.session: row.outcome for some in chunks(sessions) for row in friction.outcomes_of(connection, list(some))
    }
    counts = score.struggle_counts(connection, window, sessions)
    return [
        VisitRow(
            session=session,
            visitor=visit.visitor,
            first_at=visit.first_at,
            last_at=visit.last_at,
            route=visit.route,
            signals=sorted(kinds[session]),
            struggles=counts.get(session, 0),
            score=middle,
            low=low,
            high=high,
            outcome=outcomes.get(session, ""),
            signed_in=visit.who,
        )
        for middle, low, high, session in scored
        if (visit := visits.get(session)) is not None
    ]
