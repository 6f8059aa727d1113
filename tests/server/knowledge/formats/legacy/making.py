"""Makes the files beside it with LibreOffice: `python -m tests.server.knowledge.formats.legacy.making`."""

import shutil
import subprocess
import sys
import tempfile
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
from docx.oxml import parse_xml
from openpyxl import Workbook
from pptx import Presentation
from pptx.oxml import parse_xml as parse_slide_xml
from pptx.util import Inches

from tests.server.knowledge.formats.drawn import FACT, book, deck, saved, word
from tests.server.knowledge.formats.legacy.packed import compound, streams

HERE = Path(__file__).parent
SUMMARY = "\x05SummaryInformation"
RUSSIAN = "Лампа мигает четыре раза, если прошивка слишком старая."
GREEK = "Η λυχνία αναβοσβήνει τέσσερις φορές."
CHINESE = "固件太旧时，指示灯闪烁四次。"
SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
DELETED = f"""<w:p {SPACE}><w:r><w:t xml:space="preserve">The fee is </w:t></w:r>
<w:del w:id="1" w:author="A" w:date="2026-01-01T00:00:00Z"><w:r><w:delText>nine</w:delText></w:r></w:del>
<w:ins w:id="2" w:author="A" w:date="2026-01-01T00:00:00Z"><w:r><w:t>four</w:t></w:r></w:ins>
<w:r><w:t xml:space="preserve"> euros.</w:t></w:r></w:p>"""
HIDDEN = f"""<w:p {SPACE}><w:r><w:t xml:space="preserve">Ask us</w:t></w:r>
<w:r><w:rPr><w:vanish/></w:rPr><w:t xml:space="preserve"> in secret</w:t></w:r>
<w:r><w:t xml:space="preserve"> any time.</w:t></w:r></w:p>"""
LINK = f"""<w:p {SPACE}><w:r><w:t xml:space="preserve">See </w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r>
<w:r><w:instrText xml:space="preserve"> HYPERLINK "https://docs.example/lamp" </w:instrText></w:r>
<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>the lamp</w:t></w:r>
<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t xml:space="preserve"> for its colours.</w:t></w:r></w:p>"""
BOX = f"""<w:p {SPACE} xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:t>Beside the box.</w:t></w:r><w:r><w:pict>
<v:shape id="box" type="#_x0000_t202" style="position:absolute;width:200pt;height:60pt"><v:textbox><w:txbxContent>
<w:p><w:r><w:t>Inside the box.</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"""
LEVELS = f"""<w:abstractNum {SPACE} w:abstractNumId="90">
<w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1)"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1.%2."/></w:lvl>
</w:abstractNum>"""
NUMBERING = f'<w:num {SPACE} w:numId="91"><w:abstractNumId w:val="90"/></w:num>'
NUMBERED = '<a:buAutoNum xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" type="arabicPeriod"/>'


