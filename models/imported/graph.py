"""Judges somebody else's ONNX file before it is run: its operators, the files it names, what goes in and comes out."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

import onnx
from onnx import AttributeProto, GraphProto, ModelProto, NodeProto, TensorProto, ValueInfoProto

from models.imported.described import EncoderRefused, Ports

DOMAINS = frozenset({"", "ai.onnx", "ai.onnx.ml", "com.microsoft"})
"""Of operators that onnxruntime brings along; any other one is somebody's own code."""
INPUTS = ("input_ids", "attention_mask", "token_type_ids", "position_ids")
TOKEN_OUTPUTS, TEXT_OUTPUTS = ("last_hidden_state", "token_embeddings"), ("sentence_embedding",)
FLOATS = frozenset({TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.DOUBLE})
INTEGERS: dict[int, Literal["int64", "int32"]] = {TensorProto.INT64: "int64", TensorProto.INT32: "int32"}
MOST_FILES = 16  # of weights beside the graph


def read_graph(path: Path) -> ModelProto:
    """The graph without the weights that lie beside it. Raises EncoderRefused."""
    try:
        return onnx.load(str(path), load_external_data=False)
    except Exception as problem:  # whatever protobuf makes of somebody else's bytes
        raise EncoderRefused("the graph is no valid ONNX file") from problem


def check_operators(model: ModelProto) -> None:
    """Raises EncoderRefused where an operator is neither onnxruntime's nor made of its operators in the file itself."""
    own = {(function.domain, function.name) for function in model.functions}
    for node in _nodes(model):
        if node.domain not in DOMAINS and (node.domain, node.op_type) not in own:
            raise EncoderRefused(
                f"the graph has an operator of its own, {node.domain}.{node.op_type}: it is not run here"
            )


def beside(model: ModelProto) -> dict[str, int]:
    """Names of the files of weights beside the graph -> bytes that each must have. Raises EncoderRefused."""
    files: dict[str, int] = {}
    for tensor in _tensors(model):
        if tensor.data_location != TensorProto.EXTERNAL:
            continue
        told = {entry.key: entry.value for entry in tensor.external_data}
        name = told.get("location", "")
        if not name or name in {".", ".."} or any(sign in name for sign in "/\\:\0"):
            raise EncoderRefused(f"the graph's weights name the file {name!r}, which is not one beside it")
        try:
            end = int(told.get("offset") or 0) + int(told.get("length") or 0)
        except ValueError:
            raise EncoderRefused(f"the graph's weights in {name} have no number as their place") from None
        if end < 0 or (told.get("offset") or "0").startswith("-"):
            raise EncoderRefused(f"the graph's weights in {name} lie before its beginning")
        files[name] = max(files.get(name, 0), end)
    if len(files) > MOST_FILES:
        raise EncoderRefused(f"the graph's weights are in {len(files)} files; at most {MOST_FILES} are taken")
    return files


def find_ports(model: ModelProto, pooled_here: bool) -> Ports:
    """How the graph is fed and what is taken of it; vectors of tokens where they are `pooled_here`.

    Raises EncoderRefused, naming what there is.
    """
    weights = {tensor.name for tensor in model.graph.initializer}
    inputs = [value for value in model.graph.input if value.name not in weights]
    wrong = [value.name for value in inputs if value.name not in INPUTS or _kind(value) not in INTEGERS]
    if wrong or not any(value.name == "input_ids" for value in inputs):
        names = ", ".join(value.name for value in inputs) or "nothing"
        raise EncoderRefused(f"the graph asks for {names}; a text has {', '.join(INPUTS)} (int64 or int32)")
    for value in inputs:
        _check_shape(value)
    output, of_tokens = _output(list(model.graph.output), pooled_here)
    return Ports(inputs={one.name: INTEGERS[_kind(one)] for one in inputs}, output=output, of_tokens=of_tokens)


def _output(outputs: list[ValueInfoProto], pooled_here: bool) -> tuple[str, bool]:
    by_name = {value.name: value for value in outputs if _kind(value) in FLOATS}
    tokens = next((name for name in TOKEN_OUTPUTS if name in by_name), "")
    text = next((name for name in TEXT_OUTPUTS if name in by_name), "")
    if not tokens and not text and len(by_name) == 1:
        (only,) = by_name.values()
        rank = len(only.type.tensor_type.shape.dim)
        tokens, text = (only.name if rank == 3 else ""), (only.name if rank == 2 else "")
    if pooled_here and tokens:
        return tokens, True
    if text:
        return text, False
    if tokens:
        raise EncoderRefused("modules.json is missing: it says how the tokens' vectors become one")
    names = ", ".join(value.name for value in outputs) or "nothing"
    known = ", ".join((*TOKEN_OUTPUTS, *TEXT_OUTPUTS))
    raise EncoderRefused(f"the graph gives {names}; one of {known} is needed, in float32 or float16")


def _check_shape(value: ValueInfoProto) -> None:
    shape = value.type.tensor_type.shape.dim
    if len(shape) != 2 or shape[0].dim_value > 1:
        raise EncoderRefused(f"the graph's {value.name} does not take one text as (1, tokens)")
    if shape[1].dim_value:
        raise EncoderRefused(f"the graph's {value.name} takes {shape[1].dim_value} tokens, always: export dynamic axes")


def _kind(value: ValueInfoProto) -> int:
    return int(value.type.tensor_type.elem_type)


def _nodes(model: ModelProto) -> Iterator[NodeProto]:
    for graph in _graphs(model):
        yield from graph.node
    for function in model.functions:
        yield from function.node
        for inner in _inner(function.node):
            yield from inner.node


def _tensors(model: ModelProto) -> Iterator[TensorProto]:
    for graph in _graphs(model):
        yield from graph.initializer
        for sparse in graph.sparse_initializer:
            yield from (sparse.values, sparse.indices)
    for node in _nodes(model):
        for attribute in node.attribute:
            yield from _held(attribute)


def _held(attribute: AttributeProto) -> Iterator[TensorProto]:
    yield attribute.t
    yield from attribute.tensors
    for sparse in (attribute.sparse_tensor, *attribute.sparse_tensors):
        yield from (sparse.values, sparse.indices)


def _graphs(model: ModelProto) -> Iterator[GraphProto]:
    """The graph and those within it, with the ones that say how it is trained."""
    for graph in (
        model.graph,
        *(part for info in model.training_info for part in (info.initialization, info.algorithm)),
    ):
        yield graph
        yield from _inner(graph.node)


def _inner(nodes: Iterable[NodeProto]) -> Iterator[GraphProto]:
    waiting = list(nodes)
    while waiting:
        for attribute in waiting.pop().attribute:
            for graph in (attribute.g, *attribute.graphs):
                if graph.node or graph.initializer:
                    yield graph
                    waiting.extend(graph.node)
