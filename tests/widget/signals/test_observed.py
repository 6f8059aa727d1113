"""Rows that the server judges: the same verdicts as in the page, the same ids each time."""

import math

import msgspec
import pytest

from tests.widget.page import SAVE, VAT, T
from widget.events import Kind
from widget.protocol import Batch, Observed, decode_client, encode
from widget.signals import Rules, judge_rows, observe

SAVE_OFF = {**msgspec.to_builtins(SAVE), "i": 40, "disabled": True}
RAGE = [[2, T + at * 200, 40, 10, 10, 0] for at in range(3)]


def observed() -> Observed:
    return observe(RAGE, [msgspec.to_builtins(VAT), SAVE_OFF], "/billing?token=1", dt=5)


def test_rows_of_a_beacon_point_to_places_in_its_elements() -> None:
    frame = observed()
    assert frame.route == "/billing"
    assert [element.key for element in frame.elements] == ["#vat", "#save-billing"]
    assert {row[2] for row in frame.rows} == {1.0}


def test_the_frame_is_one_of_the_protocol() -> None:
    batch = Batch(seq=1, at=int(T), events=(observed(),))
    assert decode_client(encode(batch)) == batch


def test_the_server_finds_what_the_page_would_have_found() -> None:
    frame = observed()
    found = judge_rows(frame.rows, frame.elements, Rules(), traits=frame.traits, route=frame.route, at=T)
    assert [one.signal for one in found] == ["dead_click", "rage_click"]
    assert found[1].dt == 400
    assert found[1].element == frame.elements[1]


def test_judging_twice_gives_the_same_and_another_stream_other_ids() -> None:
    frame = observed()
    one = judge_rows(frame.rows, frame.elements, Rules(), traits=frame.traits, stream="a" * 22)
    assert one == judge_rows(frame.rows, frame.elements, Rules(), traits=frame.traits, stream="a" * 22)
    other = judge_rows(frame.rows, frame.elements, Rules(), traits=frame.traits, stream="b" * 22)
    assert {struggle.id for struggle in one}.isdisjoint(struggle.id for struggle in other)
    assert len({struggle.id for struggle in one}) == len(one)
    batch = Batch(seq=1, at=int(T), events=tuple(one))
    assert decode_client(encode(batch)) == batch


def test_calm_rows_hold_no_struggle() -> None:
    frame = observe(RAGE[:1], [{**SAVE_OFF, "disabled": False}], "/billing")
    assert judge_rows(frame.rows, frame.elements, Rules(), traits=frame.traits) == []


def test_only_the_newest_rows_are_kept() -> None:
    frame = observe([[8, T + at, -1, 0, at, 0] for at in range(600)], [], "/")
    assert len(frame.rows) == 512
    assert frame.rows[-1][4] == 599


@pytest.mark.parametrize("rows", [[[1, 2]], [["x"] * 6], ["row"], [[1, 2, 3, 4, 5, 6, 7]]])
def test_rows_that_are_none_are_refused(rows: list[list[float]]) -> None:
    with pytest.raises(msgspec.ValidationError):
        observe(rows, [], "/")


def test_strange_numbers_are_left_out() -> None:
    rows = [[math.nan] * 6, [3, math.inf, 0, 0, 0, 0], [99, T, 0, 0, 0, 0], [3, T, 1e300, -1e300, 0, 1e300]]
    assert judge_rows(rows, [], Rules()) == []


def test_a_field_refused_three_times_in_a_beacon_is_told_in_the_page_s_masked_words() -> None:
    rows = [[Kind.INVALID, T + 1000 * n, 0, 0, 0, 7] for n in range(3)]
    frame = observe(rows, [msgspec.to_builtins(VAT)], "/billing", strings={7: "anna@example.com is not a VAT number"})
    assert frame.strings == ("[email] is not a VAT number",)
    told = judge_rows(
        frame.rows, frame.elements, Rules(), traits=frame.traits, steps=frame.steps, strings=frame.strings
    )
    assert [(one.signal, one.message) for one in told] == [("repeated_validation", "[email] is not a VAT number")]
