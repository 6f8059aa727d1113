"""The foremost by words are those that reading every posting finds, whatever is passed over."""

from random import Random

import numpy as np
import pytest

from server.knowledge import foremost as subject
from server.knowledge.foremost import Mask, Rows, Scores, Term, foremost, scored
from server.knowledge.lexical import Postings, Statistics

WORDS = [f"w{number}" for number in range(120)]
PASSAGES = 600


def asked(postings: Postings, rng: Random) -> list[Term]:
    statistics = Statistics(len(postings), postings.length)
    words = {WORDS[int(120 * rng.random() ** 2)] for _ in range(rng.randint(1, 9))}
    found = [postings.term(word, statistics.weight(postings.holding(word))) for word in sorted(words)]
    return [term for term in found if term is not None]


def exactly(terms: list[Term], norms: Scores, found: Rows, limit: int) -> set[int]:
    """The foremost of what was found, as exact scores tell."""
    scores = scored(terms, norms, found, in_sentences=False).bm25
    edge = np.sort(scores)[-limit] * (1 - 1e-6) if len(scores) > limit else 0
    return set(found[scores >= edge].tolist())


def expected(terms: list[Term], norms: Scores, gone: Mask | None, limit: int) -> set[int]:
    scores = scored(terms, norms, np.arange(len(norms), dtype=np.int32), in_sentences=False).bm25
    if gone is not None:
        scores[gone] = 0
    rows = np.flatnonzero(scores)
    if len(rows) > limit:
        rows = rows[scores[rows] >= np.sort(scores[rows])[-limit] * (1 - 1e-6)]
    return set(rows.tolist())


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(
    ("read_whole", "first", "drift"), [(2 * PASSAGES, 0, 0), (0, 0, 0), (0, 500, 0), (0, 0, 1_500)]
)
def test_they_are_those_with_the_highest_scores(
    seed: int, read_whole: int, first: int, drift: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subject, "READ_WHOLE", read_whole)
    monkeypatch.setattr(subject, "READ_FIRST", first)
    rng = Random(seed)
    texts = [[WORDS[int(120 * rng.random() ** 3)] for _ in range(rng.randint(1, 30))] for _ in range(PASSAGES)]
    postings = Postings.of([text] for text in [*texts, *texts[:50]])  # the last ones are equal to others
    statistics = Statistics(len(postings), postings.length + drift)
    norms, unsure = postings.norms(statistics), postings.unsure(statistics)
    gone = np.array([rng.random() < 0.3 for _ in range(len(postings))]) if seed % 2 else None
    for _ in range(40):
        terms, limit = asked(postings, rng), rng.choice((1, 3, 8, 64))
        found = foremost(terms, norms, unsure, gone, limit)
        assert len(found) == len(set(found.tolist()))
        assert gone is None or not gone[found].any()
        assert exactly(terms, norms, found, limit) == expected(terms, norms, gone, limit)
        if read_whole:
            assert set(found.tolist()) == expected(terms, norms, gone, limit)


@pytest.mark.parametrize("kept", [8, 40, 300])
def test_they_are_found_however_few_are_kept(kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("READ_WHOLE", 0), ("READ_FIRST", 500), ("KEPT", kept)):
        monkeypatch.setattr(subject, name, value)
    rng, numbers = Random(1), np.random.default_rng(1)
    texts = [[WORDS[int(120 * rng.random() ** 3)] for _ in range(rng.randint(1, 30))] for _ in range(5_000)]
    postings = Postings.of([text] for text in texts)
    statistics = Statistics(len(postings), postings.length)
    norms, unsure, fewer = postings.norms(statistics), postings.unsure(statistics), 0
    for _ in range(100):
        terms = asked(postings, rng)
        gone = numbers.random(len(postings)) < 0.05
        found = foremost(terms, norms, unsure, gone, 4)
        assert exactly(terms, norms, found, 4) == expected(terms, norms, gone, 4)
        fewer += len(found) < 40
    assert fewer > 80


def test_common_words_are_not_read_where_rare_ones_have_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "READ_WHOLE", 0)
    monkeypatch.setattr(subject, "READ_FIRST", 0)
    postings = Postings.of([["common"] * (number % 3 + 1) + ["rare"] * (number < 10)] for number in range(5_000))
    statistics = Statistics(len(postings), postings.length)
    terms = [postings.term(word, statistics.weight(postings.holding(word))) for word in ("common", "rare")]
    read: list[int] = []

    class Watched(Term, frozen=True):
        @property
        def roughly(self) -> Scores:
            read.append(len(self.rows))
            return super().roughly

        def roughly_in(self, rows: Rows) -> Scores:
            read.append(len(rows))
            return super().roughly_in(rows)

    watched = [
        Watched(term.rows, term.counts, term.sentences, term.impacts, term.weight) for term in terms if term is not None
    ]
    norms, unsure = postings.norms(statistics), postings.unsure(statistics)
    assert set(foremost(watched, norms, unsure, None, 5).tolist()) <= set(range(10))
    assert sum(read) <= 50


def test_a_search_leaves_nothing_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "READ_WHOLE", 0)
    postings = Postings.of([[["a", "b"]], [["b"]], [["c"]]])
    norms = postings.norms(Statistics(3, postings.length))
    unsure = postings.unsure(Statistics(3, postings.length))
    for word, rows in (("a", {0}), ("b", {0, 1}), ("c", {2}), ("a", {0})):
        term = postings.term(word, 1.0)
        assert term is not None
        assert set(foremost([term], norms, unsure, None, 8).tolist()) == rows


def test_no_word_finds_nothing() -> None:
    assert len(foremost([], np.ones(5, np.float32), 1.0, None, 8)) == 0
