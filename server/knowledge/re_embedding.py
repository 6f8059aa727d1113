"""Embeds a site's passages anew, in the background: the old index serves until the new one is whole.

By another encoder, where people chose one, or by the same, where a release of Handrail brings a renewed one or reads
passages in another way than those stored were read.

The next vectors lie beside the passages until each passage has one; then one transaction moves them in, names the
encoder and commits a revision, with which the serving index is built anew and exchanged at once. An article that a sync
changes meanwhile is stored with vectors of the serving encoder, loses its next ones with its old passages, and is met
again. Whoever is killed leaves the vectors that were written; the next one goes on with the rest. What fails is written
down with its reason and tried again after a pause, or at once when people choose the encoder again; where not even that
can be written (disk full), or nobody is there to work, the time since the last batch tells.
"""

import contextlib
import sys
from collections.abc import Iterator
from typing import Literal

import structlog
from msgspec import Struct, structs
from sqlalchemy import Connection

from server.errors import HandrailError, Unavailable
from server.knowledge.committing import searchable
from server.knowledge.encoders import SHIPPED, Encoders, version_of
from server.store import encoders as statements
from server.store.database import Database

BATCH = 32  # passages embedded in one call: a second of a base-sized encoder on one core
RETRY_MS = 60_000  # from a failure to the next try: loading an encoder may read 2 GB
STILL_MS = 20 * 60_000  # without a batch, from which it is told as stopped: the slowest takes a minute or two
_LOCK = ".embedding"
STANDS_STILL = (
    "no passage was embedded for {minutes} minutes: see that `handrail work` runs and that its disk has room, and it "
    "goes on by itself"
)


class Progress(Struct, frozen=True, kw_only=True):
    """How far a site's move to another encoder is: `done` of `total` passages. `next` is "" where none is under way."""

    site: str
    encoder: str
    next: str = ""
    done: int = 0
    total: int = 0
    state: Literal["idle", "running", "failed"] = "idle"
    reason: str = ""


def progress(db: Database, encoders: Encoders, site: str, now: int) -> Progress:
    """Which encoder serves a site, and how far the next one is at `now` (Unix ms).

    Counting takes half a second a million passages.
    """
    serving, following = db.read(statements.encoders_of, site)
    done, total = db.read(statements.counts, site, following)
    reason = _why_stopped(db, encoders, site, version_of(following), now) if following else ""
    return Progress(
        site=site,
        encoder=SHIPPED if encoders.is_shipped(serving) else serving,
        next=version_of(following),
        done=done,
        total=total,
        state="failed" if reason else "running" if following else "idle",
        reason=reason,
    )


def re_embed(db: Database, encoders: Encoders, site: str, now: int, most: int = BATCH) -> Progress:
    """One batch of a site's move to its next encoder, at most `most` passages; nothing where none is under way.

    `now` is Unix ms. Several processes may call it: one at a time works, the others are told how far it is.
    """
    try:
        _batch(db, encoders, site, now, most)
    except HandrailError as problem:
        return structs.replace(progress(db, encoders, site, now), state="failed", reason=problem.message)
    return progress(db, encoders, site, now)


def go_on(db: Database, encoders: Encoders, now: int) -> bool:
    """One batch of every site that is under way; says whether more can be done at once.

    A site that can't go on is said once in the log, and tried again after a pause. Raises HandrailError where the store
    can't even say so.
    """
    _renew(db, encoders)
    under_way = db.read(statements.under_way)
    more = not under_way and db.read(statements.any_next) and db.write(statements.sweep) > 0
    for row in under_way:
        if row.next_error and 0 <= now - row.next_at < RETRY_MS:
            continue
        try:
            more = _batch(db, encoders, row.site, now, BATCH) or more
            if (serving := db.read(statements.encoders_of, row.site))[1] == "":
                structlog.get_logger().info("encoder_exchanged", site=row.site, encoder=serving[0] or SHIPPED)
        except HandrailError as problem:
            encoders.complain(row.site, problem.message)
            if not db.read(statements.stopped, row.site)[1]:
                raise  # it could not be written down: the store is in trouble, and whoever works pauses
    return more


