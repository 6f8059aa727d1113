"""Text in whatever encoding is read; binary data is not taken for text."""

import pytest

from server.errors import Unreadable, Unsupported
from server.knowledge.formats import read
from server.knowledge.formats.decoding import decoded

GERMAN = "Größe ändern: öffnen Sie die Übersicht – 12 € im Monat.\n"
RUSSIAN = "Откройте настройки и нажмите кнопку. Потом подождите десять секунд, пока лампа не загорится.\n" * 3
JAPANESE = "設定を開いて、ボタンを押してください。そして十秒待ってください。\n" * 3

GREEK = "Ανοίξτε τις ρυθμίσεις και πατήστε το κουμπί. Μετά περιμένετε δέκα δευτερόλεπτα.\n" * 3
CHINESE = "打开设置，然后按下按钮。请等待十秒钟，直到指示灯亮起。如果没有亮起，请联系我们的客服人员。\n" * 3


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_german_is_read_in_every_encoding(encoding: str) -> None:
    assert decoded(GERMAN.encode(encoding)) == GERMAN


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(RUSSIAN, "cp1251"), (RUSSIAN, "koi8_r"), (JAPANESE, "shift_jis"), (GREEK, "cp1253"), (CHINESE, "gb18030")],
)
def test_other_scripts_are_told_by_their_letters(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)) == text


def test_the_web_server_and_the_page_name_their_encoding() -> None:
    assert decoded("Čeština".encode("iso8859_2"), "text/plain; charset=ISO-8859-2") == "Čeština"
    page = '<html><head><meta charset="windows-1250"></head><body><p>Čeština a její písmena.</p>'
    assert read("a.html", page.encode("cp1250")).blocks[0].text == "Čeština a její písmena."


def test_an_unknown_name_of_an_encoding_does_no_harm() -> None:
    assert decoded("Größe".encode("cp1252"), "text/plain; charset=nonsense") == "Größe"


def test_line_ends_of_every_system_are_one() -> None:
    assert decoded(b"a\r\nb\rc\n") == "a\nb\nc\n"


@pytest.mark.parametrize("data", [b"text\0text", bytes(range(256)), b"\x01\x02\x03\x04\x05\x06"])
def test_binary_data_is_no_text(data: bytes) -> None:
    with pytest.raises(Unsupported):
        decoded(data)


def test_a_file_that_breaks_its_own_mark_is_told_where() -> None:
    with pytest.raises(Unreadable, match="UTF-8 and is not \\(byte 2\\)"):
        decoded(b"\xef\xbb\xbfab\xff")


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16"])
def test_csv_and_text_come_in_old_encodings(encoding: str) -> None:
    data = "Frage;Antwort\nWie ändere ich die Größe?;Öffnen Sie die Übersicht.\n".encode(encoding)
    assert read("faq.csv", data).blocks[1].text == "Öffnen Sie die Übersicht."
    assert read("note.txt", GERMAN.encode(encoding)).blocks[0].text == GERMAN.strip()


def test_what_nobody_sees_is_left_out() -> None:
    text = "Pass\u00adword\u200b is \u202egnp.exe\u202c \x07here"
    assert read("a.txt", text.encode()).blocks[0].text == "Password is gnp.exe here"
