"""Folders of sentence-transformers become encoders; what can't be one is refused with its reason."""

import json
import math
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer

from models.encode import SHIPPED, Encoder, EncoderDamaged, single_threaded
from models.imported.aligning import align
from models.imported.described import EncoderRefused, Line, Mode
from models.imported.shelf import Shelf
from models.imported.stages import pool, project, unit
from tests.models.folders import (
    DIMENSIONS,
    SENTENCES,
    WORDS,
    shipped_folder,
    small_folder,
    small_graph,
    unigram,
    write_json,
)

ODD_TEXTS = ["", " ", "\x00\x07\n", "👍👍", "مرحبا", "汉字" * 3000, "a" * 100_000, "\ud800 lone"]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf(tmp_path_factory.mktemp("installation"))


@pytest.fixture(scope="module")
def small(shelf: Shelf, tmp_path_factory: pytest.TempPathFactory) -> str:
    return shelf.add(small_folder(tmp_path_factory.mktemp("folders") / "tiny-multilingual"))


# What it computes


def test_the_shipped_encoder_as_such_a_folder_gives_the_same_vectors(
    encoder: Encoder, shelf: Shelf, tmp_path: Path
) -> None:
    imported = shelf.load(shelf.add(shipped_folder(tmp_path / "mini")))
    for text in SENTENCES:
        assert imported.question(text) @ encoder.encode(text) > 0.99
        assert np.array_equal(imported.passage(text), imported.question(text))
    for text in (*SENTENCES, *ODD_TEXTS, "where is my invoice? " * 60):
        assert imported.passage(text) @ encoder.encode_passage(text) > 0.99


def test_a_passage_that_is_longer_than_the_encoder_reads_is_read_in_windows(shelf: Shelf, small: str) -> None:
    imported, most = shelf.load(small), shelf.describe(small).recipe.most_tokens
    long = "where is my invoice " * most
    assert len(imported.ids(long)) == most
    assert np.array_equal(imported.question(long), imported.question(long + "refund the card"))
    assert not np.array_equal(imported.passage(long), imported.passage(long + "refund the card"))
    assert np.linalg.norm(imported.passage(long)) == pytest.approx(1, abs=1e-5)


def test_class_token_prompt_dense_layer_and_length_are_as_numpy_has_them(shelf: Shelf, small: str) -> None:
    """The whole small encoder once more from its definition, in float64."""
    imported, tokenizer = shelf.load(small), unigram()
    assert imported.dimensions == DIMENSIONS
    graph = small_graph(tokenizer.get_vocab_size())
    weights = {one.name: numpy_helper.to_array(one).astype(np.float64) for one in graph.graph.initializer}
    random = np.random.default_rng(1)
    dense = (random.standard_normal((DIMENSIONS, WORDS)) / 7).astype(np.float32).astype(np.float64)
    for text in SENTENCES:
        for prompt, found in (("query: ", imported.question(text)), ("passage: ", imported.passage(text))):
            ids = tokenizer.encode(prompt + text).ids
            words = weights["words"][ids]
            first = np.tanh(words[0] + weights["places"][0] + words.mean(0) @ weights["mixing"])
            expected = np.tanh(dense @ first)
            assert np.abs(found - expected / np.linalg.norm(expected)).max() < 1e-5


@pytest.mark.parametrize(
    ("modes", "expected"),
    [
        (("cls",), lambda x: x[0]),
        (("max",), lambda x: x[2:].max(0)),
        (("mean",), lambda x: x[2:].mean(0)),
        (("mean_sqrt_len_tokens",), lambda x: x[2:].sum(0) / math.sqrt(3)),
        (("weightedmean",), lambda x: (x[2] * 3 + x[3] * 4 + x[4] * 5) / 12),
        (("lasttoken",), lambda x: x[4]),
        (("mean", "cls"), lambda x: np.concatenate([x[0], x[2:].mean(0)])),
    ],
)
def test_each_way_of_pooling_asks_the_counted_tokens(
    modes: tuple[Mode, ...], expected: Callable[[np.ndarray], np.ndarray]
) -> None:
    tokens = np.random.default_rng(4).standard_normal((5, 6)).astype(np.float32)
    counted = np.array([False, False, True, True, True])
    assert pool(tokens, counted, modes) == pytest.approx(expected(tokens), abs=1e-6)


