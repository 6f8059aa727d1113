"""Rows that the server judges: the same verdicts as in the page, the same ids each time."""

import math

import msgspec
import pytest

from tests.widget.page import SAVE, VAT, T
from widget.events import Kind
from widget.protocol import Batch, Clicked, Dwelt, Observed, PageView, Struggled, decode_client, encode
from widget.signals import Rules, judge, observe
from widget.signals.watched import Watch

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


def struggles(*parts: Observed, stream: str = "") -> list[Struggled]:
    return [one.event for one in judge(parts, Rules(), stream) if isinstance(one.event, Struggled)]


def test_the_server_finds_what_the_page_would_have_found() -> None:
    frame = observed()
    told = [one for one in judge([frame], Rules()) if isinstance(one.event, Struggled)]
    assert [one.event.signal for one in told] == ["dead_click", "rage_click"]
    assert told[1].t == T + 400
    assert told[1].event.element == frame.elements[1]


def test_pages_clicks_and_time_are_told_too() -> None:
    rows = [[1, T, -1, 0, 0, 1], [3, T + 500, 0, 5, 5, 0], [25, T + 2000, -1, 0, 0, 0]]
    frame = observe(rows, [msgspec.to_builtins(VAT)], "/end", strings={1: "/billing"})
    told = [one.event for one in judge([frame], Rules())]
    assert [type(one) for one in told] == [PageView, Clicked, Dwelt]
    assert told[0].route == "/billing"
    assert (told[2].visible_ms, told[2].clicks) == (2000, 1)


def test_judging_goes_on_from_what_the_page_was_in_the_middle_of() -> None:
    elements = [msgspec.to_builtins(VAT), SAVE_OFF]
    watch = Watch(Rules(), stream="a" * 22, route="/billing", now=T)
    watch.know(msgspec.json.encode(elements), [])
    assert [one for one in watch.rows(RAGE[:2]) if one.event.__class__ is Struggled] != []  # the dead click
    rest = observe(RAGE[2:], elements, "/billing", before=watch.freeze())
    assert [one.signal for one in struggles(rest, stream="a" * 22)] == ["rage_click"]
    assert struggles(observe(RAGE[2:], elements, "/billing"), stream="a" * 22)[0].signal == "dead_click"


@pytest.mark.parametrize("before", [b"x", b"\x91\xc0", bytes(60_000)])
def test_a_state_that_is_none_is_left_aside(before: bytes) -> None:
    frame = observe(RAGE, [msgspec.to_builtins(VAT), SAVE_OFF], "/billing", before=before)
    assert [one.signal for one in struggles(frame)] == ["dead_click", "rage_click"]


def test_rows_in_two_frames_of_a_batch_are_one_sequence() -> None:
    one, other = (observe(part, [msgspec.to_builtins(VAT), SAVE_OFF], "/billing") for part in (RAGE[:2], RAGE[2:]))
    assert [found.signal for found in struggles(one, other)] == ["dead_click", "rage_click"]


def test_judging_twice_gives_the_same_and_another_stream_other_ids() -> None:
    frame = observed()
    one = struggles(frame, stream="a" * 22)
    assert one == struggles(frame, stream="a" * 22)
    other = struggles(frame, stream="b" * 22)
    assert {struggle.id for struggle in one}.isdisjoint(struggle.id for struggle in other)
    assert len({struggle.id for struggle in one}) == len(one)
    batch = Batch(seq=1, at=int(T), events=tuple(one))
    assert decode_client(encode(batch)) == batch


def test_calm_rows_hold_no_struggle() -> None:
    assert struggles(observe(RAGE[:1], [{**SAVE_OFF, "disabled": False}], "/billing")) == []


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
    frame = msgspec.structs.replace(observed(), rows=tuple(tuple(row) for row in rows))
    assert [type(one.event) for one in judge([frame], Rules())] == []


def test_a_field_refused_three_times_in_a_beacon_is_told_in_the_page_s_masked_words() -> None:
    rows = [[Kind.INVALID, T + 1000 * n, 0, 0, 0, 7] for n in range(3)]
    frame = observe(rows, [msgspec.to_builtins(VAT)], "/billing", strings={7: "anna@example.com is not a VAT number"})
    assert frame.strings == ("[email] is not a VAT number",)
    assert [(one.signal, one.message) for one in struggles(frame)] == [
        ("repeated_validation", "[email] is not a VAT number")
    ]
