"""UI state and layout as the shim reads them, made into frames: masked, within limits, never values."""

import zlib
from collections.abc import Iterable

import msgspec
from msgspec import Struct

from widget.elements import Descriptor, ElementTable, hinted
from widget.protocol import Box, Element, Message, Skeleton, Snapshot
from widget.redaction import clean, clean_route

SHORT, TEXT = 120, 400  # characters, as in the protocol
HEADINGS, ERRORS, DISABLED, DIALOGS, NOTICES, BOXES = 12, 20, 20, 5, 5, 1500
GRID_PX = 8  # boxes that moved less are the same version of the page: fonts load, scroll bars come
SKELETON_BYTES = 128 * 1024  # half of what a frame may have
PX_MIN, PX_MAX = -100_000, 1_000_000


class SeenError(Struct, frozen=True):
    """A message the page shows about a field."""

    el: Descriptor
    text: str = ""


class SeenState(Struct, frozen=True):
    """The shim's snapshot. `scroll` is 0 to 1 of the page's height."""

    route: str = "/"
    title: str = ""
    headings: list[str] = []
    step: str | None = ""
    focused: Descriptor | None = None
    errors: list[SeenError] = []
    disabled: list[Descriptor] = []
    reasons: list[SeenError] = []  # why controls are disabled, where the page says
    dialogs: list[str] = []
    notices: list[str] = []
    scroll: float = 0.0
    width: float = 0.0
    height: float = 0.0
    language: str | None = ""


class SeenBox(Struct, frozen=True):
    """A rectangle of the layout, document coordinates."""

    x: float
    y: float
    w: float
    h: float
    role: str | None = ""
    label: str | None = ""
    el: Descriptor | None = None


class SeenLayout(Struct, frozen=True):
    """The shim's skeleton."""

    route: str = "/"
    width: float = 0.0
    height: float = 0.0
    boxes: list[SeenBox] = []


def seen_state(json: str | bytes) -> SeenState:
    """The shim's snapshot. Raises msgspec.ValidationError."""
    return _states.decode(json)


def seen_layout(json: str | bytes) -> SeenLayout:
    """The shim's skeleton. Raises msgspec.ValidationError."""
    return _layouts.decode(json)


def snapshot(seen: SeenState, table: ElementTable, context: tuple[tuple[str, str], ...] = ()) -> Snapshot:
    """The frame of a state, `dt` 0, with the product's own context, which is masked already."""

    def element(descriptor: Descriptor) -> Element:
        return table.resolve(descriptor).element

    return Snapshot(
        dt=0,
        route=clean_route(seen.route),
        title=clean(seen.title, TEXT),
        headings=_texts(seen.headings, HEADINGS, SHORT),
        step=clean(seen.step, SHORT),
        focused=element(seen.focused) if seen.focused else None,
        errors=tuple(Message(element(error.el), clean(error.text, TEXT)) for error in seen.errors[:ERRORS]),
        disabled=tuple(element(descriptor) for descriptor in seen.disabled[:DISABLED]),
        dialogs=_texts(seen.dialogs, DIALOGS, SHORT),
        notices=_texts(seen.notices, NOTICES, TEXT),
        scroll=min(max(round(seen.scroll * 1000), 0), 1000) if seen.scroll <= 1 else 1000,
        width=_px(seen.width),
        height=_px(seen.height),
        language=clean(seen.language, SHORT),
        reasons=tuple(
            Message(element(one.el), why) for one in seen.reasons[:DISABLED] if (why := clean(one.text, TEXT))
        ),
        context=context,
    )


def skeleton(seen: SeenLayout, table: ElementTable) -> Skeleton:
    """The frame of a layout, `dt` 0, with the version of the page as it looks."""
    boxes = _fitting(
        Box(
            x=_px(box.x),
            y=_px(box.y),
            w=_px(box.w),
            h=_px(box.h),
            role=(box.role or "")[:SHORT],
            label=clean(box.label, SHORT),
            key=table.resolve(box.el).key if box.el else "",
            hint=hinted(box.el)[:SHORT] if box.el else "",
        )
        for box in seen.boxes[:BOXES]
    )
    return Skeleton(
        dt=0,
        route=clean_route(seen.route),
        version=_version(boxes),
        width=_px(seen.width),
        height=_px(seen.height),
        boxes=boxes,
    )


def _fitting(boxes: Iterable[Box]) -> tuple[Box, ...]:
    """The first boxes that fit into a frame: what is on top of a page comes first."""
    kept, size = [], 0
    for box in boxes:
        size += len(_packer.encode(box))
        if size > SKELETON_BYTES:
            break
        kept.append(box)
    return tuple(kept)


def _version(boxes: tuple[Box, ...]) -> str:
    coarse = [(b.x // GRID_PX, b.y // GRID_PX, b.w // GRID_PX, b.h // GRID_PX, b.role, b.label, b.key) for b in boxes]
    return f"{zlib.crc32(msgspec.json.encode(coarse)):08x}-{len(boxes)}"


def _texts(texts: list[str], number: int, limit: int) -> tuple[str, ...]:
    return tuple(masked for text in texts[:number] if (masked := clean(text, limit)))


def _px(value: float) -> int:
    return min(max(round(value), PX_MIN), PX_MAX)


_packer = msgspec.msgpack.Encoder()
_states: msgspec.json.Decoder[SeenState] = msgspec.json.Decoder(SeenState)
_layouts: msgspec.json.Decoder[SeenLayout] = msgspec.json.Decoder(SeenLayout)
