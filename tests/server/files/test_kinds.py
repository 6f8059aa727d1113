"""What a file is follows from its content; what is not read or not safe is refused, whatever it is called."""

import gzip

import pytest

from server.errors import HandrailError, TooLarge, Unreadable, Unsupported
from server.files.kinds import EICAR, MAX_FILE_BYTES, MOST_ENTRIES, kind_of
from tests.server.files.drawn import docx, pdf, screenshot, zipped

PNG = screenshot("hello")
PICTURES = {"png": "PNG", "jpeg": "JPEG", "webp": "WEBP", "gif": "GIF"}


@pytest.mark.parametrize("kind", PICTURES)
def test_pictures_are_known_by_their_content(kind: str) -> None:
    assert kind_of(screenshot("hello", kind=PICTURES[kind])) == kind


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("pdf", pdf("hello")),
        ("docx", docx("hello")),
        ("text", b"2026-01-02 10:00 ERROR could not save <div>\n"),
        ("text", "Grüße, das geht nicht".encode()),
        ("text", "Grüße".encode("cp1252")),
        ("text", "\ufeffGrüße".encode("utf-16")),
        ("text", b"\x1b[31mError\x1b[0m 4012"),
        ("text", b"a < b and <user> said: javascript: is slow"),
    ],
)
def test_documents_are_known_by_their_content(kind: str, data: bytes) -> None:
    assert kind_of(data) == kind


REFUSED: dict[str, tuple[bytes, type[HandrailError]]] = {
    "nothing": (b"", Unreadable),
    "blank": (b"  \n", Unreadable),
    "too much": (b"x" * (MAX_FILE_BYTES + 1), TooLarge),
    "malware": (EICAR, Unsupported),
    "malware in a text": (b"see: " + EICAR, Unsupported),
    "a program": (b"\x7fELF\x02\x01\x01" + bytes(60), Unsupported),
    "a Windows program": (b"MZ\x90\x00" + bytes(60), Unsupported),
    "an archive": (zipped({"a.txt": b"hello"}), Unsupported),
    "a packed file": (gzip.compress(b"hello"), Unsupported),
    "a tape archive": (b"a.txt".ljust(257, b"\0") + b"ustar\0" + bytes(250), Unsupported),
    "a page": (b"\n<!-- x --><!DOCTYPE html><html></html>", Unsupported),
    "a page without its head": (b"<script>alert(1)</script>", Unsupported),
    "a drawing": (b'<svg xmlns="http://www.w3.org/2000/svg"/>', Unsupported),
    "a drawing with a prologue": (b'\xef\xbb\xbf<?xml version="1.0"?><svg/>', Unsupported),
    "a drawing in UTF-16": ("<svg/>".encode("utf-16"), Unsupported),
    "a script": (b"#!/bin/sh\nrm -rf /\n", Unsupported),
    "a batch file": (b"@echo off\r\ndel *", Unsupported),
    "an old Office file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), Unsupported),
    "anything": (bytes(range(256)), Unsupported),
    "a picture with an archive": (PNG + zipped({"a.txt": b"hello"}), Unsupported),
    "a picture with a page": (PNG + b"<script>alert(1)</script>", Unsupported),
    "a picture with PHP": (screenshot("x", kind="JPEG", comment=b"<?php system('ls');"), Unsupported),
    "a PDF with an archive": (pdf("hello") + zipped({"a.txt": b"hello"}), Unsupported),
    "a Word file with macros": (docx("hello", **{"word/vbaProject.bin": b"x"}), Unsupported),
    "a Word file that unpacks to much": (docx("hello", **{"word/a.xml": bytes(60_000_000)}), TooLarge),
    "a Word file of many pieces": (docx("x", **{f"{n}": b"" for n in range(MOST_ENTRIES)}), TooLarge),
    "a broken Word file": (docx("hello")[:-30], Unreadable),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_not_read_or_not_safe_is_refused_with_a_sentence(what: str) -> None:
    data, kind = REFUSED[what]
    with pytest.raises(kind) as refused:
        kind_of(data)
    assert refused.value.message.endswith(".")
