"""Word, PowerPoint and Excel of 1997 to 2003: their structure as their reader sees it."""

from struct import pack

import pytest

from server.knowledge.documents import Block, Document
from server.knowledge.formats import read
from server.knowledge.formats.legacy import sprms
from server.knowledge.formats.legacy.properties import title_in
from tests.server.knowledge.formats.drawn import FACT
from tests.server.knowledge.formats.legacy.decks import BODY, OTHER, TITLE, presentation, run
from tests.server.knowledge.formats.legacy.making import CHINESE, GREEK, RUSSIAN
from tests.server.knowledge.formats.legacy.packed import compound, made, saved_fast, streams

DELETED = pack("<HB", sprms.DELETED, 1)


@pytest.fixture(scope="module")
def handbook() -> Document:
    return read("handbook.doc", made("handbook.doc"))


def test_headings_lists_scripts_and_title_of_a_word_file(handbook: Document) -> None:
    assert handbook.title == "Handbook"
    assert handbook.blocks[:10] == (
        Block("heading", "Handbook", 1),
        Block("heading", "Reset", 1),
        Block("step", "1. Open it."),
        Block("step", "2. Press."),
        Block("bullet", "- Never pull the plug."),
        Block("heading", "In other words", 2),
        Block("text", RUSSIAN),
        Block("text", GREEK),
        Block("text", CHINESE),
        Block("heading", "Fees – “all” of them", 1),
    )


def test_what_is_deleted_hidden_or_instructs_is_not_read(handbook: Document) -> None:
    assert [block.text for block in handbook.blocks[10:16]] == [
        "The fee is four euros.",
        "Ask us any time.",
        "See the lamp for its colours.",
        "Beside the box.",
        "Inside the box.",
        "Noted.",
    ]
    for unseen in ("nine", "secret", "HYPERLINK", "colleague", "every page"):
        assert not any(unseen in block.text for block in handbook.blocks)


def test_rows_say_again_what_goes_on_from_above_and_hold_the_table_within(handbook: Document) -> None:
    assert [block for block in handbook.blocks if block.kind == "row"] == [
        Block("row", "Plan | Seats | Price", 1),
        Block("row", "Team | 5 | 12 €"),
        Block("row", "Team | 10 | 20 €"),
        Block("row", "Solo | 1 within it | free"),
    ]


def test_lists_go_on_as_word_counts_them_and_a_frame_is_text(handbook: Document) -> None:
    assert handbook.blocks[20:] == (
        Block("text", "After the table."),
        Block("step", "3. Third."),
        Block("step", "3.a. Its first part."),
        Block("step", "3.b. Its second part."),
        Block("step", "4. Fourth."),
        Block("text", "Within a frame."),
    )


def test_bold_paragraphs_are_headings_where_no_style_is_used() -> None:
    assert read("unstyled.doc", made("unstyled.doc")).blocks == (
        Block("heading", "The lamp", 2),
        Block("text", FACT),
        Block("heading", "The plug", 2),
        Block("text", "Never pull it."),
    )


def test_pieces_of_a_fast_save_are_put_together() -> None:
    data = saved_fast(
        made("guide.doc"),
        FACT,
        ("Новое: ", "utf-16-le", b""),
        ("“old” café ", "cp1252", DELETED),
        ("“new” café – ♪ ", "utf-16-le", b""),
        ("“new”. ", "cp1252", b""),
    )
    document = read("guide.doc", data)
    assert [block.text for block in document.blocks] == [
        "Router",
        "About it.",
        "Lamp",
        f"Новое: “new” café – ♪ “new”. {FACT}",
    ]
    assert document.blocks[2] == Block("heading", "Lamp", 1)