def test_a_text_that_is_all_prompt_is_pooled_over_everything() -> None:
    tokens = np.ones((2, 3), np.float32)
    assert pool(tokens, np.zeros(2, bool), ("mean",)).tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    ("activation", "expected"),
    [
        ("identity", lambda x: x),
        ("tanh", math.tanh),
        ("relu", lambda x: max(x, 0)),
        ("gelu", lambda x: x * 0.5 * (1 + math.erf(x / math.sqrt(2)))),
        ("sigmoid", lambda x: 1 / (1 + math.exp(-x))),
    ],
)
def test_dense_layers_know_these_activations(activation: Any, expected: Callable[[float], float]) -> None:
    layer = {"linear.weight": np.array([[1, 2], [-3, 1]], np.float32), "linear.bias": np.array([0.5, 0], np.float32)}
    found = project(np.array([1, -1], np.float32), layer, activation)
    assert found == pytest.approx([expected(-0.5), expected(-4)], abs=1e-6)


def test_a_vector_without_direction_stays_one() -> None:
    assert unit(np.zeros(3, np.float32)).tolist() == [0, 0, 0]


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_any_text_has_a_unit_vector_and_always_the_same_one(shelf: Shelf, small: str, text: str) -> None:
    imported = shelf.load(small)
    embedding = imported.question(text)
    assert (embedding.dtype, embedding.shape) == (np.float32, (DIMENSIONS,))
    assert np.linalg.norm(embedding) == pytest.approx(1, abs=1e-5)
    assert np.array_equal(embedding, shelf.load(small).question(text))


def test_prompts_are_those_of_the_folder_or_those_that_were_said(shelf: Shelf, small: str, tmp_path: Path) -> None:
    folder = small_folder(tmp_path / "plain", prompts=None)
    plain = shelf.load(shelf.add(folder))
    assert np.array_equal(plain.question("invoice"), plain.passage("invoice"))
    said = shelf.load(shelf.add(folder, question="query: ", passage="passage: "))
    assert said.version != plain.version
    assert np.array_equal(said.question("invoice"), shelf.load(small).question("invoice"))
    assert not np.array_equal(said.question("invoice"), said.passage("invoice"))


def test_prompt_tokens_are_left_out_of_pooling_where_the_folder_says_so(shelf: Shelf, tmp_path: Path) -> None:
    settings: dict[str, Any] = {"modes": ("mean_tokens",), "dense": ()}
    left = shelf.load(shelf.add(small_folder(tmp_path / "left", pooling={"include_prompt": False}, **settings)))
    kept = shelf.load(shelf.add(small_folder(tmp_path / "kept", **settings)))
    text, tokenizer = "Where do I find my invoice", unigram()
    ids = tokenizer.encode("query: " + text).ids
    first = len(tokenizer.encode("query: ").ids) - 1
    expected = left.raw(ids)[first:].mean(0)
    assert left.question(text) == pytest.approx(expected / np.linalg.norm(expected), abs=1e-6)
    assert kept.question(text) @ left.question(text) < 0.9999


def test_float16_graphs_and_position_ids_are_fed_and_read(shelf: Shelf, small: str, tmp_path: Path) -> None:
    vocabulary = unigram().get_vocab_size()
    half = small_folder(tmp_path / "half")
    (half / "onnx" / "model.onnx").write_bytes(small_graph(vocabulary, kind=TensorProto.FLOAT16).SerializeToString())
    found = shelf.load(shelf.add(half)).question("invoice")
    assert found.dtype == np.float32
    assert found @ shelf.load(small).question("invoice") > 0.999

    placed = small_graph(vocabulary)
    placed.graph.node[2].CopyFrom(helper.make_node("Gather", ["places", "position_ids"], ["place"]))
    placed.graph.input.append(helper.make_tensor_value_info("position_ids", TensorProto.INT32, ["batch", "tokens"]))
    folder = small_folder(tmp_path / "placed", most_tokens=100)
    (folder / "onnx" / "model.onnx").write_bytes(placed.SerializeToString())
    assert np.array_equal(shelf.load(shelf.add(folder)).question("invoice"), shelf.load(small).question("invoice"))
    write_json(folder / "config.json", {"model_type": "xlm-roberta", "pad_token_id": 1, "max_position_embeddings": 130})
    assert shelf.describe(shelf.add(folder)).recipe.first_position == 2


