"""Frames: golden bytes, and nothing but ProtocolError for bytes that are no frame."""

import os
import typing
import zlib
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.widget import golden
from widget.protocol import (
    MAX_FRAME_BYTES,
    Batch,
    ClientFrame,
    Event,
    ProtocolError,
    ServerFrame,
    decode_client,
    decode_server,
    encode,
    packed,
    unpacked,
)

ALL = {**golden.CLIENT, **golden.SERVER}
LONG = encode(Batch(seq=1, at=golden.AT, events=tuple(golden.EVENTS.values()) * 4))


def test_golden_bytes_are_what_is_encoded_and_decoded() -> None:
    assert golden.differing(lambda name: (golden.FOLDER / f"{name}.bin").read_bytes()) == []


def test_golden_comparison_notices_a_changed_byte() -> None:
    def changed(name: str) -> bytes:
        data = (golden.FOLDER / f"{name}.bin").read_bytes()
        return data[:-1] + bytes([data[-1] ^ 1]) if name == "hello" else data

    assert golden.differing(changed) == ["hello"]


def test_every_frame_and_event_has_golden_bytes() -> None:
    def named(union: object, frames: typing.Iterable[object]) -> tuple[set[object], set[object]]:
        return set(typing.get_args(union)), {type(frame) for frame in frames}

    for union, frames in ((Event, golden.EVENTS), (ClientFrame, golden.CLIENT), (ServerFrame, golden.SERVER)):
        declared, shown = named(union, frames.values())
        assert declared == shown


def test_golden_folder_holds_nothing_else() -> None:
    assert {path.stem for path in golden.FOLDER.iterdir()} == set(ALL)


@pytest.mark.parametrize("path", sorted(golden.OLD_FOLDER.iterdir()), ids=lambda path: path.stem)
def test_frames_of_an_older_page_are_understood(path: Path) -> None:
    decode = decode_server if path.stem in golden.SERVER else decode_client
    old, new = decode(path.read_bytes()), ALL[path.stem]
    told, now = (msgspec.to_builtins(frame.events[0] if isinstance(frame, Batch) else frame) for frame in (old, new))
    raw = msgspec.msgpack.decode(path.read_bytes())
    written = raw[3][0] if isinstance(old, Batch) else raw
    assert as_far_as(written, told) == as_far_as(written, now)


def as_far_as(written: object, frame: object) -> object:
    """The fields of a frame that were written already, those of frames within it too."""
    if not isinstance(written, list) or not isinstance(frame, list | tuple):
        return frame
    return [as_far_as(old, field) for old, field in zip(written, frame, strict=False)]


def test_fields_of_a_newer_page_are_ignored() -> None:
    newer = msgspec.msgpack.encode([*msgspec.msgpack.decode(encode(golden.CLIENT["hello"])), "a field to come"])
    assert decode_client(newer) == golden.CLIENT["hello"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xc1",
        b"\x93\xa2ba",
        msgspec.msgpack.encode(["xx", 1]),
        msgspec.msgpack.encode(["ba", 0, 0, []]),
        msgspec.msgpack.encode(["hi", 1, "short"]),
        msgspec.msgpack.encode(["ba", 1, golden.AT, [["sa", 0, golden.TURN, "x" * 5000, "/"]]]),
        msgspec.msgpack.encode(["ba", 1, golden.AT, [["so", 0, golden.TURN, 1]]]),
        b"\x91" * 100_000,
        b"\x78",
        b"\x78\x9c not deflated",
        zlib.compress(LONG)[:-6],
        zlib.compress(bytes(2 * MAX_FRAME_BYTES)),
    ],
)
def test_bytes_that_are_no_frame_are_refused(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        decode_client(data)


def test_long_frame_is_deflated_and_read_as_it_was() -> None:
    deflated = packed(LONG)
    assert len(deflated) < len(LONG) / 2
    assert unpacked(deflated) == LONG
    assert decode_client(deflated) == decode_client(LONG)


def test_short_frame_and_what_does_not_get_shorter_stay_as_they_are() -> None:
    short, noise = encode(golden.CLIENT["hello"])[:100], os.urandom(4000)
    assert packed(short) is short
    assert packed(noise) is noise
    assert unpacked(short) is short


def test_inflating_stops_right_after_the_limit() -> None:
    assert len(unpacked(zlib.compress(bytes(50 * MAX_FRAME_BYTES)))) == MAX_FRAME_BYTES + 1


def test_refusal_does_not_repeat_what_was_in_the_frame() -> None:
    secret = msgspec.msgpack.encode(["ba", 1, golden.AT, [["sa", 0, "hunter2 hunter2", "text", "/"]]])
    with pytest.raises(ProtocolError) as caught:
        decode_client(secret)
    assert "hunter2" not in str(caught.value)


def test_too_long_a_frame_is_refused_before_it_is_read() -> None:
    with pytest.raises(ProtocolError, match="are allowed"):
        decode_client(bytes(MAX_FRAME_BYTES + 1))


@settings(max_examples=300, deadline=None)
@given(name=st.sampled_from(sorted(ALL)), data=st.data())
def test_mutated_bytes_raise_nothing_but_protocol_error(name: str, data: st.DataObject) -> None:
    mutated = bytearray(encode(ALL[name]))
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(mutated)))
        cut = data.draw(st.integers(0, 3))
        mutated[place : place + cut] = data.draw(st.binary(max_size=3))
    for decode in (decode_client, decode_server):
        try:
            frame = decode(bytes(mutated))
        except ProtocolError:
            continue
        encode(frame)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_raise_nothing_but_protocol_error(data: bytes) -> None:
    for decode in (decode_client, decode_server):
        try:
            decode(data)
        except ProtocolError:
            continue
