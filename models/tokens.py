"""What the encoder made of each token of a text, from early and from late in its layers: for comparing word by word.

A sentence's embedding says what it is about as a whole; whether it also says *that* word ("Netflix", "by post") is seen
in its tokens. Early layers know the word itself, late ones what it means here. The layers are inside the encoder's
graph already and are only named as outputs, which costs no time: the embedding stays the same to the last bit.
"""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

EARLY, LATE = "layer2.end", "layer5.end"  # of six; measured by tests.bench.answerability (see server/conversation)
_GRAPH, _OUTPUT, _NAME = b"\x3a", b"\x62", b"\x0a"  # field tags of ONNX: Model.graph, Graph.output, ValueInfo.name


class Tokens(Struct, frozen=True):
    """The tokens of a text: their places in it, characters [start, end), and two unit vectors each, (n, 384)."""

    places: tuple[tuple[int, int], ...]
    early: NDArray[np.float32]
    late: NDArray[np.float32]
    embedding: NDArray[np.float32]


def with_layers(model: bytes) -> bytes:
    """The same ONNX model that also gives its layers: fields that follow a serialised message are merged into it."""
    return model + b"".join(_field(_GRAPH, _field(_OUTPUT, _field(_NAME, name.encode()))) for name in (EARLY, LATE))


def tokens_of(places: list[tuple[int, int]], outputs: list[NDArray[np.float32]]) -> Tokens:
    """Of what the encoder gave for a text: (embedding, early, late). Marks of begin and end are left out."""
    embedding, early, late = outputs
    kept = [row for row, (start, end) in enumerate(places) if end > start]
    return Tokens(tuple(places[row] for row in kept), _unit(early[kept]), _unit(late[kept]), embedding)


def _unit(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    made: NDArray[np.float32] = rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9)
    return made


def _field(tag: bytes, content: bytes) -> bytes:
    if len(content) > 127:
        raise ValueError("one byte of length only")
    return tag + bytes([len(content)]) + content
