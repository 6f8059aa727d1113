"""Handrail in the harness of peers: its own frames, answered as its server does, and counted by what they say."""

from collections import Counter
from typing import Any

import msgspec
from adapters import Adapter

from widget.protocol import Ack, Batch, Hello, ProtocolError, Struggled, Welcome, decode_client, encode

# The scripted visit: two rage bursts a segment and one a route of the last burst; two single dead clicks a segment.
RAGED, DEAD = {"#dead1": 7, "#dead2": 5}, {"#dead1": 5, "p": 5}
RAGED_AND_DEAD = ("dead_click #dead1", "dead_click #dead2")  # a burst's own clicks are dead, too: no false alarm


class Handrail(Adapter):
    dist = "handrail"

    def __init__(self, policy: str = "") -> None:
        boot = f' data-boot="{policy}"' if policy else ""
        self.head = f'<script async src="/t/handrail/handrail.js" data-site="webperf-site"{boot}></script>'
        self._stream = ""
        self._acked: dict[str, int] = {}

    def handle(self, req: dict[str, Any]) -> tuple[int, dict[str, str], bytes] | None:
        return (204, {}, b"") if req["path"] == "/v1/beacon" else None

    def ws_message(self, data: bytes) -> bytes | None:
        """Welcome for a Hello, Ack for a Batch, as server/gateway/stream.py."""
        match decode_client(data):
            case Hello(session=session, stream=stream):
                self._stream = stream
                return encode(Welcome(1, session, self._acked.get(stream, 0), 0, product="Acme"))
            case Batch(seq=seq):
                self._acked[self._stream] = max(seq, self._acked.get(self._stream, 0))
                return encode(Ack(self._acked[self._stream]))

    def verify(self, records: list[dict[str, Any]]) -> dict[str, Any]:
        """How much of each kind came, how many bursts and dead clicks of the script were found, what else was."""
        events = [event for record in records if record["kind"] == "ws_in" for event in _events(record["body"])]
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


POLICIES = ("idle", "engaged", "need", "panel")
ADAPTERS = {"handrail": Handrail()} | {f"handrail-{policy}": Handrail(policy) for policy in POLICIES}
