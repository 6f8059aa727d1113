"""Word, PowerPoint and Excel: their structure as their reader sees it."""

from datetime import date, datetime
from io import BytesIO

import docx
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from openpyxl import Workbook
from pptx import Presentation
from pptx.oxml import parse_xml as parse_slide_xml

from server.errors import Unreadable
from server.knowledge.documents import Block
from server.knowledge.formats import read
from server.knowledge.formats.numbering import formatted
from tests.server.knowledge.formats import drawn
from tests.server.knowledge.formats.drawn import book, deck, deck_with_table, saved, word


def test_headings_lists_and_title_of_a_word_file() -> None:
    document = read(
        "a.docx",
        word(
            ("Title", "Handbook"),
            ("Heading 1", "Reset"),
            ("List Number", "Open it."),
            ("List Number", "Press."),
            ("List Bullet", "Never pull the plug."),
            ("Heading 2", "If it fails"),
            ("Normal", "Call us."),
        ),
    )
    assert document.title == "Handbook"
    assert document.blocks == (
        Block("heading", "Handbook", 1),
        Block("heading", "Reset", 1),
        Block("step", "1. Open it."),
        Block("step", "2. Press."),
        Block("bullet", "- Never pull the plug."),
        Block("heading", "If it fails", 2),
        Block("text", "Call us."),
    )


LISTS = f"""<w:numbering {nsdecls("w")}>
<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1)"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2."/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="0"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
</w:numbering>"""


def test_lists_bear_the_numbers_that_their_reader_sees() -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    for child in list(numbering):
        numbering.remove(child)
    for child in list(parse_xml(LISTS)):
        numbering.append(child)
    for number, level, text in [
        (1, 0, "a"),
        (1, 1, "b"),
        (1, 1, "c"),
        (1, 0, "d"),
        (1, 1, "e"),
        (2, 0, "f"),
        (0, 0, "g"),
    ]:
        paragraph = document.add_paragraph(text)
        properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
        properties.get_or_add_numId().val = number
        properties.get_or_add_ilvl().val = level
    assert [block.text for block in read("a.docx", saved(document)).blocks] == [
        *["3. a", "3.a. b", "3.b. c", "4. d", "4.a. e", "1. f", "g"]
    ]


@pytest.mark.parametrize(
    ("number", "format", "shown"),
    [(4, "upperRoman", "IV"), (28, "lowerLetter", "bb"), (7, "decimalZero", "07"), (5_000, "lowerRoman", "5000")],
)
def test_numbers_are_written_as_word_does(number: int, format: str, shown: str) -> None:
    assert formatted(number, format) == shown


