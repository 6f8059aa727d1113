"""UI state and layout within the protocol's limits, masked, never values."""

import json
from typing import Any

import msgspec
import pytest

from widget.elements import ElementTable
from widget.protocol import MAX_FRAME_BYTES, Batch, Skeleton, Snapshot, decode_client, encode
from widget.snapshot import seen_layout, seen_state, skeleton, snapshot

VAT = {"i": 3, "tag": "input", "role": "textbox", "name": "VAT number", "id": "vat"}
STATE: dict[str, Any] = {
    "route": "/billing?x=1",
    "title": "Billing of ada@example.com",
    "headings": ["Billing", ""],
    "step": "billing-form",
    "focused": VAT,
    "errors": [{"el": VAT, "text": "“DE123456789” is no VAT number"}],
    "disabled": [{"tag": "button", "id": "save-billing", "name": "Save changes"}],
    "dialogs": [],
    "notices": ["Draft kept"],
    "scroll": 0.25,
    "width": 1280,
    "height": 800.5,
    "language": "en",
}


def state(**changes: Any) -> Snapshot:
    return snapshot(seen_state(json.dumps({**STATE, **changes})), ElementTable())


def layout(boxes: list[dict[str, Any]]) -> Skeleton:
    seen = json.dumps({"route": "/billing", "width": 1280, "height": 2000, "boxes": boxes})
    return skeleton(seen_layout(seen), ElementTable())


def box(**changes: Any) -> dict[str, Any]:
    return {"x": 10, "y": 20.4, "w": 100, "h": 30, "role": "textbox", "label": "VAT number", "el": VAT, **changes}


def valid(event: Snapshot | Skeleton) -> bool:
    data = encode(Batch(seq=1, at=1, events=(event,)))
    return len(data) <= MAX_FRAME_BYTES and isinstance(decode_client(data), Batch)


def test_a_state_becomes_a_frame_with_keys_and_masked_texts() -> None:
    frame = state()
    assert frame.route == "/billing"
    assert frame.title == "Billing of [email]"
    assert frame.headings == ("Billing",)
    assert frame.focused is not None
    assert frame.focused.key == "#vat"
    assert [(error.element.key, error.text) for error in frame.errors] == [("#vat", "“DE[number]” is no VAT number")]
    assert [element.key for element in frame.disabled] == ["#save-billing"]
    assert (frame.scroll, frame.height) == (250, 800)
    assert valid(frame)


def test_values_are_not_taken_even_when_they_come() -> None:
    frame = state(focused={**VAT, "value": "secret-value"}, values={"vat": "secret-value"})
    assert b"secret-value" not in encode(Batch(seq=1, at=1, events=(frame,)))


def test_a_state_of_too_much_is_clipped_to_the_limits() -> None:
    long = "Wörter und mehr " * 100
    frame = state(
        headings=[long] * 50,
        errors=[{"el": {**VAT, "name": long}, "text": long}] * 50,
        disabled=[VAT] * 50,
        dialogs=[long] * 50,
        notices=[long] * 50,
        scroll=1e9,
        width=1e12,
        title=long,
    )
    assert valid(frame)
    assert len(frame.errors) == 20


def test_an_empty_state_is_a_frame() -> None:
    assert valid(snapshot(seen_state("{}"), ElementTable()))


@pytest.mark.parametrize("text", ["[]", '{"errors": [{}]}', '{"width": "wide"}', "{"])
def test_a_state_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(msgspec.DecodeError):
        seen_state(text)


def test_the_version_of_a_layout_stays_when_boxes_move_a_little() -> None:
    assert layout([box(x=10)]).version == layout([box(x=13)]).version


def test_the_version_changes_with_what_the_page_holds() -> None:
    assert layout([box()]).version != layout([box(label="Tax number")]).version
    assert layout([box()]).version != layout([box(), box(y=400)]).version


def test_a_layout_of_too_much_is_clipped_to_what_a_frame_holds() -> None:
    frame = layout([box(label="ü" * 300, y=at * 40) for at in range(3000)])
    assert valid(frame)
    assert frame.boxes[0].key == "#vat"


def test_labels_are_masked() -> None:
    assert layout([box(label="Signed in as ada@example.com", el=None)]).boxes[0].label == "Signed in as [email]"
