"""What words say: a word of one label speaks for it, a word of all for none, an unknown one not at all."""

import numpy as np

from models.lexical import Lexicon, read_pieces
from models.words import learn_words, most_pieces

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


def test_many_labels_keep_fewer_pieces() -> None:
    assert most_pieces(21) > most_pieces(2_000) >= 1_000
