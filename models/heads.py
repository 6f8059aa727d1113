"""A head as an ONNX file of its own: Gemm, temperature, Softmax; its labels and facts travel inside the file.

Nothing but the file is needed to use a head, anywhere onnxruntime runs. It answers with probabilities and with the raw
scores (logits) that the out-of-scope measure needs.
"""

import hashlib
import json
from pathlib import Path
from typing import Any, Self

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from models.encode import single_threaded

Floats = NDArray[np.floating[Any]]
Facts = dict[str, Any]
Parameters = tuple[tuple[str, ...], Floats, Floats]  # labels, weights (classes, dimensions), bias (classes,)

OPSET = 20
IR_VERSION = 10


def head_bytes(weights: Floats, bias: Floats, labels: tuple[str, ...], temperature: float, meta: Facts) -> bytes:
    """The ONNX file's bytes for `weights` (classes, dimensions) and `bias` (classes,). `meta` must fit into JSON."""
    classes, dimensions = weights.shape
    if len(labels) != classes or bias.shape != (classes,):
        raise ValueError(f"{classes} rows of weights, {len(labels)} labels, bias {bias.shape}: they must agree")
    constants = {
        "weights": weights.astype(np.float32),
        "bias": bias.astype(np.float32),
        "temperature": np.array(temperature, np.float32),
    }
    nodes = [
        helper.make_node("Gemm", ["embedding", "weights", "bias"], ["logits"], transB=1),
        helper.make_node("Div", ["logits", "temperature"], ["tempered"]),
        helper.make_node("Softmax", ["tempered"], ["probabilities"], axis=-1),
    ]
    graph = helper.make_graph(
        nodes,
        "head",
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["n", dimensions])],
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
    path: Path, weights: Floats, bias: Floats, labels: tuple[str, ...], temperature: float, meta: Facts
) -> None:
    """Writes `head_bytes` to `path`. Raises ValueError when shapes and labels disagree."""
    path.write_bytes(head_bytes(weights, bias, labels, temperature, meta))


class Head:
    """One trained head: an embedding (384,) to a probability for each of `labels`."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._session = single_threaded(content)
        facts = self._session.get_modelmeta().custom_metadata_map
        self.version = hashlib.sha256(content).hexdigest()[:12]
        self.labels: tuple[str, ...] = tuple(json.loads(facts["labels"]))
        self.meta: Facts = json.loads(facts["meta"])

    @classmethod
    def load(cls, path: Path) -> Self:
        """Reads a head; its version is the file's short checksum. Raises OSError when there is no such file."""
        return cls(path.read_bytes())

    def score(self, embedding: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """(probabilities, logits), each (classes,), for one embedding (384,)."""
        probabilities, logits = self._session.run(("probabilities", "logits"), {"embedding": embedding[None]})
        return probabilities[0], logits[0]

    def predict(self, embedding: NDArray[np.float32]) -> NDArray[np.float32]:
        """The probabilities (classes,) for one embedding (384,), in the order of `labels`; they sum to one."""
        return self.score(embedding)[0]

    def parameters(self) -> Parameters:
        """Labels, weights and bias as they were trained, to start a next training from."""
        stored = {value.name: value for value in onnx.load_from_string(self._content).graph.initializer}
        return self.labels, numpy_helper.to_array(stored["weights"]), numpy_helper.to_array(stored["bias"])
