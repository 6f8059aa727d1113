"""Compares what changed in a site's articles with everything near it, and keeps the findings true.

Candidates for a contradiction are the sentences of other articles that are nearest in meaning, or those of a passage
that has one with the same rare words; for a duplicate, the nearest passages. The rules of conflicts.py judge them. A
finding is named by what it says, so it stays the same finding while both texts stay, is dismissed once for all, and is
fixed by itself when one of them changes. Copies that are hidden behind a kept passage count as duplicates too.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import msgspec
import numpy as np
from sqlalchemy import Row

from models.encode import Embedding
from server.hygiene.aligned import Reader
from server.hygiene.alike import alike, bags, rarity
from server.hygiene.conflicts import ARTICLES, conflicts, duplicate
from server.hygiene.sentences import Mark
from server.hygiene.statements import Met, Pair, Text, mates

NEIGHBOURS = 24  # nearest passages of other articles that are compared with one
NEAR = 0.55  # cosine below which two passages don't say the same
MOST_PASSAGES = 3_000  # of a site that is read whole, 25 s at first; of a larger one, what is near to the changed ones
BLOCK = 256  # passages multiplied at once: 15 MB against 15,000
ALIKE = 0.6  # cosine of passages from which their whole articles may be duplicates
QUOTED = 300  # characters of a passage that stand for it in a list
MOST_OF_ONE = 6  # findings of an article that are told, the surest first: pages from one mould differ everywhere
KINDS = ("contradiction", "duplicate")

Finding = dict[str, Any]


def compare(
    site: str, passages: Sequence[Row[Any]], changed: Collection[str], reader: Reader, now: int
) -> list[Finding]:
    """The findings between passages of the changed articles and those of any other, as rows to be stored.

    A public and an internal text may differ on purpose; they are compared all the same: staff read both.
    """
    found: dict[str, Finding] = {}
    by_id = {row.id: row for row in passages}
    likest: dict[tuple[str, str], tuple[float, Row[Any], Row[Any]]] = {}
    rows = findable(passages)
    nears = neighbours(rows, changed)
    met, rare = candidates(rows, changed, nears, reader)
    for pair in sorted(met.keys() | nears.keys()):
        mine, other, near = rows[pair[0]], rows[pair[1]], nears.get(pair, 0.0)
        for finding in _judge(site, (mine, other), near, met.get(pair, ()), reader, rare, now):
            found.setdefault(finding["id"], finding)
        if near >= max(ALIKE, likest.get((mine.article, other.article), (0.0,))[0]):
            likest[mine.article, other.article] = near, mine, other
    spoken = {(finding["article"], finding["other"]) for finding in found.values()}
    texts = _texts(passages, {article for pair in likest for article in pair})
    for (mine_id, other_id), (_, mine, other) in likest.items():
        known = {(mine_id, other_id), (other_id, mine_id)} & spoken
        if not known and (score := duplicate(texts[mine_id], texts[other_id], reader, ARTICLES)):
            finding = _finding(site, "duplicate", "text", round(score, 3), _whole(mine), _whole(other), now)
            found[finding["id"]] = finding
    for row in passages:
        kept = by_id.get(row.copy_of)
        if kept is not None and kept.article != row.article and {row.article, kept.article} & set(changed):
            finding = _finding(
                site, "duplicate", "copy", 1.0, (row, row.text[:QUOTED], ()), (kept, kept.text[:QUOTED], ()), now
            )
            found.setdefault(finding["id"], finding)
    return list(_surest(found.values()))


def _surest(found: Iterable[Finding]) -> Iterator[Finding]:
    told: Counter[str] = Counter()
    for finding in sorted(found, key=lambda one: (-one["score"], one["id"])):
        sides = (finding["article"], finding["other"])
        if all(told[side] < MOST_OF_ONE for side in sides):
            told.update(sides)
            yield finding


def findable(passages: Sequence[Row[Any]]) -> list[Row[Any]]:
    """Those that can be compared: no hidden copies, all embedded by one encoder."""
    rows = [row for row in passages if not row.copy_of]
    usual = Counter(len(row.embedding) for row in rows).most_common(1)  # while an encoder is exchanged there may be two
    return [row for row in rows if len(row.embedding) == usual[0][0]] if usual and usual[0][0] else []


def candidates(
    rows: Sequence[Row[Any]], changed: Collection[str], nears: Collection[Pair], reader: Reader
) -> tuple[dict[Pair, list[Met]], dict[str, float]]:
    """Places of two passages, one of a changed article -> their sentences that may contradict each other; and how rare
    the roots of words are in the site, 0..1. `nears`: passages that are near; of a large site only they are read."""
    words = bags([row.text for row in rows])
    places = [place for place, row in enumerate(rows) if row.article in changed]
    worded = alike(words, places)
    read = range(len(rows)) if len(rows) <= MOST_PASSAGES else {*places, *chain.from_iterable((*nears, *worded))}
    return mates([text_of(row) for row in rows], places, worded, read, reader), rarity(words)


def neighbours(rows: Sequence[Row[Any]], changed: Collection[str]) -> dict[Pair, float]:
    """Places of two passages of two articles that are near, one of them changed, the smaller first -> their cosine."""
    if len(rows) < 2:
        return {}
    matrix = np.frombuffer(b"".join(row.embedding for row in rows), np.float32).reshape(len(rows), -1)
    articles = np.array([row.article for row in rows])
    places = [place for place, row in enumerate(rows) if row.article in changed]
    found: dict[Pair, float] = {}
    for start in range(0, len(places), BLOCK):
        some = places[start : start + BLOCK]
        for place, near in zip(some, matrix[some] @ matrix.T, strict=True):
            for other in _nearest(articles, place, near):
                found[min(place, other), max(place, other)] = float(near[other])
    return found


def _nearest(articles: Any, place: int, near: Embedding) -> list[int]:
    near = np.where(articles == articles[place], -1.0, near)
    best = np.argsort(-near, kind="stable")[:NEIGHBOURS]
    return [int(other) for other in best if near[other] >= NEAR]


def _judge(
    site: str,
    of: tuple[Row[Any], Row[Any]],
    near: float,
    met: Sequence[Met],
    reader: Reader,
    rare: Mapping[str, float],
    now: int,
) -> Iterator[Finding]:
    one, other = of
    found = conflicts(text_of(one), text_of(other), met, reader, rare) if met else []
    for each in found:
        first = (one, each.one.text, each.marks)
        yield _finding(
            site, "contradiction", each.subject, each.score, first, (other, each.other.text, each.other_marks), now
        )
    if not found and near >= NEAR and (score := duplicate(one.text, other.text, reader)):
        yield _finding(site, "duplicate", "text", round(min(score, 1.0), 3), _whole(one), _whole(other), now)


def _texts(passages: Sequence[Row[Any]], articles: Collection[str]) -> dict[str, str]:
    """The whole text of articles: one article may be cut into passages where its twin isn't."""
    texts: dict[str, list[str]] = {article: [] for article in articles}
    for row in passages:
        if row.article in texts:
            texts[row.article].append(row.text)
    return {article: "\n".join(parts) for article, parts in texts.items()}


def text_of(row: Row[Any]) -> Text:
    """A passage as it is compared."""
    return Text(f"{row.title} {row.heading}", row.text, row.article, np.frombuffer(row.embedding, np.float32))


def _whole(row: Row[Any]) -> "Side":
    return row, row.text[:QUOTED], ()


Side = tuple[Row[Any], str, tuple[Mark, ...]]


def _finding(site: str, kind: str, subject: str, score: float, one: Side, other: Side, now: int) -> Finding:
    (mine, quote, marks), (theirs, other_quote, other_marks) = sorted((one, other), key=lambda side: side[0].id)
    parts = (site, kind, subject, mine.article, quote, theirs.article, other_quote)
    return {
        "id": hashlib.sha256("\0".join(parts).encode()).hexdigest()[:20],
        "site": site,
        "kind": kind,
        "subject": subject,
        "state": "open",
        "score": score,
        "article": mine.article,
        "passage": mine.id,
        "quote": quote,
        "marks_json": msgspec.json.encode(marks).decode(),
        "other": theirs.article,
        "other_passage": theirs.id,
        "other_quote": other_quote,
        "other_marks_json": msgspec.json.encode(other_marks).decode(),
        "found_at": now,
        "changed_at": now,
    }
