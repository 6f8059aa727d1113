import pytest

from server.conversation.masking import masked


@pytest.mark.parametrize(
    ("text", "stored"),
    [
        ("mail me at Ann.Lee+x@mail.example.org please", "mail me at [e-mail] please"),
        ("my card 4111 1111 1111 1111 fails", "my card [card] fails"),
        ("card 4111-1111-1111-1111.", "card [card]."),
        ("pay to DE89 3704 0044 0532 0130 00 today", "pay to [IBAN] today"),
        ("iban gb82west12345698765432", "iban [IBAN]"),
        ("call +49 (0)30 1234567", "call [phone]"),
        ("call 030 12345678 now", "call [phone] now"),
        ("call (0201) 555-1234", "call [phone]"),
        ("call 555-867-5309", "call [phone]"),
    ],
)
def test_personal_numbers_become_typed_placeholders(text: str, stored: str):
    assert masked(text) == stored


@pytest.mark.parametrize(
    "text",
    [
        "my VAT number DE123456789 is refused",
        "tax number 12/345/67890",
        "receipt RE-2216 of 2026-09-14",
        "order 4111111111111112 is missing",  # fails Luhn's check
        "it costs 1,299.00 and 24 x 12",
        "row 41 of 20000",
        "error E-1042 at 10:45",
        "@ home",
    ],
)
def test_numbers_that_questions_are_about_stay(text: str):
    assert masked(text) == text


def test_masking_twice_changes_nothing():
    once = masked("a@b.example and +49 30 1234567")
    assert masked(once) == once
