"""The hand-built graph computes BERT with mean pooling, and the build gives the bytes that are shipped."""

import math
import os
from pathlib import Path

import numpy as np
import onnxruntime
import pytest

from models.encode import SHIPPED
from models.encoder.graph import bert_graph

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
    session = onnxruntime.InferenceSession(bert_graph(tensors).SerializeToString())
    for ids in ([1, 7, 3, 39, 0, 5, 12], [4]):
        answer = session.run(None, {"ids": np.array(ids, np.int64)})[0]
        assert np.abs(answer - reference(tensors, ids)).max() < 1e-5


@pytest.mark.skipif("HANDRAIL_ENCODER_WHEEL" not in os.environ, reason="HANDRAIL_ENCODER_WHEEL names no wheel")
def test_the_build_gives_the_shipped_bytes(tmp_path: Path) -> None:
    from models.encoder.build import build

    build(Path(os.environ["HANDRAIL_ENCODER_WHEEL"]), tmp_path)
    assert (tmp_path / "CHECKSUM").read_text() == (SHIPPED / "CHECKSUM").read_text()
