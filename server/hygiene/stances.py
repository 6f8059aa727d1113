"""Reads where a sentence stands on questions with two sides (free or paid, before or after, allowed or not). Pure.

A side that is denied is the other one: "not included" is "left out". What is denied beside that counts as a stance of
its own, so that two sentences with the same words and one "not" more stand on different sides.
"""

import re
from functools import lru_cache

from msgspec import Struct

from server.hygiene.sentences import Mark
from server.knowledge.opposites import OPPOSITES

DENIED_WITHIN = 4  # words from a "not" to what it denies
DENIAL = "denial"

# Each line: a question, its one side, its other side; words as regular expressions.
_QUESTIONS = r"""
free    = free(?! (?:space|place|seat|time)s?)|free of charge|costs? nothing|at no (?:extra |further )?(?:cost|charge)
          |gratis|nothing (?:to pay|is charged)|pay nothing|included in (?:the|your|each|every)
          |without (?:a )?(?:fee|charge|cost)s?
        / pays?(?! nothing)|paid(?! (?:back|out|month|period))|(?<!of )charged?|chargeable|costs?(?! nothing)|fees?
          |surcharge|[€$£] ?\d[\d.,]*|\d+ cents?|extra|at (?:your|their) own expense
open    = open(?! it\b)|opens|opened / closed?|closes|shut
part    = includ(?:e|es|ed|ing)|contains?|contained|part of|covers?|covered|comes? with|belongs? to
        / exclud(?:e|es|ed|ing)|left out|leaves? out|except|not part of|added to|on top of|separately
          |comes? on top
self    = automatic|automatically|by (?:it|them)sel(?:f|ves)|on (?:its|their) own|without you|without asking
          |needn['’]t (?:ask|apply|do anything)|(?:don['’]t|do not) (?:have|need) to (?:ask|apply|do anything)
        / manual|manually|by hand|yourself|yourselves|on request|(?:if|when) you ask(?: for it)?|on demand
          |(?:has|have|need|needs|must) (?:to )?(?:ask|apply|be requested|be asked for|request|claim)
          |only after (?:you|we) (?:ask|approve)|(?:after|with|needs?) (?:our |an? |the )?(?:approval|confirmation)
now     = immediately|at once|instantly|right away|straight ?away|at the same moment|takes effect today
        / later|with the next|from the next|only at the end|at the end of|with a delay|begins with the next
          |not before
on      = (?:switch|turn)(?:ed|es|s)? on|on by default|enabled?|enables|active|activated?|checked
        / (?:switch|turn)(?:ed|es|s)? off|off by default|disabled?|disables|inactive|deactivated?|unchecked
before  = before|until|till|beforehand|in advance|ahead|up front / after|afterwards|once|when|as soon as
          |later than
top     = top|above|upper|first / bottom|below|lower|last
left    = on the left|to the left|left of / on the right|to the right|right of
seen    = public|publicly|visible|everybody (?:can )?sees?|shown|can see|may see|displayed
        / private|privately|hidden|invisible|only you(?: can)? see|secret|concealed
let     = allowed|allows?|permitted|permits?|welcome|accepted|accepts?|possible|approved|supported|supports?
          |available|offered|can|may|able|we (?:also )?take
        / must not|mustn't|cannot|can't|may not|forbidden|forbids?|prohibited|refused|refuses?|rejected
          |rejects?|declined|impossible|banned
need    = needs?|needed|must(?! not)|has to|have to|had to|required|requires?|mandatory|necessary|obligatory
          |compulsory
        / optional|voluntary|without|needless
keep    = kept|keeps?|stays?|remains?|retained|continues?|goes on|go on|still works?|saved|preserved|survives?
        / lost|loses?|deleted|erased|gone|removed|stops?|stopped|(?<!the )(?<!its )ends?|ended|thrown
          |discarded|expires?|expired|vanish(?:es)?|disappears?
many    = several|multiple|many|more than one|as many as you (?:like|want|wish)|any number|unlimited
          |in parallel|side by side
        / only one|one at a time|a single|exactly one|just one|only once|one (?:\w+ )?(?:is enough|only)
back    = refunds?|(?:taken?|brought|bring|got|gets?|given?|paid|pays?|sent?) (?:\w+ ){0,2}back|come back|undone
          |withdrawn?|restored?|recovered?|reversible|refunded?|returned|refundable|paid out|unblocked
        / final|irreversible|non-refundable|for good|permanently|permanent|forever
whole   = as well as|also|everybody|everyone|anybody|anyone|every|any|all|each|always|whoever|unlimited|whole
        / only|solely|just|nobody|no one|exclusively|alone
both    = both / (?:one|either)(?: \w+){0,3} is enough|one is enough|either of
common  = shared|sharing|in common|jointly / separate|own|individual|of (?:your|their|its) own|each with
net     = offline|without (?:the )?(?:internet|wi-?fi|(?:a )?(?:connection|network|signal))
        / (?:needs?|requires?|only with) (?:the |an? )?(?:\w+ )?(?:internet|wi-?fi|connection|network|signal)
setup   = nothing (?:has )?(?:to (?:be )?)?install(?:ed)?|without installing|no installation
        / (?:download|install)(?! (?:it )?again)(?:s|ed)?(?: and install(?:ed)?)?
again   = renews?|renewed|goes on|go on|is extended|prolonged / ends? by (?:it|them)sel(?:f|ves)|runs? out|not renewed
works   = works?|working|runs?|running|supported|available|offered|stays? up
        / (?:switch|turn)(?:ed|es) off|disabled|blocked|out of service
gross   = gross|including (?:vat|tax)|with (?:vat|tax)|vat included / net|plus (?:vat|tax)|without (?:vat|tax)
          |excluding (?:vat|tax)
most    = at most|up to|maximum|no more than|at the latest|not more than / at least|minimum|no less than
          |at the earliest|not less than
earlier = earlier|sooner|faster|quicker / slower
longer  = longer|larger|bigger|higher|more / shorter|smaller|lower|less|fewer
"""
_GROUPS = tuple(
    group
    for group in OPPOSITES
    if not {"day", "days", "with", "inside", "first", "open", "owner", "owners", "admin", "admins", "accountant", "can"}
    & set(group)
    and not {"monthly", "viewer", "on", "month", "months", "free", "least", "old"} & set(group)
)
_COLOURS = ("red", "orange", "yellow", "green", "blue", "purple", "black", "white", "grey")
# "is shown in red", not "the red lamp": that is which one is meant
_SHOWN = re.compile(rf"\b({'|'.join(_COLOURS)})\b(?=\s*(?:[.,;:)]|$|(?:while|when|until|as|if|for|and|during|once)\b))")
_DAY = re.compile(r"(\w+day)s")
_DENIAL = re.compile(
    r"\b(?:not|never|cannot|neither|nor|unable|nothing|nobody|none|no one|no|without|hardly|[a-z]+n[’']t|nowhere"
    r"|stop(?:s|ped)? (?=[a-z]+ing\b)|instead of|rather than)(?![\w’'])",
    re.IGNORECASE,
)
_NOT_DENIAL = re.compile(
    r"\b(?:not only|no matter|no longer than|no more than|not more than|no later|no less|no longer|no reason"
    r"|without (?:any |an? |giving (?:any |a )?)?(?:trouble|problems?|reason|delay|asking|hurry|fail|further ado))\b",
    re.IGNORECASE,
)
# "A payment that you don't know", "files which aren't pictures": which one is meant, not what holds of it
_WHICH = re.compile(
    r"(?<=\w )(?:that|which|who|whom)\s+(?:(?:you|we|they|it|he|she|somebody)\s+)?"
    r"(?:(?:is|are|was|were|has|have|had|do|does|did|can|could|will)\s+(?:not|never)|[a-z]+n[’']t|cannot|never)\b",
    re.IGNORECASE,
)
_CONTRAST = re.compile(r",\s+(?:and\s+)?not\b[^,;:.]*(?:,\d[^,;:.]*)?", re.IGNORECASE)  # "yours, not the company's"
QUOTED = re.compile(r"[\"“][^\"”]*[\"”]")  # what is quoted is shown, not said
_BREAK = re.compile(r"[,;:.]|\b(?:and|but|or|so|because|if|when)\b")


