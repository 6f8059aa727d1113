"""What a visitor says to have tried already: which step, where in the turn, how it ended, and which article it names.

A step counts where its words report the past ("I cleared the cache", "tried another browser", "reinstalling didn't
help"). A denial, a plan, a question, advice that somebody gave, or what the page did by itself is no report. `suggests`
reads the other side: which steps a sentence of a help page asks for, so that nobody is told to do again what was done.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache

from msgspec import Struct

from server.understanding.steps import ADVICE, MENTIONS

MOST_READ = 4_000  # characters, as of a turn
LEAST_SHARE = 0.6  # of a title's words that a visitor who names an article says
LEAST_WORDS = 2  # of a title: one word names no article
READ_HELP = "read_help"


class Tried(Struct, frozen=True):
    """One reported step: text[start:end] tells of it. `outcome` is "failed", "worked" or "" where it isn't said.

    `article` is the id of the article that is named, "" for none.
    """

    step: str
    start: int
    end: int
    outcome: str = ""
    article: str = ""


_PLAIN = str.maketrans("‘’ʼ`´“”\n\t\u00a0", "'''''\"\"\n  ")
_CLAUSE = re.compile(
    r"[.!?;\n]+|,? (?:but|however|so (?=i |we )|because|although|though|while|yet)\b|,? and (?=(?:how|should"
    r"|can|could|will|would|do i|what|now i (?:will|want))\b)",
    re.IGNORECASE,
)
_SEGMENT = re.compile(r",|\b(?:and|then|after|by|despite|plus|when|whenever|even|also|or with)\b", re.IGNORECASE)

_PAST_FORM = re.compile(
    r"(?:(?:re-|un)?\w{2,}ed|reset|read|re-?read|went|gone|wrote|written|split|spoke|spoken|sent|resent|chose"
    r"|set|made|shrunk|ran|rang|hit|quit|left|caught)\b",
    re.IGNORECASE,
)
_GERUND = re.compile(r"(?:re-?)?\w{2,}ing\b", re.IGNORECASE)
# The words that may stand right before a reported verb: who did it is the visitor.
_BY_VISITOR = re.compile(
    r"(?:^|[,(:\"-] ?|\b(?:i|we|ive|i've|we've|i'd|'ve|have|has|had|already|just|also|even|then|and|or|plus"
    r"|now|finally|both|once|twice"
    r"|been|only|again|first|next|yes|ok|yeah|so|successfully|manually|completely|fully|simply|recently"
    r"|yesterday|today|tried|after"
    r"|before that|which i|that i|well|myself|obviously|of course|times|everything|btw|and again|since i|hi"
    r"|hello|hey) ?)$",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"(?:my |the |our )?(?:bank|cache|cookies|vpn|proxy|firewall|everything)\b.* \w+", re.IGNORECASE
)  # tells by itself
_MARKER = re.compile(
    r"\b(?:tried|trying|tested|used|did|done|switched|moved|went|already|i've|ive|we've|have been|kept|after"
    r"|despite|even (?:with|in|on|after)"
    r"|same(?: \w+){0,3} (?:in|on|with|from|over|after)|no luck|(?:works?|working|worked|fails?|failed"
    r"|happens?|happened|broken|shows?|fine|ok"
    r"|slow|error|problem|issue|result|behaviou?r|thing|story|hangs?|crash\w*|load\w*|appears?) (?:\w+ ){0,2}?"
    r"(?:in|on|with|from|over|via|using)|checked|looked|(?:every|each) time"
    r"|whenever|when i|when we|i had to|we had to|opened|paid|am on|i'm on|running|searched|nothing in|not in"
    r"|isn't in|had a look|i use|installed)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:(?:have|has|had|did|do|does|would|could|should|can|was|is|wo|ca)n'?t|(?:have|did|do|could|can|will"
    r"|would|should|had)(?: \w+)? not|cannot|haven't|never|not(?! only| just)"
    r"|without|instead of|rather than|before(?! that)|will|i'll|we'll|gonna|going to|about to|wants? to"
    r"|wanted to|wanna|need(?:s|ed)? to|have to|has to|got to"
    r"|plan(?:ning)? (?:to|on)|thinking (?:of|about)|consider(?:ing)?|should|shall|could|would|might|may|must"
    r"|if (?:i|we)|let me|try to|let's"
    r"|how (?:do|can|to|could|should|about)|(?:ask|asks|asked|told|tells|telling|says|said|saying|advised"
    r"|wants|wanted|instructed)(?: me| us| you)? to"
    r"|suggest\w*|recommend\w*|please|refuse to|forgot to|forget to|(?:un)?able to|way to|possible to|where "
    r"(?:do|can)|worth|mind|like to|happy to|next step is"
    r"|keeps?|automatically|someone|somebody|tomorrow|later|soon|need|why (?:do|does|should)|don't want|avoid"
    r"|afraid of|hate|instead)\b",
    re.IGNORECASE,
)
_DONE_ANYWAY = re.compile(
    r"\b(?:tried to|(?<!never )had to|managed to|decided to|not only|made sure to|(?:can|could)(?:n't"
    r"|not) .{0,30}\beven)\b",
    re.IGNORECASE,
)
_PLANNED_AFTER = re.compile(
    r"\W*(?:\w+ ){0,3}?(?:is next|next|later|tomorrow|would help|would fix|will help|will fix|might|could help"
    r"|should help|first\?|help\?|is needed|is required|necessary|isn't possible|is not possible|by itself"
    r"|on its own|itself|all the time)\b",
    re.IGNORECASE,
)
_QUESTION = re.compile(
    r"\W*(?:(?:so|and|or|ok|hi|hello|hey|please|well|then|now)[ ,]+)*(?:should|can|could|do|does|did|would"
    r"|will|is|are|how|what|when|where|which|why|who|shall|may|must|have you|has anyone|any|am i|need i"
    r"|if i)\b",
    re.IGNORECASE,
)
_FAILED = re.compile(
    r"\b(?:(?:did|does|do|has|have|is|was|wo|would)(?:n'?t| not)(?: \w+)? (?:help\w*|work\w*|chang\w*|fix\w*"
    r"|solv\w*|do anything|make|made)|no (?:luck|change|difference|joy|success|effect|use|avail|help"
    r"|improvement|go|dice)"
    r"|(?:same|still|nothing|nope|fail\w*|useless|without success|in vain|to no avail|not working|no better"
    r"|neither|either|keeps?|again the same|zero|unsuccessful\w*|won't|can't|doesn't|isn't|empty|not there"
    r"|no mail|not in)\b)",
    re.IGNORECASE,
)
_WORKED = re.compile(
    r"\b(?:(?:that |it |which |this |there )?(?:worked|works(?: fine| there| now)?|helped|fixed|solved|did "
    r"(?:it|the trick)|is (?:fine|ok|okay|better|gone)|all good))\b",
    re.IGNORECASE,
)


class _Clause(Struct, frozen=True):
    start: int
    text: str
    asks: bool  # it is a question
    following: str  # the next clause, which often says how it ended


def tried(text: str, titles: Mapping[str, str] | None = None) -> tuple[Tried, ...]:
    """The steps that a turn reports as done, in the order of the turn, each once; `titles` are articles' by id."""
    found: list[Tried] = []
    for clause in _clauses(text[:MOST_READ].translate(_PLAIN)):
        found += _told(clause, titles or {})
    found.sort(key=lambda one: (one.start, -one.end))
    found = [one for one in found if not any(_within(one, other) for other in found)]
    first: dict[tuple[str, str], Tried] = {}
    for one in found:
        first.setdefault((one.step, one.article), one)
    named = {one.step for one in first.values() if one.article}
    return tuple(one for one in first.values() if one.article or one.step not in named)