def handbook() -> bytes:
    """A Word file with all that is told apart in one."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "Header of every page"
    document.sections[0].footer.paragraphs[0].text = "Footer of every page"
    for style, text in (
        ("Title", "Handbook"),
        ("Heading 1", "Reset"),
        ("List Number", "Open it."),
        ("List Number", "Press."),
        ("List Bullet", "Never pull the plug."),
        ("Heading 2", "In other words"),
        ("Normal", RUSSIAN),
        ("Normal", GREEK),
        ("Normal", CHINESE),
        ("Heading 1", "Fees – “all” of them"),
    ):
        document.add_paragraph(text, style=style)
    _add(document, DELETED)
    _add(document, HIDDEN)
    _add(document, LINK)
    _add(document, BOX)
    noted = document.add_paragraph("Noted.")
    document.add_comment(noted.runs, "What a colleague thinks", "A", "A")
    _table(document)
    document.add_paragraph("After the table.")
    _listed(document)
    frame = document.add_table(1, 1)
    frame.cell(0, 0).text = "Within a frame."
    return saved(document)


def _listed(document: docx.document.Document) -> None:
    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(LEVELS))
    numbering.append(parse_xml(NUMBERING))
    for text, level in (("Third.", 0), ("Its first part.", 1), ("Its second part.", 1), ("Fourth.", 0)):
        said = document.add_paragraph(text)._p.get_or_add_pPr().get_or_add_numPr()
        said.get_or_add_ilvl().val, said.get_or_add_numId().val = level, 91


def _add(document: docx.document.Document, xml: str) -> None:
    document.element.body.insert(len(document.element.body) - 1, parse_xml(xml))


def _table(document: docx.document.Document) -> None:
    table = document.add_table(4, 3)
    rows = (("Plan", "Seats", "Price"), ("Team", "5", "12 €"), ("", "10", "20 €"), ("Solo", "1", "free"))
    for at, row in enumerate(rows):
        for place, text in enumerate(row):
            table.cell(at, place).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    inner = table.cell(3, 1).add_table(1, 2)
    inner.cell(0, 0).text, inner.cell(0, 1).text = "within", "it"


def unstyled() -> bytes:
    """A Word file whose headings are short bold paragraphs."""
    document = docx.Document()
    for text, bold in (("The lamp", True), (FACT, False), ("The plug:", True), ("Never pull it.", False)):
        document.add_paragraph().add_run(text).bold = bold
    return saved(document)


def slides() -> bytes:
    """A presentation with notes, a table, a group, a hidden slide and other scripts."""
    made = Presentation()
    first = made.slides.add_slide(made.slide_layouts[0])
    first.shapes.title.text, first.placeholders[1].text = "Router", "All about the lamp"
    second = made.slides.add_slide(made.slide_layouts[1])
    second.shapes.title.text = "Lamp"
    second.placeholders[1].text = "\n".join((FACT, RUSSIAN, GREEK, CHINESE))
    second.notes_slide.notes_text_frame.text = "Say it twice."
    third = made.slides.add_slide(made.slide_layouts[5])
    third.shapes.title.text = "Plans"
    table = third.shapes.add_table(3, 2, Inches(1), Inches(2), Inches(4), Inches(1)).table
    for at, row in enumerate((("Plan", "Price"), ("Team", "12 €"), ("Solo", "free"))):
        for place, text in enumerate(row):
            table.cell(at, place).text = text
    low = third.shapes.add_textbox(Inches(1), Inches(6), Inches(3), Inches(1))
    low.text_frame.text = "Below the table"
    group = third.shapes.add_group_shape()
    for place, text in enumerate(("left of it", "right of it")):
        box = group.shapes.add_textbox(Inches(1 + 4 * place), Inches(5), Inches(3), Inches(0.5))
        box.text_frame.text = text
    hidden = made.slides.add_slide(made.slide_layouts[1])
    hidden.shapes.title.text, hidden.placeholders[1].text = "Hidden", "Nobody sees this."
    hidden.element.set("show", "0")
    last = made.slides.add_slide(made.slide_layouts[1])
    last.shapes.title.text, last.placeholders[1].text = "Steps", "Open it.\nPress."
    for line in last.placeholders[1].text_frame.paragraphs:
        line._p.get_or_add_pPr().append(parse_slide_xml(NUMBERED))
    packed = BytesIO()
    made.save(packed)
    return packed.getvalue()


def prices() -> bytes:
    """A workbook with formats, a formula, an error, a hidden sheet and other scripts."""
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.title = "Plans"
    rows = (
        ("Plan", "Price", "Discount", "Since", "Open"),
        ("Team", 12.5, 0.19, date(2026, 11, 21), True),
        ("Solo", 1234, 0.5, date(2025, 1, 2), False),
        (RUSSIAN, "=1+2", "=1/0", None, None),
    )
    for row in rows:
        sheet.append(list(row))
    for at in (2, 3):
        sheet.cell(at, 2).number_format = "#,##0.00 €"
        sheet.cell(at, 3).number_format = "0%"
        sheet.cell(at, 4).number_format = "yyyy-mm-dd"
    asked = made.create_sheet("Questions")
    for row in (("Question", "Answer"), ("Why does it blink?", FACT), ("怎么办？", CHINESE)):
        asked.append(row)
    made.create_sheet("Secret").append(["nobody sees this"])
    made["Secret"].sheet_state = "hidden"
    packed = BytesIO()
    made.save(packed)
    return packed.getvalue()


MADE = {
    "guide.doc": lambda: word(("Title", "Router"), ("Normal", "About it."), ("Heading 1", "Lamp"), ("Normal", FACT)),
    "guide.ppt": lambda: deck(("Router", ["About it."], ""), ("Lamp", [FACT], "")),
    "guide.xls": lambda: book(Router=[["Question", "Answer"], ["Lamp", FACT]]),
    "handbook.doc": handbook,
    "unstyled.doc": unstyled,
    "slides.ppt": slides,
    "prices.xls": prices,
}
FILTERS = {".doc": "doc:MS Word 97", ".ppt": "ppt:MS PowerPoint 97", ".xls": "xls:MS Excel 97"}


def main(at: Path) -> None:
    """Writes every file into the folder `at`. Needs soffice, with Writer, Impress and Calc."""
    soffice = shutil.which("soffice") or sys.exit("soffice is missing: install LibreOffice")
    with tempfile.TemporaryDirectory() as folder:
        for name, made in MADE.items():
            old = Path(name)
            new = Path(folder) / f"{old.stem}{old.suffix}x"
            new.write_bytes(made())
            home = f"-env:UserInstallation=file://{folder}/home"
            to = ["--convert-to", FILTERS[old.suffix], "--outdir", str(at), str(new)]
            subprocess.run([soffice, home, "--headless", *to], check=True)
            if old.suffix == ".ppt":  # its properties hold half a megabyte of picture
                kept = {part: data for part, data in streams((at / name).read_bytes()).items() if part != SUMMARY}
                (at / name).write_bytes(compound(kept))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
