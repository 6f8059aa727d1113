"""Packed rows come back as they were, and nothing but ValueError comes of damage."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.widget.page import BUTTON, FIELD, T
from widget.events import Kind
from widget.protocol import Observed
from widget.signals.trace import MAX_ROWS, Trace, pack, rows_in, targets_in, unpack

whole = st.integers(-(2**53), 2**53).map(float)
rows = st.lists(st.tuples(*[whole] * 6), max_size=60)


@given(rows)
def test_rows_come_back_as_they_were(given_rows: list[tuple[float, ...]]) -> None:
    assert unpack(pack(given_rows)) == given_rows


@given(st.binary(max_size=300))
def test_damage_is_a_value_error(data: bytes) -> None:
    for bad in (data, zlib.compress(data)):
        try:
            unpack(bad)
        except ValueError:
            continue


@pytest.mark.parametrize("row", [(1, 2.5, 0, 0, 0, 0), (1, 2, 3), (float("nan"),) * 6, (float("inf"),) * 6])
def test_what_is_no_row_of_whole_numbers_is_refused(row: tuple[float, ...]) -> None:
    with pytest.raises((ValueError, OverflowError)):
        pack([row])


def test_a_bomb_is_refused() -> None:
    with pytest.raises(ValueError, match="too long"):
        unpack(zlib.compress(b"\0" * 50_000_000))


def test_a_minute_of_clicking_and_typing_is_small() -> None:
    given_rows = [(3.0 if n % 3 else 6.0, T + 120 * n, n % 9, 300 + n % 50, 200 + n % 40, 1.0) for n in range(MAX_ROWS)]
    assert len(pack(given_rows)) / MAX_ROWS < 6


def test_a_trace_takes_along_what_rows_point_to() -> None:
    trace, strings = Trace(), ["/billing", "Write to anna@example.com", "unused"]
    known = {4: BUTTON, 9: FIELD}
    trace.add((Kind.PAGE, T, -1, 0, 0, 0), known.get, strings)
    trace.add((Kind.CLICK, T + 10, 4, 5, 6, 0), known.get, strings)
    trace.add((Kind.INVALID, T + 20, 9, 0, 0, 1), known.get, strings)
    trace.add((Kind.COPY, T + 30, 9, 0, 0, -1), known.get, strings)
    observed = trace.take("/billing?token=1")
    assert isinstance(observed, Observed)
    assert (observed.route, observed.judged, observed.strings) == ("/billing", True, ("/billing", "Write to [email]"))
    found = rows_in(observed)
    assert [row[2] for row in found] == [-1, 0, 1, 1]
    assert [row[5] for row in found] == [0, 0, 1, -1]
    element = targets_in(observed.elements, observed.traits, observed.steps)
    assert element(0) == BUTTON
    assert element(1) == FIELD
    assert trace.take("/") is None
