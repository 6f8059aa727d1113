"""Says of two sentences about one thing whether both can be right, and of two passages whether one would do. Pure.

About one thing are sentences that are near by embedding and share words that carry meaning. They conflict when they
count the same measure differently (14 days, 30 days), when one denies what the other says, when they use opposite words
(monthly, yearly), limit it to other people (owners, admins), or send the reader to another control in the same words.
The thresholds were set on tests/server/hygiene/plants_tuned_on.json; plants.json and plants_second.json were
looked at only to measure.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import product

from msgspec import Struct

from models.encode import Embedding
from server.hygiene.denials import DENIALS, QUOTED, denials, denied_words, lacks, negates, plain_words, rooted, roots
from server.hygiene.quantities import Quantity, by_measure, quantities
from server.hygiene.sentences import Mark, Sentence, sentences
from server.knowledge import telling
from server.knowledge.opposites import OPPOSITES
from server.knowledge.words import words

Encode = Callable[[str], Embedding]

NEAR_NUMBER = 0.55  # cosine of sentences that count differently
NEAR_BOTH = 0.62  # mean of the sentences' and their passages' cosine: what "it" is stands in the sentence before
NEAR_OPPOSITE = 0.62  # of those that use opposite words: weaker evidence than a number
NEAR_ALONE = 0.70  # cosine of sentences that are about one thing whatever stands around them
NEAR_DENIED = 0.64  # of those that differ by a negation: "not" is in every second sentence
NEAR_ABSENT = 0.70  # of clauses of which one denies what the other says, with fewer words in common
NEAR_SAME = 0.67  # of those of which one has a negation, whatever it denies
LEAST_SAID = 3  # words with meaning that such two share
NEAR_CONTROL = 0.80  # of those that name another control
LEAST_SHARED = 2  # words with meaning that both have, beside what differs
SHARED_DENIED = 0.5  # share of the shorter one's words that the other has too
LEAST_SAME, SAME_WORDS = 5, 0.75  # words, and their share, that sentences have in common but for a name
SAME = 0.80  # cosine from which a sentence has a mate in the other passage
COVERED = 0.75  # share of the shorter passage's sentences that have one, to be a duplicate
LEAST_WORDS = 12  # of a passage that can be a duplicate: two that say "Press Save" aren't

_CONTROL = re.compile(
    r"\b(?:press|click|choose|select|tap|tick|open|pick)\s+(?:on\s+|the\s+)?[\"“]?"
    r"(?P<name>[A-Z][\w'’-]*(?:\s+(?:[A-Z][\w'’-]*|my|the|of|for|to|a|an|and|as|all|no)\b)*)"
)
_ORDER = re.compile(
    r"(?:press|click|open|choose|select|type|enter|wait|look|see|read|confirm|scroll|find|check|go|take|set|switch|tick|"
    r"unfold|follow|use|ask|run|save|sign|reload|try|make|compare|count|add|write|fill|put|leave|keep|tell|correct)\b",
    re.IGNORECASE,
)
_CASE = re.compile(r"(?:if|unless|in case)\b", re.IGNORECASE)
# "days" and "hours", "with" and "without" stand in sentences that have nothing against each other.
_EXCLUSIVE = tuple(group for group in OPPOSITES if not {"day", "days", "with", "inside", "first", "open"} & set(group))
_CLAUSE = re.compile(
    r"[;:,]\s+(?:(?:and|but|or|so|because|since|as|which|where|while)\s+)?|\s+(?:because|but|since|while)\s+"
)
_ROLES = ("owner", "admin", "member", "accountant", "viewer", "editor", "manager", "everybody", "anybody", "everyone")


class Conflict(Struct, frozen=True):
    """Two sentences that can't both be right: what differs, how likely (0..1), and the words that do."""

    subject: str
    score: float
    one: Sentence
    other: Sentence
    marks: tuple[Mark, ...]
    other_marks: tuple[Mark, ...]


def conflicts(one: str, other: str, near: float, encode: Encode) -> list[Conflict]:
    """The conflicts between two passages' texts, the likeliest first, each sentence once; `near` is their cosine."""
    pairs = product(sentences(one), sentences(other))
    found = [conflict for a, b in pairs if (conflict := _conflict(a, b, near, encode)) is not None]
    chosen: list[Conflict] = []
    for conflict in sorted(found, key=lambda each: (-each.score, each.one.start, each.other.start)):
        if not any(conflict.one.same(each.one) or conflict.other.same(each.other) for each in chosen):
            chosen.append(conflict)
    return chosen


