"""A stranger falls below the threshold, as its head measured it; heads of the first days still work."""

import numpy as np
import pytest

from models.examples import Examples, nearest_own
from models.heads import Head, head_bytes
from models.scope import in_scope, scope_score

DIMENSIONS = 8
LABELS = ("a", "b")


@pytest.fixture
def examples() -> Examples:
    rows = np.eye(DIMENSIONS, dtype=np.float32)[[0, 0, 0, 0, 0, 1, 1, 1]]
    return Examples(rows, ("a",) * 5 + ("b",) * 3, ("",) * 8)


def head(**meta: object) -> Head:
    return Head(head_bytes(np.eye(2, DIMENSIONS) * 5, np.zeros(2), LABELS, 1.0, meta))


def share(head: Head, examples: Examples | None, direction: int) -> float:
    embedding = np.eye(DIMENSIONS, dtype=np.float32)[direction]
    return in_scope(head, examples, embedding, head.score(embedding)[1])


def test_known_is_in_scope_and_strange_is_not(examples: Examples) -> None:
    measured = head(in_scope_threshold=20.0, nearness="own")
    assert share(measured, examples, 0) > 0.5
    assert share(measured, examples, 1) > 0.5
    assert share(measured, examples, 5) < 0.5


def test_exactly_at_the_threshold_is_a_half(examples: Examples) -> None:
    assert share(head(in_scope_threshold=25.0, nearness="own"), examples, 0) == pytest.approx(0.5, abs=1e-4)


def test_nearness_is_to_the_examples_of_the_answer_only(examples: Examples) -> None:
    assert examples.nearness_to("b", np.eye(DIMENSIONS, dtype=np.float32)[0]) == 0
    assert examples.nearness_to("nobody", np.eye(DIMENSIONS, dtype=np.float32)[0]) == 0
    assert nearest_own(np.array([[0.1, 0.9, 0.6, 0.3]], np.float32))[0] == pytest.approx(0.6)


def test_a_head_of_the_first_days_is_measured_as_it_was(examples: Examples) -> None:
    # best logit 5 and ten times the mean cosine to the nearest five, of whatever label
    assert share(head(in_scope_threshold=15.0), examples, 0) == pytest.approx(0.5, abs=1e-4)
    assert share(head(in_scope_threshold=15.0), examples, 5) < 0.5


def test_without_a_threshold_everything_belongs_here(examples: Examples) -> None:
    assert share(head(), examples, 5) == 1
    assert share(head(in_scope_threshold=20.0, nearness="own"), None, 5) == 1


def test_scores_add_up() -> None:
    assert scope_score(np.array([[1.0, 3.0]]), np.array([0.5])).tolist() == [13.0]
