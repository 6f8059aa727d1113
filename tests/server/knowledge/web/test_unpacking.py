import gzip
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.knowledge.web.unpacking import MOST_MEMBERS, Broken, TooMuch, unpack


def raw(data: bytes) -> bytes:
    deflate = zlib.compressobj(wbits=-15)
    return deflate.compress(data) + deflate.flush()


PACK: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "": bytes,
    "identity": bytes,
}


@given(st.binary(max_size=400), st.sampled_from(sorted(PACK)), st.integers(1, 50))
def test_what_was_packed_comes_back_however_it_is_cut(data: bytes, coding: str, size: int) -> None:
    packed = PACK[coding](data)
    pieces = [packed[at : at + size] for at in range(0, len(packed), size)]
    assert unpack(pieces, coding, 1_000) == data


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_deflate_without_its_head_is_read_too(size: int) -> None:
    packed = raw(b"a page" * 100)
    assert unpack([packed[at : at + size] for at in range(0, len(packed), size)], "deflate", 1_000) == b"a page" * 100


def test_members_add_up_and_padding_is_left() -> None:
    assert unpack([gzip.compress(b"a") + gzip.compress(b"b") + b"\0" * 20], "gzip", 100) == b"ab"


def test_a_bomb_is_left_before_it_unfolds() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    tracemalloc.start()
    with pytest.raises(TooMuch):
        unpack([bomb], "gzip", 1_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


def test_exactly_as_much_as_allowed_is_taken() -> None:
    assert len(unpack([gzip.compress(b"x" * 100)], "gzip", 100)) == 100
    with pytest.raises(TooMuch):
        unpack([gzip.compress(b"x" * 101)], "gzip", 100)
    with pytest.raises(TooMuch):
        unpack([b"x" * 101], "", 100)


def test_what_unpacks_to_nothing_for_ever_is_left() -> None:
    empty_blocks = zlib.compressobj(wbits=-15).flush(zlib.Z_FULL_FLUSH)
    with pytest.raises(TooMuch):
        unpack((empty_blocks * 100 for _ in range(10**9)), "deflate", 100_000)
    with pytest.raises(Broken, match="too many parts"):
        unpack([gzip.compress(b"") * (MOST_MEMBERS + 1)], "gzip", 100_000)


@pytest.mark.parametrize(
    ("packed", "coding", "why"),
    [
        (gzip.compress(b"a page", mtime=0)[:-3], "gzip", "middle"),
        (gzip.compress(b"a page", mtime=0)[:-8] + b"12345678", "gzip", "unpack"),
        (b"<html>", "gzip", "unpack"),
        (b"a page", "br", "asked for"),
        (b"a page", "gzip, gzip", "asked for"),
    ],
)
def test_broken_packing_is_said(packed: bytes, coding: str, why: str) -> None:
    with pytest.raises(Broken, match=why):
        unpack([packed], coding, 1_000)