def test_a_graph_that_pools_itself_is_taken_without_modules(shelf: Shelf, tmp_path: Path) -> None:
    graph = small_graph(unigram().get_vocab_size())
    graph.graph.node.append(
        helper.make_node("ReduceMean", ["last_hidden_state", "one"], ["sentence_embedding"], keepdims=0)
    )
    graph.graph.output[0].CopyFrom(
        helper.make_tensor_value_info("sentence_embedding", TensorProto.FLOAT, ["batch", WORDS])
    )
    folder = small_folder(tmp_path / "own-pooling")
    (folder / "onnx" / "model.onnx").write_bytes(graph.SerializeToString())
    (folder / "modules.json").unlink()
    taken = shelf.load(shelf.add(folder))
    assert (taken.dimensions, taken.description.ports.of_tokens) == (WORDS, False)


# What its cosines mean


def test_cosines_are_brought_to_the_scale_of_the_shipped_encoder(
    encoder: Encoder, shelf: Shelf, tmp_path: Path
) -> None:
    taken = shelf.load(shelf.add(shipped_folder(tmp_path / "narrow", narrowed=True)))
    one, other = (taken.question(text) for text in ("Where is my invoice?", "I can't find the bill"))
    line = taken.description.line
    assert one @ other > 0.8
    assert one @ other * line.scale + line.shift == pytest.approx(
        encoder.encode("Where is my invoice?") @ encoder.encode("I can't find the bill"), abs=0.02
    )
    assert (line.scale, line.shift) == (pytest.approx(5, abs=0.05), pytest.approx(-4, abs=0.05))


def test_the_same_scale_is_left_as_it_is(encoder: Encoder) -> None:
    assert align(encoder.encode, encoder.encode, encoder.encode) == (Line(), True)


def test_an_encoder_that_tells_nothing_apart_is_told_of(encoder: Encoder) -> None:
    def noise(text: str) -> np.ndarray:
        return unit(np.random.default_rng(list(text.encode())).standard_normal(64).astype(np.float32))

    def hardly(text: str) -> np.ndarray:
        return unit(np.append(noise(text) * 1e-3, 1).astype(np.float32))

    assert not align(noise, noise, encoder.encode)[1]
    assert align(hardly, hardly, encoder.encode) == (Line(), False)


# What is taken


def test_the_same_folder_is_the_same_version_and_is_kept_once(shelf: Shelf, small: str, tmp_path: Path) -> None:
    before = shelf.versions()
    assert shelf.add(small_folder(tmp_path / "tiny-multilingual")) == small
    assert shelf.versions() == before
    assert small.startswith("tiny-multilingual-")
    assert not list(shelf.root.glob(".adding-*"))


def test_the_exact_graph_goes_before_optimised_and_rounded_ones(shelf: Shelf, tmp_path: Path) -> None:
    folder = small_folder(tmp_path / "several")
    for name in ("model_O3.onnx", "model_quantized.onnx"):
        shutil.copyfile(folder / "onnx" / "model.onnx", folder / "onnx" / name)
    assert shelf.describe(shelf.add(folder)).recipe.graph == "onnx/model.onnx"
    assert shelf.describe(shelf.add(folder, graph="model_quantized.onnx")).recipe.graph == "onnx/model_quantized.onnx"
    (folder / "onnx" / "model.onnx").unlink()
    assert shelf.describe(shelf.add(folder)).recipe.graph == "onnx/model_O3.onnx"
    with pytest.raises(EncoderRefused, match=r"no model_x.onnx; name one of onnx/model_O3.onnx"):
        shelf.add(folder, graph="model_x.onnx")


def test_weights_beside_the_graph_come_along(shelf: Shelf, small: str, tmp_path: Path) -> None:
    folder = with_weights_beside(tmp_path)
    taken = shelf.load(shelf.add(folder))
    assert np.array_equal(taken.question("invoice"), shelf.load(small).question("invoice"))


def test_no_name_collides_with_a_task_or_the_shipped_encoder(shelf: Shelf, tmp_path: Path) -> None:
    folder = small_folder(tmp_path / "x")
    assert shelf.add(folder, name="Encoders v2").startswith("own-encoders-v2-")
    assert shelf.add(folder, name="minilm").startswith("own-minilm-")
    assert shelf.add(folder, name="../../汉").startswith("encoder-")


def test_an_encoder_that_was_touched_is_not_loaded(shelf: Shelf, tmp_path: Path) -> None:
    version = shelf.add(small_folder(tmp_path / "touched", seed=9))
    with (shelf.root / version / "model.onnx").open("ab") as file:
        file.write(b"\0")
    with pytest.raises(EncoderDamaged, match="import the encoder again"):
        shelf.load(version)
    with pytest.raises(EncoderDamaged, match="there is no encoder"):
        shelf.load("../models")


