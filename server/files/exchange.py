"""What the server and its reader say to each other, in frames (server.confined.frames).

    server -> Job          reader -> Seen, or Failed
    server -> Hide         reader -> Painted, or Failed       (of a picture only)

The reader works on bytes that strangers sent: what it says is checked like anything from outside.
"""

from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from server.files.kinds import MAX_FILE_BYTES, Kind

MOST_LINES = 2_000
MOST_CHARS = 20_000  # kept of a document; about ten pages, more than any answer looks at
MAX_REPLY_BYTES = 24 * 1024 * 1024  # a painted picture is at most a third of it
MAX_QUESTION_BYTES = MAX_FILE_BYTES + 1024

Line = Annotated[str, Meta(max_length=MOST_CHARS)]


class Job(Struct, frozen=True, tag=True):
    """A file to read."""

    kind: Kind
    data: bytes


class Hide(Struct, frozen=True, tag=True):
    """The lines of the picture that must not be seen: numbers of `Seen.lines`."""

    lines: list[int]


class Seen(Struct, frozen=True, tag=True):
    """The lines that a file holds, in reading order. `width` and `height` are 0 for a document."""

    lines: Annotated[list[Line], Meta(max_length=MOST_LINES)]
    width: int = 0
    height: int = 0


class Painted(Struct, frozen=True, tag=True):
    """The picture made anew: nothing of the upload but its pixels is in it."""

    data: bytes
    media: str  # image/png | image/webp


class Failed(Struct, frozen=True, tag=True):
    """The file can't be read. `large`: because of its measures, not because it is broken."""

    sentence: str
    code: str = "unreadable"
    large: bool = False


Question = Job | Hide
Reply = Seen | Painted | Failed

questions: msgspec.msgpack.Decoder[Question] = msgspec.msgpack.Decoder(Question)
replies: msgspec.msgpack.Decoder[Reply] = msgspec.msgpack.Decoder(Reply)
