"""The page's masking in JavaScript gives what Python's gives, letter by letter, in the same linear time."""

import json
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from widget import build
from widget.redaction import mask

Mask = Callable[[str], str]

PARTS = (
    *(
        "ada.l+x@mail.example.com",
        "jörg@exämple.de",
        "a%40b.example",
        "@",
        "%40",
        "ada＠b.example",
        "ada@",
        "連絡はada@b.jp",
    ),
    *(
        "DE89 3704 0044 0532 0130 00",
        "DE89 3704 0044 0532 0130 01",
        "GB29NWBK60161331926819",
        "fr7630006000011234567890189",
    ),
    *("NO9386011117947", "DE89–3704–0044–0532–0130–00", "AB12 this that with words", "XX00", "Row 12"),
    *(
        "4242 4242 4242 4242",
        "4242424242424241",
        "378282246310005",
        "4242.4242.4242.4242",
        "٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢",
        "４２４２",
    ),
    *("+49 (0)30 1234-5678", "030 12345678", "555-123-4567", "(089) 123 456 78", "00441632960961", "/030 12345678"),
    *("03.10.2025", "2025-10-03", "03.10.2025 04.10.2025 05.10.2025", "123-45-6789", "1,204.00 €", "१२३४५६७", "12:30"),
    *("sk_live_a1b2c3d4e5f6g7h8i9", "at-least-one-uppercase-letter", "/docs/2025/10/an-article", "123456", "12345"),
    *(
        "Dear",
        "dear",
        "DEAR",
        "Hello,",
        "Hi",
        "Hey!",
        "Welcome back,",
        "Welcome",
        "Thank you",
        "Thanks",
        "Good morning",
    ),
    *(
        "Sehr geehrte Frau",
        "Liebe",
        "Hallo",
        "Guten Tag",
        "Bonjour",
        "Chère",
        "CHÈRE Madame",
        "Hola",
        "Estimado Sr.",
        "Olá",
    ),
    *("Signed in as", "Logged in as:", "Angemeldet als", "Connectée en tant que", "Sesión iniciada como", "Created by"),
    *("Name:", "First name :", "Mother's maiden name:", "Nachname:", "Prénom :", "Nombre:", "Card holder:", "Surname"),
    *(
        "Ada",
        "Ada Lovelace",
        "Jean-Luc O’Neill",
        "von Stein",
        "María José de la Cruz",
        "Łukasz Żak",
        "Юлия Иванова",
        "山田太郎",
    ),
    *(
        "ada",
        "Customer",
        "Required",
        "there",
        "The",
        "a.lovelace",
        "J. R. Ewing",
        "K",
        "ſ",
        "İstanbul",
        "😀",
        "\u0301",
        "×",
    ),
    *(
        "is",
        "to",
        "and",
        ",",
        ".",
        "!",
        ":",
        " ",
        "  ",
        "-",
        "–",
        "/",
        "(",
        ")",
        "“",
        "”",
        "\n",
        "\t",
        "\u00a0",
        "[name]",
    ),
)
SENTENCES = (
    "",
    "Enter a valid VAT number",
    "“123456789” is no VAT number",
    "Dear Ada Lovelace, your card 4242 4242 4242 4242 was declined on 03.10.2025",
    "IBAN DE89 3704 0044 0532 0130 00 is wrong; call +49 (0)30 1234-5678",
    "Bonjour Chloé ! Votre compte FR76 3000 6000 0112 3456 7890 189 est prêt",
    "Hello Dear Mr. Smith and dear Mrs. Jones",
    "Signed in as ada. Not you? Signed in as GRACE Hopper",
    "Thank you for your order, Thank You Page, Thank you Ada",
    "x" * 500,
)


@pytest.fixture(scope="module")
def in_js() -> Iterator[Mask]:
    node = shutil.which("node")
    if not node:
        pytest.fail("node is missing: it builds the widget")
    command = [node, str(Path(__file__).with_name("redact.mjs")), str(build.WIDGET / "static/shim/redact.js")]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    ) as process:
        assert process.stdin
        assert process.stdout
        writing, reading = process.stdin, process.stdout

        def ask(text: str) -> str:
            writing.write(json.dumps(text) + "\n")
            writing.flush()
            return str(json.loads(reading.readline()))

        yield ask
        process.stdin.close()
        process.wait(10)


@pytest.mark.parametrize("text", SENTENCES)
def test_sentence_is_masked_alike(text: str, in_js: Mask) -> None:
    assert in_js(text) == mask(text)


def test_every_part_and_every_slot_with_every_part_is_masked_alike(in_js: Mask) -> None:
    texts = [*PARTS, *(f"{slot} {part}!" for slot in PARTS for part in PARTS)]
    assert [text for text in texts if in_js(text) != mask(text)] == []


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.lists(st.one_of(st.sampled_from(PARTS), st.text(max_size=6)), max_size=14).map("".join))
def test_made_up_text_is_masked_alike(text: str, in_js: Mask) -> None:
    assert in_js(text) == mask(text)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.lists(st.sampled_from(PARTS), max_size=12).map(" ".join))
def test_made_up_sentence_is_masked_alike(text: str, in_js: Mask) -> None:
    assert in_js(text) == mask(text)


@pytest.mark.parametrize(
    "piece",
    ["a", "1", "a.", "1 ", "a@", "@", "+1 ", "A1", "dear ", "Name: ", "Ada-", "Dear Ada ", "DE89 ", "a@b.", "(1"],
)
def test_time_is_linear_in_both(piece: str, in_js: Mask) -> None:
    for masking in (mask, in_js):
        start = time.perf_counter()
        masking(piece * (50_000 // len(piece)))
        assert time.perf_counter() - start < 3, masking
