"""How alike two labels are: 1 the same, 0 nothing shared; a word put in place of another parts them."""

import re
import unicodedata
from difflib import SequenceMatcher

UNLIKE = 0.35  # below it two labels name different things
SAME_WORD = 0.78  # ratio of letters: "mail" and "email", "cancel" and "cancelled", not "import" and "export"
ENDING = 3  # letters of an inflection: "cancel", "cancelled"
SHORT_WORD = 4  # letters; shorter words are the same or not
OTHER_NUMBER = 0.5  # the words are the same, the numbers are not
SWAPPED = 0.25  # of what remains when each label has a word that the other lacks: "export pdf", "export csv"

# Words that buttons gain and lose without becoming others.
FILLERS = frozenset(
    {
        "a", "an", "and", "the", "to", "of", "for", "in", "on", "my", "your", "our", "this", "please",
        "le", "la", "les", "un", "une", "du", "des", "de", "et", "der", "die", "das", "den", "und", "ihr", "ihre",
        "el", "los", "las", "al", "y", "il", "lo", "het", "een",
    }
)  # fmt: skip
WORD = re.compile(r"[^\W_]+")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
SCRIPTS_WITHOUT_SPACES = re.compile(r"[぀-ヿ㐀-鿿가-힯฀-๿]")


def likeness(one: str, other: str) -> float:
    """0..1. Case, accents, punctuation and filler words hardly count."""
    if _plain(one) == _plain(other):
        return 1.0
    if SCRIPTS_WITHOUT_SPACES.search(one + other):
        return _letters(one, other)
    first, second = _content(one), _content(other)
    if first == second:  # fillers, or the count in "Inbox 3"; which page "Page 3" is, though, is its number
        return OTHER_NUMBER if _numbers(one) != _numbers(other) else 0.95
    compounds = len(first) == len(second)
    only_first, only_second = _unpaired(first, second, compounds), _unpaired(second, first, compounds)
    shared = max(len(first), len(second), 1) - max(len(only_first), len(only_second))
    share = shared / max(len(first), len(second), 1)
    if only_first and only_second:
        return share * SWAPPED
    return 0.9 if not only_first and not only_second else 0.35 + 0.5 * share if shared else 0.0


def words(text: str) -> frozenset[str]:
    """The words of markup: camelCase, dashes and underscores taken apart, numbers left out."""
    return frozenset(
        word for word in WORD.findall(CAMEL.sub(" ", text).replace("_", " ").lower()) if not word.isdigit()
    )


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(WORD.findall("".join(char for char in decomposed if not unicodedata.combining(char))))


def _content(text: str) -> list[str]:
    found = _plain(text.replace("-", "")).split()
    return [word for word in found if word not in FILLERS and not word.isdigit()] or found


def _numbers(text: str) -> list[str]:
    return re.findall(r"\d+", text)


def _unpaired(found: list[str], among: list[str], compounds: bool) -> list[str]:
    return [word for word in found if not any(_same(word, other, compounds) for other in among)]


def _same(one: str, other: str, compounds: bool) -> bool:
    if one == other:
        return True
    if min(len(one), len(other)) < SHORT_WORD:
        return False
    if one.startswith(other) or other.startswith(one):  # "telefon", "telefonnummer"
        return compounds or abs(len(one) - len(other)) <= ENDING
    if one[0] != other[0] and not (one[1:] == other or other[1:] == one):  # "email", but not "unfollow"
        return False
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= SAME_WORD


def _letters(one: str, other: str) -> float:
    a, b = _plain(one).replace(" ", ""), _plain(other).replace(" ", "")
    ratio = SequenceMatcher(None, a, b, autojunk=False).ratio()
    if a in b or b in a:
        return max(0.5, ratio)
    return ratio if ratio >= 0.75 else ratio * SWAPPED
