"""Which language a turn is in, and whether the encoder reaches it: by script, then by frequent words and letters.

English is what remains when nothing speaks clearly for another language: short and mixed turns ("ok", "login?"), names,
code and error messages are never refused.
"""

import re
import unicodedata
from collections import Counter

from msgspec import Struct

from server.understanding.language_words import LETTERS, WORDS

ENGLISH, UNKNOWN = "en", "und"
# Where intents come out right. With the English encoder of November 2026 the best intent is right in 15 % of German,
# 15 % of Spanish, 30 % of French, 10 % of Italian, 20 % of Portuguese and 25 % of Dutch turns, 20 of each
# (tests/server/understanding/languages.json).
SUPPORTED = frozenset({ENGLISH})
MOST_READ = 1_000  # characters: enough to tell, and quick for any text
LEAST_LETTERS = 4  # of another script: a lone symbol or letter is no language
FOREIGN_SHARE = 0.5  # of the letters from which a turn is in another script, of its words in another language
LEAST_SCORE = 1.4  # weighted words and letters: two words that only one language has, or one with its letters
LEAST_WORDS = 3  # of the language and not of English, where each is shared with its neighbours (Spanish, Portuguese)
LEAD = 1.35  # over English, whose words also stand in error messages that foreign turns quote
LETTER_WEIGHT = 0.35  # of a word, for each word with a telling letter
CERTAIN_ENGLISH = 2.0

_SCRIPTS = {
    "CYRILLIC": "ru", "GREEK": "el", "HEBREW": "he", "ARABIC": "ar", "DEVANAGARI": "hi", "THAI": "th", "HANGUL": "ko",
    "HIRAGANA": "ja", "KATAKANA": "ja", "CJK": "zh", "BENGALI": "bn", "TAMIL": "ta", "TELUGU": "te", "GEORGIAN": "ka",
    "ARMENIAN": "hy", "GUJARATI": "gu", "GURMUKHI": "pa", "KANNADA": "kn", "MALAYALAM": "ml", "ETHIOPIC": "am",
    "KHMER": "km", "LAO": "lo", "MYANMAR": "my", "SINHALA": "si",
}  # fmt: skip
# Letters that only one of the languages of a script has.
_WITHIN_SCRIPT = (
    ("CYRILLIC", "uk", "іїєґ"),
    ("CYRILLIC", "sr", "ђћџљњј"),
    ("ARABIC", "fa", "پچژگک"),
    ("ARABIC", "ur", "ٹڈڑےں"),
)
_CODE = re.compile(
    r"https?://\S+|\S+@\S+|`[^`]*`|[\w./\\-]*[\d_/\\.=(){}<>;][\w./\\(){}<>;=:-]*|\"[^\"]*\"|“[^”]*”|\[[a-z]+\]"
)
_BORROWED = re.compile(
    r"\b(?:[àa] la (?:carte|mode)|d[ée]j[àa] vu|vis-[àa]-vis|en route|de (?:facto|jure)|touch[ée]|voil[àa])\b", re.I
)
_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SHARED: Counter[str] = Counter(word for words in WORDS.values() for word in words)


class Language(Struct, frozen=True):
    """`code` is ISO 639-1, "und" where nothing can be said. `supported`: it may be answered from the articles."""

    code: str
    supported: bool
    certain: bool


def language(text: str) -> Language:
    """The language of a turn as it came; what can't be told counts as supported."""
    words = _BORROWED.sub(" ", _CODE.sub(" ", text[:MOST_READ]))
    script = _script(words)
    if script is not None:
        return Language(script, script in SUPPORTED, True)
    tokens = {token.casefold().replace("’", "'") for token in _TOKEN.findall(words)}  # each once: "plus" is said often
    scores = {code: _score(tokens, code) for code in WORDS}
    english = scores.pop(ENGLISH)
    best = max(scores, key=lambda code: (scores[code], code))
    clear = scores[best] >= LEAST_SCORE or len(tokens & _foreign(best)) >= max(LEAST_WORDS, FOREIGN_SHARE * len(tokens))
    if clear and scores[best] >= LEAD * english:
        return Language(best, best in SUPPORTED, True)
    if english > 0:
        return Language(ENGLISH, True, english >= CERTAIN_ENGLISH)
    return Language(UNKNOWN, True, False)


def _foreign(code: str) -> frozenset[str]:
    """The language's words that English has not."""
    return WORDS[code] - WORDS[ENGLISH]


def _score(tokens: set[str], code: str) -> float:
    """Words of the language, each by how few others have it, and words with its letters."""
    known, letters = WORDS[code], set(LETTERS.get(code, ""))
    total = 0.0
    for token in tokens:
        if token in known:
            total += 1 / _SHARED[token]
        if letters and not letters.isdisjoint(token):
            total += LETTER_WEIGHT
    return total


def _script(text: str) -> str | None:
    """The language of the script that most letters are of; None for Latin letters or none."""
    if text.isascii():
        return None
    scripts: Counter[str] = Counter()
    for one in text:
        if one.isalpha():
            scripts[unicodedata.name(one, "OTHER").split(" ")[0].split("-")[0]] += 1
    foreign = {name: count for name, count in scripts.items() if name in _SCRIPTS}
    if sum(foreign.values()) < max(1, FOREIGN_SHARE * scripts.total()):
        return None
    most = max(foreign, key=lambda name: (foreign[name], name))
    if _SCRIPTS[most] == "zh" and foreign.keys() & {"HIRAGANA", "KATAKANA"}:
        return "ja"
    if sum(foreign.values()) < LEAST_LETTERS and _SCRIPTS[most] not in {"zh", "ja", "ko"}:
        return None
    return next(
        (code for script, code, letters in _WITHIN_SCRIPT if script == most and set(letters) & set(text)),
        _SCRIPTS[most],
    )
