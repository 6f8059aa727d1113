"""Long texts in windows: nothing is left out, none is read twice."""

import numpy as np
import pytest

from models.windows import cut, whole, windows


def test_a_text_that_fits_is_one_window() -> None:
    assert windows(range(10), 1, 1, 10) == [list(range(10))]


@pytest.mark.parametrize("length", [11, 17, 50, 333])
@pytest.mark.parametrize(("front", "tail"), [(1, 1), (3, 1), (0, 0), (0, 2)])
def test_a_longer_one_is_read_once_and_in_equal_parts_between_its_marks(length: int, front: int, tail: int) -> None:
    ids = list(range(length))
    found = windows(ids, front, tail, 10)
    bodies = [one[front : len(one) - tail] for one in found]
    assert [number for body in bodies for number in body] == ids[front : length - tail]
    assert all(one[:front] == ids[:front] and one[len(one) - tail :] == ids[length - tail :] for one in found)
    assert max(map(len, found)) <= 10
    assert max(map(len, bodies)) - min(map(len, bodies)) <= 1
    assert len(found) == -(-(length - front - tail) // (10 - front - tail))


def test_a_front_that_leaves_no_room_cuts() -> None:
    assert windows(range(30), 6, 1, 10) == [[0, 1, 2, 3, 4, 5, 6, 7, 8, 29]]


def test_cutting_keeps_the_end_mark() -> None:
    assert cut(range(9), 1, 5) == [0, 1, 2, 3, 8]
    assert cut(range(9), 0, 5) == [0, 1, 2, 3, 4]
    assert cut(range(5), 1, 5) == [0, 1, 2, 3, 4]


def test_windows_weigh_what_they_read_and_one_is_as_it_is() -> None:
    vectors = {1: np.array([3, 0], np.float32), 2: np.array([0, 1], np.float32)}
    assert whole(lambda ids: vectors[ids[0]], [[1]]).tolist() == [3, 0]
    assert whole(lambda ids: vectors[ids[0]], [[1], [2, 2, 2]]) == pytest.approx(np.array([0.5**0.5, 0.5**0.5]))


def test_windows_that_cancel_out_have_no_direction() -> None:
    assert whole(lambda ids: np.array([ids[0]], np.float32), [[1], [-1]]).tolist() == [0]
