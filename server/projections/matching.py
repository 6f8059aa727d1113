"""Finds an element again that a release gave another key: two layouts of a page in, pairs with a confidence out.

Keys that both layouts show are the same element; they anchor the rest. Among the others every old one is weighed
against every new one: name, role, place, what stands before and after it, the heading above, its size, the words of
its key. Evidence adds up as log-odds. A pair counts when it is likely enough and when neither side has a rival that is
nearly as likely; it then anchors the next round. Where the page gives no way to tell, nothing is matched: friction that
starts anew is a gap, friction on the wrong element is a lie.

Keys that are positions (`div>button:nth-of-type(2)`) are no anchors: what stands there may be something else now.
Such a key may match itself, another, or none.
"""

import math
import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from msgspec import Struct

from server.projections.likeness import UNLIKE, likeness, words
from widget.protocol import Box

LEAST = 0.8  # confidence of a match; at 0.7 elements on the pages of tests/widget/browser/identity went astray
MARGIN = 1.0  # log-odds that the best has to be ahead of the second best
MOST_PAIRS = 10_000  # of unknown elements, a third of a second; with more it is another page

# Log-odds of each piece of evidence.
PRIOR = -3.0  # two unknown elements of a page are rarely one
SAME_NAME, UNNAMED, NAME_GONE = 4.0, 0.0, -1.5
SAME_PLACE, OTHER_PLACE = 1.2, -0.8
SAME_NEIGHBOUR, NEAR_NEIGHBOUR, OTHER_NEIGHBOUR = 1.4, 0.7, -0.7  # on each side: the nearest, one near, none
NEAR = 3  # known things on a side that are looked at: rows come and go between an element and its neighbour
SAME_RANK, OTHER_RANK, OTHER_SLOT = 0.5, -0.5, -0.5  # among the unknown of its sort between two known things
OTHER_RANK_MUTE = -2.5  # of what has no name and no words
NOTHING_TELLS = -4.0  # no name, no words, and its slot has more or fewer of its sort than before: any may be any
SAME_HEADING, OTHER_HEADING = 0.8, -0.5
SAME_SIZE, OTHER_SIZE = 0.5, -0.8
SAME_KEY = 2.0
KEY_WORDS = 2.5  # times the share of words that both keys have
OTHER_WORDS = -2.0  # an author's id gave way to one that has no word of it
SAME_HINT, LIKE_HINT = 2.5, 1.0  # field name, link or icon
OTHER_HINT = -4.5  # a link that leads elsewhere, a field that is called otherwise
OTHER_ICON = -1.0  # of what has a name too; icons are redrawn
OTHER_SORT = -2.5  # a button became a link
ROWS_CHANGED = -0.6  # repeated before, single now, or the other way round

NAMED = re.compile(r"([\w-]+):(?!nth-of-type\(|has\([.\[])(.*)", re.S)
HINT = re.compile(r"\[(name|href|d)[$^]?=\"(.*?)\"\]|:has\(\.([\w-]+)\)")
SURE = re.compile(r"#[^>]*")
SORTS = {
    "textbox": "field", "searchbox": "field", "combobox": "field", "input": "field", "textarea": "field",
    "spinbutton": "field", "select": "field", "checkbox": "toggle", "switch": "toggle", "menuitemcheckbox": "toggle",
    "radio": "choice", "menuitemradio": "choice", "option": "choice", "link": "link", "a": "link",
    "button": "button", "menuitem": "button", "tab": "button", "summary": "button",
}  # fmt: skip
MARKUP = frozenset({"nth", "of", "type", "role", "input", "select", "button", "a", "div", "span", "li", "ul", "main"})
ACTIONS = frozenset({"link", "button"})
CONTEXTS = frozenset({"heading", "legend", "label"})


class Match(Struct, frozen=True):
    """An old key and the new one of the same element; `new` is "" when the key, a position, may name another element
    now and nobody knows where the old one is."""

    old: str
    new: str
    confidence: float  # 0..1
    reused: bool = False  # the old key names another element of the new layout


@dataclass(frozen=True)
class Known:
    """An element of one layout: its boxes, and what surrounds the first of them."""

    key: str
    boxes: tuple[Box, ...]
    at: int  # place of the first box in the layout
    heading: str

    @property
    def label(self) -> str:
        return self.boxes[0].label

    @cached_property
    def sort(self) -> str:
        return SORTS.get(self.boxes[0].role, self.boxes[0].role)

    @cached_property
    def place(self) -> str:
        return self.key.rpartition("~")[2] if "~" in self.key else ""

    @cached_property
    def words(self) -> frozenset[str]:
        """Words of the markup in the key: ids and classes; not those of names and hints."""
        inside = self.key.rpartition(" >> ")[2]
        return frozenset() if NAMED.match(inside) or HINT.search(inside) else words(inside) - MARKUP

    @cached_property
    def authored(self) -> bool:
        """Whether its words are an author's name for it, not where it stands."""
        return bool(self.words) and not positional(self.key)

    @cached_property
    def hint(self) -> tuple[str, str]:
        """What sort of thing its hint is, and what it says; both "" without one."""
        found = HINT.search(self.boxes[0].hint)
        return (found[1] or "class", found[2] or found[3]) if found else ("", "")