def _why_stopped(db: Database, encoders: Encoders, site: str, version: str, now: int) -> str:
    """Why a site's move does not go on, "" where it does."""
    if not _is_there(encoders, version):
        return _gone(version)
    at, reason = db.read(statements.stopped, site)
    still = at and now - at >= STILL_MS
    return reason or (STANDS_STILL.format(minutes=(now - at) // 60_000) if still else "")


def _gone(version: str) -> str:
    return f"the encoder {version} is not there any more: import it again, or choose another"


def _renew(db: Database, encoders: Encoders) -> None:
    """Begins anew where what is stored is not what the site's own encoder gives any more."""
    for row in db.read(statements.settled):
        way = encoders.way(row.encoder)
        if row.embedded_by != way and _is_there(encoders, row.encoder):
            db.write(statements.renew, row.site, row.encoder, way)
            structlog.get_logger().info("passages_renewed", site=row.site, embedded_by=row.embedded_by, next=way)


def _is_there(encoders: Encoders, version: str) -> bool:
    return encoders.is_shipped(version) or version in encoders.shelf.versions()


def _batch(db: Database, encoders: Encoders, site: str, now: int, most: int) -> bool:
    """Says whether it did something: another process may be at it, or there may be nothing to do.

    Raises HandrailError with the reason why it can't go on, which is then written down.
    """
    with _turn(encoders) as ours:
        following = db.read(statements.encoders_of, site)[1]
        if not ours or not following:
            return False
        try:
            return _embed(db, encoders, site, following, now, most)
        except HandrailError as problem:
            _stopped(db, site, following, now, problem)
            raise
        except Exception as problem:  # whatever the runtime makes of a graph; what serves goes on serving
            name = version_of(following) or SHIPPED
            reason = Unavailable(
                f"the encoder {name} broke ({type(problem).__name__}): import it again, or choose another"
            )
            _stopped(db, site, following, now, reason)
            raise reason from problem


def _stopped(db: Database, site: str, following: str, now: int, problem: HandrailError) -> None:
    try:
        db.write(statements.stop, site, following, now, problem.message)
    except HandrailError as error:  # the store itself: that nothing moves will tell
        structlog.get_logger().warning("stop_not_noted", site=site, code=error.code, reason=error.message)


def _embed(db: Database, encoders: Encoders, site: str, following: str, now: int, most: int) -> bool:
    version = version_of(following)
    if not _is_there(encoders, version):  # it may be loaded still; what it gave would find nothing after a restart
        raise Unavailable(_gone(version))
    embedder = encoders.named(version)
    if following != embedder.way:  # Handrail was renewed meanwhile
        following = embedder.way
        db.write(statements.begin, site, following)
    rows = db.read(statements.without_next, site, following, encoders.reached.get((site, following), ""), most)
    embedded = {
        row.id: (row.revision, embedder.passage(searchable(row.title, row.heading, row.text)).tobytes()) for row in rows
    }
    if embedded:
        db.write(_keep, site, following, embedded, now)
    if len(rows) == most:
        encoders.reached[site, following] = rows[-1].id
        return True
    encoders.reached.pop((site, following), None)  # the end: what was changed meanwhile is looked for from the start
    db.write(statements.swap, site, following, "" if encoders.is_shipped(version) else version, now)
    return True


def _keep(conn: Connection, site: str, following: str, embedded: dict[str, tuple[int, bytes]], now: int) -> None:
    statements.put_next(conn, following, embedded)
    statements.go_on(conn, site, following, now)


@contextlib.contextmanager
def _turn(encoders: Encoders) -> Iterator[bool]:
    """Whether it is ours to embed: one process at a time, and a killed one's turn ends with it."""
    if sys.platform == "win32":
        yield True
        return
    import fcntl

    encoders.shelf.root.mkdir(parents=True, exist_ok=True)
    with (encoders.shelf.root / _LOCK).open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True
