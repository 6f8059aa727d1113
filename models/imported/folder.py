"""Reads a folder as sentence-transformers writes it: which files belong to it, and the recipe that they describe.

Nothing is run and nothing is believed: every file is a regular one inside the folder and bounded in size before it is
read, and what the recipe can't express (another module, a pickled weight) is refused with its name.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct

from models.imported.described import Activation, Dense, EncoderRefused, Mode, Normalize, Pool, Recipe, Stage

MOST_TOKENS = 512  # of a text, prompt included: a passage has 1,200 characters at most, and time grows with the square
MOST_JSON_BYTES = 2 * 1024**2  # of a file of settings; published ones have a few KB
MOST_TOKENIZER_BYTES = 96 * 1024**2  # XLM-R's has 17 MB, Gemma's 33 MB
MOST_DENSE_BYTES = 256 * 1024**2
MOST_PROMPT_CHARACTERS = 1_000  # instructions of published models have some 200
MOST_STAGES = 8
GRAPHS = ("model", "model_O3", "model_O2", "model_O1", "model_O4", "model_quantized", "model_int8", "model_fp16")
"""Names of graphs, the best first: exact, then optimised, then rounded. Others are taken when they are named."""
QUESTION_PROMPTS, PASSAGE_PROMPTS = ("query", "question"), ("document", "passage", "corpus")
OFFSET_FAMILIES = frozenset({"roberta", "xlm-roberta", "xlm-roberta-xl", "camembert", "mpnet", "longformer"})
_ACTIVATIONS: dict[str, Activation] = {
    "Identity": "identity",
    "Tanh": "tanh",
    "ReLU": "relu",
    "GELU": "gelu",
    "Sigmoid": "sigmoid",
}


class Found(Struct, frozen=True):
    """What a folder holds of an encoder: `graph`, `tokenizer` and `dense` (by the name they get here) are files."""

    recipe: Recipe
    graph: Path
    tokenizer: Path
    dense: dict[str, Path]


class Folder:
    """A folder that nobody vouches for. Every method raises EncoderRefused, naming the file."""

    def __init__(self, root: Path) -> None:
        if not root.is_dir():
            raise EncoderRefused(f"{root} is not a folder")
        self.root = root.resolve()

    def has(self, name: str) -> bool:
        return (self.root / name).exists()

    def file(self, name: str, most: int) -> Path:
        """The path of a regular file in the folder that has `most` bytes at most."""
        path = self.root / name
        real = path.resolve()
        if not real.is_relative_to(self.root):
            raise EncoderRefused(f"{name} leads out of the folder; if it is a link, copy the folder with `cp -rL`")
        if not real.is_file():
            raise EncoderRefused(f"{name} is missing")
        if (size := real.stat().st_size) > most:
            raise EncoderRefused(f"{name} has {size:,} bytes; at most {most:,} are taken")
        return real

    def json(self, name: str) -> Any:
        """What a file of settings says."""
        try:
            return json.loads(self.file(name, MOST_JSON_BYTES).read_bytes())
        except (ValueError, RecursionError) as problem:
            raise EncoderRefused(f"{name} is no valid JSON") from problem

    def settings(self, name: str) -> dict[str, Any]:
        """A JSON object; {} where the file is missing."""
        found = self.json(name) if self.has(name) else {}
        if not isinstance(found, dict):
            raise EncoderRefused(f"{name} holds no JSON object")
        return found


def look(root: Path, most_graph: int, graph: str = "", name: str = "") -> Found:
    """The encoder in a folder. `graph` names its ONNX file where another than the best one is wanted."""
    folder = Folder(root)
    modules = list(_modules(folder))
    at = modules[0][1] if modules else ""
    dense: dict[str, Path] = {}
    stages, dimensions = _stages(folder, modules[1:], dense)
    chosen = _graph(folder, at, graph)
    question, passage = _prompts(folder)
    sizes = folder.settings(f"{at}config.json")
    told = folder.settings(f"{at}sentence_bert_config.json")
    recipe = Recipe(
        name=name or folder.root.name,
        graph=chosen,
        most_tokens=_most_tokens(folder, at, told, sizes),
        lower_case=told.get("do_lower_case") is True,
        question=question,
        passage=passage,
        first_position=_first_position(sizes),
        word_dimensions=dimensions,
        stages=stages,
    )
    tokenizer = f"{at}tokenizer.json" if folder.has(f"{at}tokenizer.json") else "tokenizer.json"
    if not folder.has(tokenizer):
        raise EncoderRefused("tokenizer.json is missing: save the model's fast tokenizer into the folder")
    return Found(recipe, folder.file(chosen, most_graph), folder.file(tokenizer, MOST_TOKENIZER_BYTES), dense)


def _modules(folder: Folder) -> Iterator[tuple[str, str]]:
    """(kind, path with a closing slash or "") of each module; the first is the Transformer. None without the file."""
    if not folder.has("modules.json"):
        return
    told = folder.json("modules.json")
    if not isinstance(told, list) or not 1 <= len(told) <= MOST_STAGES:
        raise EncoderRefused(f"modules.json lists no modules, or more than {MOST_STAGES}")
    for number, one in enumerate(told):
        kind, path = (one.get("type"), one.get("path")) if isinstance(one, dict) else (None, None)
        if not isinstance(kind, str) or not isinstance(path, str):
            raise EncoderRefused(f"modules.json: module {number} has no type or no path")
        if not (folder.root / path).resolve().is_relative_to(folder.root):
            raise EncoderRefused(f"modules.json: {path!r} leads out of the folder")
        kind = kind.rpartition(".")[2]
        if (kind == "Transformer") != (number == 0):
            raise EncoderRefused(
                f"modules.json: module {number} is a {kind}; the first one is the Transformer, only it"
            )
        yield kind, f"{path.rstrip('/')}/" if path else ""


def _stages(folder: Folder, modules: list[tuple[str, str]], dense: dict[str, Path]) -> tuple[tuple[Stage, ...], int]:
    """(the stages after the transformer, the dimensions of a token's vector); fills `dense` with their weights."""
    stages: list[Stage] = []
    words = 0
    for kind, path in modules:
        match kind:
            case "Pooling" if not stages:
                stage, words = _pooling(folder, f"{path}config.json")
                stages.append(stage)
            case "Dense" if stages:
                stages.append(_dense(folder, path, dense))
            case "Normalize" if stages:
                stages.append(Normalize())
            case "Dropout":
                pass  # does nothing outside of training
            case _:
                raise EncoderRefused(f"modules.json: {kind} can't be used there; known are Pooling, Dense, Normalize")
    return tuple(stages), words


def _pooling(folder: Folder, name: str) -> tuple[Pool, int]:
    told = folder.settings(folder.file(name, MOST_JSON_BYTES).relative_to(folder.root).as_posix())
    keys: dict[str, Mode] = {
        "pooling_mode_cls_token": "cls",
        "pooling_mode_max_tokens": "max",
        "pooling_mode_mean_tokens": "mean",
        "pooling_mode_mean_sqrt_len_tokens": "mean_sqrt_len_tokens",
        "pooling_mode_weightedmean_tokens": "weightedmean",
        "pooling_mode_lasttoken": "lasttoken",
    }
    unknown = [key for key in told if key.startswith("pooling_mode_") and key not in keys and told[key]]
    modes = tuple(mode for key, mode in keys.items() if told.get(key) is True)
    if isinstance(one := told.get("pooling_mode"), str):
        modes = tuple(mode for mode in keys.values() if mode == one.lower())
    if unknown or not modes:
        raise EncoderRefused(f"{name}: no way of pooling that is known here ({', '.join(unknown) or 'none is named'})")
    words = told.get("word_embedding_dimension", told.get("embedding_dimension", 0))
    if not isinstance(words, int) or words < 0:
        raise EncoderRefused(f"{name}: word_embedding_dimension is no number")
    return Pool(modes, told.get("include_prompt", True) is not False), words


def _dense(folder: Folder, path: str, dense: dict[str, Path]) -> Dense:
    told = folder.settings(f"{path}config.json")
    inputs, outputs = told.get("in_features"), told.get("out_features")
    if not isinstance(inputs, int) or not isinstance(outputs, int) or min(inputs, outputs) < 1:
        raise EncoderRefused(f"{path}config.json: in_features and out_features are missing")
    if (named := str(told.get("activation_function", "Tanh")).rpartition(".")[2]) not in _ACTIVATIONS:
        raise EncoderRefused(f"{path}config.json: the activation {named} is not known here")
    if told.get("module_input_name") not in (None, "sentence_embedding"):
        raise EncoderRefused(f"{path}config.json: a dense layer on tokens is not known here")
    if not folder.has(f"{path}model.safetensors"):
        raise EncoderRefused(f"{path}model.safetensors is missing (pytorch_model.bin can hold code and is not read)")
    file = f"dense{len(dense)}.safetensors"
    dense[file] = folder.file(f"{path}model.safetensors", MOST_DENSE_BYTES)
    return Dense(file, inputs, outputs, _ACTIVATIONS[named])


def _graph(folder: Folder, at: str, wanted: str) -> str:
    """The ONNX file to take, named from the folder."""
    if wanted:
        tried = [wanted, f"{at}onnx/{wanted}", f"{at}{wanted}"]
    else:
        places = dict.fromkeys((f"{at}onnx/", at, "onnx/", ""))
        tried = [f"{place}{name}.onnx" for name in GRAPHS for place in places]
    for name in tried:
        if folder.has(name):
            return name
    there = sorted(path.relative_to(folder.root).as_posix() for path in folder.root.glob("**/*.onnx"))[:10]
    raise EncoderRefused(
        f"there is no {wanted or 'onnx/model.onnx or model.onnx'}"
        + (f"; name one of {', '.join(there)}" if there else ": export the model to ONNX first")
    )


def _prompts(folder: Folder) -> tuple[str, str]:
    """What goes before a question and before a passage."""
    told = folder.settings("config_sentence_transformers.json")
    prompts = told.get("prompts") or {}
    if not isinstance(prompts, dict) or not all(isinstance(one, str) for one in prompts.values()):
        raise EncoderRefused("config_sentence_transformers.json: prompts are no texts")
    if told.get("suffix"):
        raise EncoderRefused("config_sentence_transformers.json: a suffix after texts is not known here")
    default = prompts.get(told.get("default_prompt_name"), "")
    found = [
        next((prompts[key] for key in keys if key in prompts), default) for keys in (QUESTION_PROMPTS, PASSAGE_PROMPTS)
    ]
    if max(map(len, found)) > MOST_PROMPT_CHARACTERS:
        raise EncoderRefused(f"config_sentence_transformers.json: a prompt is longer than {MOST_PROMPT_CHARACTERS}")
    return found[0], found[1]


def _most_tokens(folder: Folder, at: str, told: dict[str, Any], sizes: dict[str, Any]) -> int:
    """max_seq_length, or what positions and tokenizer leave where it isn't said."""
    said = told.get("max_seq_length")
    if said is None:
        positions = sizes.get("max_position_embeddings")
        room = positions - _first_position(sizes) if isinstance(positions, int) else None
        limits = (room, folder.settings(f"{at}tokenizer_config.json").get("model_max_length"), MOST_TOKENS)
        said = min(limit for limit in limits if isinstance(limit, int))
    if not isinstance(said, int) or said < 8:
        raise EncoderRefused(f"{at}sentence_bert_config.json: max_seq_length is {said!r}; at least 8 tokens are needed")
    return min(said, MOST_TOKENS)


def _first_position(sizes: dict[str, Any]) -> int:
    """The number of the first token's place: RoBERTa and its kin count from behind the padding's id."""
    padding = sizes.get("pad_token_id")
    family = sizes.get("model_type") in OFFSET_FAMILIES
    return padding + 1 if family and isinstance(padding, int) and 0 <= padding < 1_000 else 0
