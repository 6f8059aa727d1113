"""The text of documents, within limits; broken and locked ones are refused, bombs do not unpack."""

from collections.abc import Callable

import pytest

from server.errors import HandrailError, TooLarge, Unreadable
from server.files.documents import MAX_XML_BYTES, docx, pdf, text
from server.files.exchange import MOST_CHARS
from tests.server.files import drawn

ENTITIES = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10 if n else "ha"}">' for n in range(9))
LAUGHS = f'<?xml version="1.0"?><!DOCTYPE d [{ENTITIES}]><d>&a8;</d>'


def test_a_pdf_gives_its_text_layer() -> None:
    assert pdf(drawn.pdf("Invoice 17", drawn.ERROR)) == ["Invoice 17", drawn.ERROR]


def test_a_word_file_gives_its_paragraphs() -> None:
    assert docx(drawn.docx("Invoice 17", "", drawn.ERROR)) == ["Invoice 17", drawn.ERROR]


def test_a_text_file_gives_its_lines_without_colours_and_blanks() -> None:
    assert text(b"\x1b[31mError\x1b[0m\t4012\r\n\r\n  done \xe2\x80\xae\n") == ["Error 4012", "done"]


def test_of_a_long_log_the_end_is_kept() -> None:
    lines = text(b"".join(b"line %d was written\n" % number for number in range(100_000)))
    assert lines[-1] == "line 99999 was written"
    assert MOST_CHARS - 100 < sum(len(line) + 1 for line in lines) <= MOST_CHARS


def test_of_a_long_document_the_beginning_is_kept() -> None:
    lines = docx(drawn.docx(*(f"paragraph {number} of many" for number in range(5_000))))
    assert lines[0] == "paragraph 0 of many"
    assert sum(map(len, lines)) <= MOST_CHARS


@pytest.mark.parametrize(
    ("read", "data", "kind"),
    [
        (pdf, drawn.pdf("secret", password="1234"), Unreadable),
        (pdf, b"%PDF-1.7\nnothing", Unreadable),
        (pdf, drawn.pdf("hello")[:200], Unreadable),
        (docx, drawn.docx(xml=LAUGHS), Unreadable),
        (docx, drawn.docx(xml="<w:document"), Unreadable),
        (docx, drawn.docx(xml=" " * (MAX_XML_BYTES + 1)), TooLarge),
    ],
)
def test_locked_broken_and_swollen_documents_are_refused(
    read: Callable[[bytes], list[str]], data: bytes, kind: type[HandrailError]
) -> None:
    with pytest.raises(kind) as refused:
        read(data)
    assert refused.value.message.endswith(".")
