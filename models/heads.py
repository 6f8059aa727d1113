"""A head as an ONNX file of its own: embedding and words in, probabilities out; its labels and facts travel inside.

The embedding goes through a Gemm. Where the head also reads words, the text's hashed pieces (models.lexical) are looked
up in a table inside the file, weighed by how rare they are, brought to unit length, and their weights are added. Then
temperature and Softmax. Nothing but the file is needed to use a head, anywhere onnxruntime runs. It answers with
probabilities and with the raw scores (logits) that the out-of-scope measure needs.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from models.encode import single_threaded
from models.lexical import BLOCK_SHARES, BLOCKS, BUCKETS, Lexicon, read_pieces

Floats = NDArray[np.floating[Any]]
Facts = dict[str, Any]
Parameters = tuple[tuple[str, ...], Floats, Floats]  # labels, weights (classes, dimensions), bias (classes,)

OPSET = 20
IR_VERSION = 10
OPERATIONS = {"Add", "Div", "Gather", "Gemm", "MatMul", "Max", "Mul", "Softmax", "Sqrt"}
UNKNOWN = BUCKETS  # a bucket that no piece falls into: what a text without words is given, so that shapes hold
TINY = 1e-12
READ = 32  # texts whose pieces are kept: every head reads the turn, in as many threads as there are


class HeadDamaged(Exception):
    """The bytes are no head: not the operations that a head consists of, or data outside of the file."""


@dataclass(frozen=True, slots=True)
class WordWeights:
    """The lexical part: which pieces are known and how rare they are, and `weights` (classes, pieces)."""

    lexicon: Lexicon
    weights: Floats


def head_bytes(
    weights: Floats,
    bias: Floats,
    labels: tuple[str, ...],
    temperature: float,
    meta: Facts,
    words: WordWeights | None = None,
) -> bytes:
    """The ONNX file's bytes for `weights` (classes, dimensions) and `bias` (classes,). `meta` must fit into JSON."""
    classes, dimensions = weights.shape
    if len(labels) != classes or bias.shape != (classes,):
        raise ValueError(f"{classes} rows of weights, {len(labels)} labels, bias {bias.shape}: they must agree")
    constants: dict[str, NDArray[Any]] = {
        "weights": weights.astype(np.float32),
        "bias": bias.astype(np.float32),
        "temperature": np.array(temperature, np.float32),
    }
    inputs = [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["n", dimensions])]
    nodes = [helper.make_node("Gemm", ["embedding", "weights", "bias"], ["logits"], transB=1)]
    if words is not None:
        nodes[0].output[0] = "meant"
        nodes += _word_nodes()
        constants |= _word_constants(words, classes)
        inputs.append(helper.make_tensor_value_info("buckets", TensorProto.INT64, ["m"]))
    nodes += [
        helper.make_node("Div", ["logits", "temperature"], ["tempered"]),
        helper.make_node("Softmax", ["tempered"], ["probabilities"], axis=-1),
    ]
    graph = helper.make_graph(
        nodes,
        "head",
        inputs,
        [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", classes])
            for name in ("probabilities", "logits")
        ],
        [numpy_helper.from_array(value, name) for name, value in constants.items()],
    )
    opsets = [helper.make_opsetid("", OPSET)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION, producer_name="handrail")
    facts = {"labels": json.dumps(labels), "meta": json.dumps(meta, sort_keys=True)}
    helper.set_model_props(model, facts)
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


def write_head(
    path: Path,
    weights: Floats,
    bias: Floats,
    labels: tuple[str, ...],
    temperature: float,
    meta: Facts,
    words: WordWeights | None = None,
) -> None:
    """Writes `head_bytes` to `path`. Raises ValueError when shapes and labels disagree."""
    path.write_bytes(head_bytes(weights, bias, labels, temperature, meta, words))


def check_head(content: bytes) -> None:
    """Whether somebody else's bytes may be run as a head. Raises HeadDamaged.

    onnxruntime would follow a model to files beside it and run whatever it asks for; a head needs neither.
    """
    try:
        model = onnx.load_from_string(content)
    except Exception as problem:  # whatever protobuf makes of them
        raise HeadDamaged("not an ONNX file") from problem
    outside = [value.name for value in model.graph.initializer if value.data_location == TensorProto.EXTERNAL]
    unknown = {node.op_type for node in model.graph.node if node.domain or node.op_type not in OPERATIONS}
    if outside or unknown or model.functions or model.graph.sparse_initializer:
        raise HeadDamaged(f"not a head: {', '.join([*sorted(unknown), *outside]) or 'functions'} in it")


