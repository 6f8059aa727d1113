"""Messages between a server and its reader: MessagePack, each after its length in four bytes."""

from typing import BinaryIO

import msgspec

LENGTH_BYTES = 4


def framed(message: object) -> bytes:
    """The bytes of a message with their length in front."""
    data = msgspec.msgpack.encode(message)
    return len(data).to_bytes(LENGTH_BYTES, "big") + data


def next_frame(incoming: BinaryIO, most: int) -> bytes | None:
    """The bytes of the next message; None when nobody sends any more. Raises msgspec.DecodeError when it is longer."""
    head = incoming.read(LENGTH_BYTES)
    if len(head) < LENGTH_BYTES:
        return None
    size = int.from_bytes(head, "big")
    if size > most:
        raise msgspec.DecodeError("the message is too long")
    data = incoming.read(size)
    return data if len(data) == size else None
