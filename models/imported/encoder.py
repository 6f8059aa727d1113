"""Runs an imported encoder: one text a call, one thread, as models/encode.py runs the shipped one."""

import hashlib
from pathlib import Path
from typing import Self

import msgspec
import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load as load_tensors
from tokenizers import Encoding, Tokenizer

from models.encode import MOST_CHARACTERS, Embedding, EncoderDamaged, single_threaded
from models.imported.described import Dense, Description, EncoderRefused, Normalize, Pool
from models.imported.stages import Floats, pool, project, unit
from models.windows import WHOLE, cut, whole, windows

GRAPH, TOKENIZER, DESCRIPTION, CHECKSUM = "model.onnx", "tokenizer.json", "encoder.json", "CHECKSUM"
NOTHING = "."  # what is encoded for a text without a single token: any text has a vector


class ImportedEncoder:
    """Texts to unit vectors, float32 (dimensions,). Threads may share one: it keeps nothing of a call."""

    def __init__(self, folder: Path, description: Description, version: str) -> None:
        self.version, self.way = version, f"{version}{WHOLE}"
        self.dimensions = description.dimensions
        self.description = description
        self._recipe, self._ports = description.recipe, description.ports
        self._tokenizer = Tokenizer.from_str((folder / TOKENIZER).read_text(encoding="utf-8"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._session = single_threaded(str(folder / GRAPH))
        dense = [stage for stage in self._recipe.stages if isinstance(stage, Dense)]
        self._dense = {stage.file: read_dense(folder, stage) for stage in dense}
        self._prompts = {text: self._length(text) for text in (self._recipe.question, self._recipe.passage)}
        marks = self._tokens(NOTHING).special_tokens_mask
        self._front, self._tail = (_leading(one) for one in (marks, marks[::-1]))

    @classmethod
    def load(cls, folder: Path) -> Self:
        """An encoder that was taken; its folder's name is its version. Raises EncoderDamaged."""
        try:
            for line in (folder / CHECKSUM).read_text().splitlines():
                digest, name = line.split()
                if digest_of(folder / name) != digest:
                    raise EncoderDamaged(f"{folder / name} is damaged; import the encoder again")
            description = msgspec.json.decode((folder / DESCRIPTION).read_bytes(), type=Description)
            return cls(folder, description, folder.name)
        except (OSError, ValueError, EncoderRefused) as problem:
            raise EncoderDamaged(f"the encoder in {folder} is incomplete: {problem}") from problem

    def question(self, text: str) -> Embedding:
        """The embedding of what somebody asks; it is cut to the most tokens that the encoder reads."""
        prompt = self._recipe.question
        return self._embedding(self._cut(self._all(text, prompt)), prompt)

    def passage(self, text: str) -> Embedding:
        """The embedding of what is searched, which is read whole, in windows where it is longer than that."""
        prompt = self._recipe.passage
        front = max(self._front, self._prompts[prompt])
        parts = windows(self._all(text, prompt), front, self._tail, self._recipe.most_tokens)
        return whole(lambda ids: self._embedding(ids, prompt), parts)

    def raw(self, ids: list[int]) -> Floats:
        """What the graph gives for token ids: (tokens, n) or, of a graph that pools itself, (n,)."""
        places = np.arange(len(ids)) + self._recipe.first_position
        fed = {"input_ids": ids, "attention_mask": [1] * len(ids), "token_type_ids": [0] * len(ids)}
        values = {name: [fed.get(name, places)] for name in self._ports.inputs}
        inputs = {name: np.array(value, self._ports.inputs[name]) for name, value in values.items()}
        (given,) = self._session.run([self._ports.output], inputs)
        result: Floats = given[0].astype(np.float32)
        return result

    def ids(self, text: str) -> list[int]:
        """The tokens of a text as it stands, cut to the most that are read."""
        return self._cut(self._tokens(text).ids)

    def vocabulary(self) -> dict[str, int]:
        """The tokenizer's words and their ids."""
        words: dict[str, int] = self._tokenizer.get_vocab()
        return words

    def _all(self, text: str, prompt: str) -> list[int]:
        """All tokens of a text behind its prompt."""
        # A lone surrogate can't be tokenised; no visitor's keyboard makes one, a broken client can.
        prompted = (prompt + text[:MOST_CHARACTERS]).encode("utf-8", "replace").decode().strip()
        return self._tokens(prompted).ids or self._tokens(NOTHING).ids

    def _cut(self, ids: list[int]) -> list[int]:
        return cut(ids, self._tail, self._recipe.most_tokens)

    def _embedding(self, ids: list[int], prompt: str) -> Embedding:
        found = self.raw(ids)
        if self._ports.of_tokens:
            found = self._staged(found, self._prompts[prompt])
        return unit(found)

    def _staged(self, found: Floats, prompt: int) -> Floats:
        for stage in self._recipe.stages:
            match stage:
                case Pool():
                    counted: NDArray[np.bool_] = np.arange(len(found)) >= (0 if stage.prompt else prompt)
                    found = pool(found, counted, stage.modes)
                case Dense():
                    found = project(found, self._dense[stage.file], stage.activation)
                case Normalize():
                    found = unit(found)
        return found

    def _tokens(self, text: str) -> Encoding:
        return self._tokenizer.encode(text.lower() if self._recipe.lower_case else text)

    def _length(self, prompt: str) -> int:
        """Tokens that a prompt takes at the front of a text, without the closing one."""
        if not prompt:
            return 0
        told = self._tokens(prompt)
        return len(told.ids) - (told.special_tokens_mask[-1:] == [1])


def _leading(marks: list[int]) -> int:
    """How many of a text's tokens are marks before the first that is none."""
    return marks.index(0) if 0 in marks else len(marks)


def read_dense(folder: Path, stage: Dense) -> dict[str, Floats]:
    """The weights of a dense layer. Raises EncoderRefused where they are not those that its settings promise."""
    try:
        tensors = load_tensors((folder / stage.file).read_bytes())
        layer = {name: np.asarray(tensors[name], np.float32) for name in tensors if name.startswith("linear.")}
    except Exception as problem:  # whatever safetensors and numpy make of somebody else's bytes
        raise EncoderRefused("the weights of a dense layer can't be read: float32 or float16 is needed") from problem
    shapes = {name: tensor.shape for name, tensor in layer.items()}
    wanted = {"linear.weight": (stage.outputs, stage.inputs), "linear.bias": (stage.outputs,)}
    if "linear.weight" not in shapes or any(wanted.get(name) != shape for name, shape in shapes.items()):
        raise EncoderRefused(f"a dense layer has weights {shapes}, its settings say {stage.outputs} x {stage.inputs}")
    return layer


def digest_of(path: Path) -> str:
    """The sha256 of a file of any size."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
