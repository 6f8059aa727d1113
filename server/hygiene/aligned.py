"""Aligns the words of two sentences by likeness: does each say what the other speaks of, in whatever words?

Each word with meaning looks for the one of the other sentence that is most like it by the encoder's token vectors, half
by the word itself (early layer) and half by what it means here (late). What finds no mate is what only one speaks of:
"the Basic plan costs" and "the Premium plan costs" leave "Basic" and "Premium" alone.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from models.encode import Encoder
from server.hygiene.sentences import Mark
from server.knowledge.words import words

MOST_READ = 4_096  # sentences kept word by word, some 15 KB each
MOST_EMBEDDED = 20_000  # sentences of which the vector is kept, 1.5 KB each
NAMED_AROUND = 0.8  # likeness to a word that only the title says
LONE = 0.5  # likeness below which a word has no mate
USUAL = 0.8  # rarity of a shared word where nothing is known of the site
NAMED = 0.8  # likeness below which a name is another one
LEAST_ROOT = 3  # letters
_ENDINGS = ("ations", "ation", "ings", "ing", "ions", "ion", "ies", "ied", "ed", "es", "er", "ly", "s", "e", "y")
_WORD = re.compile(r"[\w'’-]+")
# Words of grammar, and those that say that something holds, which sentences on one thing say in many ways.
_HOLLOW_WORDS = """
    you your we us our they their them it its this that these those who which what how where why there here can
    could may might will would shall should must be is are was were been being do does did have has had get gets got
    one ones also too very just even then than as so not no never nothing nobody none without cannot any some every
    each all only if when while whether same more most up out own please such another other others thing things
    somebody someone something anybody anyone both either valid good last lasts take takes taken cost costs enough
    latest earliest usually normally already always sometimes still yet now
    possible accepted accept accepts supported supports allowed available offered amount amounts time times
"""
_HOLLOW = frozenset(_HOLLOW_WORDS.split())


class Read(Struct, frozen=True):
    """A sentence word by word: the places of its words with meaning, and a unit vector of each layer for them."""

    places: tuple[Mark, ...]
    roots: tuple[str, ...]
    early: NDArray[np.float16]
    late: NDArray[np.float16]


class Said(Struct, frozen=True):
    """A sentence to be aligned: its text, `but` what stands there, `about` (it and what it points back to), and the
    roots of the words `around` it: its title and headings, which name what it speaks of."""

    text: str
    but: tuple[Mark, ...] = ()
    about: str = ""
    around: frozenset[str] = frozenset()


class Fit(Struct, frozen=True):
    """How well two sentences speak of one thing: cosine of the `whole`; mean likeness of words on the side that is met
    worse; how many words are left alone on the side with fewer such and on the other; how many are `shared`; `head`,
    the likeness of the worse met of their first words, which mostly name what is spoken of; how `rare` the rarest
    shared word is in the site, 0..1; whether both have a name that the other lacks."""

    whole: float
    worse: float
    lonely: int
    other_lonely: int
    shared: int
    head: float
    rare: float
    names: bool


class Reader:
    """Reads sentences by the encoder, those read lately from memory. Safe to call from several threads."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self.read = lru_cache(MOST_READ)(self._read)
        self.embed = lru_cache(MOST_EMBEDDED)(encoder.encode)

    def fit(self, one: Said, other: Said, rare: Mapping[str, float]) -> Fit:
        """How well both fit, beside what is left out of them; `rare`: root of a word -> how rare it is, 0..1."""
        one, other = _full(one), _full(other)
        a, b = self.read(one.text), self.read(other.text)
        wide_a, wide_b = self.read(one.about), self.read(other.about)
        mine, theirs = _kept(a, one.but), _kept(b, other.but)
        whole = max(self.near(one.text, other.text), self.near(one.about, other.about))
        if not mine or not theirs:
            return Fit(whole, 0.0, len(mine), len(theirs), 0, 0.0, 0.0, False)
        like, same = _likeness(a, wide_b), _same(a.roots, wide_b.roots)
        its_like, its_same = _likeness(b, wide_a), _same(b.roots, wide_a.roots)
        met = np.maximum(like.max(axis=1), _named(a, other))[mine]
        its_met = np.maximum(its_like.max(axis=1), _named(b, one))[theirs]
        worse = min(float(met.mean()), float(its_met.mean()))
        lonely = sorted((int((met < LONE).sum()), int((its_met < LONE).sum())))
        both = same[mine].any(axis=1), its_same[theirs].any(axis=1)
        shared = int(min(each.sum() for each in both))
        found = [a.roots[row] for row in np.array(mine)[both[0]]] + [b.roots[row] for row in np.array(theirs)[both[1]]]
        names = _others(one, a, mine, met) and _others(other, b, theirs, its_met)
        rarest = max((rare.get(root, USUAL) for root in found), default=0.0)
        head = min(float(met[0]), float(its_met[0]))
        return Fit(whole, worse, lonely[0], lonely[1], shared, head, rarest, names)

    def near(self, one: str, other: str) -> float:
        """Cosine of two sentences."""
        return float(self.embed(one) @ self.embed(other))

    def covered(self, one: Sequence[str], other: Sequence[str], least: float) -> tuple[float, float]:
        """How well some sentences are met by others, and these by them: the mean over words and over sentences. Where
        the sentences alone tell that both can't reach `least` in the mean, nothing is read and it is 0."""
        one, other = ([each for each in side if _weight(each)] for side in (one, other))
        if not one or not other:
            return 0.0, 0.0
        whole = np.stack([self.embed(each) for each in one]) @ np.stack([self.embed(each) for each in other]).T
        met = np.average(whole.max(axis=1), weights=[_weight(each) for each in one])
        its_met = np.average(whole.max(axis=0), weights=[_weight(each) for each in other])
        if (2 + met + its_met) / 4 < least:
            return 0.0, 0.0
        mine, theirs = ([self.read(each) for each in side] for side in (one, other))
        early, late = (
            _like(*(np.concatenate([getattr(each, layer) for each in side]) for side in (mine, theirs)))
            for layer in ("early", "late")
        )
        roots = [[root for each in side for root in each.roots] for side in (mine, theirs)]
        words = np.where(_same(*roots), 1.0, (early + late) / 2)
        return float(words.max(axis=1).mean() + met) / 2, float(words.max(axis=0).mean() + its_met) / 2

    def _read(self, sentence: str) -> Read:
        tokens = self.encoder.tokens(sentence)
        found = [match.span() for match in _WORD.finditer(sentence) if _tells(match.group())]
        rows = [_rows(tokens.places, place) for place in found]
        kept = [(place, row) for place, row in zip(found, rows, strict=True) if row]
        return Read(
            tuple(place for place, _ in kept),
            tuple(root(sentence[start:end]) for (start, end), _ in kept),
            _means(tokens.early, [row for _, row in kept]),
            _means(tokens.late, [row for _, row in kept]),
        )


