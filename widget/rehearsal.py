"""A small visit of nobody: brings every module in that a visit needs, and shows that this Python works.

The build plays it to learn what the page's Python is made of; the page plays it on a memory that was kept from an
earlier page, before a visitor's events depend on it.
"""

import itertools
import json
import struct

from widget.protocol import Refused, Welcome, encode
from widget.worker import Page


def rehearse() -> None:
    """Plays it. Raises whatever is wrong."""
    ids = {"site": "rehearsal", "visitor": "v" * 22, "session": "s" * 22, "stream": "t" * 22}
    page = Page(json.dumps({**ids, "route": "/billing", "trail": [["/", 1.0]]}), lambda: 2000.0, lambda: "x" * 22)
    button = {"i": 0, "tag": "button", "role": "button", "name": "Save", "disabled": True, "rect": [0, 0, 80, 30]}
    presses = [(2, 1000.0 + 100 * n, 0, 5, 5, 0) for n in range(4)]
    rows = struct.pack("=30d", 1, 900.0, -1, 0, 0, 0, *itertools.chain(*presses))
    page.raw(1, rows, json.dumps([button]), json.dumps(["/billing"]))
    page.snapshot(json.dumps({"route": "/billing", "errors": [{"el": button, "text": "Mail a@b.example"}]}))
    page.skeleton(json.dumps({"route": "/billing", "boxes": [{"x": 0, "y": 0, "w": 9, "h": 9, "el": button}]}))
    page.tell(json.dumps({"k": "tell", "what": "say", "turn": "u" * 22, "text": "help"}))
    page.received(encode(Welcome(version=1, session="s" * 22, acked=0, server_at=1)))
    page.received(encode(Refused(code=4401, message="no")))
    for call in (page.opened, page.tick, page.flush, page.pending, page.hello, page.shared, page.closed):
        call()
