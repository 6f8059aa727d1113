"""Things of one kind, of which an article may name some and not the one that is asked for. Pure.

"Can I pay by cheque" is near to the ways to pay, "is there a kosher box" to the vegan one: to an encoder the members of
a kind are alike, and to the visitor they are what matters. An article that names others of the kind and not this one
doesn't answer, unless what it names are examples. Only what is asked *for* counts: "a Dutch company" wants no language.
"""

import re
from collections.abc import Iterable

from msgspec import Struct

# Members of a kind, each with all of its names; a name in brackets is only looked for in articles: in a question it
# says other things as well.
_COLOURS = "red|green|blue|yellow|(orange)|white|black|grey, gray|purple, violet|pink|brown|(amber)|turquoise, cyan"
_DIETS = "vegan|vegetarian|kosher|halal|gluten-free, gluten free|lactose-free, lactose free|(meat)|(fish)|(poultry)"
_PAYING = (
    "(card), credit card, debit card|cash|coins|cheque, cheques|paypal, pay pal|klarna|apple pay|google pay"
    "|bitcoin, bitcoins, crypto, cryptocurrency|(bank transfer), (transfer)|(direct debit), (debit)|(invoice)|twint"
    "|amazon pay|afterpay|venmo|western union|money order"
)
_CHANNELS = (
    "(e-mail), (email), (mail), (by mail)|sms, text message, text messages|whatsapp|telegram|fax|viber|wechat"
    "|(letter), (post)|(phone), (telephone)|(push), (notification), (push notification)|facebook messenger"
)
_FORMATS = (
    "pdf|csv|xls, xlsx, (excel)|ods|json|xml|docx, (word), (doc)|rtf|(txt)|png|jpg, jpeg, jpgs|gif|svg|tiff, tif|webp"
    "|heic|mp3|mp4|wav|(zip)|epub|ical, ics|vcard, vcf|qif|ofx"
)
_LANGUAGES = (
    "english|german|french|italian|spanish|portuguese|dutch|polish|russian|chinese, mandarin|japanese|turkish|arabic"
    "|danish|swedish|norwegian|finnish|czech|hungarian|greek|korean|hindi|ukrainian|romanian|croatian"
)
_SYSTEMS = (
    "windows|mac, macos, macs, macbook|linux, ubuntu, debian, fedora|android|ios, iphone, iphones, ipad, ipads"
    "|chromeos, chromebook, chromebooks"
)
_BROWSERS = "chrome|firefox|safari|(edge), microsoft edge|(opera), opera browser|internet explorer"

_ANY = "{}"
_PAID = r"{}(?!\ (?:flow|register|desk|book|back|out)\b)"
_SPOKEN = r"(?:in|into|to|speaks?|understands?)\ {}(?!\ \w) | {}\ (?:version|language|interface|translation|speaking)\b"
_RUNS = (
    r"(?:apps?|version|clients?|program|software|supports?|supported|install|download|available|runs?|works?)\b"
    r"[\w\ ]{0,24}\b{} | {}\ (?:apps?|version|clients?|support)\b"
)
_EXAMPLES = re.compile(
    r"\b(?:such as|for example|for instance|e\.g|like|including|and more|etc|others?)\b",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n")


class Kind(Struct, frozen=True):
    """Things of one kind: how each is asked for, how each is named; `enough` of them named tell what there is."""

    asked: tuple[re.Pattern[str] | None, ...]
    named: tuple[re.Pattern[str], ...]
    enough: int = 1


class Wanted(Struct, frozen=True):
    """Which of a kind a question asks for: their places in it."""

    kind: Kind
    places: tuple[int, ...]


def _kind(members: str, asked: str = _ANY, enough: int = 1) -> Kind:
    spelled = [[name.strip() for name in member.split(",")] for member in members.split("|")]
    asks = [_one_of([name for name in names if not name.startswith("(")]) for names in spelled]
    says = [_one_of([name.strip("()") for name in names]) for names in spelled]
    return Kind(
        tuple(_pattern(asked.replace("{}", one)) if one else None for one in asks),
        tuple(_pattern(one) for one in says),
        enough,
    )


def _one_of(names: list[str]) -> str:
    """A pattern of any of the names, as whole words; empty where there is none."""
    return "(?:" + "|".join(re.escape(name) for name in names) + r")\b" if names else ""


def _pattern(source: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{source})", re.VERBOSE | re.IGNORECASE)


KINDS = (
    _kind(_COLOURS, enough=3),  # a legend; one or two are how something happens to look, to the author and the visitor
    _kind(_DIETS),
    _kind(_PAYING, _PAID),
    _kind(_CHANNELS),
    _kind(_FORMATS),
    _kind(_LANGUAGES, _SPOKEN, enough=2),
    _kind(_SYSTEMS, _RUNS),
    _kind(_BROWSERS, _RUNS),
)


def wanted(question: str) -> tuple[Wanted, ...]:
    """What a question asks for that is one of a kind, by kind."""
    found = []
    for kind in KINDS:
        places = tuple(place for place, asked in enumerate(kind.asked) if asked is not None and asked.search(question))
        if places:
            found.append(Wanted(kind, places))
    return tuple(found)


def names_another(asked: Iterable[Wanted], texts: Iterable[str]) -> bool:
    """Whether the texts name others of a kind that is asked for, and not the one; examples of it name none."""
    whole = "\n".join(texts)
    return any(_names_others(one, whole) for one in asked)


def _names_others(one: Wanted, text: str) -> bool:
    named = one.kind.named
    if any(named[place].search(text) for place in one.places):
        return False
    found = set[int]()
    for sentence in _SENTENCES.split(text):
        here = {place for place, name in enumerate(named) if name.search(sentence)}
        if here and _EXAMPLES.search(sentence):
            return False
        found |= here
    return len(found) >= one.kind.enough
