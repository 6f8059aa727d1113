"""Turns a text into 384 numbers: the shipped sentence encoder on onnxruntime, one text a call, one thread."""

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Self

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from models.tokens import EARLY, LATE, Tokens, tokens_of, with_layers
from models.windows import WHOLE, cut, whole, windows

DIMENSIONS = 384
SHIPPED = Path(__file__).parent / "encoder"
MOST_TOKENS = 128  # the published tokenizer's limit; a support turn has 16 in the median
MOST_AT_ONCE = 256  # tokens of a passage's window: the published model's limit; its quality is in the card
MARKS = 1  # tokens that begin a text, and that end it
MOST_CHARACTERS = 4_000  # more than 128 tokens of any script that is read by words; bounds the tokenizer's time
MOST_RECENT, MOST_SHORT = 64, 240  # texts, and characters of one, that stay read: a question is looked at three times

Embedding = NDArray[np.float32]


class EncoderDamaged(Exception):
    """The encoder's files are missing or are not the ones that CHECKSUM names."""


class Encoder:
    """Texts to unit vectors. The same text gives the same numbers on the same machine, whatever else is encoded."""

    def __init__(self, session: onnxruntime.InferenceSession, tokenizer: Tokenizer, version: str) -> None:
        """`tokenizer` cuts nothing."""
        self._session = session
        self._tokenizer = tokenizer
        self._recent = lru_cache(MOST_RECENT)(self._tokens)
        self.version = version

    @classmethod
    def load(cls, folder: Path = SHIPPED) -> Self:
        """Reads encoder.onnx, tokenizer.json and CHECKSUM. Raises EncoderDamaged when they don't belong together."""
        try:
            expected = [line.split() for line in (folder / "CHECKSUM").read_text().splitlines()]
            files = {name: (folder / name).read_bytes() for _, name in expected}
        except OSError as problem:
            raise EncoderDamaged(f"the encoder in {folder} is incomplete: {problem}") from problem
        for digest, name in expected:
            if hashlib.sha256(files[name]).hexdigest() != digest:
                raise EncoderDamaged(f"{folder / name} is damaged; make it again: python -m models.encoder.build")
        tokenizer = Tokenizer.from_str(files["tokenizer.json"].decode())
        return cls(single_threaded(with_layers(files["encoder.onnx"])), tokenizer, f"minilm-{expected[0][0][:8]}")

    def encode(self, text: str) -> Embedding:
        """One text's embedding: float32, (384,), unit length. Any text is fine; past 128 tokens it is cut.

        Of a short text, such as a question, it is given again while few others were read, and can't be written to.
        """
        return self._recent(text).embedding if len(text) <= MOST_SHORT else self._read(text)

    def encode_passage(self, text: str) -> Embedding:
        """The embedding of what is searched, which is read whole: up to 128 tokens it is what `encode` gives."""
        ids = self._tokenizer.encode(_clean(text)).ids
        return whole(self._embedding, windows(ids, MARKS, MARKS, MOST_AT_ONCE))

    @property
    def way(self) -> str:
        """Names what makes vectors of passages; where that is as it was, so are they."""
        return f"{self.version}{WHOLE}"

    def tokens(self, text: str) -> Tokens:
        """One text's tokens with their vectors and its embedding, in the time that `encode` takes."""
        return self._recent(text) if len(text) <= MOST_SHORT else self._tokens(text)

    def encode_many(self, texts: Iterable[str]) -> Embedding:
        """The embeddings of many texts, float32 (n, 384), each exactly as `encode` gives it."""
        rows = [self._read(text) for text in texts]
        return np.stack(rows) if rows else np.empty((0, DIMENSIONS), np.float32)

    def _read(self, text: str) -> Embedding:
        return self._embedding(cut(self._tokenizer.encode(_clean(text)).ids, MARKS, MOST_TOKENS))

    def _tokens(self, text: str) -> Tokens:
        read = self._tokenizer.encode(_clean(text))
        ids, places = cut(read.ids, MARKS, MOST_TOKENS), cut(read.offsets, MARKS, MOST_TOKENS)
        tokens = tokens_of(places, self._session.run(["embedding", EARLY, LATE], {"ids": np.array(ids, np.int64)}))
        for shared in (tokens.early, tokens.late, tokens.embedding):
            shared.flags.writeable = False
        return tokens

    def _embedding(self, ids: list[int]) -> Embedding:
        embedding: Embedding = self._session.run(["embedding"], {"ids": np.array(ids, np.int64)})[0]
        return embedding


def _clean(text: str) -> str:
    """What can be tokenised: a lone surrogate can't; no visitor's keyboard makes one, a broken client can."""
    return text[:MOST_CHARACTERS].encode("utf-8", "replace").decode()


def single_threaded(model: bytes | str) -> onnxruntime.InferenceSession:
    """A session of a graph, or of the file with that path, on the caller's thread alone; it never spins."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.log_severity_level = 3  # errors only: a warning of the graph optimiser helps nobody who runs the product
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
