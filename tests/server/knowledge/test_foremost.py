"""The foremost by words are those that reading every posting finds, whatever is passed over."""

from random import Random

import numpy as np
import pytest

from server.knowledge import foremost as subject
from server.knowledge.foremost import Mask, Scores, Term, foremost, scored
from server.knowledge.lexical import Postings, Statistics

WORDS = [f"w{number}" for number in range(120)]
PASSAGES = 600


def asked(postings: Postings, rng: Random) -> list[Term]:
    statistics = Statistics(len(postings), postings.length)
    words = {WORDS[int(120 * rng.random() ** 2)] for _ in range(rng.randint(1, 9))}
    found = [postings.term(word, statistics.weight(postings.holding(word))) for word in sorted(words)]
    return [term for term in found if term is not None]


def expected(terms: list[Term], norms: Scores, gone: Mask | None, limit: int) -> set[int]:
    scores = scored(terms, norms, np.arange(len(norms), dtype=np.int32), in_sentences=False).bm25
    if gone is not None:
        scores[gone] = 0
    rows = np.flatnonzero(scores)
    if len(rows) > limit:
        rows = rows[scores[rows] >= np.sort(scores[rows])[-limit] * (1 - 1e-6)]
    return set(rows.tolist())


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("read_whole", [0, PASSAGES])
def test_they_are_those_with_the_highest_scores(seed: int, read_whole: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "READ_WHOLE", read_whole)
    rng = Random(seed)
    texts = [[WORDS[int(120 * rng.random() ** 3)] for _ in range(rng.randint(1, 30))] for _ in range(PASSAGES)]
    postings = Postings.of([text] for text in [*texts, *texts[:50]])  # the last ones are equal to others
    norms = postings.norms(Statistics(len(postings), postings.length))
    gone = np.array([rng.random() < 0.3 for _ in range(len(postings))]) if seed % 2 else None
    for _ in range(40):
        terms, limit = asked(postings, rng), rng.choice((1, 3, 8, 64))
        found = foremost(terms, norms, float(norms.min()), gone, limit).tolist()
        assert len(found) == len(set(found))
        assert set(found) == expected(terms, norms, gone, limit)


def test_common_words_are_not_read_where_rare_ones_have_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "READ_WHOLE", 0)
    postings = Postings.of([["common"] * (number % 3 + 1) + ["rare"] * (number < 10)] for number in range(5_000))
    statistics = Statistics(len(postings), postings.length)
    terms = [postings.term(word, statistics.weight(postings.holding(word))) for word in ("common", "rare")]
    read: list[int] = []

    class Watched(Term, frozen=True):
        def shares(self, at: object, norms: Scores) -> Scores:
            shares = super().shares(at, norms)  # type: ignore[arg-type]
            read.append(len(shares))
            return shares

    watched = [Watched(term.rows, term.counts, term.sentences, term.weight) for term in terms if term is not None]
    norms = postings.norms(statistics)
    assert set(foremost(watched, norms, float(norms.min()), None, 5).tolist()) <= set(range(10))
    assert sum(read) <= 30


def test_a_search_leaves_nothing_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "READ_WHOLE", 0)
    postings = Postings.of([[["a", "b"]], [["b"]], [["c"]]])
    norms = postings.norms(Statistics(3, postings.length))
    for word, rows in (("a", {0}), ("b", {0, 1}), ("c", {2}), ("a", {0})):
        term = postings.term(word, 1.0)
        assert term is not None
        assert set(foremost([term], norms, 0.1, None, 8).tolist()) == rows


def test_no_word_finds_nothing() -> None:
    assert len(foremost([], np.ones(5, np.float32), 1.0, None, 8)) == 0
