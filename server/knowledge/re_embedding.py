"""Embeds a site's passages anew, in the background: the old index serves until the new one is whole.

By another encoder, where people chose one, or by the same, where a release of Handrail brings a renewed one or reads
passages in another way than those stored were read.

The next vectors lie beside the passages until each passage has one; then one transaction moves them in, names the
encoder and commits a revision, with which the serving index is built anew and exchanged at once. An article that a sync
changes meanwhile is stored with vectors of the serving encoder, loses its next ones with its old passages, and is met
again. Whoever is killed leaves the vectors that were written; the next one goes on with the rest.
"""

import contextlib
import sys
from collections.abc import Iterator
from typing import Literal

import structlog
from msgspec import Struct, structs

from server.errors import HandrailError
from server.knowledge.committing import searchable
from server.knowledge.encoders import SHIPPED, Encoders, version_of
from server.store import encoders as statements
from server.store.database import Database

BATCH = 32  # passages embedded in one call: a second of a base-sized encoder on one core
_LOCK = ".embedding"


class Progress(Struct, frozen=True, kw_only=True):
    """How far a site's move to another encoder is: `done` of `total` passages. `next` is "" where none is under way."""

    site: str
    encoder: str
    next: str = ""
    done: int = 0
    total: int = 0
    state: Literal["idle", "running", "failed"] = "idle"
    reason: str = ""


def progress(db: Database, encoders: Encoders, site: str) -> Progress:
    """Which encoder serves a site, and how far the next one is. Counting takes half a second a million passages."""
    serving, following = db.read(statements.encoders_of, site)
    done, total = db.read(statements.counts, site, following)
    reason, version = "", version_of(following)
    if following and not _is_there(encoders, version):
        reason = f"the encoder {version} is not there any more: import it again, or choose another"
    return Progress(
        site=site,
        encoder=SHIPPED if encoders.is_shipped(serving) else serving,
        next=version,
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
        return structs.replace(progress(db, encoders, site), state="failed", reason=problem.message)
    return progress(db, encoders, site)


def go_on(db: Database, encoders: Encoders, now: int) -> bool:
    """One batch of every site that is under way; says whether more can be done at once.

    A site whose next encoder can't be had is said once in the log and waits.
    """
    _renew(db, encoders)
    under_way = db.read(statements.sites_under_way)
    more = not under_way and db.read(statements.any_next) and db.write(statements.sweep) > 0
    for site in under_way:
        try:
            more = _batch(db, encoders, site, now, BATCH) or more
            if (serving := db.read(statements.encoders_of, site))[1] == "":
                structlog.get_logger().info("encoder_exchanged", site=site, encoder=serving[0] or SHIPPED)
        except HandrailError as problem:
            encoders.complain(site, problem.message)
    return more


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
    """Says whether it did something: another process may be at it, or there may be nothing to do."""
    with _turn(encoders) as ours:
        following = db.read(statements.encoders_of, site)[1]
        if not ours or not following:
            return False
        return _embed(db, encoders, site, following, now, most)


def _embed(db: Database, encoders: Encoders, site: str, following: str, now: int, most: int) -> bool:
    version = version_of(following)
    embedder = encoders.named(version)
    if following != embedder.way:  # Handrail was renewed meanwhile
        following = embedder.way
        db.write(statements.begin, site, following)
    rows = db.read(statements.without_next, site, following, encoders.reached.get((site, following), ""), most)
    embedded = {
        row.id: (row.revision, embedder.passage(searchable(row.title, row.heading, row.text)).tobytes()) for row in rows
    }
    if embedded:
        db.write(statements.put_next, following, embedded)
    if len(rows) == most:
        encoders.reached[site, following] = rows[-1].id
        return True
    encoders.reached.pop((site, following), None)  # the end: what was changed meanwhile is looked for from the start
    db.write(statements.swap, site, following, "" if encoders.is_shipped(version) else version, now)
    return True


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
