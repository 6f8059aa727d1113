"""The words of a question that tell what it is about, and the form it has.

"How do I turn on two-factor authentication?" tells by *two-factor* and *authentication*: the rest stands in every
question. Words are compared by their roots, so that "cancelled" finds "cancellation".
"""

import re

from msgspec import Struct

from server.knowledge.words import words
from server.understanding.personal import mask

MOST_TELLING = 24  # a longer turn tells a story; its first words of each kind say enough

MOST_BESIDE_CODE = 3  # telling words of a question that asks what a number means; a message that has one tells more

_FILLER = frozenset(
    re.findall(
        r"\S+",
        "how what when where who whom whose which why can could would should may might must shall does doe did do is"
        " are was were any some get got have has had having need want wanted please help hello hi hey thank thanks way"
        " possible able like just really very also too only there here now still again ever yet already about than more"
        " most much many few other another one two every each all both someone somebody anyone something anything"
        " nothing everything thing use using make made let go going know tell show see find say said give take work"
        " works working happen happens happening mean means up down out off over after before into onto through during"
        " between because since while until without within against per via et etc ok okay no not don't doesn't didn't"
        " can't cannot couldn't won't isn't aren't wasn't i'm i've i'd it's that's what's where's how's us me you your"
        " yours we our ours mine myself yourself whether though although who's keep put look try tried trying else yes"
        " allowed allow long often soon far old new instead even own same such right question problem issue trouble"
        " wrong",
    )
)
_SUFFIXES = (
    *("ations", "ation", "ings", "ing", "ions", "ion", "ments", "ment", "ers", "er"),
    *("ies", "ied", "ed", "es", "ly", "al", "s", "e", "y"),
)
_ENDINGS = ("", "e", "ed", "ing", "er", "ion", "ation", "y", "ie", "ment", "ly", "al")  # a root's words, for looking up
_WORD = re.compile(r"[\w'’.-]+")
_NAME = re.compile(r"(?<=[^\s.!?:] )[A-Z][\w-]+")  # a capital letter that no sentence begins with
_CODE = re.compile(  # a number that is what something is called: "error 500"
    r"\b(?:error|code|status|http|fault|alarm|warning|model|version)s?(?: (?:code|no\.?|nr\.?|number))?[ :#]*(\d+)\b",
    re.IGNORECASE,
)
_ERR = re.compile(r"\berr(?:[.:] ?| )(?=\d+\b)", re.IGNORECASE)  # "Err:508" is error 508; "ERR-508" its own name
_YES_NO = re.compile(r"(?:is|are|can|could|do|does|did|will|may|must|should|has|have|am|was)\b", re.IGNORECASE)
_HOW = re.compile(r"(?:how (?:do|can|to|should|would)|where (?:do|can|is|are))\b", re.IGNORECASE)


# What tells who asks, when, and which of their own things it is about: an article knows none of that.
_OWN = re.compile(
    r"""
    (?:\b(?:my\ |our\ )?(?:e-?mail|mail|phone|number|name|address|call|reach|contact|write|reply|text)\b
       (?:\ (?:me|us|to|at|on|is|address|number))*[\ :]*)?\[[a-z]+\]                        # call me on [phone]
    | (?:\b(?:for|on|of|in|with|about)\ )?(?:\b(?:my|our|the|this|that)\ )?
      \b(?:orders?|invoices?|tickets?|bookings?|customer|account|case|reference|ref|shipment|parcel|receipt)
      (?:\ (?:no\.?|nr\.?|number|id))?[\ :#]*(?=[\w-]*\d)[A-Z]{0,6}-?\d[\w/-]*\b             # for the order A-1042
    | \b\d{4}-\d\d-\d\d(?:[T\ ]\d\d:\d\d\S*)?|\b\d\d?:\d\d(?::\d\d\S*)?                   # of a line of a log
    | </?\w[^<>]{0,80}>
    """,
    re.VERBOSE | re.IGNORECASE,
)


class Telling(Struct, frozen=True):
    """What a question tells by. `roots` are its telling words by their roots, in order; `words` counts all of them."""

    text: str
    roots: dict[str, str]
    names: frozenset[str]  # roots of what is named: capitalised words, codes
    numbers: frozenset[str]
    words: int
    yes_no: bool
    how: bool


def asked_of_all(text: str) -> str:
    """The question without personal data, the visitor's own references and moments; all of it where that is all.

    "Err:508" is written out as "error 508".
    """
    rest = _OWN.sub(" ", mask(_ERR.sub("error ", text)).text)
    return rest if _WORD.search(rest) else text


def telling(text: str) -> Telling:
    """The telling words of a question."""
    roots: dict[str, str] = {}
    found = _WORD.findall(text.replace("’", "'"))
    for word in found:
        plain = word.strip(".'-").lower()
        if plain and plain not in _FILLER and len(roots) < MOST_TELLING:
            for one in words(plain):
                if one not in _FILLER:
                    roots.setdefault(root(one), one)
    named = {root(one) for name in _NAME.findall(text) for one in words(name)}
    codes = {key for key in roots if any(each.isdigit() for each in key) and not key.isdigit()}
    if len(roots) <= MOST_BESIDE_CODE:
        codes |= roots.keys() & set(_CODE.findall(text))
    numbers = frozenset(key for key in roots if key.isdigit()) - codes
    return Telling(
        text=text,
        roots=roots,
        names=frozenset((named | codes) & set(roots)),
        numbers=numbers,
        words=len(found),
        yes_no=bool(_YES_NO.match(text.strip())),
        how=bool(_HOW.match(text.strip())),
    )


def root(word: str) -> str:
    """What the forms of a word share: "cancelled", "cancelling" and "cancellation" are "cancel"."""
    if not word.isalpha() or len(word) <= 3:
        return word
    ending = next((one for one in _SUFFIXES if word.endswith(one) and len(word) - len(one) >= 3), "")
    word = word.removesuffix(ending)
    doubled = len(word) > 3 and word[-1] == word[-2] and word[-1] not in "aeious"
    return word[:-1] if doubled else word


def forms(key: str, word: str) -> frozenset[str]:
    """Words that a site may write the root as: what an index can be asked for."""
    return frozenset({word, *(key + ending for ending in _ENDINGS)})


def roots_of(text: str) -> frozenset[str]:
    """The roots of all words of a text."""
    return frozenset(root(word) for word in words(text))
