"""One fact in every format: it is read, stands in one passage, below its heading, with the place where it is found."""

import pytest

from server.knowledge.formats import read
from server.knowledge.passages import cut
from tests.server.knowledge.formats import drawn
from tests.server.knowledge.formats.drawn import FACT
from tests.server.knowledge.formats.legacy.packed import made

FILES = {
    "guide.md": f"# Router\n\nAbout it.\n\n## Lamp\n\n{FACT}\n".encode(),
    "guide.html": f"<title>Router</title><main><h1>Router</h1><p>About it.<h2>Lamp</h2><p>{FACT}</main>".encode(),
    "guide.pdf": drawn.pdf(
        [(60, 700, 20, "Router"), (60, 660, 10, "About it.")],
        [(60, 700, 14, "Lamp"), (60, 670, 10, FACT[:26]), (60, 658, 10, FACT[27:])],
    ),
    "guide.docx": drawn.word(("Title", "Router"), ("Normal", "About it."), ("Heading 1", "Lamp"), ("Normal", FACT)),
    "guide.pptx": drawn.deck(("Router", ["About it."], ""), ("Lamp", [FACT], "")),
    "guide.xlsx": drawn.book(Router=[["Question", "Answer"], ["Lamp", FACT]]),
    "guide.doc": made("guide.doc"),
    "guide.ppt": made("guide.ppt"),
    "guide.xls": made("guide.xls"),
    "guide.csv": f'Question,Answer\nLamp,"{FACT}"\n'.encode(),
    "guide.tsv": f"Question\tAnswer\nLamp\t{FACT}\n".encode(),
    "guide.txt": f"Router\n======\n\nAbout it.\n\nLamp\n----\n\n{FACT}\n".encode(),
}
ANCHORS = {"guide.pdf": "page=2", "guide.pptx": "slide=2", "guide.ppt": "slide=2"}
FORMATS = {"guide.md": "markdown", "guide.tsv": "csv", "guide.txt": "text"}


@pytest.mark.parametrize("name", FILES)
def test_the_fact_is_one_passage_below_its_heading(name: str) -> None:
    document = read(name, FILES[name])
    assert document.format == FORMATS.get(name, name.split(".")[1])
    found = [draft for draft in cut(document) if FACT in draft.text]
    assert len(found) == 1
    assert found[0].text.removeprefix("- ") == FACT
    assert found[0].heading.split(" › ")[-1] == "Lamp"
    assert found[0].anchor == ANCHORS.get(name, "lamp")
    assert found[0].language == "en"


TOLD_BY_CONTENT = ("html", "pdf", "docx", "pptx", "xlsx", "doc", "ppt", "xls")


@pytest.mark.parametrize("name", [f"guide.{each}" for each in TOLD_BY_CONTENT])
def test_content_tells_the_format_whatever_the_name_says(name: str) -> None:
    wrong = "guide.xlsx" if not name.endswith("xlsx") else "guide.txt"
    assert read(wrong, FILES[name], "text/plain").format == name.split(".")[1]
