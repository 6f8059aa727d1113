"""Reads labelled examples from a CSV file with the columns `text` and `label`, and says clearly what is wrong."""

import csv
import io
from pathlib import Path

LARGEST_BYTES = 256 * 1024 * 1024  # read whole; a million turns fit
MOST_ROWS = 200_000  # two minutes of encoding a core for each 50,000; more of them teach a linear head nothing
MOST_LABELS = 2_000
LONGEST_CELL = 1_000_000  # characters; a text is cut by the encoder long before
BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")  # UTF-16


class TableError(Exception):
    """The file can't be learned from; the message says why and what to do."""


def read_examples(path: Path, least_labels: int = 2) -> tuple[list[str], list[str]]:
    """(texts, labels), one for each row that has both; other columns don't matter, nor does a byte order mark.

    Raises TableError: no such columns, no rows, fewer labels than `least_labels`, not UTF-8, too large.
    """
    rows = _rows(_decoded(path), path)
    texts, labels = [text for text, _ in rows], [label for _, label in rows]
    if not rows:
        raise TableError(f"{path} has no rows with a text and a label")
    if len(rows) > MOST_ROWS:
        raise TableError(f"{path} has {len(rows):,} rows; {MOST_ROWS:,} are read at most: take a sample of them")
    names = set(labels)
    if len(names) < least_labels:
        raise TableError(f"{path} has one label only ({labels[0]!r}): a head needs two at least to tell apart")
    if len(names) > MOST_LABELS:
        raise TableError(
            f"{path} has {len(names):,} labels; {MOST_LABELS:,} are possible: is `label` the right column?"
        )
    return texts, labels


def _decoded(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise TableError(f"{path} is larger than {LARGEST_BYTES // 2**20} MB")
        content = path.read_bytes()
    except OSError as problem:
        raise TableError(f"{path} can't be read: {problem.strerror}") from problem
    if not content.strip():
        raise TableError(f"{path} is empty")
    if content.startswith(BYTE_ORDER_MARKS):
        raise TableError(f"{path} is UTF-16: save it as UTF-8 (in Excel: CSV UTF-8)")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = content.count(b"\n", 0, problem.start) + 1
        raise TableError(f"{path} is not UTF-8 (line {line}): save it as UTF-8 (in Excel: CSV UTF-8)") from problem


def _rows(content: str, path: Path) -> list[tuple[str, str]]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.DictReader(io.StringIO(content, newline=""), restval="")
    try:
        names = {(name or "").strip().casefold(): name for name in reader.fieldnames or ()}
        missing = [wanted for wanted in ("text", "label") if wanted not in names]
        if missing:
            found = ", ".join(names) or "nothing"
            raise TableError(f"{path} needs a first line with the columns text and label; it has {found}")
        text, label = names["text"], names["label"]
        pairs = ((row[text].strip(), row[label].strip()) for row in reader)
        return [(text, label) for text, label in pairs if text and label]
    except csv.Error as problem:
        raise TableError(f"{path}, line {reader.line_num}: {problem}") from problem