def test_a_word_table_has_its_rows_and_merged_cells_repeat() -> None:
    document = docx.Document()
    table = document.add_table(rows=3, cols=2)
    for row, cells in zip(table.rows, [("Plan", "Price"), ("Solo", "7 €"), ("", "12 €")], strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    assert [(block.text, block.level) for block in read("a.docx", saved(document)).blocks] == [
        ("Plan | Price", 1),
        ("Solo | 7 €", 0),
        ("Solo | 12 €", 0),
    ]


def test_without_styles_bold_lines_are_headings() -> None:
    document = docx.Document()
    document.add_paragraph().add_run("Reset the router:").bold = True
    document.add_paragraph("Hold the button.")
    assert read("a.docx", saved(document)).blocks[0] == Block("heading", "Reset the router", 2)


def test_deleted_and_hidden_text_is_left_out_and_links_boxes_and_controls_are_read() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("Kept")
    hidden = paragraph.add_run(" hidden")
    hidden.font.hidden = True
    paragraph._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText> gone</w:delText></w:r></w:del>"))
    paragraph._p.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t> inserted</w:t></w:r></w:ins>"))
    paragraph._p.append(parse_xml(f"<w:hyperlink {nsdecls('w')}><w:r><w:t> link</w:t></w:r></w:hyperlink>"))
    control = parse_xml(
        f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p><w:r><w:t>Controlled</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    )
    paragraph._p.addnext(control)
    box = OxmlElement("w:txbxContent")
    box.append(parse_xml(f"<w:p {nsdecls('w')}><w:r><w:t>Boxed</w:t></w:r></w:p>"))
    run = document.add_paragraph("Beside").add_run()
    run._r.append(OxmlElement("w:pict"))
    run._r.find(qn("w:pict")).append(box)
    assert [block.text for block in read("a.docx", saved(document)).blocks] == [
        *["Kept inserted link", "Controlled", "Beside", "Boxed"]
    ]


def test_a_slide_is_a_section_with_its_bullets_and_notes() -> None:
    document = read("a.pptx", deck(("Start", ["Only one line"], ""), ("Reset", ["Hold it", "Wait"], "It turns green.")))
    assert document.blocks == (
        Block("heading", "Start", 2, "slide=1"),
        Block("text", "Only one line"),
        Block("heading", "Reset", 2, "slide=2"),
        Block("bullet", "- Hold it"),
        Block("bullet", "- Wait"),
        Block("text", "It turns green."),
    )
    assert document.title == "Start"


def test_a_table_on_a_slide_has_its_rows() -> None:
    blocks = read("a.pptx", deck_with_table("Prices", [["Plan", "Price"], ["Team", "12"]])).blocks
    assert blocks[1:] == (Block("row", "Plan | Price", 1), Block("row", "Team | 12"))


def test_hidden_slides_are_left_out_numbers_are_counted_and_what_stands_above_comes_first() -> None:
    made = Presentation(BytesIO(deck(("One", ["x", "y"], ""), ("Two", ["a"], ""))))
    made.slides[1].element.set("show", "0")
    frame = made.slides[0].placeholders[1].text_frame
    for line in frame.paragraphs:
        line._p.get_or_add_pPr().append(
            parse_slide_xml(
                '<a:buAutoNum xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" type="arabicPeriod"/>'
            )
        )
    box = made.slides[0].shapes.add_textbox(0, 0, 100, 100)
    box.text_frame.text = "Above"
    packed = BytesIO()
    made.save(packed)
    assert [block.text for block in read("a.pptx", packed.getvalue()).blocks] == ["One", "Above", "1. x", "2. y"]


def test_a_sheet_is_a_section_and_each_row_answers_by_itself() -> None:
    document = read(
        "plan-list.xlsx",
        book(
            Plans=[["Our plans"], [], ["Plan", "Price", "Since"], ["Team", 12, date(2026, 1, 2)], ["Solo", 7.5, None]],
            Times=[["Day", "Opens"], ["Monday", datetime(2026, 1, 2, 9, 30)]],
        ),
    )
    assert document.title == "Plan list"
    assert document.blocks == (
        Block("heading", "Plans", 2),
        Block("text", "Our plans"),
        Block("row", "Plan: Team | Price: 12 | Since: 2026-01-02"),
        Block("row", "Plan: Solo | Price: 7.5"),
        Block("heading", "Times", 2),
        Block("row", "Day: Monday | Opens: 2026-01-02 09:30"),
    )


def test_values_are_shown_as_their_format_has_them() -> None:
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.append(["Price", "Share", "Sum", "On", "Broken"])
    sheet.append([1234.5, 0.256, 7, True, "#REF!"])
    for cell, format in (("A2", '"€"#,##0.00'), ("B2", "0.0%"), ("C2", "0.00")):
        sheet[cell].number_format = format
    packed = BytesIO()
    made.save(packed)
    blocks = read("a.xlsx", packed.getvalue()).blocks
    assert blocks == (Block("row", "Price: €1,234.50 | Share: 25.6% | Sum: 7.00 | On: yes"),)


def test_a_hidden_sheet_is_left_out() -> None:
    made = Workbook()
    made.worksheets[0].append(["Seen"])
    hidden = made.create_sheet("Secret")
    hidden.append(["Unseen"])
    hidden.sheet_state = "hidden"
    packed = BytesIO()
    made.save(packed)
    assert [block.text for block in read("a.xlsx", packed.getvalue()).blocks] == ["Seen"]


def test_a_sheet_that_says_it_has_a_million_rows_is_read_as_far_as_it_goes() -> None:
    data = book(Plans=[["Plan", "Price"], ["Team", 12]])
    sheet = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:XFD1048576"/>'
        b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Only cell</t></is></c></row>'
        b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>Far</t></is></c></row></sheetData></worksheet>'
    )
    blocks = read(
        "a.xlsx", drawn.repacked(data, xl__worksheets__sheet1__xml=None, **{"xl/worksheets/sheet1.xml": sheet})
    ).blocks
    assert [block.text for block in blocks] == ["Plans", "Only cell"]


def test_an_empty_workbook_says_so() -> None:
    with pytest.raises(Unreadable, match="no text"):
        read("a.xlsx", book(Empty=[]))
