"""CSV and TSV: questions with answers, or rows that name their columns."""

import time

import pytest

from server.errors import TooLarge, Unreadable
from server.knowledge.documents import Block
from server.knowledge.formats import read, tables


def blocks(text: str) -> tuple[Block, ...]:
    return read("a.csv", text.encode()).blocks


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_delimiter_is_told_by_the_rows(delimiter: str) -> None:
    rows = [("Plan", "Price"), ("Team, large", "12; billed yearly"), ("Solo", "7")]
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    assert [block.text for block in blocks(text)] == [
        "Plan: Team, large | Price: 12; billed yearly",
        "Plan: Solo | Price: 7",
    ]


@pytest.mark.parametrize(("asked", "answered"), [("Question", "Answer"), ("FRAGE:", "Antwort"), ("q", "a")])
def test_questions_are_headings_with_their_answers_below(asked: str, answered: str) -> None:
    assert blocks(f"Id,{asked},{answered},Topic\n7,How?,Press Save.,Files\n8,,Lost,x\n") == (
        Block("heading", "How?", 1),
        Block("text", "Press Save."),
        Block("row", "Id: 7 | Topic: Files"),
    )


def test_an_answer_of_several_lines_keeps_its_steps() -> None:
    found = blocks('Question,Answer\nHow?,"To do it:\n1. Open it.\n2. Press Save."\n')
    assert [block.text for block in found] == ["How?", "To do it:", "1. Open it.", "2. Press Save."]


def test_an_answer_exported_as_html_has_no_markup() -> None:
    found = blocks('Question,Answer\nHow?,"<p>Open <b>A &amp; B</b>.</p><ul><li>One</li><li>Two</li></ul>"\n')
    assert [block.text for block in found] == ["How?", "Open A & B.", "- One", "- Two"]


def test_rows_without_names_are_just_joined() -> None:
    assert [block.text for block in blocks("2026,12\n2027,13\n")] == ["2026 | 12", "2027 | 13"]


def test_a_caption_above_the_names_is_text() -> None:
    found = blocks("Our plans,\nPlan,Price\nTeam,12\n")
    assert [(block.kind, block.text) for block in found] == [("text", "Our plans"), ("row", "Plan: Team | Price: 12")]


def test_a_cell_that_never_ends_is_refused() -> None:
    with pytest.raises(Unreadable, match="The CSV is broken"):
        blocks('Question,Answer\nHow?,"' + "x" * 200_000)


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 10)
    with pytest.raises(TooLarge, match="more than 10 rows"):
        blocks("a,b\n" * 12)


def test_text_that_is_no_table_is_read_quickly() -> None:
    began = time.perf_counter()
    blocks('"' + "a'" * 40_000 + "\n" + ", \"'" * 5_000)
    assert time.perf_counter() - began < 2