def test_letters_of_two_units_stay_whole() -> None:
    written = "𝄞 clef 😀 ".encode("utf-16-le")
    places = "?" * (len(written) // 2)
    data = saved_fast(made("guide.doc"), FACT, (places, "utf-16-le", b""))
    assert read("a.doc", data.replace(places.encode("utf-16-le"), written)).blocks[-1].text == f"𝄞 clef 😀 {FACT}"


def test_slides_have_their_titles_notes_tables_and_steps() -> None:
    document = read("slides.ppt", made("slides.ppt"))
    assert document.title == "Router"
    assert [(block.kind, block.text) for block in document.blocks] == [
        ("heading", "Router"),
        ("text", "All about the lamp"),
        ("heading", "Lamp"),
        *(("bullet", f"- {text}") for text in (FACT, RUSSIAN, GREEK, CHINESE)),
        ("text", "Say it twice."),
        ("heading", "Plans"),
        ("row", "Plan | Price"),
        ("row", "Team | 12 €"),
        ("row", "Solo | free"),
        ("text", "left of it"),
        ("text", "right of it"),
        ("text", "Below the table"),
        ("heading", "Steps"),
        ("step", "1. Open it."),
        ("step", "2. Press."),
    ]
    anchors = [block.anchor for block in document.blocks if block.kind == "heading"]
    assert anchors == ["slide=1", "slide=2", "slide=3", "slide=5"]  # nobody sees the fourth


def test_texts_that_the_document_keeps_stand_where_their_shapes_are() -> None:
    lines = "One\rTwo\x0bmore\rÄußerst\rplain"
    styles = run(4, 0) + run(9 + 8, 1) + run(7, 0, bullet=False)
    first = [(TITLE, "Lamp", b""), (BODY, lines, styles)]
    second = [(OTHER, "beside", run(7, 0, bullet=True)), (TITLE, "Router", b"")]
    blocks = read("a.ppt", presentation(first, second, order=[1, 0])).blocks
    assert blocks == (
        Block("heading", "Router", 2, "slide=1"),
        Block("bullet", "- beside"),
        Block("heading", "Lamp", 2, "slide=2"),
        Block("bullet", "- One"),
        Block("bullet", "- Two more"),
        Block("bullet", "- Äußerst"),
        Block("text", "plain"),
    )


def test_a_slide_without_title_has_its_number_and_a_single_line_no_bullet() -> None:
    blocks = read("a.ppt", presentation([(BODY, FACT, b"")])).blocks
    assert blocks == (Block("heading", "Slide 1", 2, "slide=1"), Block("text", FACT))


def test_what_an_edit_replaced_is_not_read() -> None:
    """An edit behind the others gives the second slide's object the place of the first one's."""
    parts = streams(made("guide.ppt"))
    deck, user = parts["PowerPoint Document"].rstrip(b"\0"), bytearray(parts["Current User"])
    edit = int.from_bytes(user[16:20], "little")
    old = int.from_bytes(deck[edit + 20 : edit + 24], "little")
    count = int.from_bytes(deck[old + 8 : old + 12], "little") >> 20
    places = {number: deck[old + 12 + 4 * number : old + 16 + 4 * number] for number in range(count)}
    slides = [number for number, place in places.items() if deck[int.from_bytes(place, "little") :][2:4] == b"\xee\x03"]
    first, second = slides[:2]
    deck += bytes(4)
    directory = pack("<HHI", 0, 0x1772, 8) + pack("<I", 1 << 20 | second + 1) + places[first]
    renewed = deck[edit : edit + 16] + pack("<II", edit, len(deck)) + deck[edit + 24 : edit + 36]
    user[16:20] = pack("<I", len(deck) + len(directory))
    changed = compound({"PowerPoint Document": deck + directory + renewed, "Current User": bytes(user)})
    headings = [block.text for block in read("a.ppt", changed).blocks if block.kind == "heading"]
    assert headings == ["Router", "Router"]


def test_cells_read_as_their_formats_show_them() -> None:
    document = read("prices.xls", made("prices.xls"))
    assert [block.text for block in document.blocks] == [
        "Plans",
        "Plan: Team | Price: 12.50 € | Discount: 19% | Since: 2026-11-21 | Open: yes",
        "Plan: Solo | Price: 1,234.00 € | Discount: 50% | Since: 2025-01-02 | Open: no",
        f"Plan: {RUSSIAN} | Price: 3",
        "Questions",
        "Why does it blink?",
        FACT,
        "怎么办？",
        CHINESE,
    ]


@pytest.mark.parametrize(
    ("page", "kind", "raw", "title"),
    [
        (1252, 0x1E, "Café".encode("cp1252"), "Café"),
        (65001, 0x1E, "Лампа".encode(), "Лампа"),
        (1251, 0x1E, "Лампа".encode("cp1251"), "Лампа"),
        (1200, 0x1F, "固件".encode("utf-16-le"), "固件"),
        (9, 0x1E, b"Lamp", ""),  # no such code page
        (1252, 3, b"Lamp", ""),  # a number
    ],
)
def test_titles_are_in_the_code_page_that_they_name(page: int, kind: int, raw: bytes, title: str) -> None:
    length = len(raw) // (2 if kind == 0x1F else 1)
    values = pack("<IHH", 2, page, 0) + pack("<II", kind, length) + raw
    stream = bytes(44) + pack("<I", 48) + pack("<6I", 100, 2, 1, 24, 2, 32) + values
    assert title_in(stream) == title
    assert title_in(stream[:60]) == ""
