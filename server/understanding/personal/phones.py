"""Finds phone numbers: international ones by their form, national ones by their form or by what is said before them.

Order, invoice and version numbers are what visitors come to talk about: a number that is announced as one stays, unless
it begins with a plus.
"""

import re
from collections.abc import Iterator

from server.understanding.personal.spans import Span

_EXTENSION = r"(?: ?(?:ext\.?|extension|x|durchwahl) ?\d{1,5}\b)?"
_INTERNATIONAL = re.compile(rf"(?<![\w+])\(?(?:\+|00)(?:[ ()./-]{{0,3}}\d){{8,15}}(?!\w){_EXTENSION}")
_NATIONAL = re.compile(
    r"(?<![\w.,:+#/=-])(?:"
    r"0\d{8,11}"  # in one piece
    r"|0\d{1,5}(?:[ ./-]{1,3}\d{2,9}){1,5}"  # prefix and groups
    r"|\(0\d{1,5}\)[ ./-]{0,3}\d{2,9}(?:[ ./-]\d{2,6}){0,4}"
    r"|(?:1[ .-])?\([2-9]\d{2}\)[ .-]?\d{3}[ .-]\d{4}"  # North America
    r"|(?:1[ .-])?[2-9]\d{2}([ .-])\d{3}\1\d{4}"
    r"|\(\d{2}\) ?9?\d{4}[ -]\d{4}"  # Brazil
    r"|8[ -]\(?\d{3}\)?[ -]\d{3}[ -]\d{2}[ -]\d{2}"  # Russia
    r"|1[3-9]\d([ -])\d{4}\2\d{4}"  # China
    r"|[6-9]\d{4} \d{5}"  # India
    rf")(?![\w/]|[-.,:]\d){_EXTENSION}"
)
_SAID = re.compile(
    r"\b(?:(?:tele)?(?:phone|fon)s?(?: ?(?:number|no|nr|#))?|tel|mobile|cell|handy|whats ?app|landline|fax"
    r"|(?:call|ring|text|sms|reach|phone|dial)(?: me| us| him| her| back)*(?: (?:back|at|on|under))*"
    r"|call ?back(?: number| to| on)*|my (?:new |old |direct )?number|rückruf|ruf\w* (?:mich|uns)"
    r"|telefonnummer|handynummer"
    r"|téléphone|portable|mon numéro|teléfono|móvil|mi número|telefono|cellulare|il mio numero|telefone|celular"
    r"|telefoon|mobiel|nummer ist|numéro est)\b"
    r"[^\d\n\0+(.!?]{0,20}?[ :.=(]{1,3}(\(?\d(?:[ ()./-]{0,2}\d){5,14})(?![\w/]|[-.,:]\d)",
    re.IGNORECASE,
)
_TOLD_AFTER = re.compile(
    r"(?<![\w.,:+#/=-])(\d(?:[ .-]?\d){6,13})(?= (?:is|that's|is still) (?:my|our) (?:(?:phone|mobile|cell|new"
    r"|office) )*"
    r"(?:number|phone|mobile|cell))",
    re.IGNORECASE,
)
# What a number right before which this stands is: a thing, not somebody's phone.
_THING = re.compile(
    r"(?:\b(?:orders?|invoices?|receipts?|tickets?|cases?|ref(?:erence)?|bookings?|tracking|parcel|shipment|serial"
    r"|version|build|customer|account|client|contract|policy|membership|id|sku|isbn|ean|gtin|part|item|article"
    r"|product"
    r"|vat|tax|transactions?|payment|error|code|rows?|lines?|commit|hash|amount|total|batch|lot|model|license|licence"
    r"|bestell\w*|rechnung\w*|auftrag\w*|kunden\w*|vorgang\w*|commande|facture|pedido|factura|ordine|fattura"
    r"|bestelling"
    r"|encomenda|fatura)|#|№)"
    r"[ .:=-]{0,3}(?:\b(?:numbers?|no|nr|num|ids?|code|nummer|número|numéro|numero|n°|with)\b[ .:=#-]{0,3}){0,2}"
    r"(?:\b(?:is|was|are|were|like|ist|est|es|called)\b[ :]{0,2})?[#\"'(]{0,2}$",
    re.IGNORECASE,
)
_LOOKED_BACK = 48  # characters: longer than "customer reference number is: "
_DATE = re.compile(
    r"(?:(?:[0-2]?\d|3[01])([./-])[01]?\d\1(?:(?:19|20)\d{2}|\d{2}(?!\1\d))|[0-3]?\d [01]?\d (?:19|20)\d{2}"
    r"|(?:19|20)\d{2}([./ -])\d{1,2}\2\d{1,2})(?!\d)"
)
_YEAR_WITHIN = re.compile(r"[./-](?:19|20)\d{2}[./-]")
_DIGITS = range(8, 16)  # E.164 allows 15; shorter national ones only where they are announced
_LEAST_GROUPED = 9  # digits of a national number that nothing announces
_LEAST_SAID = 6


def phones(text: str) -> Iterator[Span]:
    """Spans of phone numbers, with their extension."""
    for found in _INTERNATIONAL.finditer(text):
        plus = "+" in found.group()[:2]
        if _count(found.group()) in _DIGITS and (plus or not _is_thing(text, found.start())):
            yield _span(found)
    for found in _NATIONAL.finditer(text):
        if _is_national(found.group()) and not _is_thing(text, found.start()):
            yield _span(found)
    for pattern in (_SAID, _TOLD_AFTER):
        for found in pattern.finditer(text):
            told = _count(found.group(1)) >= _LEAST_SAID and not _DATE.match(found.group(1))
            if told and not _is_thing(text, found.start(1)):
                yield Span(found.start(1), found.end(1), "phone")


def _span(found: re.Match[str]) -> Span:
    return Span(found.start(), found.end(), "phone")


def _is_national(text: str) -> bool:
    dated = _DATE.match(text) or _YEAR_WITHIN.search(text)
    return not dated and _LEAST_GROUPED <= _count(text) < _DIGITS[-1]


def _is_thing(text: str, at: int) -> bool:
    return _THING.search(text, max(0, at - _LOOKED_BACK), at) is not None


def _count(text: str) -> int:
    return sum(one.isdigit() for one in text)
