"""What words say: a word of one label speaks for it, a word of all for none, an unknown one not at all."""

import numpy as np

from models.lexical import Lexicon, read_pieces
from models.words import fit_words, learn_words, most_pieces

TEXTS = ("refund me please", "refund now please", "log in please", "cannot log in please")
CLASSES = np.array([0, 0, 1, 1])


def said(*texts: str) -> np.ndarray:
    lexicon = Lexicon.learn(read_pieces(TEXTS))
    weights = learn_words(lexicon.values(read_pieces(TEXTS)), len(lexicon.buckets), CLASSES, 2, np.ones(4))
    return lexicon.values(read_pieces(texts)).times(np.ascontiguousarray(weights.T))


def test_a_word_speaks_for_the_label_that_uses_it() -> None:
    assert said("refund", "log").argmax(axis=1).tolist() == [0, 1]


def test_a_word_that_all_use_says_little() -> None:
    common, own = said("please", "refund")
    assert np.ptp(common) < 0.3 * np.ptp(own)


def test_unknown_words_say_nothing() -> None:
    assert not said("zyxw", "").any()


def test_a_weight_of_two_counts_like_the_example_twice() -> None:
    lexicon = Lexicon.learn(read_pieces(TEXTS))
    known = len(lexicon.buckets)
    twice = lexicon.values(read_pieces((*TEXTS, TEXTS[0])))
    doubled = learn_words(twice, known, np.append(CLASSES, 0), 2, np.ones(5))
    weighted = learn_words(lexicon.values(read_pieces(TEXTS)), known, CLASSES, 2, np.array([2.0, 1, 1, 1]))
    assert np.abs(doubled - weighted).max() < 1e-5


def fitted(texts: tuple[str, ...], classes: list[int], meant: np.ndarray, counts: list[float]) -> np.ndarray:
    lexicon = Lexicon.learn(read_pieces(texts))
    values, known = lexicon.values(read_pieces(texts)), len(lexicon.buckets)
    weights = fit_words(values, known, np.array(classes), 2, np.array(counts), meant.astype(np.float32))
    return values.times(np.ascontiguousarray(weights.T))


def test_fitted_words_speak_for_the_label_that_uses_them() -> None:
    scores = fitted(TEXTS, [0, 0, 1, 1], np.zeros((4, 2)), [1.0] * 4)
    assert scores.argmax(axis=1).tolist() == [0, 0, 1, 1]


def test_fitted_words_leave_alone_what_the_embedding_knows() -> None:
    sure = np.array([[30.0, 0.0], [30.0, 0.0], [0.0, 30.0], [0.0, 30.0]])
    assert np.abs(fitted(TEXTS, [0, 0, 1, 1], sure, [1.0] * 4)).max() < 1e-3
    wrong = fitted(TEXTS, [0, 0, 1, 1], sure[:, ::-1], [1.0] * 4)
    assert wrong.argmax(axis=1).tolist() == [0, 0, 1, 1]


def test_fitted_weight_of_two_counts_like_the_example_twice() -> None:
    five = (*TEXTS, TEXTS[0])
    doubled = fitted(five, [0, 0, 1, 1, 0], np.zeros((5, 2)), [1.0] * 5)
    halves = fitted(five, [0, 0, 1, 1, 0], np.zeros((5, 2)), [1.5, 1.0, 1.0, 1.0, 0.5])
    assert np.abs(doubled - halves).max() < 1e-2


def test_many_labels_keep_fewer_pieces() -> None:
    assert most_pieces(21) > most_pieces(2_000) >= 1_000
