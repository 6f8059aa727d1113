"""A stored session as a file, and back: the raw rows of its documents, to be judged anew under other rules.

Format `handrail-session/1`: `{"format", "session", "streams": [{"stream", "parcels": [...]}]}`, a parcel holding the
rows, elements, traits, steps and strings of one `Observed` (protocol.py), masked as they were kept.
"""

from collections.abc import Iterable

import msgspec
from msgspec import Struct, structs

from widget.events import Kind, Seen, decode
from widget.protocol import Element, Observed
from widget.signals.cases import ALL, Case, CasesError
from widget.signals.rules import Rules, overridden
from widget.signals.trace import rows_in, targets_in

FORMAT = "handrail-session/1"


class Parcel(Struct, frozen=True):
    """The rows of one `Observed` with what they point to."""

    route: str
    rows: list[tuple[float, float, float, float, float, float]]
    elements: list[Element] = []
    traits: list[str] = []
    steps: list[str] = []
    strings: list[str] = []


class Stream(Struct, frozen=True):
    """One document's parcels, oldest first."""

    stream: str
    parcels: list[Parcel] = []


class Session(Struct, frozen=True):
    """What is kept of a session's rows."""

    format: str
    session: str
    streams: list[Stream] = []


def stored(session: str, observed: Iterable[tuple[str, Observed]]) -> Session:
    """The session's file from (stream, Observed), oldest first; parcels whose rows are damaged are left out."""
    streams: dict[str, list[Parcel]] = {}
    for stream, one in observed:
        try:
            rows = rows_in(one)
        except ValueError:
            continue
        parcel = msgspec.convert(
            {
                "route": one.route,
                "rows": rows,
                "elements": list(one.elements),
                "traits": list(one.traits),
                "steps": list(one.steps),
                "strings": list(one.strings),
            },
            Parcel,
        )
        streams.setdefault(stream, []).append(parcel)
    return Session(FORMAT, session, [Stream(stream, parcels) for stream, parcels in streams.items()])


def read_session(data: bytes, override: str = "") -> list[Case]:
    """A case for each document of the session, judged by the shipped rules with the override laid over them.

    Raises CasesError, RulesError.
    """
    try:
        session = msgspec.json.decode(data, type=Session)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise CasesError(f"not a stored session: {error}") from None
    if session.format != FORMAT:
        raise CasesError(f"a stored session has the format {FORMAT}, this one {session.format!r}")
    rules = overridden(Rules(), override)
    cases: list[Case] = []
    trail: tuple[tuple[str, float], ...] = ()
    for one in session.streams:
        events = _events(one)
        cases.append(Case(f"{session.session}/{one.stream}", ALL, rules, events, trail=trail))
        trail += tuple((event.text, event.t) for event in events if event.kind in (Kind.PAGE, Kind.NAVIGATE))
    return cases


def _events(stream: Stream) -> tuple[Seen, ...]:
    events = [
        event
        for parcel in stream.parcels
        for event in decode(parcel.rows, targets_in(parcel.elements, parcel.traits, parcel.steps), parcel.strings)
    ]
    return tuple(structs.replace(event, n=n) for n, event in enumerate(events))
