"""The BERT graph of all-MiniLM-L6-v2 in fp32, written node by node: one text in, one unit vector out.

The input is one text's token ids, shape (tokens,), so there is neither padding nor an attention mask. The scale of the
attention is folded into the query weights, the constant token type into the positions, and query, key and value are
one product. Mean pooling and the L2 norm are part of the graph. `models.encoder.small` writes the same function in
int8 out of the same parts.
"""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

Floats = NDArray[np.float32]
Tensors = Mapping[str, Floats]

OPSET = 20  # the first with Gelu as one operator
IR_VERSION = 10
DIMENSIONS = 384
LAYERS = 6
ATTENTION_HEADS = 12
HEAD_WIDTH = DIMENSIONS // ATTENTION_HEADS
NORM_EPSILON = 1e-12  # the published configuration's layer_norm_eps
PRODUCTS = ("qkv", "out", "wide", "narrow")  # a layer's four products with weights, in the order they are made


class Product(NamedTuple):
    """y = x @ weight + bias: `weight` (inputs, outputs), `bias` (outputs,)."""

    weight: Floats
    bias: Floats


class Norm(NamedTuple):
    """The gain and the shift of a layer normalisation, each (384,)."""

    gain: Floats
    shift: Floats


class Graph:
    """Collects nodes and constants; every method returns the name of the tensor it made."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, inputs: list[str], output: str, domain: str = "", **attributes: Any) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, domain=domain, **attributes))
        return output

    def split(self, source: str, outputs: list[str], axis: int) -> None:
        count = len(outputs)
        self.nodes.append(
            helper.make_node("Split", [source], outputs, f"{outputs[0]}.split", axis=axis, num_outputs=count)
        )

    def norm(self, name: str, source: str, norm: Norm) -> str:
        inputs = [source, self.constant(f"{name}.gain", norm.gain), self.constant(f"{name}.shift", norm.shift)]
        return self.node("LayerNormalization", inputs, name, axis=-1, epsilon=NORM_EPSILON)

    def model(self, domains: Iterable[str] = ()) -> onnx.ModelProto:
        """The finished model: input `ids` int64 (tokens,), output `embedding` float32 (384,)."""
        model = helper.make_model(
            helper.make_graph(
                self.nodes,
                "all-MiniLM-L6-v2",
                [helper.make_tensor_value_info("ids", TensorProto.INT64, ["tokens"])],
                [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, [DIMENSIONS])],
                self.constants,
            ),
            opset_imports=[helper.make_opsetid("", OPSET), *(helper.make_opsetid(domain, 1) for domain in domains)],
            ir_version=IR_VERSION,
            producer_name="handrail",
        )
        onnx.checker.check_model(model)
        return model


def product_of(tensors: Tensors, layer: int, kind: str) -> Product:
    """The published weights of a product, turned to (inputs, outputs), with the attention's scale in the query part."""
    prefix = f"encoder.layer.{layer}"
    at = {"out": "attention.output.dense", "wide": "intermediate.dense", "narrow": "output.dense"}
    if kind != "qkv":
        return Product(tensors[f"{prefix}.{at[kind]}.weight"].T, tensors[f"{prefix}.{at[kind]}.bias"])
    parts = [f"{prefix}.attention.self.{part}" for part in ("query", "key", "value")]
    factors = (np.float32(1 / np.sqrt(HEAD_WIDTH)), np.float32(1), np.float32(1))
    weights = [tensors[f"{part}.weight"].T * factor for part, factor in zip(parts, factors, strict=True)]
    biases = [tensors[f"{part}.bias"] * factor for part, factor in zip(parts, factors, strict=True)]
    return Product(np.concatenate(weights, axis=1), np.concatenate(biases))


def norm_of(tensors: Tensors, layer: int | None, place: str = "") -> Norm:
    """The published norm after a layer's "attention.output" or "output"; without a layer, the embeddings' one."""
    prefix = "embeddings.LayerNorm" if layer is None else f"encoder.layer.{layer}.{place}.LayerNorm"
    return Norm(tensors[f"{prefix}.weight"], tensors[f"{prefix}.bias"])