class Head:
    """One trained head: an embedding (384,) and the text behind it to a probability for each of `labels`."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._session = single_threaded(content)
        facts = self._session.get_modelmeta().custom_metadata_map
        self.version = hashlib.sha256(content).hexdigest()[:12]
        self.labels: tuple[str, ...] = tuple(json.loads(facts["labels"]))
        self.meta: Facts = json.loads(facts["meta"])
        self.reads_words = any(given.name == "buckets" for given in self._session.get_inputs())

    @classmethod
    def load(cls, path: Path) -> Self:
        """Reads a head; its version is the file's short checksum. Raises OSError when there is no such file."""
        return cls(path.read_bytes())

    def score(self, embedding: NDArray[np.float32], text: str = "") -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """(probabilities, logits), each (classes,), for one embedding (384,) and the text that it was made from.

        A head that reads words judges by the embedding alone where there is no text: less right, less calibrated.
        """
        given: dict[str, NDArray[Any]] = {"embedding": embedding[None]}
        if self.reads_words:
            given["buckets"] = _buckets(text)
        probabilities, logits = self._session.run(("probabilities", "logits"), given)
        return probabilities[0], logits[0]

    def predict(self, embedding: NDArray[np.float32], text: str = "") -> NDArray[np.float32]:
        """The probabilities (classes,) for one embedding (384,), in the order of `labels`; they sum to one."""
        return self.score(embedding, text)[0]

    def parameters(self) -> Parameters:
        """Labels, weights and bias of the embedding's part as they were trained, to start a next training from."""
        stored = {value.name: value for value in onnx.load_from_string(self._content).graph.initializer}
        return self.labels, numpy_helper.to_array(stored["weights"]), numpy_helper.to_array(stored["bias"])


@lru_cache(maxsize=READ)
def _buckets(text: str) -> NDArray[np.int64]:
    buckets = np.append(read_pieces((text,)).buckets, UNKNOWN)
    buckets.flags.writeable = False
    return buckets


def _word_nodes() -> list[onnx.NodeProto]:
    """`buckets` (m,) -> what `Lexicon.values` computes, times the weights, added to `meant`."""
    node = helper.make_node
    return [
        node("Gather", ["places", "buckets"], ["columns"]),
        node("Gather", ["rarity", "columns"], ["raw"]),
        node("Gather", ["blocks", "columns"], ["in_block"]),
        node("Mul", ["raw", "raw"], ["squares"]),
        node("MatMul", ["squares", "in_block"], ["totals"]),
        node("Max", ["totals", "tiny"], ["some"]),
        node("Sqrt", ["some"], ["lengths"]),
        node("Div", ["block_shares", "lengths"], ["scales"]),
        node("MatMul", ["in_block", "scales"], ["scale"]),
        node("Mul", ["raw", "scale"], ["values"]),
        node("Gather", ["word_weights", "columns"], ["rows"]),
        node("MatMul", ["values", "rows"], ["said"]),
        node("Add", ["meant", "said"], ["logits"]),
    ]


def _word_constants(words: WordWeights, classes: int) -> dict[str, NDArray[Any]]:
    """The tables; column 0 is that of every unknown piece and weighs nothing."""
    buckets = words.lexicon.buckets
    places = np.zeros(BUCKETS + 1, np.int32)
    places[buckets] = np.arange(1, len(buckets) + 1)
    blocks = np.zeros((len(buckets) + 1, BLOCKS), np.float32)
    blocks[np.arange(1, len(buckets) + 1), words.lexicon.blocks] = 1.0
    return {
        "places": places,
        "rarity": np.append(np.float32(0), words.lexicon.rarity).astype(np.float32),
        "blocks": blocks,
        "word_weights": np.vstack([np.zeros((1, classes)), words.weights.T]).astype(np.float32),
        "block_shares": BLOCK_SHARES,
        "tiny": np.array(TINY, np.float32),
    }
