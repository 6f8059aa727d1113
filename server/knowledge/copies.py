"""Finds passages that say nearly the same and keeps one of each: the others are stored, but not found.

Two passages are near copies when (1) their telling words (numbers, negations, limits, opposites, names: telling.py)
are the same in the same order, (2) of all their different words at least `ALIKE` are shared, and (3) no other word
that carries meaning was moved. Short passages count together with their title and heading: "Press Save." is the last
step of many things.

Candidates are looked up by MinHash: a text has `BANDS` bands, each the hash of its telling words and of `ROWS` minima,
and only texts that share a band are compared. Equal texts share a fingerprint and are one node.

The kept ones are a function of what is stored, not of the order in which it came: all nodes that are reachable by
likeness are taken in the order of standing (public, owned, older, smaller id), and each that is like one kept before
it becomes its copy. A change is settled by doing this again for whatever it can reach.
"""

import hashlib
import zlib
from collections import Counter
from collections.abc import Collection
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

import numpy as np
import structlog
from msgspec import Struct
from sqlalchemy import Connection, Row

from server.knowledge import telling
from server.knowledge.words import STOP_WORDS
from server.store import copies as statements

ALIKE = 0.9  # Jaccard of the sets of words; a word exchanged in a passage of twenty is .905
BANDS, ROWS = 12, 5  # 99.98 % of pairs with Jaccard .9 share a band, 32 % of those with .5
STANDS_ALONE = 12  # words; a shorter passage needs its title to be understood
LONGEST = 4_000  # words compared; of longer passages (a file without structure) only equal ones are copies
MOST_REACHED = 1_000  # nodes settled together; what lies beyond stays found, which costs a duplicate and no knowledge
UNDATED = "9999"  # stands behind every date

_random = np.random.default_rng(20_261_121)
_FACTORS = _random.integers(1, 2**61, BANDS * ROWS, dtype=np.uint64) | np.uint64(1)
_SHIFTS = _random.integers(0, 2**61, BANDS * ROWS, dtype=np.uint64)


class Gist(Struct, frozen=True):
    """What of a passage is compared."""

    fingerprint: str
    words: tuple[str, ...]  # in lower case, in order
    telling: tuple[str, ...]
    different: frozenset[str]


class _Node(Struct):
    """All live passages with one fingerprint; `passage` is the one of the best standing."""

    gist: Gist
    standing: str
    passage: str
    article: str


def settle(conn: Connection, site: str, article_ids: Collection[str]) -> set[str]:
    """Settles which passages are kept, after these articles were written, deleted, or changed audience, owner or life.

    Sets fingerprint, standing, copy_of and kept_in. Returns the other articles in which a passage became findable or
    stopped being so. Call it in the transaction of the change.
    """
    if not article_ids:
        return set()
    touched = statements.kept_in(conn, article_ids)
    marks: list[dict[str, Any]] = []
    bands: list[dict[str, str]] = []
    for row in statements.of_articles(conn, site, article_ids):
        gist = gist_of(row)
        touched.add(gist.fingerprint)
        bands += [{"site": site, "band": band, "fingerprint": gist.fingerprint} for band in bands_of(gist)]
        if (row.fingerprint, row.standing) != (gist.fingerprint, standing := standing_of(row)) or not standing:
            marks.append(_mark(row, gist, standing))
    statements.mark(conn, marks)
    statements.put_bands(conn, bands)
    changed: set[str] = set()
    nodes, likes = _reach(conn, site, touched)
    for node, kept in _keep(nodes, likes).items():
        changed |= statements.point(conn, site, node, nodes[kept].passage, nodes[kept].article)
    return changed - set(article_ids)


def gist_of(row: Row[Any]) -> Gist:
    """The gist of a row with title, heading, text and languages."""
    return _gist(row.title, row.heading, row.text, (row.language or row.article_language or "en") == "en")


def gist_of_text(text: str, *, english: bool) -> Gist:
    """The gist of a text that stands alone."""
    return _gist("", "", text, english)


