"""The order of the longest files of tests names files that are there."""

from tests.longest import HERE, LONGEST, place_of


def test_every_named_file_is_there_and_named_once() -> None:
    assert [name for name in LONGEST if not (HERE / name).is_file()] == []
    assert len(set(LONGEST)) == len(LONGEST)


def test_what_is_not_named_comes_last() -> None:
    assert place_of(HERE / LONGEST[0]) == 0
    assert place_of(HERE / "test_longest.py") == len(LONGEST)
