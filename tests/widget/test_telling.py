"""The panel's messages become frames."""

import json
from typing import Any

import msgspec
import pytest

from tests.widget.golden import NUDGE, TURN
from widget.protocol import (
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
from widget.telling import frame_of, told


@pytest.mark.parametrize(
    ("message", "frame"),
    [
        ({"what": "say", "turn": TURN, "text": " Why? "}, Said(dt=0, turn=TURN, text="Why?", route="/b")),
        (
            {"what": "say", "turn": TURN, "text": "Why?", "files": ["file-0001"]},
            Said(dt=0, turn=TURN, text="Why?", route="/b", files=("file-0001",)),
        ),
        ({"what": "rate", "turn": TURN, "up": False}, Rated(dt=0, turn=TURN, up=False)),
        ({"what": "solved", "turn": TURN, "solved": True}, Solved(dt=0, turn=TURN, solved=True)),
        ({"what": "person"}, PersonWanted(dt=0, route="/b")),
        ({"what": "nudge", "nudge": NUDGE, "reaction": "dismissed"}, Nudged(dt=0, nudge=NUDGE, reaction="dismissed")),
        ({"what": "opened"}, PanelUsed(dt=0, what="opened")),
        ({"what": "closed"}, PanelUsed(dt=0, what="closed")),
        ({"what": "citation", "detail": "vat#2"}, PanelUsed(dt=0, what="citation", detail="vat#2")),
        ({"what": "share", "paused": True}, Sharing(dt=0, paused=True)),
        ({"what": "release", "name": "2.4"}, Released(dt=0, name="2.4")),
        (
            {"what": "completed", "step": "import"},
            StepDone(dt=0, route="/b", step="import", evidence="the page says so"),
        ),
    ],
)
def test_each_message_has_its_frame(message: dict[str, Any], frame: Event) -> None:
    assert frame_of(told(json.dumps({"k": "tell", **message})), "/b") == frame


def test_empty_words_are_nothing() -> None:
    assert frame_of(told(json.dumps({"what": "say", "turn": TURN, "text": "  "})), "/") is None


def test_too_many_words_are_cut_to_what_the_protocol_takes() -> None:
    said = frame_of(told(json.dumps({"what": "say", "turn": TURN, "text": "x" * 9000})), "/")
    assert isinstance(said, Said)
    assert len(said.text) == MAX_SAID_CHARS


def test_what_names_no_file_is_left_away_and_the_words_stay() -> None:
    files = ["../etc/passwd", "", "file-0001", "file-0001", "file-0002", "file-0003", "file-0004"]
    said = frame_of(told(json.dumps({"what": "say", "turn": TURN, "text": "Why?", "files": files})), "/")
    assert isinstance(said, Said)
    assert (said.text, said.files) == ("Why?", ("file-0001", "file-0002", "file-0003"))


def test_a_visitors_own_words_are_theirs() -> None:
    said = frame_of(told(json.dumps({"what": "say", "turn": TURN, "text": "I am ada@example.com"})), "/")
    assert isinstance(said, Said)
    assert said.text == "I am ada@example.com"


def who(id: str) -> str:
    frame = frame_of(told(json.dumps({"what": "identify", "who": id})), "/")
    assert isinstance(frame, Identified)
    return frame.who


def test_an_id_of_the_products_own_is_told_as_it_is() -> None:
    assert who(" user-17 ") == "user-17"


@pytest.mark.parametrize("id", ["ada@example.com", "1234567890", "4f9c1e2ab77d40c29d1e8f0a6b5c3d21", "a" * 300])
def test_an_id_that_could_name_a_person_is_told_as_its_digest(id: str) -> None:
    assert id not in who(id)
    assert "@" not in who(id)
    assert len(who(id)) == 19
    assert who(id) == who(id) != who(f"{id}0")


@pytest.mark.parametrize("id", ["1234567890", "4f9c1e2ab77d40c29d1e8f0a6b5c3d21", "user-17"])
def test_with_a_proof_the_id_is_told_as_the_products_server_knows_it(id: str) -> None:
    frame = frame_of(told(json.dumps({"what": "identify", "who": f" {id} ", "proof": "ab" * 32})), "/")
    assert frame == Identified(dt=0, who=id, proof="ab" * 32)


@pytest.mark.parametrize(
    ("id", "proof"), [("ada@example.com", "ab" * 32), ("1234567890", "x" * 200), ("a" * 300, "ab")]
)
def test_an_address_is_told_with_no_proof_and_a_proof_that_is_none_not_at_all(id: str, proof: str) -> None:
    frame = frame_of(told(json.dumps({"what": "identify", "who": id, "proof": proof})), "/")
    assert isinstance(frame, Identified)
    assert id not in frame.who
    assert frame.proof == ""


def test_nobody_signed_in_is_told_too() -> None:
    assert frame_of(told(json.dumps({"what": "identify", "who": ""})), "/") == Identified(dt=0, who="")


@pytest.mark.parametrize("text", ["{}", '{"what": "sing"}', '{"what": "rate", "turn": 1}', "["])
def test_messages_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(msgspec.DecodeError):
        told(text)
