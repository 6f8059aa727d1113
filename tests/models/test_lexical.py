"""The same text has the same pieces wherever it stands, a typo leaves most of them, and unknown ones weigh nothing."""

import numpy as np
import pytest

from models.lexical import BLOCK_SHARES, BUCKETS, Lexicon, folded, read_pieces

TEXTS = ("How do I export my data?", "", "!!!", "export my DATA", "I can’t log in", "a", "𝕱𝖆𝖓𝖈𝖞 ﬁle")


def test_a_text_is_read_alike_alone_and_among_others() -> None:
    together = read_pieces(TEXTS)
    for row, text in enumerate(TEXTS):
        alone = read_pieces((text,))
        assert sorted(alone.buckets) == sorted(together.buckets[together.rows == row])


def test_capitals_punctuation_and_compatible_letters_make_no_difference() -> None:
    assert folded("  It's FINE!\n") == " its fine "
    assert folded("ﬁle") == folded("FILE")
    first, second = read_pieces(("Export, please",)), read_pieces(("export please!",))
    assert sorted(first.buckets) == sorted(second.buckets)


def test_other_words_fall_elsewhere() -> None:
    assert not set(read_pieces(("refund",)).buckets) & set(read_pieces(("login",)).buckets)


def test_a_typo_leaves_pieces_of_the_word() -> None:
    right, wrong = (set(read_pieces((text,)).buckets) for text in ("cancellation", "cancelation"))
    assert len(right & wrong) > 0.4 * len(right)


def test_words_and_characters_have_halves_of_their_own() -> None:
    pieces = read_pieces(("one two",))
    assert len(pieces.buckets) == 3 + 2 * (3 + 2 + 1)  # two words and their pair; 3, 4 and 5 characters in " one "
    assert (pieces.buckets < BUCKETS // 2).sum() == 3


def test_some_of_the_texts_are_those_texts() -> None:
    some = read_pieces(TEXTS).of(np.array([3, 0]))
    alone = read_pieces((TEXTS[3], TEXTS[0]))
    assert some.n == 2
    assert np.array_equal(some.rows, alone.rows)
    assert [sorted(some.buckets[some.rows == row]) for row in (0, 1)] == [
        sorted(alone.buckets[alone.rows == row]) for row in (0, 1)
    ]


def test_values_have_the_length_of_their_blocks_and_rare_pieces_the_greatest() -> None:
    lexicon = Lexicon.learn(read_pieces(("my card", "my bill", "my name")))
    values = lexicon.values(read_pieces(("my card", "unheard")))
    lengths = [
        float(np.sum(values.values[(values.rows == 0) & (lexicon.blocks[values.columns] == block)] ** 2)) ** 0.5
        for block in (0, 1)
    ]
    assert lengths == pytest.approx(BLOCK_SHARES.tolist(), abs=1e-5)
    (my,) = set(read_pieces(("my",)).buckets[:1])
    assert lexicon.rarity[np.searchsorted(lexicon.buckets, my)] == lexicon.rarity.min()


def test_a_lexicon_keeps_no_more_than_it_may() -> None:
    texts = [f"word{n} again" for n in range(200)]
    assert len(Lexicon.learn(read_pieces(texts), most=50).buckets) <= 50


def test_the_product_is_that_of_the_whole_matrix() -> None:
    random = np.random.default_rng(3)
    texts = [" ".join(f"w{n}" for n in random.integers(0, 30, random.integers(0, 9))) for _ in range(100)]
    pieces = read_pieces(texts)
    lexicon = Lexicon.learn(pieces)
    values = lexicon.values(pieces)
    dense = np.zeros((100, len(lexicon.buckets)))
    np.add.at(dense, (values.rows, values.columns), values.values)
    right = random.standard_normal((len(lexicon.buckets), 7)).astype(np.float32)
    assert np.abs(values.times(right) - dense @ right).max() < 1e-4


@pytest.mark.parametrize(
    "text", ["x" * 100_000, "ß" * 5_000, "\ud800 half a pair", "\x00\x01", "مرحبا بالعالم", "🙂" * 50]
)
def test_any_text_can_be_read(text: str) -> None:
    assert read_pieces((text, "fine")).n == 2