def duplicate(one: str, other: str, encode: Encode) -> float:
    """How surely one of two passages would do, 0..1; 0 for too little text or sentences that the other lacks."""
    first, second = sentences(one), sentences(other)
    shorter, longer = sorted((first, second), key=len)
    if min(len(words(one)), len(words(other))) < LEAST_WORDS or len(shorter) < 2:
        return 0.0
    best = [max(float(encode(a.said) @ encode(b.said)) for b in longer) for a in shorter]
    covered = sum(near >= SAME for near in best) / len(shorter)
    return sum(best) / len(best) if covered >= COVERED and len(longer) <= 2 * len(shorter) else 0.0


def _conflict(one: Sentence, other: Sentence, around: float, encode: Encode) -> Conflict | None:
    for subject, least, marks, other_marks in _differences(one, other):
        near = _near(one, other, encode, by_clause=subject == "absence")
        alone = near >= NEAR_ALONE or subject == "absence" or _names_row(one, other)
        if near >= least and (alone or (near + around) / 2 >= NEAR_BOTH):
            return Conflict(subject, round(min(near, 1.0), 3), one, other, one.shown(marks), other.shown(other_marks))
    return None


def _near(one: Sentence, other: Sentence, encode: Encode, *, by_clause: bool) -> float:
    """How sure it is that both are about one thing, by meaning or by words; of what is missing also by clause."""
    mine, theirs = _content(one.said) - _numerals(one.said), _content(other.said) - _numerals(other.said)
    by_words = len(mine & theirs) / max(len(mine | theirs), 1)
    as_read, as_said = encode(one.about) @ encode(other.about), encode(one.said) @ encode(other.said)
    near = max(float(as_read), float(as_said), by_words)
    if not by_clause:
        return near
    pairs = product(_clauses(one.said), _clauses(other.said))
    return max([near, *(float(encode(a) @ encode(b)) for a, b in pairs if lacks(a, b))])


@lru_cache(8_192)
def _clauses(sentence: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in _CLAUSE.split(sentence) if len(words(part)) >= LEAST_SHARED)


def _names_row(one: Sentence, other: Sentence) -> bool:
    """Whether one is a cell of which the other names row and, where it says a time or money for a time, column."""
    return any(
        cell.of and words(cell.of) and set(words(cell.of)) <= _content(said.said)
        and set(words(cell.column)) & _UNITS <= _content(said.said)
        for cell, said in ((one, other), (other, one))
    )  # fmt: skip


Difference = tuple[str, float, tuple[Mark, ...], tuple[Mark, ...]]  # subject, cosine it needs, places in both


def _differences(first: Sentence, second: Sentence) -> Iterator[Difference]:
    """What makes the two differ, the strongest first. Most pairs end here, unembedded."""
    one, other = first.said, second.said
    mine, theirs = _content(one), _content(other)
    shared = _content(first.about) & _content(second.about)
    in_row = _names_row(first, second)
    least = 1 if in_row or (_only(one) and _only(other)) else LEAST_SHARED
    if len(shared) < least or ((first.cell or second.cell) and not in_row):
        return
    same_case = bool(_CASE.match(one)) == bool(_CASE.match(other))
    yield from _numbers(one, other, shared, same_case, 1 if in_row else LEAST_SHARED)
    if not same_case:  # what holds in a case says nothing of the rule
        return
    if not _ORDER.match(one) and not _ORDER.match(other):  # two steps may well tell to do opposite things
        yield from _opposites(one, other, shared)
        yield from _roles(one, other, shared)
        yield from _absent(one, other)
        yield from _denied(one, other, mine, theirs)
    yield from _controls(one, other, mine, theirs)
    yield from _names(one, other)


def _numbers(one: str, other: str, shared: frozenset[str], same_case: bool, least: int) -> Iterator[Difference]:
    mine, theirs = by_measure(one), by_measure(other)
    for measure in mine.keys() & theirs.keys():
        values, others = {each.value for each in mine[measure]}, {each.value for each in theirs[measure]}
        if values & others or len(shared - {measure.removeprefix("thing ")} - _UNITS) < least:
            continue
        if not same_case and measure not in ("money", "share"):
            continue
        subject = {"money": "price", "date": "date", "clock": "time"}.get(measure, "number")
        yield subject, NEAR_NUMBER, _places(mine[measure]), _places(theirs[measure])


def _opposites(one: str, other: str, shared: frozenset[str]) -> Iterator[Difference]:
    mine, theirs = plain_words(one), plain_words(other)
    for group in _EXCLUSIVE:
        here, there = mine.keys() & set(group), theirs.keys() & set(group)
        denied = bool(roots(here) & denied_words(one)) != bool(roots(there) & denied_words(other))
        apart = bool(here and there and not here & there) and not denied  # "not refused" is "accepted"
        if apart and len(shared - here - there) >= LEAST_SHARED:
            yield "opposite", NEAR_OPPOSITE, _all(mine, here), _all(theirs, there)