def root(word: str) -> str:
    """What the forms of a word share, nearly: "supplied" and "supply" are "suppl"."""
    plain = (words(word) or [word.lower()])[0]
    ending = next((one for one in _ENDINGS if plain.endswith(one) and len(plain) - len(one) >= LEAST_ROOT), "")
    return plain.removesuffix(ending)


def _tells(word: str) -> bool:
    plain = word.lower().replace("’", "'")
    return plain not in _HOLLOW and not plain.endswith("n't") and bool(words(plain))


@lru_cache(8_192)
def _weight(sentence: str) -> int:
    """How many words with meaning it has."""
    return sum(map(_tells, _WORD.findall(sentence)))


def _same(one: Sequence[str], other: Sequence[str]) -> NDArray[np.bool_]:
    return np.array([[word == its for its in other] for word in one])


def _full(said: Said) -> Said:
    """With what it points back to where nothing else is said beside what differs: "Each has 5 GB"."""
    rest = said.text
    for start, end in said.but:
        rest = rest[:start] + " " * (end - start) + rest[end:]
    offset = said.about.rfind(said.text)
    if offset < 0 or any(_tells(match.group()) for match in _WORD.finditer(rest)):
        return said
    return Said(said.about, tuple((start + offset, end + offset) for start, end in said.but), said.about, said.around)


def _likeness(one: Read, other: Read) -> NDArray[np.float32]:
    like = (_like(one.early, other.early) + _like(one.late, other.late)) / 2
    return np.where(_same(one.roots, other.roots), 1.0, like)


def _others(said: Said, read: Read, kept: list[int], met: NDArray[np.float32]) -> bool:
    """Whether a name in it, beside its first word, has no mate."""
    lone = [read.places[row][0] for row, like in zip(kept, met, strict=True) if like < NAMED]
    return any(start > 0 and said.text[start].isupper() for start in lone)


def _named(read: Read, other: Said) -> NDArray[np.float32]:
    """How like each word is to what is said around the other sentence."""
    return np.array([NAMED_AROUND * (root in other.around) for root in read.roots], np.float32)


def _rows(places: Sequence[Mark], word: Mark) -> list[int]:
    """The tokens of which a word is made."""
    return [row for row, (start, end) in enumerate(places) if start < word[1] and end > word[0]]


def _kept(read: Read, but: tuple[Mark, ...]) -> list[int]:
    return [row for row, place in enumerate(read.places) if not _rows(but, place)]


def _like(one: NDArray[np.float16], other: NDArray[np.float16]) -> NDArray[np.float32]:
    likeness: NDArray[np.float32] = one.astype(np.float32) @ other.astype(np.float32).T
    return likeness


def _means(vectors: NDArray[np.float32], rows: list[list[int]]) -> NDArray[np.float16]:
    if not rows:
        return np.empty((0, vectors.shape[1]), np.float16)
    means = np.stack([vectors[row].mean(axis=0) for row in rows])
    unit: NDArray[np.float16] = (means / np.linalg.norm(means, axis=1, keepdims=True)).astype(np.float16)
    return unit
