"""The parts of a Word file that LibreOffice writes in one way only: lists that begin anew, changes kept elsewhere."""

from struct import pack

import pytest

from server.errors import Unreadable
from server.knowledge.formats.legacy import sprms
from server.knowledge.formats.legacy.lists import BULLET, numbering_of
from server.knowledge.formats.legacy.rows import Cells, Paragraph, table_of
from server.knowledge.formats.legacy.runs import PAGE, Run, Runs
from server.knowledge.formats.legacy.styles import Style, level_of

ROMAN, LETTER = 2, 4


def level(start: int, format: int, text: str) -> bytes:
    """A level of a list, with three bytes of changes that nobody asks for."""
    head = pack("<iBB", start, format, 0) + bytes(18) + pack("<BBBB", 1, 2, 0, 0)
    return head + bytes(3) + pack("<H", len(text)) + text.encode("utf-16-le")


def listed(id: int, overrides: int) -> bytes:
    return pack("<IIIBBBB", id, 0, 0, overrides, 0, 0, 0)


def head(id: int) -> bytes:
    return pack("<II", id, 0) + bytes(18) + pack("<BB", 1, 0)  # one level only


def test_lists_share_their_count_until_one_begins_anew_or_looks_different() -> None:
    heads = pack("<H", 2) + head(7) + head(8)
    levels = level(1, ROMAN, "\0.") + level(1, BULLET, "•")
    restart = pack("<iI", 3, 0x10)
    another = pack("<iI", 0, 0x30) + level(2, LETTER, "\0)")
    lists = pack("<I", 5) + b"".join(map(listed, (7, 7, 7, 7, 8), (0, 0, 1, 1, 0)))
    lists += bytes(4) + bytes(4) + bytes(4) + restart + bytes(4) + another + bytes(4)
    numbering = numbering_of(heads, levels, lists)
    marks = [numbering.mark(number, 0) for number in ("1", "1", "2", "3", "1", "4", "4", "5", "6", "0")]
    assert marks == ["i. ", "ii. ", "iii. ", "iii. ", "iv. ", "b. ", "c. ", "- ", "", ""]
    assert numbering.mark("1", 9) == ""


def test_lists_that_are_cut_off_or_too_many_are_refused() -> None:
    with pytest.raises(Unreadable):
        numbering_of(pack("<H", 0), b"", pack("<I", 1 << 30))
    assert numbering_of(b"", b"", b"").mark("1", 0) == ""


def test_changes_are_told_apart_by_their_sizes() -> None:
    tabs = pack("<HB", sprms.TABS, 255) + bytes([1, 9, 9, 9, 9, 2, 8, 8, 8, 8, 8, 8])
    cells = pack("<HH", sprms.ROW_CELLS, 4) + b"\1ab"
    last = pack("<HH", sprms.STYLE, 5)
    said = list(sprms.changes(tabs + cells + last + last[:3]))
    assert [code for code, _ in said] == [sprms.TABS, sprms.ROW_CELLS, sprms.STYLE]
    assert sprms.number(dict(said), sprms.STYLE) == 5


def test_changes_in_the_other_stream_are_found() -> None:
    end = pack("<HB", sprms.ROW_END, 1)
    elsewhere = b"...." + pack("<H", len(end)) + end
    whole = sprms.unfolded(pack("<HI", 0x6646, 4), elsewhere)
    assert sprms.number(sprms.properties(whole), sprms.ROW_END) == 1
    assert sprms.unfolded(pack("<HI", 0x6646, 4_000), elsewhere) == pack("<HI", 0x6646, 4_000)
    assert sprms.unfolded(end, elsewhere) == end


def page(places: list[int], said: bytes, at: int) -> bytes:
    """A page with one run of paragraphs."""
    head = pack("<II", *places) + bytes([at // 2]) + bytes(12)
    return head.ljust(at, b"\0") + said.ljust(PAGE - 1 - at, b"\0") + b"\1"


@pytest.mark.parametrize("said", [b"\2\3\0\x41", b"\0\2\3\0\x41\x42"])
def test_runs_say_their_style_in_either_way(said: bytes) -> None:
    runs = Runs(page([600, 700], said, 400), pack("<III", 600, 700, 0), 12)
    run = runs.at(650)
    assert run == Run(600, 700, 400)
    style, changes = runs.of_paragraph(run) if run else (0, b"")
    assert (style, changes[:1]) == (3, b"\x41")
    assert runs.at(599) is runs.at(700) is None
    assert list(runs.within(0, 600)) == []
    assert list(runs.within(699, 900)) == [run]


def test_a_row_that_never_ends_is_read_where_it_stands() -> None:
    cells = Cells()
    assert not cells.begun
    inside = {sprms.IN_TABLE: b"\1"}
    cells.add(Paragraph(5, 9, "one", Style(), inside, b"", ends_cell=True))
    cells.add(Paragraph(9, 12, "two", Style(), inside, b"", ends_cell=False))
    assert (cells.begun, cells.start, cells.widest) == (True, 5, 2)
    assert [line.block.text for line in table_of(cells)] == ["one | two"]


def test_runs_on_more_pages_than_there_are_bytes_are_refused() -> None:
    with pytest.raises(Unreadable):
        Runs(bytes(PAGE), pack("<9I", *range(5), 0, 0, 0, 0), 12)


def test_a_paragraph_is_a_heading_by_its_style_in_any_language_or_by_its_outline() -> None:
    outline = sprms.OUTLINE
    assert level_of(Style("überschrift 2", 2), {}) == 2
    assert level_of(Style("heading 9"), {}) == 6
    assert level_of(Style("normal"), {outline: b"\0"}) == 1
    assert level_of(Style("heading 1", 1), {outline: b"\x09"}) == 0
    assert level_of(Style("heading of ours"), {}) == 0
