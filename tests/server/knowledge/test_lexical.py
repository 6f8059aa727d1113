from random import Random

import bm25s
import numpy as np
import pytest

from server.knowledge.lexical import K1, Absent, B, Postings, Statistics

WORDS = [f"w{number}" for number in range(300)]


def corpus(seed: int, count: int) -> list[list[str]]:
    rng = Random(seed)
    return [[WORDS[int(300 * rng.random() ** 3)] for _ in range(rng.randint(0, 60))] for _ in range(count)]


def bm25(postings: Postings, query: list[str]) -> np.ndarray:
    statistics = Statistics(len(postings), postings.length)
    scores, norms = np.zeros(len(postings), np.float32), postings.norms(statistics)
    for word in query:
        postings.add(scores, word, statistics.weight(postings.holding(word)), norms)
    return scores


@pytest.mark.parametrize("seed", range(5))
def test_scores_are_those_of_bm25s(seed: int):
    texts = corpus(seed, 400)
    theirs = bm25s.BM25(k1=K1, b=B)
    theirs.index(texts, show_progress=False)
    ours = Postings.of(texts)
    for query in corpus(seed + 100, 20):
        known = [word for word in query if ours.holding(word)]
        if known:
            np.testing.assert_allclose(bm25(ours, known), theirs.get_scores(known), rtol=1e-4, atol=1e-5)


def test_joined_equals_counted_at_once(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("server.knowledge.lexical.GATHERED", 32)
    first, second = corpus(1, 200), corpus(2, 90)
    keep, kept = np.arange(200) % 3 > 0, np.arange(90) % 4 > 0
    joined = Postings.of(first).joined(keep, Postings.of(second), kept)
    there = [text for text, stays in zip(first + second, [*keep, *kept], strict=True) if stays]
    anew = Postings.of(there)
    assert set(joined.numbers) == set(anew.numbers)
    for query in corpus(3, 20):
        np.testing.assert_array_equal(bm25(joined, query), bm25(anew, query))


def test_having_says_which_passages_hold_a_word():
    postings = Postings.of([["a"], ["b"], ["a", "b"], []])
    rows = np.array([3, 2, 0])
    assert postings.having("a", rows).tolist() == [False, True, True]
    assert not postings.having("never", rows).any()


def test_what_is_gone_leaves_the_statistics():
    absent = Absent().with_more([["a", "a", "b"]]).with_more([["a"], []])
    assert (absent.passages, absent.length, absent.holding["a"], absent.holding["b"]) == (3, 4, 2, 1)


def test_nothing_can_be_counted():
    empty = Postings.of([])
    assert (len(empty), empty.length, empty.holding("a")) == (0, 0, 0)
    assert bm25(empty, ["a"]).shape == (0,)
    assert bm25(empty.joined(np.ones(0, bool), Postings.of([["a"]]), np.ones(1, bool)), ["a"])[0] > 0