def add_places(graph: Graph, tensors: Tensors, word: str) -> str:
    """Adds the positions to the words' vectors `word`, (tokens, 384)."""
    table = tensors["embeddings.position_embeddings.weight"] + tensors["embeddings.token_type_embeddings.weight"][0]
    graph.constant("first_axis", np.zeros(1, np.int64))
    bounds = [graph.constant("zero", np.zeros(1, np.int64)), graph.node("Shape", ["ids"], "length"), "first_axis"]
    place = graph.node("Slice", [graph.constant("places", table), *bounds], "place")
    return graph.node("Add", [word, place], "word_and_place")


def attend(graph: Graph, name: str, joined: str) -> str:
    """The attention over `joined`, (tokens, 1152): query, key and value side by side. Returns (tokens, 384)."""
    shaped = graph.node("Reshape", [joined, "by_head"], f"{name}.by_head")  # (tokens, 3, heads, width)
    query, key, value = parts = [f"{name}.{part}" for part in ("query", "key", "value")]
    graph.split(shaped, [f"{part}.4d" for part in parts], axis=1)
    for part, order in ((query, [1, 2, 0, 3]), (key, [1, 2, 3, 0]), (value, [1, 2, 0, 3])):
        graph.node("Transpose", [f"{part}.4d"], part, perm=order)  # (1, heads, tokens, width); the key lies across
    scores = graph.node("MatMul", [query, key], f"{name}.scores")
    shares = graph.node("Softmax", [scores], f"{name}.shares", axis=-1)
    mixed = graph.node("MatMul", [shares, value], f"{name}.mixed")
    turned = graph.node("Transpose", [mixed], f"{name}.turned", perm=[2, 0, 1, 3])
    return graph.node("Reshape", [turned, "flat"], f"{name}.flat")


def start_graph() -> Graph:
    """A graph with the shapes that `attend` needs."""
    graph = Graph()
    graph.constant("by_head", np.array([-1, 3, ATTENTION_HEADS, HEAD_WIDTH], np.int64))
    graph.constant("flat", np.array([-1, DIMENSIONS], np.int64))
    return graph


def pool(graph: Graph, state: str) -> None:
    """The mean over the tokens, brought to unit length, as the graph's output."""
    mean = graph.node("ReduceMean", [state, "first_axis"], "mean", keepdims=0)
    length = graph.node("ReduceL2", [mean, "first_axis"], "mean_length", keepdims=1)
    graph.node("Div", [mean, length], "embedding")


def _dense(graph: Graph, name: str, source: str, product: Product) -> str:
    multiplied = graph.node("MatMul", [source, graph.constant(f"{name}.weight", product.weight)], f"{name}.product")
    return graph.node("Add", [multiplied, graph.constant(f"{name}.bias", product.bias)], name)


def _layer(graph: Graph, index: int, source: str, tensors: Tensors) -> str:
    name = f"layer{index}"
    joined = _dense(graph, f"{name}.qkv", source, product_of(tensors, index, "qkv"))
    out = _dense(graph, f"{name}.out", attend(graph, name, joined), product_of(tensors, index, "out"))
    attended = graph.node("Add", [source, out], f"{name}.attended")
    middle = graph.norm(f"{name}.middle", attended, norm_of(tensors, index, "attention.output"))
    wide = _dense(graph, f"{name}.wide", middle, product_of(tensors, index, "wide"))
    active = graph.node("Gelu", [wide], f"{name}.active")
    narrow = _dense(graph, f"{name}.narrow", active, product_of(tensors, index, "narrow"))
    summed = graph.node("Add", [middle, narrow], f"{name}.summed")
    return graph.norm(f"{name}.end", summed, norm_of(tensors, index, "output"))


def bert_graph(tensors: Tensors) -> onnx.ModelProto:
    """The fp32 model: input `ids` int64 (tokens,), output `embedding` float32 (384,), of unit length."""
    graph = start_graph()
    words = graph.constant("words", tensors["embeddings.word_embeddings.weight"])
    word = graph.node("Gather", [words, "ids"], "word", axis=0)
    state = graph.norm("embedded", add_places(graph, tensors, word), norm_of(tensors, None))
    for index in range(LAYERS):
        state = _layer(graph, index, state, tensors)
    pool(graph, state)
    return graph.model()
