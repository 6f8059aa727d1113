"""The BERT graph of all-MiniLM-L6-v2, written node by node: one text in, one unit vector out.

The input is one text's token ids, shape (tokens,), so there is neither padding nor an attention mask. The scale of the
attention is folded into the query weights, the constant token type into the positions, and query, key and value are
one product. Mean pooling and the L2 norm are part of the graph.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Tensors = Mapping[str, NDArray[np.float32]]

OPSET = 20  # the first with Gelu as one operator
IR_VERSION = 10
DIMENSIONS = 384
LAYERS = 6
ATTENTION_HEADS = 12
HEAD_WIDTH = DIMENSIONS // ATTENTION_HEADS
NORM_EPSILON = 1e-12  # the published configuration's layer_norm_eps


class _Graph:
    """Collects nodes and constants; every method returns the name of the tensor it made."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **attributes))
        return output

    def dense(self, name: str, source: str, weight: NDArray[np.float32], bias: NDArray[np.float32]) -> str:
        product = self.node("MatMul", [source, self.constant(f"{name}.weight", weight.T)], f"{name}.product")
        return self.node("Add", [product, self.constant(f"{name}.bias", bias)], f"{name}.sum")

    def norm(self, name: str, source: str, tensors: Tensors, prefix: str) -> str:
        scale = self.constant(f"{name}.scale", tensors[f"{prefix}.weight"])
        shift = self.constant(f"{name}.shift", tensors[f"{prefix}.bias"])
        return self.node("LayerNormalization", [source, scale, shift], name, axis=-1, epsilon=NORM_EPSILON)


def _embed(graph: _Graph, tensors: Tensors) -> str:
    words = graph.constant("words", tensors["embeddings.word_embeddings.weight"])
    places = tensors["embeddings.position_embeddings.weight"] + tensors["embeddings.token_type_embeddings.weight"][0]
    word = graph.node("Gather", [words, "ids"], "word", axis=0)
    bounds = [
        graph.constant("zero", np.zeros(1, np.int64)),
        graph.node("Shape", ["ids"], "length"),
        graph.constant("first_axis", np.zeros(1, np.int64)),
    ]
    place = graph.node("Slice", [graph.constant("places", places), *bounds], "place")
    return graph.norm("embedded", graph.node("Add", [word, place], "word_and_place"), tensors, "embeddings.LayerNorm")


def _attend(graph: _Graph, name: str, source: str, tensors: Tensors, prefix: str) -> str:
    scale = np.float32(1 / np.sqrt(HEAD_WIDTH))
    parts = {part: f"{prefix}.attention.self.{part}" for part in ("query", "key", "value")}
    factor = {"query": scale, "key": np.float32(1), "value": np.float32(1)}
    weight = np.concatenate([tensors[f"{at}.weight"] * factor[part] for part, at in parts.items()])
    bias = np.concatenate([tensors[f"{at}.bias"] * factor[part] for part, at in parts.items()])
    joined = graph.dense(f"{name}.qkv", source, weight, bias)
    shaped = graph.node("Reshape", [joined, "by_head"], f"{name}.by_head")  # (tokens, 3, heads, width)
    query, key, value = (f"{name}.{part}" for part in parts)
    graph.nodes.append(
        helper.make_node(
            "Split", [shaped], [f"{n}.4d" for n in (query, key, value)], f"{name}.split", axis=1, num_outputs=3
        )
    )
    for part, order in ((query, [1, 2, 0, 3]), (key, [1, 2, 3, 0]), (value, [1, 2, 0, 3])):
        graph.node("Transpose", [f"{part}.4d"], part, perm=order)  # (1, heads, tokens, width); the key lies across
    scores = graph.node("MatMul", [query, key], f"{name}.scores")
    shares = graph.node("Softmax", [scores], f"{name}.shares", axis=-1)
    mixed = graph.node("MatMul", [shares, value], f"{name}.mixed")
    turned = graph.node("Transpose", [mixed], f"{name}.turned", perm=[2, 0, 1, 3])
    flat = graph.node("Reshape", [turned, "flat"], f"{name}.flat")
    out = f"{prefix}.attention.output"
    return graph.dense(f"{name}.out", flat, tensors[f"{out}.dense.weight"], tensors[f"{out}.dense.bias"])


def _layer(graph: _Graph, index: int, source: str, tensors: Tensors) -> str:
    prefix, name = f"encoder.layer.{index}", f"layer{index}"
    attended = graph.node("Add", [source, _attend(graph, name, source, tensors, prefix)], f"{name}.attended")
    middle = graph.norm(f"{name}.middle", attended, tensors, f"{prefix}.attention.output.LayerNorm")
    wide = graph.dense(
        f"{name}.wide",
        middle,
        tensors[f"{prefix}.intermediate.dense.weight"],
        tensors[f"{prefix}.intermediate.dense.bias"],
    )
    active = graph.node("Gelu", [wide], f"{name}.active")
    narrow = graph.dense(
        f"{name}.narrow", active, tensors[f"{prefix}.output.dense.weight"], tensors[f"{prefix}.output.dense.bias"]
    )
    summed = graph.node("Add", [middle, narrow], f"{name}.summed")
    return graph.norm(f"{name}.end", summed, tensors, f"{prefix}.output.LayerNorm")


def bert_graph(tensors: Tensors) -> onnx.ModelProto:
    """The fp32 model: input `ids` int64 (tokens,), output `embedding` float32 (384,), of unit length."""
    graph = _Graph()
    graph.constant("by_head", np.array([-1, 3, ATTENTION_HEADS, HEAD_WIDTH], np.int64))
    graph.constant("flat", np.array([-1, DIMENSIONS], np.int64))
    state = _embed(graph, tensors)
    for index in range(LAYERS):
        state = _layer(graph, index, state, tensors)
    axis = graph.constant("tokens_axis", np.zeros(1, np.int64))
    mean = graph.node("ReduceMean", [state, axis], "mean", keepdims=0)
    length = graph.node("ReduceL2", [mean, axis], "mean_length", keepdims=1)
    graph.node("Div", [mean, length], "embedding")
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "all-MiniLM-L6-v2",
            [helper.make_tensor_value_info("ids", TensorProto.INT64, ["tokens"])],
            [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, [DIMENSIONS])],
            graph.constants,
        ),
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
        producer_name="handrail",
    )
    onnx.checker.check_model(model)
    return model
