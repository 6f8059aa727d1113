import pytest

from server.understanding.masking import masked


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("mail me at Ann.Lee+x@mail.example.org please", "mail me at [email] please"),
        ("my card 4111 1111 1111 1111 fails", "my card [card] fails"),
        ("pay to DE89 3704 0044 0532 0130 00 today", "pay to [iban] today"),
        ("iban gb82west12345698765432", "iban [iban]"),
        ("call +49 (0)30 1234567", "call [phone]"),
        ("my name is Ann Lee, 12 Main Street", "my name is [name], [address]"),
        ("the password is hunter2", "the password is [password]"),
    ],
)
def test_what_names_a_person_becomes_a_typed_placeholder(text: str, stored: str):
    assert masked(text) == stored


@pytest.mark.parametrize(
    "text",
    [
        "my VAT number DE123456789 is refused",
        "receipt RE-2216 of 2026-09-14",
        "order 4111111111111112 is missing",  # fails Luhn's check
        "it costs 1,299.00 and 24 x 12",
        "my name is wrong on the invoice",
    ],
)
def test_what_questions_are_about_stays(text: str):
    assert masked(text) == text


def test_masking_twice_changes_nothing():
    once = masked("a@b.example and +49 30 1234567, I'm Anna")
    assert masked(once) == once