class Stance(Struct, frozen=True):
    """A side of a question ("+", "-", or the word itself of several that exclude each other, maybe with "not "), where
    it is said, and which denials made it so."""

    side: str
    marks: tuple[Mark, ...]
    denials: frozenset[Mark] = frozenset()


class Stances(Struct, frozen=True):
    """All stances of a sentence by question, and its denials, used up by them or not."""

    sides: dict[str, Stance]
    denials: tuple[Mark, ...]


class Flip(Struct, frozen=True):
    """A question on which two sentences stand on different sides, and where in both."""

    question: str
    marks: tuple[Mark, ...]
    other_marks: tuple[Mark, ...]


def _compiled() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str]], ...]:
    lines = " ".join(_QUESTIONS.split()).replace(" = ", "=").replace(" / ", "/")
    lines = re.sub(r"\s+\|", "|", lines)
    found = re.findall(r"(\w+)=(.*?)/(.*?)(?= \w+=|$)", lines)
    return tuple((name, _words(one), _words(other)) for name, one, other in found)


def _words(alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w’'-])(?:{alternatives.strip()})(?![\w’'-])", re.IGNORECASE)


_SIDES = _compiled()


@lru_cache(8_192)
def stances(sentence: str) -> Stances:
    """Where the sentence stands; questions on which it says both are left out."""
    text = _plain(sentence)
    denials = tuple(found.span() for found in _DENIAL.finditer(text))
    sides = {}
    for name, one, other in _SIDES:
        said = [(side, match.span()) for side, words in ((1, one), (-1, other)) for match in words.finditer(text)]
        signed = [(side * _sign(text, mark, denials)[0], mark, _sign(text, mark, denials)[1]) for side, mark in said]
        if len({side for side, _, _ in signed}) == 1:
            marks, spent = tuple(mark for _, mark, _ in signed), frozenset().union(*(each for *_, each in signed))
            sides[name] = Stance("+" if signed[0][0] == 1 else "-", marks, spent)
    words = {_DAY.sub(r"\1", match.group().lower()): match.span() for match in re.finditer(r"[\w'-]+", text)}
    for group in _GROUPS:
        here = words.keys() & set(group)
        if len(here) == 1:
            (word,) = here
            sign, spent = _sign(text, words[word], denials)
            sides["/".join(group)] = Stance(word if sign > 0 else f"not {word}", (words[word],), spent)
    colours = list(_SHOWN.finditer(text))
    if len(colours) == 1:
        sides["colour"] = Stance(colours[0].group(), (colours[0].span(),))
    return Stances(sides, denials)


