"""Unpacks gzip and deflate as it arrives, never to more than was asked for: a small bomb stays small."""

import zlib
from collections.abc import Iterable, Iterator

MOST_MEMBERS = 100  # of one gzip stream; each costs a copy of what follows it
GZIP = b"\x1f\x8b"
_AUTOMATIC, _RAW = 47, -15  # zlib's words for "gzip or zlib" and "deflate without a head"


class Broken(ValueError):
    """The bytes are not what they say they are."""


class TooMuch(ValueError):
    """More bytes than asked for."""


def unpack(pieces: Iterable[bytes], coding: str, most: int) -> bytes:
    """The bytes in `pieces`, `most` at most, packed and unpacked. `coding` is a Content-Encoding.

    Raises Broken, TooMuch.
    """
    pieces = _no_more(pieces, most)
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        return b"".join(pieces)
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise Broken(f"it is packed as {coding[:40]!r}, which was not asked for")
    try:
        return _inflated(pieces, most)
    except zlib.error:
        raise Broken("it does not unpack") from None


def _no_more(pieces: Iterable[bytes], most: int) -> Iterator[bytes]:
    """The pieces: what unpacks to nothing could go on for ever."""
    room = most
    for piece in pieces:
        room -= len(piece)
        if room < 0:
            raise TooMuch
        yield piece


def _inflated(pieces: Iterable[bytes], most: int) -> bytes:
    body = bytearray()
    inflater, members = None, 0
    head = b""
    for piece in pieces:
        data, head = head + piece, b""
        while data:
            if inflater is None:
                if len(data) < 2:
                    head = data  # what it is shows in two bytes
                    break
                if members and not data.startswith(GZIP):
                    return bytes(body)  # padding after the last member
                if members == MOST_MEMBERS:
                    raise Broken("it is packed in too many parts")
                inflater, members = zlib.decompressobj(_AUTOMATIC if _has_head(data) else _RAW), members + 1
            body += inflater.decompress(data, most + 1 - len(body))  # never 0, which would mean without limit
            if len(body) > most:
                raise TooMuch
            if inflater.eof:
                data, inflater = inflater.unused_data, None
            else:
                data = inflater.unconsumed_tail
    if inflater is not None:
        raise Broken("it ends in the middle")
    return bytes(body)


def _has_head(data: bytes) -> bool:
    """Whether these are gzip, or deflate in its zlib form."""
    return data.startswith(GZIP) or (data[0] & 0x0F == 8 and int.from_bytes(data[:2], "big") % 31 == 0)