@dataclass
class Layout:
    """A layout's elements by key, and the row of everything that says what it is, in the page's order."""

    elements: dict[str, Known]
    row: list[str]  # keys; labels of what has none; "" for boxes that say nothing

    @classmethod
    def of(cls, boxes: Sequence[Box]) -> "Layout":
        gathered: dict[str, list[int]] = {}
        headings: list[str] = []
        heading = ""
        for place, box in enumerate(boxes):
            if box.role in CONTEXTS and box.label:
                heading = box.label
            headings.append(heading)
            if box.key:
                gathered.setdefault(box.key, []).append(place)
        elements = {
            key: Known(key, tuple(boxes[place] for place in places), places[0], headings[places[0]])
            for key, places in gathered.items()
        }
        return cls(elements, [box.key or (f"={box.role} {box.label}" if box.label else "") for box in boxes])


def positional(key: str) -> bool:
    """Whether a key tells only where its element stands."""
    inside = key.rpartition(" >> ")[2]
    return not (inside[:1] in ("@", "%") or SURE.fullmatch(inside) or NAMED.match(inside) or HINT.search(inside))


def match(before: Sequence[Box], after: Sequence[Box], seen: Collection[str] = ()) -> list[Match]:
    """The elements of `before` whose key vanished or is a mere position, with their keys in `after`.

    `seen` are keys that older layouts of the page showed: they are no new names of anything. Matches of a key with
    itself are left out.
    """
    old, new = Layout.of(before), Layout.of(after)
    firm = {key for key in old.elements.keys() & new.elements.keys() if not positional(key)}
    gone = [known for key, known in old.elements.items() if key not in firm]
    fresh = [
        known for key, known in new.elements.items() if key not in firm and (key in old.elements or key not in seen)
    ]
    if not gone or not fresh or len(gone) * len(fresh) > MOST_PAIRS:
        return []
    pairs = _pairs(old, new, gone, fresh)
    return [*_renamed(pairs, new), *_displaced(pairs, gone, new)]


Pairs = dict[str, tuple[str, float]]  # old key -> new key, confidence


def _pairs(old: Layout, new: Layout, gone: list[Known], fresh: list[Known]) -> Pairs:
    """Mutually best pairs, round by round: each round's matches are the next one's neighbours."""
    pairs: Pairs = {}
    while True:
        scores = _scores(old, new, gone, fresh, pairs)
        found = _clear(scores)
        if not found:
            return pairs
        pairs.update(found)
        taken = {key for key, _ in found.values()}
        gone = [known for known in gone if known.key not in found]
        fresh = [known for known in fresh if known.key not in taken]


Scores = dict[tuple[str, str], float]


def _scores(old: Layout, new: Layout, gone: list[Known], fresh: list[Known], pairs: Pairs) -> Scores:
    today = {key: new_key for key, (new_key, _) in pairs.items()}
    row = [today.get(token, token) for token in old.row]
    spots_old = _spots(row, gone, set(new.row) - {known.key for known in fresh})
    spots_new = _spots(new.row, fresh, set(row) - {known.key for known in gone})
    scores: Scores = {}
    for one in gone:
        for other in fresh:
            score = _weigh(one, other)
            if score is not None:
                spots = spots_old[one.key], spots_new[other.key]
                mute = not (
                    one.label or other.label or one.authored or other.authored or one.hint[0] == other.hint[0] != ""
                )
                scores[one.key, other.key] = score + _surroundings(*spots, mute)
    return scores


