"""Rows become events with their elements and strings."""

import array
import math

from tests.widget.page import BUTTON, OFF, T, click, down, packed
from widget.elements import Target
from widget.events import MODIFIER, Kind, decode, pressed, rows_of


def element(index: int) -> Target | None:
    return BUTTON if index == 1 else None


def test_a_row_becomes_an_event_with_its_element() -> None:
    [event] = decode(rows_of(packed([[3, T + 0.25, 1, 10.5, 20, 1]])), element, ())
    assert (event.kind, event.t, event.target, event.x, event.y) == (Kind.CLICK, T + 0.25, BUTTON, 10.5, 20)
    assert event.flag(MODIFIER)


def test_rows_are_read_from_any_buffer_of_float64() -> None:
    numbers = [8.0, T, -1.0, 0.0, 300.0, 0.0]
    buffers = (packed([numbers]), bytearray(packed([numbers])), memoryview(array.array("d", numbers)))
    assert [list(rows_of(buffer)) for buffer in buffers] == [[tuple(numbers)]] * 3


def test_an_incomplete_last_row_is_left_out() -> None:
    assert len(list(rows_of(packed([[8, T, -1, 0, 0, 0]]) + bytes(16)))) == 1


def test_strings_are_resolved_where_v_is_an_index() -> None:
    rows = [[1, T, -1, 0, 0, 1], [12, T, 1, 0, 0, 0], [9, T, -1, 0, 0, 1]]
    assert [event.text for event in decode(rows, element, ["Enter a number", "/billing"])] == [
        "/billing",
        "Enter a number",
        "",
    ]


def test_an_index_without_a_string_gives_no_text() -> None:
    assert [event.text for event in decode([[1, T, -1, 0, 0, 5], [1, T, -1, 0, 0, -1]], element, [])] == ["", ""]


def test_unknown_kinds_and_numbers_that_are_none_are_left_out() -> None:
    rows = [[0, T, -1, 0, 0, 0], [77, T, -1, 0, 0, 0], [3, math.nan, 1, 0, 0, 0], [3, T, math.inf, 0, 0, 0]]
    assert list(decode(rows, element, ())) == []


def test_the_second_click_of_a_label_is_not_another_click() -> None:
    rows = [[3, T, 1, 5, 5, 0], [3, T, 1, 5, 5, 0], [3, T + 1, 1, 5, 5, 0]]
    assert [event.t for event in decode(rows, element, ())] == [T, T + 1]


def test_a_press_is_a_click_or_the_way_down_on_a_disabled_control() -> None:
    assert pressed(click(0))
    assert pressed(down(0, OFF))
    assert not pressed(down(0))
    assert not pressed(click(0, OFF))
