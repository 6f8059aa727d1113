"""Handrail in the harness of peers: its own frames, answered as its server does, and counted by what they say."""

import base64
from collections import Counter
from typing import Any

import msgspec
from adapters import Adapter

from server.gateway.stand_in import StandIn, read_boot, read_heard
from widget.protocol import Ack, Batch, Hello, ProtocolError, Struggled, Welcome, decode_client, encode, unpacked

# The scripted visit: two rage bursts a segment and one a route of the last burst; two single dead clicks a segment.
RAGED, DEAD = {"#dead1": 7, "#dead2": 5}, {"#dead1": 5, "p": 5}
RAGED_AND_DEAD = ("dead_click #dead1", "dead_click #dead2")  # a burst's own clicks are dead, too: no false alarm


class Line:
    """The server's stand-in for a page without Python."""

    def __init__(self) -> None:
        self._stand_in: StandIn | None = None

    def frames(self, data: bytes) -> list[bytes]:
        """The frames that a message makes the server keep."""
        message = msgspec.json.decode(data)
        if message["k"] == "boot":
            self._begin(data, message)
        stand_in = self._stand_in
        if stand_in is None or message["k"] in ("boot", "over"):
            return []
        stand_in.take(read_heard(data), data)
        stand_in.said()
        frames = stand_in.page.flush()
        for frame in frames:
            batch = decode_client(frame)
            if isinstance(batch, Batch):
                stand_in.page.received(encode(Ack(batch.seq)))
        return frames

    def kept(self, data: bytes) -> list[bytes]:
        """The frames of whatever came in: the page's own, or those of its stand-in."""
        said = _line_message(data)
        return self.frames(said) if said else [data]

    def answer(self, data: bytes) -> str:
        """What the server says in turn."""
        self.frames(data)
        message, stand_in = msgspec.json.decode(data), self._stand_in
        if stand_in is None:
            return ""
        heard, n = stand_in.heard, stand_in.page.taken()
        match message["k"]:
            case "boot":
                answer = {"k": "known", "m": 0, "fresh": True}
            case "over":
                answer = {"k": "over", "state": base64.b64encode(stand_in.page.hand_over()).decode(), "n": n}
            case _:
                answer = {"k": "taken", "m": heard, "n": n}
        return msgspec.json.encode(answer).decode()

    def _begin(self, data: bytes, message: dict[str, Any]) -> None:
        self._stand_in = StandIn(data, read_boot(data), lambda: message["sent_at"])
        self._stand_in.page.opened()
        self._stand_in.page.received(encode(Welcome(1, message["session"], 0, 0, product="Acme")))


class Handrail(Adapter):
    dist = "handrail"

    def __init__(self, policy: str = "") -> None:
        boot = f' data-boot="{policy}"' if policy else ""
        self.head = f'<script async src="/t/handrail/handrail.js" data-site="webperf-site"{boot}></script>'
        self._stream = ""
        self._acked: dict[str, int] = {}
        self._line = Line()

    def handle(self, req: dict[str, Any]) -> tuple[int, dict[str, str], bytes] | None:
        return (204, {}, b"") if req["path"] == "/v1/beacon" else None

    def ws_message(self, data: bytes | str) -> bytes | str | None:
        """Welcome for a Hello, Ack for a Batch, as server/gateway/stream.py; on the line what server/gateway/line.py
        says, one message for one: the harness gives no more."""
        said = _line_message(data)
        if said:
            return self._line.answer(said)
        match decode_client(data):
            case Hello(session=session, stream=stream):
                self._stream = stream
                return encode(Welcome(1, session, self._acked.get(stream, 0), 0, product="Acme"))
            case Batch(seq=seq):
                self._acked[self._stream] = max(seq, self._acked.get(self._stream, 0))
                return encode(Ack(self._acked[self._stream]))

    def verify(self, records: list[dict[str, Any]]) -> dict[str, Any]:
        """How much of each kind came, how many bursts and dead clicks of the script were found, what else was."""
        line = Line()
        events = [
            event
            for record in records
            if record["kind"] == "ws_in"
            for frame in line.kept(record["body"])
            for event in _events(frame)
        ]
        kinds = Counter(type(event).__name__ for event in events)
        found = [event for event in events if isinstance(event, Struggled) and event.verdict == "struggle"]
        rage, no_rage = _matched(found, "rage_click", RAGED)
        dead, no_dead = _matched(found, "dead_click", DEAD)
        others = Counter(f"{one.signal} {_key(one)}" for one in found if one.signal not in ("rage_click", "dead_click"))
        return {
            "rage_bursts_of_12": rage,
            "dead_clicks_of_10": dead,
            "elsewhere": [one for one in no_rage + no_dead if not one.startswith(RAGED_AND_DEAD)],
            "others": dict(others),
            "events": {kind: (count, _bytes(events, kind)) for kind, count in kinds.items()},
            "beacons": sum(record["path"] == "/v1/beacon" for record in records),
        }


def _line_message(data: bytes | str) -> bytes:
    """The JSON of a message of the line, deflated or not; nothing for a frame of the worker's."""
    plain = data.encode() if isinstance(data, str) else unpacked(data)
    return plain if plain[:1] == b"{" else b""


def _events(data: bytes) -> tuple[object, ...]:
    try:
        frame = decode_client(data)
    except ProtocolError:
        return ("undecodable",)
    return frame.events if isinstance(frame, Batch) else ()


def _bytes(events: list[object], kind: str) -> int:
    return sum(len(msgspec.msgpack.encode(event)) for event in events if type(event).__name__ == kind)


def _matched(found: list[Struggled], signal: str, scripted: dict[str, int]) -> tuple[int, list[str]]:
    """How many of the scripted ones were found, and where one was found that was not scripted (or once too often)."""
    seen = Counter(_place(_key(one), scripted) for one in found if one.signal == signal)
    hits = sum(min(count, scripted.get(place, 0)) for place, count in seen.items())
    more = [f"{signal} {place} x{n}" for place, count in seen.items() if (n := count - scripted.get(place, 0)) > 0]
    return hits, more


def _place(key: str, scripted: dict[str, int]) -> str:
    """The scripted name of an element where its key is or ends with one, else the key."""
    last = key.split(" ")[-1].split(">")[-1]
    return next((name for name in scripted if last in (name, f"button{name}")), key)


def _key(struggled: Struggled) -> str:
    return struggled.element.key if struggled.element else ""


POLICIES = ("idle", "engaged", "need", "never")
ADAPTERS = {"handrail": Handrail()} | {f"handrail-{policy}": Handrail(policy) for policy in POLICIES}
