"""Looks at one path of a source again and brings its article to what is there now: the whole way of a told change.

What is there is read anew each time, so that the same news may come twice, late, or in another order.
"""

from collections.abc import Callable
from contextlib import suppress
from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace
from sqlalchemy import Connection

from server.errors import Conflict, NotFound, TooLarge, Unreadable, Unsupported
from server.knowledge import sources
from server.knowledge.committing import Encodes, Gone, Prepared, Reads, hash_of, known_page, prepare, store, stored
from server.knowledge.origins import Look, Origin
from server.knowledge.sources import MOST_BROKEN, ON_THE_WEB, BrokenFile, Source
from server.store import sources as statements
from server.store.database import Database

MOST_ROUNDS = 4  # looks in a row while others commit the same article; then it is tried again later

CANNOT_READ = (Unreadable, TooLarge, Unsupported)
Became = Literal["put", "same", "gone", "broken"]


class Outcome(Struct, frozen=True):
    """What became of the article; `reason` says what was wrong with the file."""

    became: Became
    reason: str = ""


class _Ready(Struct, frozen=True):
    """What one look led to: something to commit, or nothing."""

    outcome: Outcome
    prepared: tuple[Prepared, ...] = ()
    gone: tuple[Gone, ...] = ()


def look_again(
    db: Database,
    source: Source,
    origin: Origin,
    path: str,
    readers: Reads,
    encoders: Encodes,
    now: Callable[[], int],
    deleted: bool = False,
    also: Callable[[Connection], None] = lambda _: None,
) -> Outcome:
    """Applies what is at `path` now; `also` runs in the transaction that does. `deleted`: a page is told to be gone.

    Raises Unavailable when it can't be had for now, Conflict when others keep changing it, NotFound when the source
    was removed.
    """
    for _ in range(MOST_ROUNDS):
        ready = _ready(db, source, origin, path, readers, encoders, now(), deleted)
        outcome = db.write(_apply, source, path, ready, now(), also)
        if outcome is not None:
            return outcome
    raise Conflict(f"{path} is being changed by others: it is tried again.")


def _ready(
    db: Database,
    source: Source,
    origin: Origin,
    path: str,
    readers: Reads,
    encoders: Encodes,
    now: int,
    deleted: bool,
) -> _Ready:
    row, base = db.read(stored, source, path)
    if deleted and source.kind in ON_THE_WEB:  # its owner's word goes before what a cache still shows
        look = Look(path=path, state="gone")
    else:
        page = known_page(db, source, row) if row is not None else None
        look = origin.again(path, lambda _: page)
    match look.state:
        case "gone":
            return _Ready(Outcome("gone", look.reason), gone=(Gone(path, base),) if row is not None else ())
        case "broken":
            return _Ready(Outcome("broken", look.reason))
        case "same":
            return _Ready(Outcome("same"))
    if row is not None and row.hash == hash_of(source, look):
        return _Ready(Outcome("same"))
    try:
        return _Ready(Outcome("put"), (prepare(db, source, look, base, readers, encoders, now),))
    except CANNOT_READ as problem:
        return _Ready(Outcome("broken", problem.message))


def _apply(
    conn: Connection, source: Source, path: str, ready: _Ready, now: int, also: Callable[[Connection], None]
) -> Outcome | None:
    """None where another process was faster."""
    outcome = ready.outcome
    if ready.prepared or ready.gone:
        done = store(conn, source, ready.prepared, ready.gone, now)
        if done.stale:
            return None
        if done.refused:
            outcome = Outcome("broken", done.refused[0].reason)
    _note(conn, source, path, outcome.reason)
    also(conn)
    return outcome


def _note(conn: Connection, source: Source, path: str, reason: str) -> None:
    """Keeps the source's list of broken files up with what was found."""
    with suppress(NotFound):
        report = sources.find(conn, source.id).report
        broken = {each.path: each.reason for each in report.broken}
        if broken.get(path, "") == reason:
            return
        broken.pop(path, None)
        if reason and len(broken) < MOST_BROKEN:
            broken[path] = reason
        listed = tuple(BrokenFile(*each) for each in sorted(broken.items()))
        encoded = msgspec.json.encode(replace(report, broken=listed)).decode()
        statements.change(conn, source.id, {"report_json": encoded})
