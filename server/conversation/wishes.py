"""Hears how a visitor wants to be answered: "shorter please", "just the steps", "in full sentences, please".

A turn is cut into clauses, and a clause is a wish only where the whole of it is one of the wordings below; a word like
"shorter" in a sentence about the product is none. Beside a question a wish has to be marked as one (please, just, can
you): "step by step" alone is a wish, "step by step, I lost everything" is a story.
"""

import re

from msgspec import Struct

from server.answering.style import Style

MOST_CLAUSE_WORDS = 14  # the longest polite wish; a longer clause says something else

_CLAUSE = re.compile(r"((?<=[.!?;,:])\s+|\n+|\s+[-–—]+\s+|\s+(?:and|but)\s+)", re.IGNORECASE)
_PLEASE = re.compile(r"\b(?:please|pls|plz)\b", re.IGNORECASE)
_FILLER = r"(?:ok(?:ay)?|hey|hi|hello|well|so|sorry|thanks|thank you|thx|yes|hm+|oh|now|and|but|please|pls|plz)"
_ASK = (
    r"(?:(?:can|could|would|will) you(?: please| maybe| perhaps| just)*|(?:can|could|may) (?:i|we)(?= have| get)"
    r"|i(?:'d| would)? (?:like|want|need|prefer|rather have|only want|just want)(?: to have| it| that| them| you to)?"
    r"|let'?s (?:have|keep)|give(?: it| that| them)?(?: to)? me(?: it| that)?|(?:have|get)(?: it| that| them)?"
    r"|just|only|please)"
)
_AFTER = (
    r"(?:please|pls|plz|thanks|thank you|for me|to me|from now on|from here on|next time|this time|instead|again|now"
    r"|if possible|if you can|only|then|first)"
)
_MARKED = re.compile(
    r"\b(?:please|pls|plz|can|could|would|just|only|keep|make|give|don'?t|skip|use|be|i'?d|prefer|instead"
    r"|from now on)\b"
)

_ANSWERS = r"(?:the|your|that|this|these|those) (?:last )?(?:answers?|repl(?:y|ies)|explanations?)"
_IT = rf"(?:it|that|this|them|things|{_ANSWERS})"
_ANSWER = r"(?:answers?|repl(?:y|ies)|responses?|versions?|explanations?)"
_MUCH = r"(?:a (?:bit|little|lot) |much |even |way |still |far )?"
_SAY = (
    rf"(?:(?:explain|say|write|put|tell|show|describe|give|repeat|do|answer|walk me through|go through|list)(?: me)?"
    rf"(?: {_IT}| how| the steps)?(?: again)? )?"
)
_LISTED = r"(?:bullet(?: ?point)?s|bullets|lists?|numbered lists?|numbering|step lists?)"


class Wish(Struct, frozen=True):
    """What was wished. `alone`: the turn says nothing else; `rest` is what it asks besides, as it was written.

    `usual` takes every earlier wish back.
    """

    style: Style
    alone: bool
    rest: str = ""
    usual: bool = False

    def after(self, before: Style) -> Style:
        """What holds once it is said after `before`."""
        return self.style if self.usual else self.style.over(before)


class _Wording(Struct, frozen=True):
    """`needs_mark`: without a polite word it could as well be about the product."""

    pattern: re.Pattern[str]
    style: Style
    needs_mark: bool = False


def _wording(style: Style, *patterns: str, needs_mark: bool = False) -> _Wording:
    joined = "|".join(patterns)
    whole = rf"(?:{_FILLER} )*(?:{_ASK} )*(?:{joined})(?: {_AFTER})*"
    return _Wording(re.compile(whole), style, needs_mark)


BRIEF, FULL = Style(length="brief"), Style(length="full")
STEPS, PROSE = Style(form="steps"), Style(form="prose")

