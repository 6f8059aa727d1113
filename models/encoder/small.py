"""The same function as `models.encoder.graph` in int8: a third of the size, half the time, cosine .999 to fp32.

Weights are int8 with a scale per output; a product's inputs are scaled per call, over all tokens and channels at once.
So one loud token or channel would drown all others. Four things keep them level, and none changes the function:
- The inputs' means are taken out in the norm before (or in the value's bias) and put back in biases behind.
- Loud channels are made quieter in the norm before (or in the value's weights), their weights louder. What goes past
  the product on the residual way is made loud again by one multiplication.
- The first token's feed-forward output is a constant in the first layers: calibrate.FIXED_LAYERS says why.
- The weights are rounded with the calibration's second moments, and so that no 16-bit sum overflows: see rounding.
A word's vector has a scale of its own.
"""

from dataclasses import dataclass

import numpy as np
import onnx

from models.encoder.calibrate import FIXED_LAYERS, Calibration, Doubles, Inputs
from models.encoder.graph import (
    DIMENSIONS,
    LAYERS,
    Floats,
    Graph,
    Norm,
    Product,
    Tensors,
    add_places,
    attend,
    norm_of,
    pool,
    product_of,
    start_graph,
)
from models.encoder.rounding import HIGHEST, rounded

CONTRIB = "com.microsoft"  # onnxruntime's own operators: product in int8 in one pass, Gelu by tanh
LEVELS = 255  # steps of an unsigned byte


@dataclass(frozen=True, slots=True)
class Level:
    """A product's input x is fed as (x - mean) / loudness; both (inputs,)."""

    mean: Doubles
    loudness: Doubles

    def norm(self, norm: Norm) -> Norm:
        """The norm that gives the levelled input at once."""
        shift = (norm.shift - self.mean) / self.loudness
        return Norm((norm.gain / self.loudness).astype(np.float32), shift.astype(np.float32))


def level_of(inputs: Inputs, kind: str) -> Level:
    """No channel louder than the median one; Gelu's results, which "narrow" is fed, can't be levelled for free."""
    if kind == "narrow":
        return Level(np.zeros(len(inputs.mean)), np.ones(len(inputs.mean)))
    reach = np.maximum(inputs.greatest - inputs.mean, inputs.mean - inputs.least)
    return Level(inputs.mean, np.maximum(reach / np.median(reach), 1))