def test_a_longer_text_than_the_places_that_a_graph_has_is_cut(shelf: Shelf, tmp_path: Path) -> None:
    folder = small_folder(tmp_path / "long", most_tokens=None)
    write_json(folder / "config.json", {"max_position_embeddings": 64})
    assert shelf.describe(shelf.add(folder)).recipe.most_tokens == 64


def test_e5_without_prompts_is_taken_with_a_note(shelf: Shelf, tmp_path: Path) -> None:
    version = shelf.add(small_folder(tmp_path / "multilingual-e5-small", prompts=None))
    assert any("query: " in note for note in shelf.describe(version).notes)


# What is refused


def with_weights_beside(tmp_path: Path, location: str = "model.onnx_data") -> Path:
    folder = small_folder(tmp_path / "beside")
    model = onnx.load(folder / "onnx" / "model.onnx")
    onnx.save(
        model,
        folder / "onnx" / "model.onnx",
        save_as_external_data=True,
        location="model.onnx_data",
        size_threshold=500,
    )
    model = onnx.load(folder / "onnx" / "model.onnx", load_external_data=False)
    for tensor in model.graph.initializer:
        for entry in tensor.external_data:
            if entry.key == "location":
                entry.value = location
    (folder / "onnx" / "model.onnx").write_bytes(model.SerializeToString())
    return folder


def changed(name: str, value: Any) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        if isinstance(value, bytes):
            (folder / name).write_bytes(value)
        else:
            write_json(folder / name, value)

    return change


def without(name: str) -> Callable[[Path], None]:
    return lambda folder: (folder / name).unlink()


def graph_of(edit: Callable[[onnx.ModelProto], object]) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        model = onnx.load(folder / "onnx" / "model.onnx")
        edit(model)
        (folder / "onnx" / "model.onnx").write_bytes(model.SerializeToString())

    return change


def own_operator(model: onnx.ModelProto) -> None:
    model.graph.node[10].CopyFrom(helper.make_node("Shell", ["summed"], ["state"], domain="somebody.else"))
    model.opset_import.append(helper.make_opsetid("somebody.else", 1))


def own_operator_within(model: onnx.ModelProto) -> None:
    """In a branch of an If within a function: nowhere is looked past."""
    inner = helper.make_node("Shell", [], ["x"], domain="somebody.else")
    branch = helper.make_graph([inner], "branch", [], [helper.make_tensor_value_info("x", TensorProto.FLOAT, None)])
    both = helper.make_node("If", ["c"], ["y"], then_branch=branch, else_branch=branch)
    model.functions.append(helper.make_function("mine", "F", ["c"], ["y"], [both], [helper.make_opsetid("", 18)]))


def constant_vectors(model: onnx.ModelProto) -> None:
    model.graph.node[10].CopyFrom(helper.make_node("Mul", ["summed", "nil"], ["nothing"]))
    model.graph.node.insert(11, helper.make_node("Add", ["nothing", "nil_one"], ["state"]))
    model.graph.initializer.append(numpy_helper.from_array(np.zeros(1, np.float32), "nil"))
    model.graph.initializer.append(numpy_helper.from_array(np.ones(1, np.float32), "nil_one"))


def random_vectors(model: onnx.ModelProto) -> None:
    model.graph.node[10].CopyFrom(helper.make_node("RandomNormalLike", ["summed"], ["state"]))


def endless(model: onnx.ModelProto) -> None:
    """Asks for a table of some terabytes."""
    model.graph.initializer.append(numpy_helper.from_array(np.array([2**20, 2**20, 8], np.int64), "huge"))
    model.graph.node.insert(0, helper.make_node("ConstantOfShape", ["huge"], ["table"]))
    model.graph.node.insert(1, helper.make_node("ReduceSum", ["table"], ["total"], keepdims=0))
    model.graph.node[12].CopyFrom(helper.make_node("Add", ["summed", "total"], ["state"]))


def other_tokenizer(folder: Path) -> None:
    shutil.copyfile(SHIPPED / "tokenizer.json", folder / "tokenizer.json")


def deaf_tokenizer(folder: Path) -> None:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    told = json.loads(tokenizer.to_str())
    told["model"] = {"type": "WordLevel", "vocab": {"<s>": 0, "</s>": 2, "<unk>": 3}, "unk_token": "<unk>"}
    told["pre_tokenizer"] = None
    write_json(folder / "tokenizer.json", told)


def link_out(folder: Path) -> None:
    outside = folder.parent / "outside.json"
    shutil.move(folder / "tokenizer.json", outside)
    (folder / "tokenizer.json").symlink_to(outside)


