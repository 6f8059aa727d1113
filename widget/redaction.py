"""Masks what could name a person in any text that leaves the page: names, titles, messages, routes.

Order matters: the widest shapes (e-mail, IBAN, card) are taken out before the plain runs of digits that they contain.
A mask says what it hides ("[email]"), so that a sentence stays readable. Nothing here sees values of inputs: the
shim never reads them; what is masked are texts in which a page may repeat what was typed.
"""

import re

EMAIL = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]{4}){2,7}(?:[ -]?[A-Z0-9]{1,4})?\b")
CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
PHONE = re.compile(
    r"(?<![\w/])(?:(?:\+|00|\(?0|\(\d{2,4}\) ?)[\d ()./-]{5,20}\d"  # with + or 0 in front, or an area in brackets
    r"|\d{3}[-. ]\d{3}[-. ]\d{4}(?!\d))"  # 555-123-4567
)
DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")
TOKEN = re.compile(r"[A-Za-z0-9_+/=.-]{20,}")
DIGITS = re.compile(r"\d{6,}")  # five digits are a postcode or a price; six begin to be an account

PHONE_DIGITS = range(8, 16)  # E.164 allows 15, shorter runs are counts and years
SCANNED_CHARS = 20_000  # longer texts are cut first: no label or message of a page is that long


def mask(text: str) -> str:
    """The text with personal data and secrets replaced by what they are, such as "[email]"."""
    if not text:
        return text
    text = EMAIL.sub("[email]", text)
    text = IBAN.sub(_iban, text)
    text = CARD.sub(_card, text)
    text = TOKEN.sub(_token, text)
    text = PHONE.sub(_phone, text)
    return DIGITS.sub("[number]", text)


def clean(text: str | None, limit: int) -> str:
    """The text masked, on one line, at most `limit` characters."""
    if not text:
        return ""
    if len(text) > SCANNED_CHARS:  # cut at a space: half an address would not be recognised
        text = text[:SCANNED_CHARS].rpartition(" ")[0]
    return clip(mask(" ".join(text.split())), limit)


def clip(text: str, limit: int) -> str:
    """At most `limit` characters, with an ellipsis where something was cut."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


def clean_route(route: str | None) -> str:
    """A route without its query string, masked, 1 to 300 characters; "/" for nothing."""
    path, hash_mark, fragment = (route or "/").partition("#")
    path = path.partition("?")[0]
    if hash_mark and fragment.startswith("/"):
        path += "#" + fragment.partition("?")[0]
    return "/".join(mask(part) for part in path.split("/"))[:300] or "/"


def _card(found: "re.Match[str]") -> str:
    digits = [int(digit) for digit in found.group() if digit.isdigit()]
    doubled = sum(sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return "[card]" if (doubled + sum(digits[-1::-2])) % 10 == 0 else found.group()


def _iban(found: "re.Match[str]") -> str:
    compact = found.group().replace(" ", "").replace("-", "")
    looks = 15 <= len(compact) <= 34 and sum(char.isdigit() for char in compact) >= len(compact) // 2
    return "[iban]" if looks else found.group()


def _token(found: "re.Match[str]") -> str:
    """Keys and tokens mix digits and letters; a long word or a path does not."""
    text = found.group()
    mixed = sum(char.isdigit() for char in text) >= 3 and sum(char.isalpha() for char in text) >= 3
    return "[token]" if mixed else text


def _phone(found: "re.Match[str]") -> str:
    text = found.group()
    digits = sum(char.isdigit() for char in text)
    return text if DATE.fullmatch(text.strip()) or digits not in PHONE_DIGITS else "[phone]"
