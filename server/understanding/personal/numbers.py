"""Finds cards, IBANs and national numbers, which their own check digits tell from every other number."""

import re
from collections.abc import Callable, Iterator

from server.understanding.personal import checksums
from server.understanding.personal.spans import Span

_RUN = re.compile(r"(?<![\w.,])\d(?:[ .\-_/\n\t]{0,3}\d){12,}(?![\w])", re.ASCII)
_GROUP = re.compile(r"\d+", re.ASCII)
_CARD_DIGITS = range(13, 20)
_SECURITY_CODE = re.compile(
    r"\b(?:cvv2?|cvc2?|csc|security code|prüfziffer|kartenprüfnummer)\b[^\w\0\n]{0,3}(?:(?:is|was"
    r"|ist)\b[^\w\0\n]{0,3})?"
    r"(\d{3,4})\b(?![.,]\d)",
    re.IGNORECASE,
)
_IBAN_HEAD = re.compile(r"(?<![^\W_])[A-Z]{2}\d{2}(?=[ -]{0,2}[A-Z0-9])", re.IGNORECASE | re.ASCII)
_IBAN_GAPS = " -."

Check = Callable[[str], bool]
_CODE = r"[A-Z]{6}[\dLMNP-V]{2}[A-EHLMPRST][\dLMNP-V]{2}[A-Z][\dLMNP-V]{3}[A-Z]"
_NATIONAL: tuple[tuple[re.Pattern[str], Check], ...] = tuple(
    (re.compile(rf"(?<![\w.#/-])(?:{shape})(?![\w/]|[-.]\w)", re.IGNORECASE | re.ASCII), check)
    for shape, check in (
        (r"(?!000|666|9)\d{3}([- ])(?!00)\d{2}\1(?!0000)\d{4}", bool),  # US social security number: no check digit
        (r"\d{8}-?[A-Z]|[XYZ]-?\d{7}-?[A-Z]", checksums.spanish_id),
        (_CODE, checksums.italian_id),
        (r"\d{3}\.\d{3}\.\d{3}-\d{2}", checksums.brazilian_id),
        (r"[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?\d{2} ?\d{3} ?\d{3} ?\d{2}", checksums.french_id),
        (r"[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]", bool),  # UK national insurance
        (r"\d{6}[-+]\d{4}", checksums.luhn),  # Swedish personnummer
        (r"[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])\d{5}[\dX]", checksums.chinese_id),
    )
)
# Bare digits that every tenth order number would pass for: only where the words before say what it is.
_SAID: tuple[tuple[re.Pattern[str], Check], ...] = tuple(
    (re.compile(rf"\b(?:{words})\b[^\d\n\0]{{0,15}}?(?<![\w])({shape})(?!\w)", re.IGNORECASE), check)
    for words, shape, check in (
        (r"pesel", r"\d{11}", checksums.polish_id),
        (r"bsn|burgerservicenummer", r"\d{9}", checksums.dutch_id),
        (r"steuer-?id\w*|idnr|tax id|tin", r"\d{2} ?\d{3} ?\d{3} ?\d{3}", checksums.german_tax_id),
        (
            r"ssn|social security(?: number| no)?|sozialversicherungsnummer|passport(?: number| no)?|reisepass\w*"
            r"|(?:driver'?s?|driving) licen[cs]e(?: number| no)?|national id(?: number)?|personalausweis\w*|aadhaar",
            r"[A-Z]{0,3}\d[A-Z0-9]{4,11}|\d{2,4}(?:[ -]\d{2,6}){1,3}",
            bool,
        ),
    )
)


def cards(text: str) -> Iterator[Span]:
    """Card numbers in any grouping, by issuer and Luhn's check, and the code that is said with one."""
    for found in _RUN.finditer(text):
        yield from _cards_of(found)
    for found in _SECURITY_CODE.finditer(text):
        yield Span(found.start(1), found.end(1), "number")


def _cards_of(found: re.Match[str]) -> Iterator[Span]:
    """Those that begin and end with groups of one run: an expiry date may follow, another number stand before."""
    groups = [(group.start(), group.end()) for group in _GROUP.finditer(found.group())]
    digits = "".join(found.group()[start:end] for start, end in groups)
    run = checksums.LuhnRun(digits)
    places, at = [], 0  # of each group's first digit among all digits
    for start, end in groups:
        places.append(at)
        at += end - start
    places.append(at)
    first = 0
    while first < len(groups):
        last = _last_group(digits, run, places, first)
        if last is None:
            first += 1
            continue
        yield Span(found.start() + groups[first][0], found.start() + groups[last][1], "card")
        first = last + 1


def _last_group(digits: str, run: checksums.LuhnRun, places: list[int], first: int) -> int | None:
    """The last group of the longest card that begins with this one."""
    fit = None
    for last in range(first, min(first + _CARD_DIGITS[-1], len(places) - 1)):
        length = places[last + 1] - places[first]
        if length > _CARD_DIGITS[-1]:
            break
        if length in _CARD_DIGITS and checksums.card(digits, run, places[first], places[last + 1]):
            fit = last
    return fit


def ibans(text: str) -> Iterator[Span]:
    """International account numbers of the country's length whose check holds; what follows one stays."""
    for found in _IBAN_HEAD.finditer(text):
        length = checksums.IBAN_LENGTHS.get(found.group()[:2].upper())
        end = _counted(text, found.start(), length) if length else None
        if end and checksums.iban(re.sub(r"[ .-]", "", text[found.start() : end])):
            yield Span(found.start(), end, "iban")


def _counted(text: str, at: int, length: int) -> int | None:
    """Where `length` letters and digits from `at` on end, with single gaps between them; None without a boundary."""
    gap = 0
    for place in range(at, min(len(text), at + 2 * length)):
        one = text[place]
        if one.isascii() and one.isalnum():
            length, gap = length - 1, 0
            if not length:
                after = text[place + 1 : place + 2]
                return None if after.isalnum() else place + 1
        elif one in _IBAN_GAPS and gap < 2:
            gap += 1
        else:
            return None
    return None


def national_ids(text: str) -> Iterator[Span]:
    """Numbers that a state gave a person."""
    for shape, check in _NATIONAL:
        for found in shape.finditer(text):
            if check(re.sub(r"[ .+-]", "", found.group())):
                yield Span(found.start(), found.end(), "number")
    for said, check in _SAID:
        for found in said.finditer(text):
            if check(re.sub(r"[ .-]", "", found.group(1))):
                yield Span(found.start(1), found.end(1), "number")
