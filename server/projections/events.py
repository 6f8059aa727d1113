"""The events inside a logged frame, each with its time on the server's clock."""

from collections.abc import Iterable, Iterator
from functools import lru_cache

from server.eventlog.log import Logged
from server.projections.observed import Timed, judged
from widget.protocol import Batch, Observed, ProtocolError, decode_client
from widget.signals import Rules
from widget.signals.rules import RulesError, overridden

SHIPPED = Rules()


class Unreadable(Exception):
    """A frame of the log that is none: damaged, of a protocol that is gone, or with numbers that are none."""


@lru_cache(maxsize=64)
def rules_of(override: str) -> Rules:
    """The rules of a site; the shipped ones where its override was one for an earlier version alone."""
    try:
        return overridden(SHIPPED, override)
    except RulesError:
        return SHIPPED


def events(entry: Logged, rules: Rules = SHIPPED) -> list[Timed]:
    """(Unix ms, event) in their order; rows that the page left unjudged come as what they stand for under `rules`.

    Raises Unreadable.
    """
    try:
        batch = decode_client(entry.frame)
    except ProtocolError as problem:
        raise Unreadable(str(problem)) from None
    if not isinstance(batch, Batch):
        raise Unreadable("the log holds batches only")
    zero = batch.at + entry.shift_ms
    found: list[Timed] = [(zero + event.dt, event) for event in batch.events if not isinstance(event, Observed)]
    # What is judged has its verdicts in the log themselves; the rows are kept to be judged anew.
    raw = [event for event in batch.events if isinstance(event, Observed) and not event.judged]
    if raw:
        try:
            found += [(at + entry.shift_ms, made) for at, made in judged(raw, batch.at, entry.stream, rules)]
        except (ValueError, OverflowError) as problem:
            raise Unreadable(f"raw rows that can't be judged ({type(problem).__name__})") from None
    return found


def observed_of(entries: Iterable[Logged]) -> Iterator[tuple[str, Observed]]:
    """(stream, raw rows) of logged frames, in their order; frames that can't be read are left out."""
    for entry in entries:
        try:
            batch = decode_client(entry.frame)
        except ProtocolError:
            continue
        for event in batch.events if isinstance(batch, Batch) else ():
            if isinstance(event, Observed):
                yield entry.stream, event
