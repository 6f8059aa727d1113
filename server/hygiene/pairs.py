"""Compares what changed in a site's articles with everything near it, and keeps the findings true.

Candidates are the passages of other articles that are nearest by embedding, or have a sentence with the same rare
words; the rules of conflicts.py judge them. A finding is named by what it says, so it stays the same finding while both
texts stay, is dismissed once for all, and is fixed by itself when one of them changes. Copies that are hidden behind a
kept passage count as duplicates too.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
import numpy as np
from sqlalchemy import Row

from models.encode import Embedding
from server.hygiene.aligned import Reader
from server.hygiene.alike import Bags, alike, bags, rarity
from server.hygiene.conflicts import ARTICLES, Text, conflicts, duplicate
from server.hygiene.sentences import Mark

NEIGHBOURS = 24  # nearest passages of other articles that are compared with one
NEAR = 0.4  # cosine below which two passages are about different things
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
    words = bags([row.text for row in rows])
    rare = rarity(words)
    for mine, other, near in neighbours(rows, changed, words):
        for finding in _judge(site, mine, other, near, reader, rare, now):
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


def neighbours(
    rows: Sequence[Row[Any]], changed: Collection[str], words: Bags
) -> Iterator[tuple[Row[Any], Row[Any], float]]:
    """Pairs of passages of two articles, one of them changed, each pair once, with their cosine."""
    if len(rows) < 2:
        return
    matrix = np.frombuffer(b"".join(row.embedding for row in rows), np.float32).reshape(len(rows), -1)
    articles = np.array([row.article for row in rows])
    places = [place for place, row in enumerate(rows) if row.article in changed]
    pairs = alike(words, places)
    for start in range(0, len(places), BLOCK):
        some = places[start : start + BLOCK]
        for place, near in zip(some, matrix[some] @ matrix.T, strict=True):
            pairs |= {(min(place, other), max(place, other)) for other in _nearest(articles, place, near)}
    for one, other in sorted(pairs):
        if rows[one].article != rows[other].article:
            yield rows[one], rows[other], float(matrix[one] @ matrix[other])


def _nearest(articles: Any, place: int, near: Embedding) -> list[int]:
    near = np.where(articles == articles[place], -1.0, near)
    best = np.argsort(-near, kind="stable")[:NEIGHBOURS]
    return [int(other) for other in best if near[other] >= NEAR]


def _judge(
    site: str, one: Row[Any], other: Row[Any], near: float, reader: Reader, rare: Mapping[str, float], now: int
) -> Iterator[Finding]:
    found = conflicts(text_of(one), text_of(other), near, reader, rare)
    for each in found:
        first = (one, each.one.text, each.marks)
        yield _finding(
            site, "contradiction", each.subject, each.score, first, (other, each.other.text, each.other_marks), now
        )
    if not found and (score := duplicate(one.text, other.text, reader)):
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
    return Text(f"{row.title} {row.heading}", row.text)


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
