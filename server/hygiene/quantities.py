"""Reads what a sentence counts: amounts of money, times, spans, shares, and numbers of things, each as a measure."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from server.knowledge.words import words

_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
_TIMES_TEN = "twenty thirty forty fifty sixty seventy eighty ninety hundred"
_TENS = {word: 10.0 * number for number, word in enumerate(_TIMES_TEN.split(), 2)}
_TH = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
)
_NTH = {word: str(number) for number, word in enumerate(_TH.split(), 1)} | {"twentieth": "20", "last": "last"}
_SPELLED = {word: float(number) for number, word in enumerate(_ONES.split(), 1)} | _TENS
_HOURS = {"second": 1 / 3600, "minute": 1 / 60, "hour": 1, "day": 24, "week": 168, "month": 720, "year": 8760}
_ADVERBS = {"hourly": 1, "daily": 24, "weekly": 168, "monthly": 720, "yearly": 8760, "annually": 8760}
_KINDS = {"unit": "count", "unit1": "one", "unit2": "often", "unit3": "any"}  # last group of a match -> what it is
_COINS = {"cents": "money"}  # a hundredth of it
_BETWEEN = {
    "working",
    "business",
    "calendar",
    "full",
    "more",
    "further",
    "whole",
    "paid",
    "free",
    "other",
    "additional",
}
_PEOPLE = frozenset("person people student learner member guest user participant colleague child".split())  # noqa: SIM905
_NO_THING = frozenset("of to and or as at in on for with is are was by per the a".split())  # noqa: SIM905
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"

# What a number counts is only looked at, it may begin the next number: "two and four days".
_NUMBER = r"\d+(?:[.,]\d+)*"
_COUNT = rf"(?:{_NUMBER}|{'|'.join(_SPELLED)})"
_NUMBERS = re.compile(_COUNT)
_NUMBERED = re.compile(
    r"\b(?:row|step|page|line|version|chapter|section|level|error|code|number|no\.)\s$", re.IGNORECASE
)
_PARTS = re.compile(
    rf"(?P<date>\b\d{{4}}-\d\d-\d\d\b|\b\d{{1,2}}[./]\d{{1,2}}[./]\d{{4}}\b|\b\d{{1,2}}\.? (?:{_MONTHS})\b)"
    rf"|\bthe (?P<monthday>\d{{1,2}}(?:st|nd|rd|th)|{'|'.join(_NTH)})(?: (?:working )?day)?"
    r" (?:of|in) (?:each|every|the|a|that)(?: (?:next|following|new|same))? month\b"
    r"|(?P<clock>\b\d{1,2}:\d\d\b|\b\d{1,2} ?[ap]m\b)"
    rf"|\b(?:from|until|till|after|by|since|on) the (?P<nth>{'|'.join(_NTH)})(?= (?:day|week|month|year|time|try)\b)"
    rf"|(?P<cents>{_NUMBER} ?(?:cents?|ct)\b)"
    rf"|(?P<money>[€$£] ?{_NUMBER}|{_NUMBER} ?(?:[€$£]|euros?\b|eur\b|usd\b|dollars?\b|pounds?\b))"
    rf"|(?P<share>{_NUMBER} ?(?:%|percent\b|per cent\b))"
    rf"|(?P<often>\b(?:once|twice|every|each|per)(?: an?| one)? (?P<unit2>{'|'.join(_HOURS)})\b)"
    rf"|\b(?P<age>age of {_COUNT}|(?:under|over|from|until|aged?|at least|is|are) {_COUNT} years(?: old| on\b|,|\.)"
    rf"|{_COUNT} years old|(?:who|they|you|he|she) (?:is|are|turns?) {_COUNT}\b(?! \w))"
    rf"|(?P<fortnight>\b(?:a )?fortnight\b)"
    rf"|(?:\b(?:for|within|after|in|until|lasts?|takes?|wait|about|than|another|up to|over|most)) "
    rf"(?P<one>(?:half )?an?|the)(?P<unit1> (?:full |whole |working |good )?(?:{'|'.join(_HOURS)})\b)"
    rf"|(?P<adverb>\b(?:{'|'.join(_ADVERBS)})\b(?=\s*(?:[.,;:)]|$|(?:and|by|in|at|on|for|to)\b)))"
    rf"|(?P<any>\b(?:as many|any number of|unlimited|no limit on|infinitely many))(?P<unit3> [a-z]+)"
    rf"|(?P<count>(?<![\w./-])(?:{_NUMBER}|{'|'.join(_SPELLED)}))(?=(?P<unit>[ -]+(?:[a-z]+[ -]+)?[a-z]+))",
    re.IGNORECASE,
)


class Quantity(Struct, frozen=True):
    """One number in a sentence. `measure` says what it counts ("money", "span", "share", "clock", "date", or the thing
    in the singular), `value` in the measure's unit (span: hours), place in the sentence."""

    measure: str
    value: str
    start: int
    end: int


