"""What is personal is found and what only looks so stays: precision and recall over labelled turns."""

import re
from pathlib import Path

import pytest

from server.understanding.personal import Span, mask

MARKED = re.compile(r"<([a-z]+):([^>]*)>")
LEAST = 0.95  # of both, on turns that nothing was tuned on
SLACK = 2  # characters that a find may be longer than what was marked: a bracket or a full stop


def read(name: str) -> list[tuple[str, list[Span]]]:
    """(text, what is personal in it) for each line."""
    lines = (Path(__file__).parent / name).read_text().splitlines()
    return [unmarked(line.replace("\\n", "\n")) for line in lines if line and not line.startswith("#")]


def unmarked(line: str) -> tuple[str, list[Span]]:
    text, spans, done = "", [], 0
    for found in MARKED.finditer(line):
        text += line[done : found.start()]
        spans.append(Span(len(text), len(text) + len(found.group(2)), found.group(1)))
        text += found.group(2)
        done = found.end()
    return text + line[done:], spans


def hit(found: Span, wanted: Span) -> bool:
    around = found.start <= wanted.start and found.end >= wanted.end
    return found.kind == wanted.kind and around and found.end - found.start <= wanted.end - wanted.start + SLACK


def wrong(name: str) -> tuple[float, float, list[str]]:
    """(precision, recall, lines that differ)."""
    right = found = wanted = 0
    lines = []
    for text, spans in read(name):
        got = mask(text)
        hits = sum(any(hit(one, span) for one in got.spans) for span in spans)
        right, found, wanted = right + hits, found + len(got.spans), wanted + len(spans)
        if hits < len(spans) or hits < len(got.spans):
            lines.append(got.text)
    return right / found, right / wanted, lines


@pytest.mark.parametrize("name", ["tuned.txt", "positive.txt", "negative.txt"])
def test_each_file_has_turns(name: str) -> None:
    least = {"tuned.txt": 40, "positive.txt": 80, "negative.txt": 80}
    assert len(read(name)) >= least[name]


def test_turns_that_were_looked_at_come_out_right() -> None:
    assert wrong("tuned.txt")[2] == []


def test_what_is_personal_is_found() -> None:
    _, recall, lines = wrong("positive.txt")
    assert recall >= LEAST, lines


def test_hardly_anything_else_is_taken_for_personal() -> None:
    """Over both files: how many of the finds are right."""
    found = [(text, spans, mask(text).spans) for name in ("positive.txt", "negative.txt") for text, spans in read(name)]
    right = sum(any(hit(one, span) for span in spans) for _, spans, got in found for one in got)
    finds = sum(len(got) for _, _, got in found)
    assert right / finds >= LEAST, [text for text, spans, got in found if len(got) > len(spans)]


def test_turns_without_personal_data_stay_as_they_are() -> None:
    changed = [text for text, _ in read("negative.txt") if mask(text).text != text]
    assert len(changed) <= (1 - LEAST) * len(read("negative.txt")), changed
