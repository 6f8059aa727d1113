"""What the visitor does in the panel, from the panel's messages to frames."""

import re
from typing import Literal

import msgspec
from msgspec import Struct

from widget.protocol import (
    MAX_FILES,
    MAX_SAID_CHARS,
    Event,
    Identified,
    Nudged,
    PanelUsed,
    PersonWanted,
    Rated,
    Released,
    Said,
    Sharing,
    Solved,
    StepDone,
)
from widget.redaction import clean, clip

ID_CHARS = 120  # of an id, as the protocol allows
PROOF_CHARS = 120  # of a proof, likewise; one has 64
FILE_ID = re.compile(r"[A-Za-z0-9_-]{8,40}")  # widget.protocol.Id
PAIRS = 20  # of a context, of traits: as the protocol allows


class Tell(Struct, frozen=True, tag_field="what"):
    """A message `{k: "tell", what, ...}`."""


class Say(Tell, frozen=True, tag="say"):
    turn: str
    text: str
    files: tuple[str, ...] = ()  # ids of what was uploaded with these words


class Rate(Tell, frozen=True, tag="rate"):
    turn: str
    up: bool


class Solve(Tell, frozen=True, tag="solved"):
    turn: str
    solved: bool


class Person(Tell, frozen=True, tag="person"):
    pass


class OfNudge(Tell, frozen=True, tag="nudge"):
    nudge: str
    reaction: Literal["shown", "opened", "dismissed"]


class Opened(Tell, frozen=True, tag="opened"):
    """The panel was opened."""


class Closed(Tell, frozen=True, tag="closed"):
    """The panel was closed."""


class Cited(Tell, frozen=True, tag="citation"):
    """A citation was followed."""

    detail: str = ""


class Share(Tell, frozen=True, tag="share"):
    paused: bool
    mode: Literal["", "off", "anonymous", "full"] = ""


class Release(Tell, frozen=True, tag="release"):
    name: str


class Completed(Tell, frozen=True, tag="completed"):
    """The host page says itself that a step is done (`handrail.completed(step)`)."""

    step: str


class Identify(Tell, frozen=True, tag="identify"):
    """The host page says who is signed in (`handrail.identify(id, traits)`)."""

    who: str  # "" signs out
    traits: dict[str, str] = {}
    proof: str = ""  # that the product's own server vouches for the id


class Context(Tell, frozen=True, tag="context"):
    """What the host page says of itself (`handrail.context(values)`): part of the next snapshots, no event."""

    values: dict[str, str] = {}


AnyTell = (
    Say | Rate | Solve | Person | OfNudge | Opened | Closed | Cited | Share | Release | Completed | Identify | Context
)


def told(json: str | bytes) -> AnyTell:
    """The panel's message. Raises msgspec.ValidationError."""
    return _tells.decode(json)


def frame_of(tell: AnyTell, route: str) -> Event | None:
    """The event of a message, `dt` 0; None for an empty one. A visitor's own words are not masked here."""
    match tell:
        case Say() | Rate() | Solve() | Person() | OfNudge() | Opened() | Closed() | Cited():
            return _of_the_panel(tell, route)
        case Share(paused=paused, mode=mode):
            return Sharing(dt=0, paused=paused, mode=mode)
        case Release(name=name):
            return Released(dt=0, name=clean(name, 120))
        case Completed(step=step):
            return StepDone(dt=0, route=route, step=clean(step, 120), evidence="the page says so")
        case Identify(who=who, traits=traits, proof=proof):
            return _identified(" ".join(who.split()), traits, proof)
        case Context():
            return None


def _identified(who: str, traits: dict[str, str], proof: str) -> Identified:
    """Who is signed in. With a proof the id is told as it is, so that the server can hold it to the proof and ask the
    product's services about it; an address never is."""
    proves = 0 < len(proof) <= PROOF_CHARS and len(who) <= ID_CHARS and "@" not in who
    told = who if proves else _id(who)
    return Identified(dt=0, who=told, traits=pairs(traits), proof=proof if proves else "")


def _id(said: str) -> str:
    """The product's own id of somebody; one that could be an address or a number of theirs as its digest alone.

    Masked like any text, all addresses would be one person.
    """
    return said if clean(said, ID_CHARS) == said else f"id-{_fnv(said):016x}"


def _fnv(text: str) -> int:
    """FNV-1a, 64 bits: `hashlib` would cost every boot what few pages need."""
    value = 0xCBF29CE484222325
    for byte in text.encode():
        value = (value ^ byte) * 0x100000001B3 % 2**64
    return value


def _of_the_panel(tell: Say | Rate | Solve | Person | OfNudge | Opened | Closed | Cited, route: str) -> Event | None:
    match tell:
        case Say(turn=turn, text=text, files=files):
            words = clip(text.strip(), MAX_SAID_CHARS)
            return Said(dt=0, turn=turn, text=words, route=route, files=attached(files)) if words else None
        case Rate(turn=turn, up=up):
            return Rated(dt=0, turn=turn, up=up)
        case Solve(turn=turn, solved=solved):
            return Solved(dt=0, turn=turn, solved=solved)
        case Person():
            return PersonWanted(dt=0, route=route)
        case OfNudge(nudge=nudge, reaction=reaction):
            return Nudged(dt=0, nudge=nudge, reaction=reaction)
        case Opened():
            return PanelUsed(dt=0, what="opened")
        case Closed():
            return PanelUsed(dt=0, what="closed")
        case Cited(detail=detail):
            return PanelUsed(dt=0, what="citation", detail=clean(detail, 400))


def attached(files: tuple[str, ...]) -> tuple[str, ...]:
    """The first ids of files, each once; what is none is left away, so that the words always get through."""
    return tuple(dict.fromkeys(id for id in files if FILE_ID.fullmatch(id)))[:MAX_FILES]


def pairs(values: dict[str, str]) -> tuple[tuple[str, str], ...]:
    """Names and values as a frame carries them: masked, at most 20."""
    return tuple((clean(name, 120), clean(value, 400)) for name, value in list(values.items())[:PAIRS])


_tells: msgspec.json.Decoder[AnyTell] = msgspec.json.Decoder(AnyTell)
