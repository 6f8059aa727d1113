"""A file of examples is read, or one sentence says what is wrong with it."""

from pathlib import Path

import pytest

from models import tables
from models.tables import TableError, read_examples


def table(tmp_path: Path, content: bytes | str) -> Path:
    path = tmp_path / "examples.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def test_rows_with_a_text_and_a_label_are_read(tmp_path: Path) -> None:
    path = table(tmp_path, 'id,Label,TEXT\n1,a,"one, ""two"""\n2,b,three\n3,,four\n4,a,\n')
    assert read_examples(path) == (['one, "two"', "three"], ["a", "b"])


def test_a_byte_order_mark_and_windows_line_ends_do_not_matter(tmp_path: Path) -> None:
    assert read_examples(table(tmp_path, b"\xef\xbb\xbftext,label\r\nhi,a\r\nbye,b\r\n")) == (["hi", "bye"], ["a", "b"])


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "empty"),
        (" \n", "empty"),
        ("text,label\n", "no rows"),
        ("text,label\n,\n", "no rows"),
        ("text,intent\nhi,a\n", "columns text and label; it has text, intent"),
        ("hi,a\nbye,b\n", "columns text and label"),
        ("text,label\nhi,a\nbye,a\n", "one label only"),
        ("text,label\nhi,a\ngrüße,b\n".encode("latin-1"), "not UTF-8 \\(line 3\\)"),
        ("text,label\nhi,a\n".encode("utf-16"), "UTF-16"),
        ("text,label\nhi," + "x" * 2_000_000, "field larger"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, content: bytes | str, says: str) -> None:
    with pytest.raises(TableError, match=says):
        read_examples(table(tmp_path, content))


def test_a_file_that_is_not_there_is_said_to_be_so(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="can't be read"):
        read_examples(tmp_path / "nothing.csv")


def test_one_label_is_enough_to_measure(tmp_path: Path) -> None:
    assert read_examples(table(tmp_path, "text,label\nhi,a\n"), least_labels=1) == (["hi"], ["a"])


def test_a_hundred_thousand_rows_are_read(tmp_path: Path) -> None:
    content = "text,label\n" + "".join(f"text number {n},{n % 7}\n" for n in range(100_000))
    assert len(read_examples(table(tmp_path, content))[0]) == 100_000


def test_more_rows_or_labels_than_can_be_learned_from_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = table(tmp_path, "text,label\n" + "".join(f"t{n},{n}\n" for n in range(30)))
    monkeypatch.setattr(tables, "MOST_LABELS", 20)
    with pytest.raises(TableError, match="right column"):
        read_examples(path)
    monkeypatch.setattr(tables, "MOST_ROWS", 20)
    with pytest.raises(TableError, match="sample"):
        read_examples(path)