_WORDINGS = (
    _wording(
        BRIEF,
        rf"(?:(?:make|keep|get) {_IT} |be |answer |{_SAY}|an? )?{_MUCH}(?:shorter|briefer|more (?:brief|concise"
        rf"|succinct|to the point)|less (?:wordy|verbose|chatty|text))(?: {_ANSWER})?",
        rf"keep {_IT} (?:nice and )?(?:short|brief|simple|concise|crisp|to the point|short and (?:simple|sweet))",
        r"be (?:brief|concise|succinct)",
        rf"(?:just |only )?the (?:short|brief|condensed) {_ANSWER}",
        r"tl;?dr",
        rf"(?:sum|boil) {_IT} (?:up|down)",
        rf"{_ANSWERS} (?:is|are|was|were) {_MUCH}too (?:long|wordy|verbose|chatty)",
        r"(?:that|this|it)(?:'s| is| was) (?:way |far )?too much (?:text|to read)",
        r"(?:just|only) (?:the )?(?:essentials?|gist|key points|main points?|bottom line)",
        r"(?:no|skip|without|leave out) (?:the |any )?(?:intro|introduction|fluff|small talk|preamble|chit-?chat)",
        rf"{_SAY}(?:in|with) (?:a few|few|fewer|less) words",
        rf"{_SAY}in (?:one|a single|two) (?:sentence|line)s?",
    ),
    _wording(
        BRIEF,
        rf"(?:an? )?(?:short|brief|quick|concise) {_ANSWER}",
        rf"{_SAY}(?:in short|in brief|in a nutshell|briefly|short|brief|concise)",
        rf"summari[sz]e(?: {_IT})?",
        r"(?:less|fewer) (?:text|words)",
        needs_mark=True,
    ),
    _wording(
        FULL,
        r"(?:don'?t|do not) be so (?:brief|short|terse|curt)",
        rf"{_ANSWERS} (?:is|are|was|were) {_MUCH}too (?:short|brief|terse|curt)",
        rf"(?:{_MUCH})?less (?:terse|curt|brief)(?: {_ANSWER})?",
        rf"(?:a )?{_MUCH}longer {_ANSWER}",
    ),
    _wording(FULL, rf"(?:make {_IT} |be |{_SAY})?{_MUCH}longer", r"(?:with |in )?more words", needs_mark=True),
    _wording(
        STEPS,
        r"(?:just|only) (?:the )?steps",
        rf"{_SAY}(?:in |as )?(?:a )?step[- ]by[- ]steps?(?: {_ANSWER}| instructions| guide)?",
        rf"{_SAY}(?:in|as|with|using) (?:a |an )?(?:numbered |clear |simple |short |bullet(?:ed)? |ordered )?"
        r"(?:list|steps|points|bullet ?points|bullets)",
        rf"(?:make {_IT} |into )?(?:a )?(?:numbered|bulleted|bullet|ordered) (?:list|steps)",
        rf"number (?:the steps|them|{_IT})",
        rf"break {_IT} (?:down|up)(?: (?:in|into) (?:\w+ )?steps)?",
        r"list the steps",
    ),
    _wording(STEPS, r"(?:use |with |the )?(?:bullet ?points|bullets|steps)", needs_mark=True),
    _wording(
        PROSE,
        rf"{_SAY}(?:in|with|using) (?:full|complete|whole|proper|normal|plain|real|flowing) (?:sentences|text)",
        rf"{_SAY}(?:(?:as|in) )?(?:plain|flowing|running|continuous) (?:text|prose)",
        rf"{_SAY}(?:as|in) (?:text|prose|(?:a|one) (?:\w+ )?paragraph)",
        rf"(?:no|without|skip|drop) (?:more |the |any |those |these )?{_LISTED}",
        rf"(?:don'?t|do not|stop) (?:use|using|give me|write|send me) (?:any |so many )?(?:{_LISTED}|numbers|steps)",
    ),
    _wording(PROSE, r"full sentences", r"(?:no|without) (?:numbers|steps)", needs_mark=True),
    _wording(
        Style(tone="formal"),
        r"be (?:a bit |a little )?(?:more )?(?:formal|professional)",
        rf"{_SAY}(?:in|use|with) a (?:more )?(?:formal|professional) (?:tone|way|style)",
    ),
    _wording(Style(tone="formal"), rf"{_MUCH}more (?:formal|professional)(?: {_ANSWER})?", needs_mark=True),
    _wording(
        Style(tone="warm"),
        r"be (?:a bit |a little )?(?:more friendly|friendlier|warmer|nicer|kinder)",
        rf"{_SAY}(?:in|use|with) a (?:more friendly|friendlier|friendly|warmer|warm) (?:tone|way|style)",
    ),
    _wording(Style(tone="warm"), rf"{_MUCH}(?:friendlier|warmer|more friendly)(?: {_ANSWER})?", needs_mark=True),
    _wording(
        Style(tone="plain"),
        r"be (?:a bit |a little )?(?:less (?:formal|friendly|cheerful|stiff)|more casual)",
        rf"{_SAY}(?:in|use|with) a plain(?:er)? tone",
    ),
    _wording(Style(tone="plain"), rf"{_MUCH}less (?:formal|stiff)(?: {_ANSWER})?", needs_mark=True),
    _wording(
        Style(),
        r"(?:back to |the )?(?:your )?(?:normal|usual) answers?",
        r"answer (?:me )?(?:normally|as (?:usual|before)|like before)",
    ),
    _wording(Style(), r"(?:go )?back to (?:normal|the usual)", r"as (?:usual|before)", r"like before", needs_mark=True),
)
_TOO_LONG = rf"(?:(?:that|this|it)(?:'s| is| was) )?{_MUCH}too (?:long|wordy|much)"  # alone it may be about anything
_SAYS_NOTHING = rf"(?:{_FILLER}|{_AFTER}|no|{_TOO_LONG})"
_ONLY_FILLER = re.compile(rf"{_SAYS_NOTHING}(?: {_SAYS_NOTHING})*")
_TAIL = re.compile(
    r"(?P<rest>(?:how|what|where|why|when|which|can you|could you|please|tell me|explain|show me|describe)\b.+?),? "
    r"step[- ]by[- ]step(?:,? (?:please|pls))?[?.!]*",
    re.IGNORECASE,
)


