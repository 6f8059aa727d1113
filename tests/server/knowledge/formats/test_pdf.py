"""PDFs: headings by their letters or the outline, paragraphs whole again, the page as the anchor."""

import pytest

from server.errors import TooLarge, Unreadable
from server.knowledge.documents import Block
from server.knowledge.formats import pdf as pdf_format
from server.knowledge.formats import read
from server.knowledge.passages import cut
from tests.server.knowledge.formats.drawn import Text, pdf

BODY = "Words that fill the line until it is as long as the others of the page are"


def texts(*pages: list[Text], **how: object) -> list[str]:
    return [block.text for block in read("a.pdf", pdf(*pages, **how)).blocks]  # type: ignore[arg-type]


def column(*lines: str, x: float = 60, top: float = 650, size: float = 10) -> list[Text]:
    return [(x, top - 12 * number, size, line) for number, line in enumerate(lines)]


def test_larger_and_bold_lines_are_headings() -> None:
    page: list[Text] = [(60, 700, 22, "Router"), (60, 670, 14, "Reset"), *column(f"{BODY}.", top=650)]
    page += [(60, 620, -10, "When it fails"), *column(f"{BODY}.", top=600)]
    assert read("a.pdf", pdf(page)).blocks == (
        Block("heading", "Router", 1, "page=1"),
        Block("heading", "Reset", 2, "page=1"),
        Block("text", f"{BODY}.", 0, "page=1"),
        Block("heading", "When it fails", 3, "page=1"),
        Block("text", f"{BODY}.", 0, "page=1"),
    )


def test_the_outline_says_what_is_a_heading() -> None:
    page: list[Text] = [(60, 700, 10, "Reset"), *column(f"{BODY}.", top=680), (60, 640, -10, "Not a heading")]
    page += column(f"{BODY}.", top=620)
    kinds = [(block.kind, block.text) for block in read("a.pdf", pdf(page, outline=[(0, "Reset")])).blocks]
    assert kinds[0] == ("heading", "Reset")
    assert ("heading", "Not a heading") not in kinds


def test_lines_are_joined_and_divided_words_are_whole() -> None:
    lines = ("The connection is established after the cable was plug-", "ged in, and the well-known lamp turns green.")
    assert texts(column(*lines)) == [
        "The connection is established after the cable was plugged in, and the well-known lamp turns green."
    ]


def test_a_hyphen_that_belongs_to_the_word_stays() -> None:
    lines = ("It is a well-known fact that it is used by many, and it is a well-", "known fact that it works.")
    assert texts(column(*lines))[0].endswith("a well-known fact that it works.")


def test_a_gap_begins_a_paragraph_and_a_page_does_not() -> None:
    first = [*column(BODY, "goes on.", top=120), *column(f"{BODY} and it", top=80)]
    found = texts(first, column("goes on over the page.", top=700))
    assert found == [f"{BODY} goes on.", f"{BODY} and it goes on over the page."]


def test_lists_are_told_by_their_marks() -> None:
    page = column("1. Open the lid and look at", "the lamp.", "2) Press the button.", "• Never pull the plug.")
    assert [(block.kind, block.text) for block in read("a.pdf", pdf(page)).blocks] == [
        ("step", "1. Open the lid and look at the lamp."),
        ("step", "2. Press the button."),
        ("bullet", "- Never pull the plug."),
    ]


def test_a_number_within_a_sentence_is_no_step() -> None:
    lines = ("The firmware that the router needs for it to work with the new line is version number", "7. It is old.")
    assert len(texts(column(*lines))) == 1


def test_parts_that_stand_in_columns_are_a_table() -> None:
    rows = [("Lamp", "Meaning"), ("Red", "No line"), ("Green", "Ready to be used")]
    page: list[Text] = [*column(f"{BODY}.", top=700)]
    for number, (left, right) in enumerate(rows):
        page += [(60, 660 - 16 * number, 10, left), (160, 660 - 16 * number, 10, right)]
    assert read("a.pdf", pdf(page)).blocks[1:] == (
        Block("row", "Lamp | Meaning", 1, "page=1"),
        Block("row", "Red | No line", 0, "page=1"),
        Block("row", "Green | Ready to be used", 0, "page=1"),
    )


def test_running_heads_feet_and_page_numbers_are_left_out() -> None:
    pages = [
        [(60, 780, 8, "Router handbook, edition 4"), *column(f"{BODY} {n}.", top=600), (280, 20, 8, f"Page {n} of 4")]
        for n in range(1, 5)
    ]
    assert texts(*pages) == [f"{BODY} {n}." for n in range(1, 5)]  # type: ignore[arg-type]


def test_what_stands_at_the_top_of_one_page_only_is_kept() -> None:
    assert texts([(60, 780, 10, "Only here."), *column(f"{BODY}.")], column(f"{BODY}."))[0] == "Only here."


def test_a_table_of_contents_is_left_out() -> None:
    assert texts(column("Reset ........................ 7", f"{BODY}.", top=700)) == [f"{BODY}."]


@pytest.mark.parametrize(
    ("said", "title"), [("Router handbook", "Router handbook"), ("Microsoft Word - a.docx", "Shown"), ("", "Shown")]
)
def test_the_title_is_the_documents_unless_a_program_made_it_up(said: str, title: str) -> None:
    page: list[Text] = [(60, 700, 22, "Shown"), *column(f"{BODY}.")]
    assert read("a.pdf", pdf(page, title=said)).title == title


def test_a_passage_leads_to_its_page() -> None:
    pages: list[list[Text]] = [[(60, 700, 14, "Reset"), *column(*[f"{BODY}."] * 12, top=680)] for _ in range(3)]
    assert [draft.anchor for draft in cut(read("a.pdf", pdf(*pages)))] == ["page=1", "page=2", "page=3"]


def test_a_scan_says_what_it_is() -> None:
    with pytest.raises(Unreadable, match="only pictures"):
        read("a.pdf", pdf([]))


def test_a_locked_one_is_refused() -> None:
    with pytest.raises(Unreadable, match="password") as refused:
        read("a.pdf", pdf(column("secret"), password="1234"))
    assert refused.value.code == "locked"


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_format, "MOST_PAGES", 2)
    with pytest.raises(TooLarge, match="3 pages"):
        read("a.pdf", pdf(*[column("x")] * 3))
