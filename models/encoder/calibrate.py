"""Runs the fp32 graph over our own sentences and keeps what the int8 graph must know about its products' inputs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from tokenizers import Tokenizer

from models.encode import single_threaded
from models.encoder.graph import LAYERS, PRODUCTS, Floats

Doubles = NDArray[np.float64]

SENTENCES = Path(__file__).parent / "calibration.txt"
JOINED = (1, 1, 2, 4, 8)  # sentences a text is made of, in turn: support turns are short, articles' passages are not
TOGETHER = 64  # texts whose activations are held at once
FIXED_LAYERS = 4
"""In the first four layers the first token's feed-forward output is a constant of this model (an attention sink).

It is the same vector for every text but for 1 part in 100 (in the fifth layer 1 in 16, in the sixth 1 in 2) and far
longer than any other token's. Put in as a constant it costs 4e-5 of cosine; computed in int8 it would set the scale
for all other tokens and cost a hundred times as much.
"""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a product was fed: per channel the mean, least and greatest, and the centred second moments (n, n)."""

    mean: Doubles
    least: Doubles
    greatest: Doubles
    moments: Doubles


@dataclass(frozen=True, slots=True)
class Calibration:
    """`inputs` by (layer, product); `firsts`: the first token's constant in the layers below FIXED_LAYERS."""

    inputs: Mapping[tuple[int, str], Inputs]
    firsts: tuple[Floats, ...]


class _Tally:
    """Sums over rows, so that no activation need be kept."""

    def __init__(self) -> None:
        self.rows = 0
        self.total: Doubles = np.zeros(1)
        self.squares: Doubles = np.zeros((1, 1))
        self.least: Doubles = np.array(np.inf)
        self.greatest: Doubles = np.array(-np.inf)

    def add(self, rows: Floats) -> None:
        self.rows += len(rows)
        self.total = self.total + rows.sum(axis=0, dtype=np.float64)
        self.squares = self.squares + (rows.T @ rows).astype(np.float64)
        self.least = np.minimum(self.least, rows.min(axis=0))
        self.greatest = np.maximum(self.greatest, rows.max(axis=0))

    def inputs(self) -> Inputs:
        mean = self.total / self.rows
        return Inputs(mean, self.least, self.greatest, self.squares / self.rows - np.outer(mean, mean))


def calibration_texts(path: Path = SENTENCES) -> list[str]:
    """The sentences of the file, alone and joined to longer texts. The same list every time."""
    sentences = path.read_text(encoding="utf-8").splitlines()
    texts: list[str] = []
    at = 0
    while at < len(sentences):
        count = JOINED[len(texts) % len(JOINED)]
        texts.append(" ".join(sentences[at : at + count]))
        at += count
    return sentences + texts


def _watched(model: onnx.ModelProto) -> tuple[bytes, dict[str, tuple[int, str]], list[str]]:
    """The model with the products' inputs and the feed-forward outputs as further outputs, and what each one is."""
    names = {f"layer{layer}.{kind}.product": (layer, kind) for layer in range(LAYERS) for kind in PRODUCTS}
    sources = {node.input[0]: names[node.name] for node in model.graph.node if node.name in names}
    firsts = [f"layer{layer}.narrow" for layer in range(FIXED_LAYERS)]
    watched = onnx.ModelProto()
    watched.CopyFrom(model)
    for name in [*sources, *firsts]:
        watched.graph.output.append(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None))
    return watched.SerializeToString(), sources, firsts


def calibrate(model: onnx.ModelProto, tokenizer: Tokenizer, texts: Sequence[str]) -> Calibration:
    """Runs the fp32 `model` over the texts. Where the first token is a constant it is left out of the tally."""
    content, sources, firsts = _watched(model)
    session = single_threaded(content)
    tallies = {key: _Tally() for key in sources.values()}
    totals = [np.zeros(1)] * len(firsts)
    for start in range(0, len(texts), TOGETHER):
        ids = [np.array(tokenizer.encode(text).ids, np.int64) for text in texts[start : start + TOGETHER]]
        found = [session.run([*sources, *firsts], {"ids": each}) for each in ids]
        for number, (layer, kind) in enumerate(sources.values()):
            skipped = int(layer < FIXED_LAYERS and kind in ("wide", "narrow"))
            tallies[layer, kind].add(np.concatenate([outputs[number][skipped:] for outputs in found]))
        for outputs in found:
            totals = [total + value[0] for total, value in zip(totals, outputs[len(sources) :], strict=True)]
    constants = tuple((total / len(texts)).astype(np.float32) for total in totals)
    return Calibration({key: tally.inputs() for key, tally in tallies.items()}, constants)
