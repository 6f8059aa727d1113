"""Takes personal numbers and addresses out of text before it is stored; a typed placeholder says what stood there.

Recall before precision where a number's own check digit decides (cards, IBAN); phone numbers must look like one, since
order and tax numbers are what visitors come to talk about.
"""

import re
from collections.abc import Callable

EMAIL, PHONE, CARD, IBAN = "[e-mail]", "[phone]", "[card]", "[IBAN]"

_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}\b", re.IGNORECASE)
_CARD = re.compile(r"(?<![\w.])\d(?:[ -]?\d){12,18}(?!\w)")
# With a country code, a leading zero or an area code in brackets; or three groups of digits as numbers are written.
_PHONE = re.compile(
    r"(?<![\w.+-])(?:\+\d{1,3}[\s./-]?(?:\(0?\d{1,5}\)[\s./-]?)?\d(?:[\s./-]?\d){5,12}"
    r"|\(\d{2,5}\)[\s./-]?\d(?:[\s./-]?\d){4,9}|00?\d(?:[\s/-]?\d){7,12}|\d{3}[\s.-]\d{3}[\s.-]\d{4})(?![\w-])"
)


def masked(text: str) -> str:
    """`text` with e-mail addresses, IBANs, card numbers and phone numbers replaced."""
    text = _EMAIL.sub(EMAIL, text)
    text = _IBAN.sub(_longest(_is_iban, IBAN), text)
    text = _CARD.sub(_longest(_is_card, CARD), text)
    return _PHONE.sub(PHONE, text)


def _longest(holds: Callable[[str], bool], placeholder: str) -> Callable[[re.Match[str]], str]:
    """Replaces the longest beginning that holds, up to a gap: what follows an IBAN looks like more of it."""

    def replaced(match: re.Match[str]) -> str:
        found = match.group()
        ends = [len(found), *(gap.start() for gap in reversed(list(re.finditer("[ -]", found))))]
        for end in ends:
            if holds(re.sub("[ -]", "", found[:end])):
                return placeholder + found[end:]
        return found

    return replaced


def _is_card(digits: str) -> bool:
    """Luhn's check, over 13 to 19 digits."""
    if len(digits) < 13:
        return False
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _is_iban(text: str) -> bool:
    """ISO 13616: the first four characters moved to the end, letters as numbers, remainder 1 by 97."""
    if not 15 <= len(text) <= 34:
        return False
    moved = (text[4:] + text[:4]).upper()
    return int("".join(str(int(character, 36)) for character in moved)) % 97 == 1