@lru_cache(4096)
def suggests(text: str) -> frozenset[str]:
    """The steps that a sentence of a help page asks for or speaks of."""
    return frozenset(step for step, ways in ADVICE if any(way.search(text) for way in ways))


def asked_for(text: str) -> frozenset[str]:
    """The steps that a turn asks how to do: who asks may be told, also what was tried."""
    how = re.compile(r"\b(?:how (?:do|can|to|could|would)|where (?:do|can|is)|show me)\b", re.IGNORECASE)
    return frozenset().union(
        *(suggests(clause.text) for clause in _clauses(text[:MOST_READ]) if how.search(clause.text))
    )


def linked(steps: Collection[str], passages: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """For each step the passages (id -> text) that ask for it."""
    return {step: tuple(id for id, text in passages.items() if step in suggests(text)) for step in steps}


def _within(one: Tried, other: Tried) -> bool:
    """Whether the words belong to a longer find: "disconnected from" in "disconnected from the VPN"."""
    longer = other.end - other.start > one.end - one.start
    return longer and other.start <= one.start and one.end <= other.end and other.step != one.step


def _clauses(text: str) -> list[_Clause]:
    parts: list[tuple[int, str, bool]] = []
    at = 0
    for end in [*_CLAUSE.finditer(text), None]:
        stop = end.start() if end else len(text)
        if text[at:stop].strip():
            parts.append((at, text[at:stop], bool(end and "?" in end.group())))
        at = end.end() if end else stop
    following = [*(part for _, part, _ in parts[1:]), ""] if parts else []
    return [_Clause(start, part, asks, after) for (start, part, asks), after in zip(parts, following, strict=True)]


def _told(clause: _Clause, titles: Mapping[str, str]) -> Iterator[Tried]:
    if clause.asks and _QUESTION.match(clause.text):
        return
    for step, mention in MENTIONS:
        for found in mention.finditer(clause.text):
            if _is_reported(clause.text, found):
                yield _as_tried(
                    clause, step, found.start(), found.end(), _named(clause.text, titles) if step == READ_HELP else ""
                )
    for article, title in titles.items():
        at = clause.text.casefold().find(title.casefold()) if len(title.split()) >= LEAST_WORDS else -1
        if (
            at >= 0
            and (_MARKER.search(clause.text) or _PAST_FORM.search(clause.text[:at]))
            and not _DENIED.search(clause.text[:at])
        ):
            yield _as_tried(clause, READ_HELP, at, at + len(title), article)


def _as_tried(clause: _Clause, step: str, start: int, end: int, article: str) -> Tried:
    outcome = _outcome(clause.text[end:]) or _outcome(clause.following) or _outcome(clause.text[:start])
    return Tried(step, clause.start + start, clause.start + end, outcome, article)


def _outcome(text: str) -> str:
    if _FAILED.search(text):
        return "failed"
    return "worked" if _WORKED.search(text) else ""


def _is_reported(clause: str, found: re.Match[str]) -> bool:
    """Whether the words at `found` tell of something done, from the verb's form and what stands before it."""
    before, after = clause[: found.start()], clause[found.end() :]
    scope = before[max((cut.end() for cut in _SEGMENT.finditer(before)), default=0) :]
    if _PLANNED_AFTER.match(after):
        return False
    anyway = _DONE_ANYWAY.search(before) is not None
    if _DENIED.search(scope) and not anyway:
        return False
    if _PAST_FORM.match(found.group()):
        return anyway or _BY_VISITOR.search(before) is not None
    if _GERUND.match(found.group()):
        governed = (
            before.rstrip()[-24:]
            .casefold()
            .endswith(
                ("tried", "after", "by", "already", "been", "kept", "and", "or", ",", "even", "with", "despite", "then")
            )
        )
        return (governed and bool(_MARKER.search(before) or _FAILED.search(after))) or bool(
            not scope.strip() and _outcome(after)
        )
    if anyway or _WHOLE.match(found.group()) or _MARKER.search(before + found.group()):
        return True
    return not scope.strip(' -*"') and bool(_outcome(after))  # "Incognito: no difference": a name, and how it ended


def _named(clause: str, titles: Mapping[str, str]) -> str:
    """The id of the article whose title's words are in the clause, "" for none."""
    said = set(re.findall(r"[^\W_]{3,}", clause.casefold()))
    best, share = "", 0.0
    for article, title in titles.items():
        words = set(re.findall(r"[^\W_]{3,}", title.casefold())) - {
            "the",
            "and",
            "your",
            "article",
            "guide",
            "not",
            "was",
            "how",
        }
        common = len(words & said)
        if len(words) >= LEAST_WORDS and common >= LEAST_WORDS and common / len(words) > max(share, LEAST_SHARE - 1e-9):
            best, share = article, common / len(words)
    return best


def tried_steps(text: str) -> tuple[str, ...]:
    """The names alone of what was tried."""
    return tuple(dict.fromkeys(one.step for one in tried(text)))