@dataclass(frozen=True)
class Spot:
    """Where an unknown element stands among the known: the nearest before and after it, by today's keys, nearest
    first; its rank among the unknown ones of its sort between them, and how many those are."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    rank: int
    rivals: int


def _spots(row: list[str], unknown: list[Known], known: set[str]) -> dict[str, Spot]:
    anchors = [place for place, token in enumerate(row) if token and token in known]
    slots: dict[tuple[int, str], list[Known]] = {}
    for one in sorted(unknown, key=lambda one: one.at):
        slots.setdefault((bisect_left(anchors, one.at), one.sort), []).append(one)
    return {
        one.key: Spot(
            before=_distinct(row[place] for place in reversed(anchors[:slot])),
            after=_distinct(row[place] for place in anchors[slot:]),
            rank=rank,
            rivals=len(ones),
        )
        for (slot, _), ones in slots.items()
        for rank, one in enumerate(ones)
    }


def _distinct(tokens: Iterable[str]) -> tuple[str, ...]:
    return tuple(islice(dict.fromkeys(islice(tokens, NEAR * NEAR)), NEAR))


def _surroundings(old: Spot, new: Spot, mute: bool) -> float:
    score = _side(old.before, new.before) + _side(old.after, new.after)
    if old.rivals != new.rivals:
        return score + (NOTHING_TELLS if mute else OTHER_SLOT)
    return score + (SAME_RANK if old.rank == new.rank else OTHER_RANK_MUTE if mute else OTHER_RANK)


def _side(old: tuple[str, ...], new: tuple[str, ...]) -> float:
    if old[:1] == new[:1]:
        return SAME_NEIGHBOUR
    return NEAR_NEIGHBOUR if set(old) & set(new) else OTHER_NEIGHBOUR


def _weigh(old: Known, new: Known) -> float | None:
    """Log-odds that two are one, neighbours aside; None when they can't be."""
    name = _name(old.label, new.label)
    hint = _hints(old, new)
    if name is None or hint is None:
        return None
    score = PRIOR + name + hint + _sorts(old.sort, new.sort)
    if old.place or new.place:
        score += SAME_PLACE if old.place == new.place else OTHER_PLACE
    score += SAME_HEADING if old.heading == new.heading else OTHER_HEADING
    score += _size(old.boxes[0], new.boxes[0])
    if old.words or new.words:
        score += KEY_WORDS * len(old.words & new.words) / len(old.words | new.words)
    if old.authored and new.authored and not old.words & new.words:
        score += OTHER_WORDS
    if (len(old.boxes) > 1) != (len(new.boxes) > 1):
        score += ROWS_CHANGED
    return score + (SAME_KEY if old.key == new.key else 0.0)


def _name(old: str, new: str) -> float | None:
    if not old and not new:
        return UNNAMED
    if not old or not new:
        return NAME_GONE
    alike = likeness(old, new)
    return None if alike < UNLIKE else SAME_NAME * alike


def _hints(old: Known, new: Known) -> float | None:
    """What field names, links or icons add; None when nameless elements say different things of themselves."""
    (sort, before), (other, after) = old.hint, new.hint
    if sort != other or not sort:
        return 0.0
    if before == after:
        return SAME_HINT
    if words(before) & words(after) and sort != "d":
        return LIKE_HINT
    if not (old.label and new.label):
        return None
    return OTHER_HINT if sort in ("name", "href") else OTHER_ICON


def _sorts(old: str, new: str) -> float:
    if old == new:
        return 0.0
    return OTHER_SORT / 2 if {old, new} == ACTIONS else OTHER_SORT


def _size(old: Box, new: Box) -> float:
    change = max(abs(math.log(max(new.w, 1) / max(old.w, 1))), abs(math.log(max(new.h, 1) / max(old.h, 1))))
    return SAME_SIZE if change < math.log(1.15) else OTHER_SIZE if change > math.log(2) else 0.0


def _clear(scores: Scores) -> Pairs:
    """The pairs that are likely enough and clearly ahead of every rival of either side."""
    of_old: dict[str, list[float]] = {}
    of_new: dict[str, list[float]] = {}
    for (one, other), score in scores.items():
        of_old.setdefault(one, []).append(score)
        of_new.setdefault(other, []).append(score)
    clear: Pairs = {}
    for (one, other), score in scores.items():
        confidence = 1 / (1 + math.exp(-score))
        if confidence >= LEAST and _ahead(score, of_old[one]) and _ahead(score, of_new[other]):
            clear[one] = (other, round(confidence, 3))
    return clear


def _ahead(score: float, rivals: list[float]) -> bool:
    return sum(rival > score - MARGIN for rival in rivals) == 1  # itself


def _renamed(pairs: Pairs, new: Layout) -> list[Match]:
    return [
        Match(old, key, confidence, reused=old in new.elements)
        for old, (key, confidence) in pairs.items()
        if old != key
    ]


def _displaced(pairs: Pairs, gone: list[Known], new: Layout) -> list[Match]:
    """Positions of the old layout that may be another element's now: nothing says that they are not."""
    return [
        Match(known.key, "", 0.0, reused=True) for known in gone if known.key in new.elements and known.key not in pairs
    ]
