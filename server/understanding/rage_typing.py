"""Rage typing in a turn's own letters: keys hit rather than words written.

Each sign is a share of certainty and they add up as independent reasons do (`together`). Capitals, marks and stretched
letters are as often joy, a pasted message or the caps-lock key: alone they stay below RAGE, beside words of anger they
pass it, beside words of joy they count for nothing.
"""

import re
from collections.abc import Iterable
from itertools import pairwise

RAGE = 0.5  # share from which a turn counts as rage typing
SHOUTED_LETTERS = 8  # fewer are an abbreviation or two, such as CSV or PDF
SHOUTED_SHARE = 0.7  # of a turn's letters; the rest may be names
MASHED_LETTERS = 6  # without a vowel; the longest real word without one that people type is shorter ("xhtml")
HOME_LETTERS = 8  # all on the middle row with few vowels: "akjsdhaksjd"
MASHED_SHARE = 0.75  # of a token's steps that go to the neighbouring key: "asdasd" has 0.8, words stay below

MOST_READ = 300  # characters: who rages writes little, and what repeats itself for pages would take long to read
CERTAIN = 0.6  # of -1..1; below it the sentiment of a few shouted words is a guess

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm")
_NEIGHBOURS = {frozenset(pair) for row in _ROWS for pair in pairwise(row)}
_HOME = frozenset("asdfghjkl")
_KEYBOARDS = {"qwerty", "qwertz", "azerty"}  # named by people who ask about keyboards
_RUNS = tuple(row[at : at + 4] for row in _ROWS for at in range(len(row) - 3))


def _words(*alternatives: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(alternatives)})\b")


_JOY = re.compile(
    r"\b(?:thank|thx|ty\b|cheers|great|love|happy|perfect|awesome|amazing|yes+\b|yay+|woo+\w*|good|nice|brilliant|"
    r"wow+\b|finally works|it works|works now|solved|fixed|congrat|excited|hooray|best|welcome|please help)"
)
_ANGER = _words(
    r"why|won'?t|can'?t|does(?:n'?t| not)|isn'?t|didn'?t|not|never|still|again|stop|fix|answer|broken",
    r"nothing|nobody|no one|useless|stupid|hate|ridiculous|refund|let me|give me|send me|how (?:often|many|long)|now",
    r"what is (?:this|wrong|the problem)|already|told|said|times|sick of|enough|seriously|argh|ugh|gah|hell|delet\w+",
    r"lost|gone|ate|cancel|wrong|joke|kidding|twice|every single|do you even|weeks|hours|for days|waste\w*|money",
    r"problem|read this|worst|terrible|awful|unbelievable|come on",
)
_SOMEBODY = _words("i|i'm|im|i've|me|my|we|our|why|stop|fix|answer|let|give|nobody|hate|enough|it|this")
_POLITE = _words("please|hello|hi|good (?:morning|day|evening)|dear|error|invalid|refused|failed|declined")
_SWEARING = re.compile(
    r"\b(?:wtf|ffs|fu+ck\w*|f[*@#u]{1,3}c?k\w*|motherf\w+|shit(?:ty|s|show|e)?|sh[!*1]t\w*|bull ?sh\w+|goddamn\w*|"
    r"effing|f-?ing|damn(?:ed|it)?|bloody|crap(?:py)?|asshole\w*|bastard\w*|piss(?:ed)? off|screw (?:you|this)|"
    r"what the (?:hell|heck)|stfu|omfg)\b|\bf\*+"
)
_GRAWLIX = re.compile(r"(?<![\w/])(?=[^\s\w]*[#$%&@*])(?=[^\s\w]*[!#$%&@*]{4})(?!\*+(?:\s|$))([#$%&@*!?]{4,})")
_STORM = re.compile(r"[!?]{4,}|(?:[!?]{3,}.*){2,}")
_IMPATIENT_STORM = re.compile(r"(?:!+\?|\?+!|\?\?)[!?]{2,}")  # joy neither asks and shouts at once nor asks so loud
_MARKS = re.compile(r"[!?]{3,}")
_ONLY_MARKS = re.compile(r"[\s!?.]*[!?]{2,}[\s!?.]*\Z")
_STRETCHED = re.compile(r"\b\w*?([a-z])\1{2,}\w*")
_MILD_STRETCHED = re.compile(
    r"(?:so+|hm+|u+m+|e+r+m*|o+h+|a+h+|a+w+|h+i+|he+y+|he+llo+|go+d|lo+ve|co+l|wo+w+|yes+|ya+y+|tha+nks+|ok+|by+e+|"
    r"ni+ce+|ver+y|rea+lly|z+|b+r+|m+|mh+m+|o+|a+|ha+|he+|lo+l|www|i+|x+|yu+m+|please|pl+s+|ama+zing|yep+|sure+)\Z"
)
_STRETCHED_ANGER = re.compile(
    r"\b(?:n+o{3,}|w+h+y{3,}|sto{3,}p+|[ag]+r+g+h{2,}|[ga]*a{3,}r*g*h+|u+g{2,}h+|u+g+h{3,}|g+r{3,}|plea{3,}s+e*|"
    r"ple{3,}a*s+e*|wo+r{3,}k|whaa{2,}t+|wha+t{3,}|sto+p{3,}|fi+x{3,}|no+w{3,}|hee{2,}lp+)\b"
)
_ONE_WORD_SENTENCES = re.compile(r"(?:\b[a-z']+[.!]\s+){2,}[a-z']{2,}[.!]")
_SAME_WORD = re.compile(r"\b([a-z']+(?: [a-z']+)?)(?:[\s,.!?]+\1\b){2,}")
_IMPATIENT_REPEATS = {"no", "hello", "help", "why", "stop", "please", "go", "again", "stop it", "fix it", "come on"}
_CALM_REPEATS = {"ha", "haha", "he", "la", "test", "very", "yes", "bla", "blah", "so", "really", "x", "ok", "no no"}