def wish(text: str) -> Wish | None:
    """What the turn wishes about the form of answers; None for one that wishes nothing."""
    text = _straight(text).strip()
    cut = _CLAUSE.split(text)
    clauses, between = cut[::2], cut[1::2]
    fillers = [_ONLY_FILLER.fullmatch(_plain(clause)) is not None for clause in clauses]
    asked = any(filler and _PLEASE.search(clause) for filler, clause in zip(fillers, clauses, strict=True))
    meant = [_meant(clause, asked) for clause in clauses]
    if not any(meant):
        return _at_the_end(text)
    alone = all(filler or one for filler, one in zip(fillers, meant, strict=True))
    if not alone:
        meant = [
            one if one and _MARKED.search(_plain(clause)) else None for one, clause in zip(meant, clauses, strict=True)
        ]
    style, wished = Style(), [one for one in meant if one]
    if not wished:
        return None
    for one in wished:
        style = one.style.over(style)
    rest = "" if alone else _without(clauses, between, meant)
    return Wish(style, alone, rest, any(one.style == Style() for one in wished))


def without_wishes(text: str) -> str:
    """What a turn asks, less what it wishes about the form of the answer; a turn that only wishes stays as it is."""
    wished = wish(text)
    return text if wished is None or wished.alone else wished.rest


def _meant(clause: str, asked: bool) -> _Wording | None:
    """The wording that the clause is; `asked` says that a please stands beside it."""
    plain = _plain(clause)
    if not plain or len(plain.split()) > MOST_CLAUSE_WORDS:
        return None
    marked = asked or _MARKED.search(plain) is not None
    fitting = (one for one in _WORDINGS if (marked or not one.needs_mark) and one.pattern.fullmatch(plain))
    return next(fitting, None)


def _at_the_end(text: str) -> Wish | None:
    """A question that ends on "step by step"."""
    tail = _TAIL.fullmatch(text)
    return Wish(STEPS, False, tail["rest"].strip(" ,")) if tail else None


def _without(clauses: list[str], between: list[str], meant: "list[_Wording | None]") -> str:
    """The turn without its wishes, as it was written."""
    kept = ""
    for place, clause in enumerate(clauses):
        if meant[place] is None and clause.strip():
            joint = between[place - 1] if place and meant[place - 1] is None else " "
            kept += (joint if kept else "") + clause
    return kept.strip(" ,;:–—-")


def _plain(clause: str) -> str:
    return " ".join(re.sub(r"[^\w\s';-]", " ", clause.casefold()).split()).strip(" ;-")


def _straight(text: str) -> str:
    return text.replace("’", "'").replace("‘", "'")