def smaller_dense(folder: Path) -> None:
    write_json(folder / "2_Dense" / "config.json", {"in_features": 12, "out_features": 40, "bias": True})


def pickled_dense(folder: Path) -> None:
    (folder / "2_Dense" / "model.safetensors").rename(folder / "2_Dense" / "pytorch_model.bin")


def input_renamed(model: onnx.ModelProto) -> None:
    model.graph.input[0].name = "pixel_values"
    for node in model.graph.node:
        for number, name in enumerate(node.input):
            node.input[number] = "pixel_values" if name == "input_ids" else name


def output_renamed(model: onnx.ModelProto) -> None:
    model.graph.node[-1].output[0] = model.graph.output[0].name = "logits"
    model.graph.output.append(helper.make_tensor_value_info("more", TensorProto.FLOAT, None))
    model.graph.node.append(helper.make_node("Identity", ["summed"], ["more"]))


def fixed_length(model: onnx.ModelProto) -> None:
    model.graph.input[0].type.tensor_type.shape.dim[1].dim_value = 128


HOSTILE: dict[str, tuple[Callable[[Path], None], str]] = {
    "no tokenizer": (without("tokenizer.json"), "tokenizer.json is missing"),
    "no graph": (without("onnx/model.onnx"), "no onnx/model.onnx or model.onnx: export the model"),
    "no modules": (without("modules.json"), "modules.json is missing"),
    "no pooling": (without("1_Pooling/config.json"), "1_Pooling/config.json is missing"),
    "broken JSON": (changed("modules.json", b'[{"type": '), "modules.json is no valid JSON"),
    "deep JSON": (changed("modules.json", b"[" * 200_000), "modules.json is no valid JSON"),
    "JSON of another shape": (changed("modules.json", {"a": 1}), "modules.json lists no modules"),
    "huge settings": (changed("modules.json", b" " * 3_000_000), "modules.json has 3,000,000 bytes"),
    "module outside": (
        changed("modules.json", [{"type": "a.Transformer", "path": "../../etc"}]),
        "leads out of the folder",
    ),
    "unknown module": (
        changed("modules.json", [{"type": "a.Transformer", "path": ""}, {"type": "a.Router", "path": "r"}]),
        "Router can't be used",
    ),
    "no transformer": (changed("modules.json", [{"type": "a.WordEmbeddings", "path": ""}]), "a WordEmbeddings"),
    "unknown pooling": (
        changed("1_Pooling/config.json", {"word_embedding_dimension": 48, "pooling_mode_median": True}),
        "no way of pooling that is known here .pooling_mode_median",
    ),
    "wrong dimension": (
        changed("1_Pooling/config.json", {"word_embedding_dimension": 99, "pooling_mode_cls_token": True}),
        "have 48 numbers, the pooling's settings say 99",
    ),
    "wrong dense": (smaller_dense, "a dense layer has weights"),
    "pickled dense": (pickled_dense, "can hold code"),
    "too short": (changed("sentence_bert_config.json", {"max_seq_length": 2}), "at least 8 tokens"),
    "more tokens than places": (changed("sentence_bert_config.json", {"max_seq_length": 500}), "does not run"),
    "long prompt": (
        changed("config_sentence_transformers.json", {"prompts": {"query": "x" * 2000}}),
        "a prompt is longer",
    ),
    "no ONNX": (changed("onnx/model.onnx", b"PK\x03\x04" + b"x" * 1000), "no valid ONNX|asks for nothing"),
    "empty graph": (changed("onnx/model.onnx", b""), "asks for nothing"),
    "own operator": (graph_of(own_operator), "operator of its own, somebody.else.Shell"),
    "own operator within": (graph_of(own_operator_within), "operator of its own, somebody.else.Shell"),
    "no such input": (graph_of(input_renamed), "asks for pixel_values, attention_mask; a text has"),
    "no such output": (graph_of(output_renamed), "gives logits, more; one of last_hidden_state"),
    "fixed length": (graph_of(fixed_length), "takes 128 tokens, always"),
    "same vector for all": (graph_of(constant_vectors), "different texts give the same vector"),
    "never the same": (graph_of(random_vectors), "does not give the same vector twice"),
    "endless memory": (graph_of(endless), "does not run|can't be loaded|without a result"),
    "another's tokenizer": (other_tokenizer, "they don't belong together"),
    "deaf tokenizer": (deaf_tokenizer, "does not tell texts apart"),
    "broken tokenizer": (changed("tokenizer.json", b"{}"), "can't be loaded"),
    "link out of the folder": (link_out, "tokenizer.json leads out of the folder"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_folder_that_is_no_encoder_is_refused_and_leaves_nothing(shelf: Shelf, tmp_path: Path, case: str) -> None:
    damage, reason = HOSTILE[case]
    folder = small_folder(tmp_path / "hostile")
    damage(folder)
    before = sorted(shelf.root.glob("*"))
    with pytest.raises(EncoderRefused, match=reason):
        shelf.add(folder)
    assert sorted(shelf.root.glob("*")) == before


def test_a_graph_that_never_ends_is_ended(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def spin(model: onnx.ModelProto) -> None:
        body = helper.make_graph(
            [helper.make_node("Identity", [name], [f"{name}_on"]) for name in ("going", "value")],
            "body",
            [
                helper.make_tensor_value_info("turn", TensorProto.INT64, []),
                helper.make_tensor_value_info("going", TensorProto.BOOL, []),
                helper.make_tensor_value_info("value", TensorProto.FLOAT, None),
            ],
            [
                helper.make_tensor_value_info("going_on", TensorProto.BOOL, []),
                helper.make_tensor_value_info("value_on", TensorProto.FLOAT, None),
            ],
        )
        model.graph.initializer.append(numpy_helper.from_array(np.array(2**62), "turns"))
        model.graph.initializer.append(numpy_helper.from_array(np.array(True), "true"))
        model.graph.node[10].CopyFrom(helper.make_node("Loop", ["turns", "true", "summed"], ["state"], body=body))

    folder = small_folder(tmp_path / "endless")
    graph_of(spin)(folder)
    monkeypatch.setattr("models.imported.trial.WALL_S", 4.0)
    with pytest.raises(EncoderRefused, match="did not end within 4 s"):
        shelf.add(folder)
    assert not list(shelf.root.glob(".adding-*"))


@pytest.mark.parametrize("location", ["../../../secret", "/etc/passwd", "..", "a/b", "C:\\x", "", "tokenizer.json"])
def test_weights_that_lie_elsewhere_are_refused(shelf: Shelf, tmp_path: Path, location: str) -> None:
    (tmp_path / "secret").write_bytes(b"x" * 100_000)
    with pytest.raises(EncoderRefused, match="weights name the file"):
        shelf.add(with_weights_beside(tmp_path, location))


def test_weights_that_are_missing_cut_off_or_linked_are_refused(shelf: Shelf, tmp_path: Path) -> None:
    folder = with_weights_beside(tmp_path)
    weights = folder / "onnx" / "model.onnx_data"
    content = weights.read_bytes()
    weights.write_bytes(content[:1000])
    with pytest.raises(EncoderRefused, match=r"onnx/model.onnx_data is too short"):
        shelf.add(folder)
    weights.unlink()
    with pytest.raises(EncoderRefused, match=r"onnx/model.onnx_data is missing"):
        shelf.add(folder)
    (tmp_path / "elsewhere").write_bytes(content)
    weights.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(EncoderRefused, match="leads out of the folder"):
        shelf.add(folder)


def test_a_link_within_the_folder_is_followed(shelf: Shelf, tmp_path: Path) -> None:
    folder = small_folder(tmp_path / "linked")
    (folder / "blob").write_bytes((folder / "tokenizer.json").read_bytes())
    (folder / "tokenizer.json").unlink()
    (folder / "tokenizer.json").symlink_to("blob")
    assert shelf.add(folder)


def test_more_than_is_taken_is_refused_before_it_is_copied(
    shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = small_folder(tmp_path / "large")
    with (folder / "onnx" / "model.onnx").open("r+b") as file:
        file.truncate(4 * 1024**3)  # sparse: nothing is written
    with pytest.raises(EncoderRefused, match=r"has 4,294,967,296 bytes; at most 3,221,225,472"):
        shelf.add(folder)


def test_a_missing_folder_says_so(shelf: Shelf, tmp_path: Path) -> None:
    with pytest.raises(EncoderRefused, match="is not a folder"):
        shelf.add(tmp_path / "none")


def test_sessions_of_files_and_bytes_are_the_same() -> None:
    graph = SHIPPED / "encoder.onnx"
    ids = {"ids": np.array([101, 2073, 102], np.int64)}
    one, other = (single_threaded(source).run(None, ids)[0] for source in (graph.read_bytes(), str(graph)))
    assert np.array_equal(one, other)
