"""What holds for any text: masking twice changes nothing, spans fit, valid numbers are found, hostile text is quick."""

import random
import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from server.understanding.personal import Masked, Span, mask
from server.understanding.personal.checksums import IBAN_LENGTHS, iban, luhn
from server.understanding.personal.spans import KINDS

# Pieces that finders look for, so that texts made of them are near to everything at once.
PIECES = st.sampled_from(
    [
        *(
            "a@b.example",
            "@",
            "+49 30 1234567",
            "4111 1111 1111 1111",
            "DE89370400440532013000",
            "[card]",
            "[email]",
            "[na",
        ),
        *(
            "my name is ",
            "Anna Smith",
            "anna",
            "I'm ",
            "Dear ",
            "Regards,\n",
            "this is ",
            " speaking",
            "12 Main Street",
        ),
        *(
            "10115 Berlin",
            "PO Box 12",
            "password: ",
            "hunter2",
            "is ",
            "not ",
            "10.1.2.3",
            "::1",
            "2026-09-14",
            "0",
            "1",
        ),
        *(
            " ",
            "-",
            ".",
            ",",
            "\n",
            "\0",
            "x",
            "call ",
            "pin ",
            "123",
            "at ",
            " dot ",
            "Z",
            "https://u:",
            "eyJ",
            "é",
            "٣",
        ),
    ]
)
BETWEEN = st.sampled_from(["", " ", "-", ".", " - "])
ISSUERS = ("4", "51", "55", "2221", "34", "37", "6011", "65", "3528", "36", "62")
LENGTHS = {"34": 15, "37": 15, "36": 14}


def numbered(prefix: str, length: int, digits: random.Random) -> str:
    """A number with a right check digit."""
    body = prefix + "".join(digits.choice("0123456789") for _ in range(length - 1 - len(prefix)))
    return next(body + check for check in "0123456789" if luhn(body + check))


def grouped(number: str, sizes: list[int], gap: str) -> str:
    parts, at = [], 0
    for size in sizes:
        parts.append(number[at : at + size])
        at += size
    return gap.join(part for part in [*parts, number[at:]] if part)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=120))
@example("4111 1111 1111 1111@foo.example")
@example("call 555-867-5309-4111111111111111")
def test_masking_again_changes_nothing(text: str) -> None:
    once = mask(text)
    assert mask(once.text) == Masked(once.text, ())


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=120))
def test_spans_are_in_order_and_the_rest_stays(text: str) -> None:
    got = mask(text)
    done, rest = 0, got.text
    for span in got.spans:
        assert done <= span.start < span.end <= len(text)
        assert span.kind in KINDS
        between = text[done : span.start] + f"[{span.kind}]"
        assert rest.startswith(between)
        rest, done = rest[len(between) :], span.end
    assert rest == text[done:]
    assert len(got.text) <= 3 * len(text) + len("[password]")


@given(st.randoms(use_true_random=False), st.sampled_from(ISSUERS), st.lists(st.integers(1, 6), max_size=8), BETWEEN)
def test_a_valid_card_is_found_in_any_grouping(digits: random.Random, issuer: str, sizes: list[int], gap: str) -> None:
    number = numbered(issuer, LENGTHS.get(issuer, 16), digits)
    assert mask(f"I paid with {grouped(number, sizes, gap)} yesterday").text == "I paid with [card] yesterday"


@given(st.randoms(use_true_random=False), st.sampled_from(ISSUERS))
def test_a_number_whose_check_digit_is_wrong_is_left_alone(digits: random.Random, issuer: str) -> None:
    number = numbered(issuer, LENGTHS.get(issuer, 16), digits)
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert mask(f"it says {wrong} there").text == f"it says {wrong} there"


@given(st.randoms(use_true_random=False), st.sampled_from(sorted(IBAN_LENGTHS)), st.sampled_from(["", " ", "-"]))
def test_an_iban_is_found_in_groups_of_four_and_not_with_a_digit_changed(
    digits: random.Random, country: str, gap: str
) -> None:
    body = "".join(digits.choice("0123456789") for _ in range(IBAN_LENGTHS[country] - 4))
    number = next(country + f"{check:02}" + body for check in range(2, 99) if iban(country + f"{check:02}" + body))
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert mask(f"account {grouped(number, [4] * 8, gap)} please").text == "account [iban] please"
    assert "[iban]" not in mask(f"account {grouped(wrong, [4] * 8, gap)} please").text


def test_digits_of_other_scripts_and_hidden_joiners_hide_nothing() -> None:
    assert mask("card ４１１１ １１１１ １１１１ １１１１ x").text == "card [card] x"
    assert mask("card 4111\u200b1111\u200b1111\u200b1111 x").text == "card [card] x"
    assert mask("ann＠mail.example").text == "[email]"


def test_a_span_of_the_original_is_placed_in_the_masked_text() -> None:
    text = "Ann Lee at a@b.example, I cleared the cache"
    got = mask(f"my name is {text}")
    assert got.spans == (Span(11, 18, "name"), Span(22, 33, "email"))
    start = got.text.index("cleared")
    original = f"my name is {text}".index("cleared")
    assert got.moved(original, original + 7) == (start, start + 7)
    assert got.moved(13, 24) == (got.text.index("[name]"), got.text.index("[email]") + len("[email]"))


HOSTILE = [
    *(
        "1",
        "1 ",
        "+1",
        "a@",
        "A",
        "Aa ",
        "0 ",
        "my name is ",
        "(0",
        "GB82",
        "eyJ",
        "a.b@c.",
        "4 ",
        "password ",
        "::",
        "1.1.",
    ),
    *(
        "-----BEGIN PRIVATE KEY-----",
        "Dear ",
        "\n",
        "via A",
        "4111 1111 1111 1111 ",
        "[card]",
        "at a dot ",
        "a at ",
        "1 a ",
    ),
    *("sk-", "straße ", "1 Rue ", "pin ", "\0", "call 1", "I'm ", "z@z.com ", "ch-1234 A", "- ", ". A"),
]


def cost(text: str) -> float:
    """Seconds of this thread's own time, the best of two."""
    took = []
    for _ in range(2):
        began = time.thread_time()
        mask(text)
        took.append(time.thread_time() - began)
    return min(took)


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_costs_no_more_than_its_length(piece: str) -> None:
    """Eight times the text takes about eight times as long, where twice the work for twice the length would be 64."""
    small, large = piece * (5_000 // len(piece)), piece * (40_000 // len(piece))
    assert cost(large) <= 24 * max(cost(small), 0.003)