class _Small:
    """Writes the int8 graph, knowing the published weights and the calibration."""

    def __init__(self, tensors: Tensors, calibration: Calibration) -> None:
        self.graph: Graph = start_graph()
        self.tensors = tensors
        self.inputs = calibration.inputs
        self.firsts = calibration.firsts
        self.levels = {key: level_of(inputs, key[1]) for key, inputs in calibration.inputs.items()}

    def embed(self) -> str:
        words = self.tensors["embeddings.word_embeddings.weight"]
        scales = np.abs(words).max(axis=1) / np.float32(HIGHEST)
        graph = self.graph
        graph.constant("words", np.rint(words / scales[:, None]).astype(np.int8))
        whole = graph.node("Gather", ["words", "ids"], "word.whole", axis=0)
        scale = graph.node("Gather", [graph.constant("words.scale", scales), "ids"], "word.scale", axis=0)
        word = graph.node("DequantizeLinear", [whole, scale], "word", axis=0)
        norm = self.levels[0, "qkv"].norm(norm_of(self.tensors, None))
        return graph.norm("embedded", add_places(graph, self.tensors, word), norm)

    def dense(self, layer: int, kind: str, source: str, product: Product, taken: Doubles | None = None) -> str:
        """`source` is levelled. `taken` is the mean that the residual way lacks: it comes back with this bias."""
        level, inputs, name = self.levels[layer, kind], self.inputs[layer, kind], f"layer{layer}.{kind}"
        weight = product.weight.astype(np.float64)
        loudness = level.loudness
        reach = ((inputs.greatest - level.mean) / loudness).max() - ((inputs.least - level.mean) / loudness).min()
        noise = (reach / LEVELS) ** 2 / 12  # variance of the inputs' own rounding
        # The moments about the mean fed, which is not the inputs' own for "narrow".
        offset = inputs.mean - level.mean
        moments = (inputs.moments + np.outer(offset, offset)) / np.outer(loudness, loudness)
        whole, scales = rounded(weight * loudness[:, None], moments + noise * np.eye(len(moments)))
        bias = product.bias + level.mean @ weight + (0 if taken is None else taken)
        graph = self.graph
        constants = [
            graph.constant(f"{name}.weight", whole),
            graph.constant(f"{name}.scale", scales.astype(np.float32)),
            "",  # no zero point: the weights are signed
            graph.constant(f"{name}.bias", bias.astype(np.float32)),
        ]
        return graph.node("DynamicQuantizeMatMul", [source, *constants], name, CONTRIB)

    def residual(self, layer: int, kind: str, state: str) -> str:
        """The levelled input of a product made loud again; its mean is still missing."""
        loudness = self.levels[layer, kind].loudness.astype(np.float32)
        name = f"layer{layer}.{kind}"
        return self.graph.node("Mul", [state, self.graph.constant(f"{name}.loudness", loudness)], f"{name}.past")

    def attention(self, layer: int, state: str) -> str:
        """From the levelled input of "qkv" to that of "wide"."""
        name, graph = f"layer{layer}", self.graph
        out = self.levels[layer, "out"]
        qkv = product_of(self.tensors, layer, "qkv")
        # The shares of an attention add up to one: what is done to the values is done to their mixture.
        loudness = np.concatenate([np.ones(2 * DIMENSIONS), out.loudness])
        mean = np.concatenate([np.zeros(2 * DIMENSIONS), out.mean])
        weight, bias = qkv.weight / loudness, (qkv.bias - mean) / loudness
        levelled = Product(weight.astype(np.float32), bias.astype(np.float32))
        mixed = attend(graph, name, self.dense(layer, "qkv", state, levelled))
        taken = self.levels[layer, "qkv"].mean
        product = self.dense(layer, "out", mixed, product_of(self.tensors, layer, "out"), taken)
        summed = graph.node("Add", [self.residual(layer, "qkv", state), product], f"{name}.attended")
        norm = self.levels[layer, "wide"].norm(norm_of(self.tensors, layer, "attention.output"))
        return graph.norm(f"{name}.middle", summed, norm)

    def feed_forward(self, layer: int, state: str) -> str:
        """From the levelled input of "wide" to that of the next layer's "qkv", or to the last state as it is."""
        name, graph = f"layer{layer}", self.graph
        fed = state
        if fixed := layer < FIXED_LAYERS:
            fed = graph.node("Slice", [state, "second", "end", "first_axis"], f"{name}.others")
        wide = self.dense(layer, "wide", fed, product_of(self.tensors, layer, "wide"))
        active = graph.node("FastGelu", [wide], f"{name}.active", CONTRIB)
        taken = self.levels[layer, "wide"].mean
        narrow = self.dense(layer, "narrow", active, product_of(self.tensors, layer, "narrow"), taken)
        if fixed:
            first: Floats = (self.firsts[layer] + taken).astype(np.float32)[None]
            narrow = graph.node("Concat", [graph.constant(f"{name}.first", first), narrow], f"{name}.all", axis=0)
        summed = graph.node("Add", [self.residual(layer, "wide", state), narrow], f"{name}.summed")
        norm = norm_of(self.tensors, layer, "output")
        if layer + 1 < LAYERS:
            norm = self.levels[layer + 1, "qkv"].norm(norm)
        return graph.norm(f"{name}.end", summed, norm)


def small_graph(tensors: Tensors, calibration: Calibration) -> onnx.ModelProto:
    """The int8 model; `ids` begin with the tokenizer's first token, as every text of it does, and are two or more."""
    small = _Small(tensors, calibration)
    small.graph.constant("second", np.ones(1, np.int64))
    small.graph.constant("end", np.array([np.iinfo(np.int64).max]))
    state = small.embed()
    for layer in range(LAYERS):
        state = small.feed_forward(layer, small.attention(layer, state))
    pool(small.graph, state)
    return small.graph.model([CONTRIB])
