"""Masks what could name a person in any text that leaves the page: names, titles, messages, routes.

Order matters: the widest shapes (e-mail, IBAN, card) are taken out before the plain runs of digits that they contain.
A mask says what it hides ("[email]"), so that a sentence stays readable. Nothing here sees values of inputs: the
shim never reads them; what is masked are texts in which a page may repeat what was typed. static/shim/redact.js masks
the same, letter by letter: change both. So nothing here depends on a language's own tables: classes of characters are
written out, nothing looks behind, and each pattern takes a whole run at once, which keeps the time linear.
"""

import re

from widget.slots import mask_names

LOCAL = r"A-Za-z0-9._%+'\u00c0-\u024f\u0370-\u1fff\u3040-\ud7ff-"
HOST = r"A-Za-z0-9\u00c0-\u024f\u0370-\u1fff-"
GAP = r"[ ._\u2010-\u2013-]"
EMAIL = re.compile(rf"[{LOCAL}]+(?:@[{HOST}]+(?:\.[{HOST}]+)+)?")
IBAN = re.compile(r"\b[A-Za-z]{2}[0-9]{2}(?:[ \u2010-\u2013-]?[A-Za-z0-9]){11,30}\b", re.ASCII)
CARD = re.compile(rf"[0-9](?:{GAP}?[0-9]){{12,}}")
TOKEN = re.compile(r"[A-Za-z0-9_+/=.-]{20,}")
PHONE = re.compile(
    r"(^|[^A-Za-z0-9_/])((?:\+|00|\(?0|\([0-9]{2,4}\) ?)[0-9 ()./\u2010-\u2013-]{5,20}[0-9]"  # with + or 0, or an area
    r"|[0-9]{3}[-. ][0-9]{3}[-. ][0-9]{4}(?![0-9]))"  # 555-123-4567
)
DATE = re.compile(r"[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4}")
SOCIAL = re.compile(r"\b[0-9]{3}[- ][0-9]{2}[- ][0-9]{4}\b", re.ASCII)  # a social security number
DIGITS = re.compile(r"[0-9]{6,}")  # five digits are a postcode or a price; six begin to be an account

PHONE_DIGITS = range(8, 16)  # E.164 allows 15, shorter runs are counts and years
CARD_DIGITS = range(13, 20)
ACCOUNT_GROUP = 3  # digits; groups of two are dates and times
DECIMALS = "0123456789"
GAPS = " -\u2010\u2011\u2012\u2013"  # within an IBAN
GROUPS = re.compile(GAP)
IBAN_CHARS = 15  # Norway's; the longest has 34
SCANNED_CHARS = 20_000  # longer texts are cut first: no label or message of a page is that long
# Digits of other scripts, the @ of wide letters and of addresses in links.
ZEROS = (0x660, 0x6F0, 0x966, 0xFF10)
PLAIN = {zero + digit: 0x30 + digit for zero in ZEROS for digit in range(10)} | {0xFF20: 0x40}


def mask(text: str) -> str:
    """The text with personal data and secrets replaced by what they are, such as "[email]"."""
    if not text:
        return text
    text = text.translate(PLAIN).replace("%40", "@")
    text = EMAIL.sub(_email, text)
    text = IBAN.sub(_iban, text)
    text = CARD.sub(_card, text)
    text = TOKEN.sub(_token, text)
    text = PHONE.sub(_phone, text)
    text = SOCIAL.sub("[number]", text)
    return mask_names(DIGITS.sub("[number]", text))


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


def _email(found: "re.Match[str]") -> str:
    return "[email]" if "@" in found.group() else found.group()


def _iban(found: "re.Match[str]") -> str:
    """An IBAN ends where its checksum holds; without one, what has an IBAN's shape is an account's number all the same.

    Words that follow it are kept.
    """
    text = found.group()
    for end in range(len(text), IBAN_CHARS - 1, -1):
        if _holds(text[:end]) and (end == len(text) or text[end] in GAPS):
            return "[iban]" + text[end:]
    last = max(map(text.rfind, DECIMALS)) + 1  # what comes after the last digit is a word
    compact = [char for char in text[:last] if char not in GAPS]
    if len(compact) < IBAN_CHARS or 2 * sum(char in DECIMALS for char in compact) < len(compact):
        return text
    return "[number]" + text[last:]


def _holds(text: str) -> bool:
    """ISO 7064: with its head at its end and letters as numbers from 10, an IBAN leaves 1 by 97."""
    compact = [char for char in text if char not in GAPS]
    if not IBAN_CHARS <= len(compact) <= 34:
        return False
    rest = 0
    for char in compact[4:] + compact[:4]:
        value = int(char, 36)
        rest = (rest * (10 if value < 10 else 100) + value) % 97
    return rest == 1


def _card(found: "re.Match[str]") -> str:
    """A card by Luhn's checksum; other long numbers in groups are accounts; dates in a row are neither."""
    text = found.group()
    if any(len(group) < ACCOUNT_GROUP for group in GROUPS.split(text)[1:-1]):
        return text
    digits = [int(digit) for digit in text if digit in DECIMALS]
    doubled = sum(sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return "[card]" if len(digits) in CARD_DIGITS and (doubled + sum(digits[-1::-2])) % 10 == 0 else "[number]"


def _token(found: "re.Match[str]") -> str:
    """Keys and tokens mix digits and letters; a long word or a path does not."""
    text = found.group()
    digits = sum(char in DECIMALS for char in text)
    letters = sum(char not in DECIMALS and char not in "_+/=.-" for char in text)
    return "[token]" if digits >= 3 and letters >= 3 else text


def _phone(found: "re.Match[str]") -> str:
    text = found.group(2)
    digits = sum(char in DECIMALS for char in text)
    return found.group() if DATE.fullmatch(text) or digits not in PHONE_DIGITS else found.group(1) + "[phone]"
