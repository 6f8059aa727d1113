"""The encoder answers any text with a unit vector, always the same one."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.encode import SHIPPED, Encoder, EncoderDamaged

ODD_TEXTS = [
    "",
    " ",
    "\x00\x07\n",
    "👍👍",
    "مرحبا، لا أستطيع الدخول",
    "汉字" * 3000,
    "a" * 100_000,
    "\ud800 lone",
    "e\u0301" * 50,
]


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_any_text_has_a_unit_vector(encoder: Encoder, text: str) -> None:
    embedding = encoder.encode(text)
    assert embedding.shape == (384,)
    assert embedding.dtype == np.float32
    assert np.linalg.norm(embedding) == pytest.approx(1, abs=1e-5)


@settings(max_examples=40, deadline=None)
@given(st.text())
def test_no_text_is_too_strange(text: str) -> None:
    assert np.isfinite(SHARED.encode(text)).all()


SHARED = Encoder.load()


def test_same_text_gives_same_numbers_whatever_else_is_encoded(encoder: Encoder) -> None:
    alone = encoder.encode("where is my invoice")
    among = encoder.encode_many(["something quite different and a good deal longer", "where is my invoice"])[1]
    assert np.array_equal(alone, among)


def test_paraphrases_are_nearer_than_strangers(encoder: Encoder) -> None:
    one, same, other = encoder.encode_many(
        ["I forgot my password", "can't remember my passphrase", "the parcel arrived damaged"]
    )
    assert one @ same > one @ other + 0.2


def test_nothing_to_encode_is_an_empty_table(encoder: Encoder) -> None:
    assert encoder.encode_many([]).shape == (0, 384)


def test_words_past_the_limit_change_nothing(encoder: Encoder) -> None:
    start = "please help " * 200
    assert np.array_equal(encoder.encode(start), encoder.encode(start + "refund"))


SECTION = "Open Billing, choose the payment and press Ask for refund; the money arrives after about five days. "


def test_a_passage_that_fits_is_the_same_as_any_text(encoder: Encoder) -> None:
    for text in ("", "Where is my invoice?", SECTION * 5):
        assert np.array_equal(encoder.encode_passage(text), encoder.encode(text))


def test_a_passage_is_read_to_its_end(encoder: Encoder) -> None:
    asked = encoder.encode("Can I have a dog in the office?")
    for length in (8, 15, 36):  # two thirds of a window, one and a half, three
        long = SECTION * length + "Dogs are welcome in the office."
        found = encoder.encode_passage(long)
        assert np.linalg.norm(found) == pytest.approx(1, abs=1e-5)
        assert found @ asked > encoder.encode_passage(SECTION * length) @ asked + 0.02
        assert found @ encoder.encode(SECTION) > 0.7


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_any_passage_has_a_unit_vector(encoder: Encoder, text: str) -> None:
    assert np.linalg.norm(encoder.encode_passage(text)) == pytest.approx(1, abs=1e-5)


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(EncoderDamaged, match="incomplete"):
        Encoder.load(tmp_path)


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    for name in ("encoder.onnx", "tokenizer.json", "CHECKSUM"):
        shutil.copy(SHIPPED / name, tmp_path / name)
    with (tmp_path / "tokenizer.json").open("ab") as file:
        file.write(b" ")
    with pytest.raises(EncoderDamaged, match=r"tokenizer\.json is damaged"):
        Encoder.load(tmp_path)
