import numpy as np
import pytest

from server.knowledge.dense import Vectors

WIDTH = 32


def cloud(count: int, seed: int = 0) -> np.ndarray:
    """Unit vectors around some hundred topics, as texts are."""
    numbers = np.random.default_rng(seed)
    topics = np.random.default_rng(7).standard_normal((100, WIDTH))
    made = topics[numbers.integers(0, 100, count)] + 0.5 * numbers.standard_normal((count, WIDTH))
    return (made / np.linalg.norm(made, axis=1, keepdims=True)).astype(np.float32)


def recall(vectors: Vectors, there: np.ndarray, gone: np.ndarray | None = None) -> float:
    """Share of the ten nearest of `there` that are found."""
    found = 0
    questions = cloud(50, seed=9)
    for question in questions:
        exact = there @ question if gone is None else np.where(gone, -2, there @ question)
        rows = vectors.nearest(question, 80, gone)
        assert gone is None or not gone[rows].any()
        best = rows[np.argsort(-vectors.cosines(question, rows))[:10]]
        found += len({*best.tolist()} & {*np.argsort(-exact)[:10].tolist()})
    return found / (10 * len(questions))


@pytest.fixture
def sizes(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr("server.knowledge.dense.EXACT", 1_000)
    return monkeypatch


def test_few_are_found_exactly():
    there = cloud(900)
    assert recall(Vectors.of(there), there) == 1


@pytest.mark.parametrize(("listed", "least"), [(10_000, 0.99), (2_000, 0.9)])
def test_many_are_found_by_their_codes(sizes: pytest.MonkeyPatch, listed: int, least: float):
    sizes.setattr("server.knowledge.dense.LISTED", listed)
    there, more = cloud(4_000), cloud(300, seed=3)
    vectors = Vectors.of(there)
    assert recall(vectors, there) >= least
    keep = np.arange(4_000) % 5 > 0
    joined = vectors.joined(keep, more)
    assert len(joined) == 3_500
    assert recall(joined, np.concatenate([there[keep], more])) >= least


def test_what_is_gone_is_never_found_even_where_all_near_is_gone(sizes: pytest.MonkeyPatch):
    there = cloud(3_000)
    gone = np.zeros(3_000, bool)
    for question in cloud(50, seed=9)[:5]:
        gone[np.argsort(-(there @ question))[:400]] = True
    assert recall(Vectors.of(there), there, gone) >= 0.98
    gone[:] = True
    assert len(Vectors.of(there).nearest(there[0], 80, gone)) == 0


def test_what_is_soon_merged_is_not_fitted(sizes: pytest.MonkeyPatch):
    there = cloud(2_000)
    assert recall(Vectors.of(there, exact=True), there) == 1


def test_same_vector_has_the_same_cosine_wherever_it_stands():
    there = cloud(100)
    shifted = Vectors.of(np.concatenate([cloud(7, seed=1), there]))
    question = cloud(1, seed=2)[0]
    rows = np.arange(100)
    assert (shifted.cosines(question, rows + 7) == Vectors.of(there).cosines(question, rows)).all()