def compare(one: Stances, other: Stances) -> list[Flip]:
    """The questions on which the two stand on different sides, each place once."""
    shared = [name for name in one.sides if name in other.sides]
    spent = frozenset().union(*(one.sides[name].denials for name in shared))
    its_spent = frozenset().union(*(other.sides[name].denials for name in shared))
    flips: list[Flip] = []
    for name in shared:
        mine, theirs = one.sides[name], other.sides[name]
        if _differ(mine.side, theirs.side):
            marks, its = mine.marks + tuple(sorted(mine.denials)), theirs.marks + tuple(sorted(theirs.denials))
            if not any(meet(marks, flip.marks) or meet(its, flip.other_marks) for flip in flips):
                flips.append(Flip(name, marks, its))
    left = tuple(each for each in one.denials if each not in spent)
    its_left = tuple(each for each in other.denials if each not in its_spent)
    if len(left) % 2 != len(its_left) % 2:
        flips.append(Flip(DENIAL, left, its_left))
    return flips


def meet(marks: tuple[Mark, ...], others: tuple[Mark, ...]) -> bool:
    """Whether any of the places overlap."""
    return any(start < its_end and its_start < end for start, end in marks for its_start, its_end in others)


def _differ(one: str, other: str) -> bool:
    denied = one.startswith("not ") + other.startswith("not ")
    same = one.removeprefix("not ") == other.removeprefix("not ")
    return same if denied == 1 else not same and not denied


def _plain(sentence: str) -> str:
    """As it is compared, as long as before: without what is quoted, tells which one is meant, or is contrasted."""
    for pattern in (QUOTED, _WHICH, _CONTRAST, _NOT_DENIAL):
        sentence = pattern.sub(lambda found: " " * len(found.group()), sentence)
    return sentence


def _sign(text: str, mark: Mark, denials: tuple[Mark, ...]) -> tuple[int, frozenset[Mark]]:
    """-1 and the denial where what is said at `mark` is denied; a denial within it belongs to it."""
    start, end = mark
    within = frozenset(denial for denial in denials if start <= denial[0] < end)
    for denial in denials:
        between = text[denial[1] : start]
        if denial[1] <= start and len(between.split()) < DENIED_WITHIN and not _BREAK.search(between):
            return -1, within | {denial}
    return 1, within