@lru_cache(8_192)
def quantities(sentence: str) -> tuple[Quantity, ...]:
    """What the sentence counts, in order. A number of nothing in particular ("E-1042", "step 3") is left out."""
    return tuple(_quantities(sentence))


@lru_cache(8_192)
def by_measure(sentence: str) -> dict[str, list[Quantity]]:
    """Measure -> its quantities."""
    found: dict[str, list[Quantity]] = defaultdict(list)
    for one in quantities(sentence):
        found[one.measure].append(one)
    return found


def _quantities(sentence: str) -> Iterator[Quantity]:
    for match in _PARTS.finditer(sentence):
        kind = {"unit": "count", "unit1": "one", "unit2": "often", "unit3": "any"}.get(
            match.lastgroup or "", match.lastgroup
        )
        start, end = match.span(kind or 0)
        text = match.group(kind or 0).lower()
        if kind == "count":
            if _NUMBERED.search(sentence, 0, start) or (thing := _thing(match.group("unit"))) is None:
                continue
            measure, factor, length = thing
            yield Quantity(measure, _plain(_value(text) * factor), start, end + length)
        elif kind == "one":
            part = 0.5 if text.startswith("half") else 1
            hours = _HOURS[match.group("unit1").split()[-1].lower()]
            yield Quantity("span", _plain(part * hours), start, match.end())
        elif kind == "any":
            if (thing := _thing(match.group("unit3"))) is not None:
                yield Quantity(thing[0], "any", start, end)
        elif kind == "often":
            yield Quantity("rate", _plain(_HOURS[match.group("unit2").lower()]), start, end)
        else:
            measure, value = _measured(kind or "", text)
            yield Quantity(measure, value, start, end)


def _measured(kind: str, text: str) -> tuple[str, str]:
    """Measure and value of what says both by itself."""
    match kind:
        case "fortnight":
            return "span", _plain(2 * _HOURS["week"])
        case "age":
            return "age", "".join(_plain(_value(number)) for number in _NUMBERS.findall(text))
        case "adverb":
            return "rate", _plain(_ADVERBS[text])
        case "monthday" | "nth":
            return kind, _NTH.get(text, text.rstrip("stndrh"))
        case "money" | "cents" | "share":
            value = _value(re.sub(r"[^\d.,]", "", text))
            return _COINS.get(kind, kind), _plain(value / 100 if kind in _COINS else value)
        case _:
            return kind, re.sub(r"\W+", " ", text).strip()


def _thing(unit: str) -> tuple[str, float, int] | None:
    """What the words after a number say it counts: measure, factor, how many characters of them belong to it."""
    taken = 0
    for part in re.finditer(r"[a-z]+", unit, re.IGNORECASE):
        word = part.group().lower()
        if word in _BETWEEN:
            continue
        stem = word.rstrip("s") if len(word) > 3 else word
        if stem in _HOURS:
            return "span", _HOURS[stem], part.end()
        stems = words(word)
        if taken or word in _NO_THING or not stems:
            return None
        return f"thing {'person' if stems[0] in _PEOPLE else stems[0]}", 1.0, part.end()
    return None


def _value(text: str) -> float:
    if text in _SPELLED:
        return _SPELLED[text]
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", text):
        return float(text.replace(",", ""))
    digits = text.replace(",", ".")
    whole, _, rest = digits.rpartition(".")
    return float(f"{whole.replace('.', '')}.{rest}") if whole else float(digits)


def _plain(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".")