@lru_cache(4_096)  # a text is met when it is written and again as what others are compared with
def _gist(title: str, heading: str, text: str, english: bool) -> Gist:
    words = telling.read(text, english=english)
    if len(words) < STANDS_ALONE:
        words = [*telling.read(f"{title}\n{heading}\n", english=english), *words]
    plain = tuple(word.plain for word in words)
    tells = tuple(word.plain for word in words if word.tells)
    print = hashlib.sha256("\0".join((*plain, "", *tells)).encode()).hexdigest()[:20]
    return Gist(print, plain, tells, frozenset(plain))


def bands_of(gist: Gist) -> list[str]:
    """The keys under which near copies of this text are looked up."""
    numbers = np.fromiter((zlib.crc32(word.encode()) for word in gist.different), np.uint64, len(gist.different))
    if not len(numbers):
        return []
    # Multiplication modulo 2**64; the upper half is mixed well enough for a minimum.
    minima = ((numbers[:, None] * _FACTORS + _SHIFTS) >> np.uint64(32)).min(axis=0).reshape(BANDS, ROWS)
    tells = "\0".join(gist.telling).encode()
    return [
        hashlib.blake2b(bytes([band]) + row.tobytes() + tells, digest_size=9).hexdigest()
        for band, row in enumerate(minima)
    ]


def near(a: Gist, b: Gist) -> bool:
    """Whether two passages are near copies."""
    if a.fingerprint == b.fingerprint:
        return True
    if a.telling != b.telling or max(len(a.words), len(b.words)) > LONGEST:
        return False
    if len(a.different & b.different) < ALIKE * len(a.different | b.different):
        return False
    steps = SequenceMatcher(None, a.words, b.words, autojunk=False).get_opcodes()
    gone = Counter(word for kind, i, j, _, _ in steps if kind != "equal" for word in a.words[i:j])
    come = Counter(word for kind, _, _, i, j in steps if kind != "equal" for word in b.words[i:j])
    return not any(word not in STOP_WORDS for word in gone & come)


def standing_of(row: Row[Any]) -> str:
    """Sorts the passages among near copies, the one to be kept first; "" for one whose article isn't live."""
    if not row.live:
        return ""
    return f"{0 if row.public else 1}{0 if row.owner else 1}{row.updated or UNDATED}"


def _mark(row: Row[Any], gist: Gist, standing: str) -> dict[str, Any]:
    return {
        "passage": row.id,
        "its_fingerprint": gist.fingerprint,
        "its_standing": standing,
        "its_copy_of": row.copy_of if standing else "",
        "its_kept_in": row.kept_in if standing else "",
    }


def _reach(conn: Connection, site: str, touched: set[str]) -> tuple[dict[str, _Node], dict[str, set[str]]]:
    """Every live node that likeness leads to from the touched ones, and which of them are like each other."""
    nodes: dict[str, _Node] = {}
    likes: dict[str, set[str]] = {}
    frontier = touched
    while frontier:
        fresh = {print: _node(row) for print, row in statements.leaders(conn, site, frontier).items()}
        nodes |= fresh
        candidates = statements.alike(conn, site, fresh)
        unknown = {each for some in candidates.values() for each in some} - set(nodes)
        others = {print: _node(row) for print, row in statements.leaders(conn, site, unknown).items()}
        frontier = set()
        for mine, theirs in candidates.items():
            for other in theirs:
                if (node := nodes.get(other) or others.get(other)) and near(nodes[mine].gist, node.gist):
                    likes.setdefault(mine, set()).add(other)
                    likes.setdefault(other, set()).add(mine)
                    frontier |= {other} - set(nodes)
        if len(nodes) > MOST_REACHED + len(touched):
            structlog.get_logger().warning("copies_not_settled", site=site, nodes=len(frontier))
            break
    return nodes, likes


def _keep(nodes: dict[str, _Node], likes: dict[str, set[str]]) -> dict[str, str]:
    """Node -> the node that is kept in its stead, itself for one that is kept."""
    kept: dict[str, str] = {}
    for print in sorted(nodes, key=lambda one: (nodes[one].standing, nodes[one].passage)):
        before = [other for other in likes.get(print, ()) if kept.get(other) == other]
        kept[print] = min(before, key=lambda one: (nodes[one].standing, nodes[one].passage), default=print)
    return kept


def _node(row: Row[Any]) -> _Node:
    return _Node(gist_of(row), row.standing, row.id, row.article)
