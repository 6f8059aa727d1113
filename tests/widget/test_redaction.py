"""What could name a person is masked, the rest of a sentence stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from widget.redaction import clean, clean_route, mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Sent to ada.l+x@mail.example.com.", "Sent to [email]."),
        ("Call +49 (0)30 1234-5678 now", "Call [phone] now"),
        ("Call 030 12345678", "Call [phone]"),
        ("Call 555-123-4567", "Call [phone]"),
        ("Card 4242 4242 4242 4242 declined", "Card [card] declined"),
        ("Card 4242424242424242 declined", "Card [card] declined"),
        ("IBAN DE89 3704 0044 0532 0130 00 is wrong", "IBAN [iban] is wrong"),
        ("IBAN GB29NWBK60161331926819", "IBAN [iban]"),
        ("“123456789” is no VAT number", "“[number]” is no VAT number"),
        ("like DE123456789", "like DE[number]"),
        ("key sk_live_a1b2c3d4e5f6g7h8i9", "key [token]"),
        ("jörg@exämple.de, see ?mail=ada%40b.example", "[email], see ?mail=[email]"),
        ("iban de89370400440532013000 is wrong", "iban [iban] is wrong"),
        ("DE89 3704 0044 0532 0130 01 is wrong", "[number] is wrong"),  # the checksum does not hold
        ("Card 4242 4242 4242 4241", "Card [number]"),  # nor here
        ("Karte ٤٢٤٢٤٢٤٢٤٢٤٢٤٢٤٢", "Karte [card]"),
        ("SSN 123-45-6789", "SSN [number]"),
    ],
)
def test_personal_data_is_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "Enter a valid VAT number",
        "Row 41 of 1,204 has no date",
        "Due on 03.10.2025 or 2025-10-03",
        "Total 1,250.00 €",
        "Größe 10 × 20 cm",
        "Postcode 10115",
        "at-least-one-uppercase-letter is required",
        "Closed on 03.10.2025 04.10.2025 05.10.2025",
        "AB12 this that with more words",
        "",
    ],
)
def test_ordinary_text_stays(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Dear Ada Lovelace, thank you", "Dear [name], thank you"),
        ("HELLO Ada", "HELLO [name]"),
        ("Hi, Jean-Luc!", "Hi, [name]!"),
        ("Welcome back, Mr. O’Neill.", "Welcome back, Mr. [name]."),
        ("Signed in as ada. Log out", "Signed in as [name]. Log out"),
        ("Name: Ada Lovelace", "Name: [name]"),
        ("Mother's maiden name: Rivers", "Mother's maiden name: [name]"),
        ("Created by Ada L.", "Created by [name]"),
        ("Sehr geehrter Herr Dr. von Stein, danke", "Sehr geehrter Herr Dr. [name], danke"),
        ("Angemeldet als ada", "Angemeldet als [name]"),
        ("Bonjour Chloé !", "Bonjour [name] !"),
        ("Prénom : Chloé", "Prénom : [name]"),
        ("Hola María José de la Cruz", "Hola [name]"),
        ("Titular: Юлия", "Titular: [name]"),
    ],
)
def test_name_in_a_known_slot_is_masked(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "Hello there",
        "Dear Customer",
        "Welcome to Acme",
        "Thank You For Your Order",
        "Name: Required",
        "Name is required",
        "You are signed in as guest",
        "Sehr geehrte Damen und Herren",
        "Bienvenue sur le site",
        "Ada Lovelace wrote the first program",
        "Which Name: lower case is none",
    ],
)
def test_what_pages_write_there_themselves_stays(text: str) -> None:
    assert mask(text) == text


def test_text_is_put_on_one_line_and_cut() -> None:
    assert clean("  a\n b ", 10) == "a b"
    assert clean("abcdef", 4) == "abc…"
    assert clean(None, 4) == ""


def test_a_text_that_is_cut_is_masked_first() -> None:
    assert "ada" not in clean("x" * 10 + " ada@example.com", 14)
    assert "ada" not in clean("word " * 3999 + "ada@example.com and more", 40_000)


@pytest.mark.parametrize(
    ("route", "cleaned"),
    [
        ("/billing?vat=1", "/billing"),
        ("/app#/team?x=1", "/app#/team"),
        ("/app#top", "/app"),
        ("/u/ada@example.com", "/u/[email]"),
        ("", "/"),
        (None, "/"),
    ],
)
def test_routes_carry_no_query_and_no_person(route: str | None, cleaned: str) -> None:
    assert clean_route(route) == cleaned


@given(st.text(max_size=300), st.integers(1, 100))
def test_any_text_comes_out_within_its_limit(text: str, limit: int) -> None:
    assert len(clean(text, limit)) <= limit
    assert 1 <= len(clean_route(text)) <= 300
