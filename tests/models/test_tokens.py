import numpy as np
import pytest

from models.encode import SHIPPED, Encoder, single_threaded

TEXTS = ("how do I cancel my plan", "", "Müller \ud800", "x" * 5_000)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load()


@pytest.mark.parametrize("text", TEXTS)
def test_the_embedding_is_the_same_to_the_last_bit(encoder: Encoder, text: str):
    plain = single_threaded((SHIPPED / "encoder.onnx").read_bytes())
    bare = Encoder(plain, encoder._tokenizer, encoder.version)
    assert np.array_equal(bare.encode_many([text])[0], encoder.encode(text))
    assert np.array_equal(encoder.tokens(text).embedding, encoder.encode(text))


def test_each_token_has_its_place_and_unit_vectors(encoder: Encoder):
    text = "how do I cancel"
    tokens = encoder.tokens(text)
    assert [text[start:end] for start, end in tokens.places] == ["how", "do", "I", "cancel"]
    for layer in (tokens.early, tokens.late):
        assert layer.shape == (4, 384)
        assert np.allclose(np.linalg.norm(layer, axis=1), 1, atol=1e-5)


def test_a_word_is_nearer_to_its_like_than_to_another(encoder: Encoder):
    cancel, end, cook = (encoder.tokens(f"I {word} it").late[1] for word in ("cancel", "terminate", "cook"))
    assert cancel @ end > cancel @ cook
