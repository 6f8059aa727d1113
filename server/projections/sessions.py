"""Makes the view of one session: what the visitor did, event by event, from the log itself."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec
from sqlalchemy import Connection

from server.api.views.friction import SessionEvent, SessionView, SignView
from server.errors import NotFound
from server.eventlog.log import Logged
from server.projections.events import Unreadable, events, rules_of
from server.projections.observed import Timed
from server.projections.visits import Weights
from server.projections.words import told
from server.store import friction as store
from server.store import rules as rule_store
from server.store import score as score_store
from server.store.chunks import chunks
from widget.protocol import Event, Said, Struggled
from widget.signals import Rules


def session_view(connection: Connection, session: str, logged: Sequence[Logged]) -> SessionView:
    """`logged` is everything of the session. Raises NotFound for a session that nothing is known of."""
    visit = store.visit(connection, session)
    if visit is None:
        raise NotFound("there is no such session, or its events are not projected yet", "no_session")
    rules = rules_of(rule_store.of_sites(connection).get(visit.site, ""))
    happened = sorted((timed for entry in logged for timed in _readable(entry, rules)), key=lambda timed: timed[0])
    turns = [event.turn for _, event in happened if isinstance(event, Said)]
    score, low, high = Weights.of(connection, visit.site).scored(score_store.signals_of(connection, session))
    said = {id: text for some in chunks(turns) for id, text in store.masked_texts(connection, list(some)).items()}
    return SessionView(
        session=session,
        visitor=visit.visitor,
        first_at=visit.first_at,
        last_at=visit.last_at,
        language=visit.language,
        events=[line for at, event in _once(happened) if (line := _line(at, event, said)) is not None],
        score=score,
        low=low,
        high=high,
        signed_in=visit.who,
        traits=msgspec.json.decode(visit.traits_json, type=dict[str, str]),
    )


def _once(happened: Iterable[Timed]) -> Iterator[Timed]:
    """Without verdicts that came twice: page and server may both have told one."""
    known: set[str] = set()
    for at, event in happened:
        if isinstance(event, Struggled):
            if event.id in known:
                continue
            known.add(event.id)
        yield at, event


def _line(at: int, event: Event, said: dict[str, str]) -> SessionEvent | None:
    line = told(event, said)
    if line is None:
        return None
    kind, words, route = line
    if not isinstance(event, Struggled):
        return SessionEvent(at=at, kind=kind, words=words, route=route)
    signs = [SignView(kind=sign.kind, after_ms=sign.after_ms) for sign in event.signs]
    return SessionEvent(
        at=at, kind=kind, words=words, route=route, evidence=list(event.evidence), signs=signs, rules=event.rules
    )


def _readable(entry: Logged, rules: Rules) -> list[Timed]:
    try:
        return events(entry, rules)
    except Unreadable:  # counted when it was projected
        return []
