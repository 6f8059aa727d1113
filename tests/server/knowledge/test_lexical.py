from random import Random

import bm25s
import numpy as np
import pytest

from server.knowledge.foremost import scored
from server.knowledge.lexical import K1, Absent, B, Postings, Statistics

WORDS = [f"w{number}" for number in range(300)]


def corpus(seed: int, count: int) -> list[list[str]]:
    rng = Random(seed)
    return [[WORDS[int(300 * rng.random() ** 3)] for _ in range(rng.randint(0, 60))] for _ in range(count)]


def one_sentence(texts: list[list[str]]) -> Postings:
    return Postings.of([text] for text in texts)


def bm25(postings: Postings, query: list[str]) -> np.ndarray:
    statistics = Statistics(len(postings), postings.length)
    found = [postings.term(word, statistics.weight(postings.holding(word))) for word in query]
    rows = np.arange(len(postings), dtype=np.int32)
    return scored(
        [term for term in found if term is not None], postings.norms(statistics), rows, in_sentences=False
    ).bm25


@pytest.mark.parametrize("seed", range(5))
def test_scores_are_those_of_bm25s(seed: int):
    texts = corpus(seed, 400)
    theirs = bm25s.BM25(k1=K1, b=B)
    theirs.index(texts, show_progress=False)
    ours = one_sentence(texts)
    for query in corpus(seed + 100, 20):
        known = [word for word in query if ours.holding(word)]
        if known:
            np.testing.assert_allclose(bm25(ours, known), theirs.get_scores(known), rtol=1e-4, atol=1e-5)


def test_joined_equals_counted_at_once(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("server.knowledge.lexical.GATHERED", 32)
    first, second = corpus(1, 200), corpus(2, 90)
    keep, kept = np.arange(200) % 3 > 0, np.arange(90) % 4 > 0
    joined = one_sentence(first).joined(keep, one_sentence(second), kept)
    there = [text for text, stays in zip(first + second, [*keep, *kept], strict=True) if stays]
    anew = one_sentence(there)
    assert set(joined.numbers) == set(anew.numbers)
    for query in corpus(3, 20):
        np.testing.assert_array_equal(bm25(joined, query), bm25(anew, query))


def test_a_word_is_found_in_the_passages_that_hold_it():
    postings = one_sentence([["a"], ["b"], ["a", "b"], []])
    term = postings.term("a", 1.0)
    assert term is not None
    held, at = term.found(np.array([3, 2, 0], np.int32))
    assert (held.tolist(), at.tolist()) == ([False, True, True], [1, 0])
    assert postings.term("never", 1.0) is None


@pytest.mark.parametrize("longer", [0.5, 1, 1.01, 3])
def test_impacts_are_off_by_what_is_unsure_at_most(longer: float):
    postings = one_sentence(corpus(4, 300))
    statistics = Statistics(300, int(longer * postings.length))
    norms, unsure = postings.norms(statistics), postings.unsure(statistics)
    off = [
        float(np.abs(term.roughly - term.shares(slice(None), norms)).max()) / term.weight
        for word in WORDS
        if (term := postings.term(word, 3.0)) is not None
    ]
    assert unsure / 8 < max(off) <= unsure + 1e-6
    assert (unsure < 0.005) is (abs(longer - 1) < 0.02)


def test_words_of_one_sentence_count_together(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("server.knowledge.lexical.GATHERED", 2)
    apart, near = [["a"], ["b", "c"], ["d"]], [["c"], ["a", "b"], ["a"]]
    long = [["c"]] * 15 + [["a"], ["b"]]  # past the last bit sentences are one
    postings = Postings.of([apart, near, [], long]).joined(np.ones(4, bool), Postings.of([near]), np.ones(1, bool))
    found = [term for word in "ab" if (term := postings.term(word, 2.0)) is not None]
    said = scored(found, np.ones(5, np.float32), np.arange(5, dtype=np.int32), in_sentences=True)
    assert said.covered.tolist() == [4, 4, 0, 4, 4]
    assert said.together.tolist() == [2, 4, 0, 4, 4]


def test_what_is_gone_leaves_the_statistics():
    absent = Absent().with_more([["a", "a", "b"]]).with_more([["a"], []])
    assert (absent.passages, absent.length, absent.holding["a"], absent.holding["b"]) == (3, 4, 2, 1)


def test_nothing_can_be_counted():
    empty = Postings.of([])
    assert (len(empty), empty.length, empty.holding("a")) == (0, 0, 0)
    assert bm25(empty, ["a"]).shape == (0,)
    assert bm25(empty.joined(np.ones(0, bool), one_sentence([["a"]]), np.ones(1, bool)), ["a"])[0] > 0
