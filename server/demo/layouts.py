"""Layouts of Quillbook's pages as the shim recorded them (tests/journeys/record_layouts.py), for simulated visitors."""

from hashlib import sha256
from importlib.resources import files

import msgspec
from msgspec import Struct

from widget.protocol import Box, Skeleton


class Layout(Struct, frozen=True):
    """One page; `boxes` are widget.protocol.Box."""

    route: str
    width: int
    height: int
    boxes: tuple[Box, ...]


def read_layouts() -> dict[str, Skeleton]:
    """By route, as a page would tell it."""
    data = (files("server") / "demo" / "layouts.json").read_bytes()
    return {
        layout.route: Skeleton(0, layout.route, _version(layout), layout.width, layout.height, layout.boxes)
        for layout in msgspec.json.decode(data, type=list[Layout])
    }


def _version(layout: Layout) -> str:
    return sha256(msgspec.msgpack.encode(layout.boxes)).hexdigest()[:12]
