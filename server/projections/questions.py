"""What the visitors of one page asked about, most visits first, beside what they struggled with there."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection

from server.api.views.friction import PageQuestion
from server.projections.identity import Names
from server.projections.rates import rate
from server.store import issues as store
from server.store.windows import Window

GOOD = frozenset({"verified", "confirmed", "durable"})
UNKNOWN = ""  # intent of a question that nobody could place


def page_questions(
    connection: Connection, window: Window, route: str, sessions: int, seen: Sequence[Any]
) -> list[PageQuestion]:
    """By intent. `sessions` saw the page; `seen` are the struggles there (server.store.score.seen)."""
    names = Names.of(connection, window.site, route)
    by_intent: dict[str, list[Any]] = {}
    for row in store.questions(connection, window, route):
        by_intent.setdefault(row.intent or UNKNOWN, []).append(row)
    showed: dict[str, set[str]] = {}
    for struggle in seen:
        showed.setdefault(struggle.session, set()).add(struggle.signal)
    called = store.names(connection, window.site, {row.element for rows in by_intent.values() for row in rows} - {""})
    found = []
    for intent, rows in by_intent.items():
        visits = {row.session for row in rows}
        ended = [row for row in rows if row.outcome]
        signal, many = _most(one for visit in visits for one in sorted(showed.get(visit, ())))
        key, _ = _most(names.today(route, row.element, window.end) or row.element for row in rows)
        found.append(
            PageQuestion(
                intent=intent,
                asked=rate(len(visits), max(sessions, len(visits))),
                conversations=len({row.conversation for row in rows}),
                solved=rate(sum(row.outcome in GOOD for row in ended), len(ended)),
                to_person=sum(row.handoff_reason is not None for row in rows),
                step=_most(row.step for row in rows)[0],
                element=key,
                element_name=called.get(key, ""),
                signal=signal,
                showed=many,
                example=rows[-1].question,
                session=rows[-1].session,
            )
        )
    return sorted(found, key=lambda one: (-one.asked.hits, one.intent))


def _most(words: Iterable[str]) -> tuple[str, int]:
    """The word that comes most often, and how often; ("", 0) for none."""
    counts = Counter(word for word in words if word)
    return min(counts.items(), key=lambda pair: (-pair[1], pair[0]), default=("", 0))