def rage_typing(text: str, sentiment: float = 0.0) -> tuple[float, tuple[str, ...]]:
    """(0..1, the names of the signs) of a readable text with its capitals; RAGE is where it counts.

    `sentiment` (-1..1) is what a model makes of the words: where it is sure, it says joy or anger as the words do.
    """
    text = text[:MOST_READ]
    folded = text.casefold()
    joyful = bool(_JOY.search(folded)) or sentiment >= CERTAIN
    plain = re.sub(r"([a-z])\1{2,}", r"\1", re.sub(r"[.!?]+ ?", " ", folded))  # "Stooop. It." says stop it
    angry = bool(_ANGER.search(folded) or _ANGER.search(plain)) or sentiment <= -CERTAIN
    shares = {
        "mashed_keys": 0.7 if _is_mashed(folded, text) else 0.0,
        "swearing": (0.25 if joyful else 0.6) if _SWEARING.search(folded) else 0.0,
        "swearing_in_signs": 0.6 if _GRAWLIX.search(text) else 0.0,
        "only_marks": 0.55 if _ONLY_MARKS.match(text) and len(text.strip()) >= 3 else 0.0,
        "marks": _marks(folded, angry),
        "shouted": _shouted(text, folded, angry),
        "stretched": _stretched(folded, angry),
        "one_word_sentences": 0.5 if _ONE_WORD_SENTENCES.search(folded) and angry else 0.0,
        "same_word": _same_word(folded, angry),
    }
    if joyful:
        shares = {sign: share for sign, share in shares.items() if sign in {"mashed_keys", "swearing"}}
    signs = tuple(sign for sign, share in shares.items() if share)
    return together(shares.values()), signs


def is_shouted(text: str) -> bool:
    """Whether a turn is written in capitals, beyond an abbreviation or two."""
    letters = [character for character in text if character.lower() != character.upper()]
    capitals = sum(character.isupper() for character in letters)
    return capitals >= SHOUTED_LETTERS and capitals >= SHOUTED_SHARE * len(letters)


def together(shares: Iterable[float]) -> float:
    """Several shares of certainty as one: 1 - product(1 - share)."""
    rest = 1.0
    for share in shares:
        rest *= 1.0 - share
    return 1.0 - rest


def _marks(folded: str, angry: bool) -> float:
    if _STORM.search(folded):
        return 0.55 if angry or _IMPATIENT_STORM.search(folded) else 0.45
    return (0.5 if angry else 0.2) if _MARKS.search(folded) else 0.0


def _shouted(text: str, folded: str, angry: bool) -> float:
    """Capitals are rage where somebody complains in them; a pasted message speaks of nobody."""
    if not is_shouted(text):
        return 0.0
    return 0.6 if angry and (_SOMEBODY.search(folded) or not _POLITE.search(folded)) else 0.2


def _stretched(folded: str, angry: bool) -> float:
    if _STRETCHED_ANGER.search(folded):
        return 0.55
    words = [found.group() for found in _STRETCHED.finditer(folded) if not _MILD_STRETCHED.match(found.group())]
    return together([0.5 if angry else 0.3] * min(len(words), 3))


def _same_word(folded: str, angry: bool) -> float:
    found = _SAME_WORD.search(folded)
    if found is None or found.group(1) in _CALM_REPEATS:
        return 0.0
    return 0.55 if angry or found.group(1) in _IMPATIENT_REPEATS else 0.3


def _is_mashed(folded: str, text: str) -> bool:
    words = re.findall(r"(?<![\w.@/#-])[^\W\d_]+(?![\w.@/#-])", folded)
    # A lone word in capitals may be a code; keys are mashed in small letters or all over.
    return any(_mashed(word) for word in words if not (word.upper() in text and len(word) < 10))


def _mashed(word: str) -> bool:
    if word in _KEYBOARDS:
        return False
    if word in _RUNS:
        return True
    if len(word) < 5 or not word.isascii():
        return False
    steps = [frozenset(pair) for pair in pairwise(word)]
    beside = sum(step in _NEIGHBOURS for step in steps) / len(steps)
    heap = len(word) >= MASHED_LETTERS and not re.search(r"[aeiouy]", word) and len(set(word)) >= 3
    run = any(run in word or run[::-1] in word for run in _RUNS) and beside >= 0.5
    again = re.fullmatch(r"(\w{2,4})\1{2,}\w{0,3}", word) is not None and beside >= 0.5
    home = len(word) >= HOME_LETTERS and set(word) <= _HOME and len(re.findall(r"a", word)) * 4 <= len(word)
    return home or heap or run or again or (beside >= MASHED_SHARE and len(set(word)) >= 3)
