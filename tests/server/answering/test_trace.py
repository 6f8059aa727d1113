from types import SimpleNamespace
from typing import Any

import pytest

from server.answering.trace import Trace, stored


def trace(*seconds: float) -> Trace:
    times = iter(seconds)
    return Trace(lambda: next(times))


def row(spans: str, moments: str = "{}") -> Any:
    return SimpleNamespace(spans_json=spans, moments_json=moments)


def test_spans_add_up_to_the_whole() -> None:
    one = trace(10.0, 10.02, 10.05, 10.06, 10.061, 10.1)
    for step in ("received", "searched", "decided"):
        one.mark(step)
    one.moment("first_chunk")
    one.end()
    assert one.spans == {"received": 20.0, "searched": 30.0, "decided": 10.0, "answered": 40.0}
    assert sum(one.spans.values()) == pytest.approx(one.moments["total"])
    assert one.moments["first_chunk"] == pytest.approx(61.0)


def test_a_step_that_was_not_needed_took_no_time_and_one_that_was_taken_twice_both() -> None:
    one = trace(0.0, 0.01, 0.03, 0.04)
    one.mark("searched")
    one.mark("searched")
    one.end()
    assert one.spans == {"received": 0.0, "searched": 30.0, "decided": 0.0, "answered": 10.0}


def test_of_a_moment_the_first_time_counts() -> None:
    one = trace(0.0, 0.01, 0.02)
    one.moment("first_chunk")
    one.moment("first_chunk")
    assert one.moments == {"first_chunk": 10.0}


def test_what_is_stored_comes_out_again() -> None:
    one = trace(0.0, 0.01, 0.02, 0.03, 0.04)
    for step in ("received", "searched", "decided"):
        one.mark(step)
    one.end()
    assert stored(SimpleNamespace(**one.row())) == (one.spans, one.moments)


def test_rows_from_before_hold_the_time_at_which_each_step_ended() -> None:
    spans, moments = stored(
        row('{"received": 5.0, "looked_up": 6.0, "searched": 9.0, "decided": 9.5, "answered": 12.0}')
    )
    assert spans == {"received": 5.0, "searched": 4.0, "decided": 0.5, "answered": 2.5}
    assert moments == {"total": 12.0}


def test_a_row_without_a_trace_has_none() -> None:
    assert stored(row("{}")) == ({}, {})