def _roles(one: str, other: str, shared: frozenset[str]) -> Iterator[Difference]:
    mine, theirs = plain_words(one), plain_words(other)
    here, there = _those(mine), _those(theirs)
    least = 1 if _only(one) and _only(other) else LEAST_SHARED
    limited = _only(one) or _only(other)
    if limited and here and there and not set(here) & set(there) and len(shared) >= least:
        yield "limit", NEAR_OPPOSITE, _all(mine, set(here.values())), _all(theirs, set(there.values()))


def _only(sentence: str) -> bool:
    return "only" in plain_words(sentence)


def _those(plain: dict[str, Mark]) -> dict[str, str]:
    """Roles that are spoken of, in the singular -> as written."""
    return {stem[0]: word for word in plain if (stem := words(word)) and stem[0] in _ROLES}


def _denied(one: str, other: str, mine: frozenset[str], theirs: frozenset[str]) -> Iterator[Difference]:
    here, there = denied_words(one), denied_words(other)
    said, its = rooted(QUOTED.sub("", one)), rooted(QUOTED.sub("", other))
    against = (here & its) - there | (there & said) - here
    a, b = mine - DENIALS, theirs - DENIALS
    if against and len(a & b) >= max(LEAST_SHARED, SHARED_DENIED * min(len(a), len(b))):
        plain, others = plain_words(one), plain_words(other)
        yield "negation", NEAR_DENIED, _all(plain, denials(plain)), _all(others, denials(others))
    elif len(said & its) >= max(LEAST_SAID, SHARED_DENIED * min(len(a), len(b))) and negates(one) != negates(other):
        plain, others = plain_words(one), plain_words(other)
        yield "negation", NEAR_SAME, _all(plain, denials(plain)), _all(others, denials(others))


def _absent(one: str, other: str) -> Iterator[Difference]:
    """What there is none of here, there is there. Two words that name it say enough of what is spoken of."""
    if negates(one) != negates(other) and (missing := lacks(one, other)):
        least = NEAR_NUMBER if len(missing) >= LEAST_SHARED else NEAR_ABSENT
        yield "absence", least, _of_roots(plain_words(one), missing), _of_roots(plain_words(other), missing)


def _of_roots(plain: dict[str, Mark], these: frozenset[str]) -> tuple[Mark, ...]:
    return tuple(place for word, place in plain.items() if rooted(word) & these)


def _controls(one: str, other: str, mine: frozenset[str], theirs: frozenset[str]) -> Iterator[Difference]:
    here, there = list(_CONTROL.finditer(one)), list(_CONTROL.finditer(other))
    names, others = {each["name"] for each in here}, {each["name"] for each in there}
    if not names or not others or names & others:
        return
    named = frozenset(word for name in names | others for word in words(name))
    rest, its = mine - named, theirs - named
    if len(rest & its) >= max(LEAST_SHARED, 0.6 * min(len(rest), len(its))):
        yield "control", NEAR_CONTROL, _spans(here), _spans(there)


def _names(one: str, other: str) -> Iterator[Difference]:
    """Another name in nearly the same words: "starts as Member", "starts as Admin"."""
    here, there = telling.read(one), telling.read(other)
    names = {word.plain for word in here if word.name} ^ {word.plain for word in there if word.name}
    mine = [word for word in here if word.plain in names and word.name]
    theirs = [word for word in there if word.plain in names and word.name]
    rest, its = ({word.plain for word in side if word.plain not in names} for side in (here, there))
    if mine and theirs and len(rest & its) >= max(LEAST_SAME, SAME_WORDS * len(rest | its)):
        yield "name", NEAR_OPPOSITE, _written(mine), _written(theirs)


def _written(found: list[telling.Word]) -> tuple[Mark, ...]:
    return tuple((word.start, word.end) for word in found)


_UNITS = frozenset({"second", "minute", "hour", "day", "week", "month", "year", "working", "euro", "percent"})


@lru_cache(8_192)
def _content(sentence: str) -> frozenset[str]:
    return frozenset(words(sentence))


@lru_cache(8_192)
def _numerals(sentence: str) -> frozenset[str]:
    """The words that its quantities are written in."""
    return frozenset(word for one in quantities(sentence) for word in words(sentence[one.start : one.end])[:1])


def _all(plain: dict[str, Mark], these: "set[str] | frozenset[str]") -> tuple[Mark, ...]:
    return tuple(sorted(plain[word] for word in plain.keys() & these))


def _places(found: list[Quantity]) -> tuple[Mark, ...]:
    return tuple((each.start, each.end) for each in found)


def _spans(found: "list[re.Match[str]]") -> tuple[Mark, ...]:
    return tuple(each.span("name") for each in found)
