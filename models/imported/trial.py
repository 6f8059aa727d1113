"""Tries an encoder before it is taken: `python -m` this module, a process of its own with bounded memory and time.

A graph of somebody else may crash, hang or grow: here that ends nothing but the trial. It reads a description from its
standard input and writes what it found, or why the encoder is refused, to its standard output.
"""

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import numpy as np
from msgspec import Struct

from models.encode import Embedding, Encoder
from models.imported.aligning import align
from models.imported.described import MOST_DIMENSIONS, Dense, Description, EncoderRefused, Line, Pool
from models.imported.encoder import ImportedEncoder

CPU_S = 600  # loading 2 GB, and 240 sentences at a third of a second on a slow core
WALL_S = 1_200.0
MEMORY_BYTES = 4 * 1024**3  # beside the graph itself, which is held four times at most while it is read
ROOT = Path(__file__).parent.parent.parent
ONE = "How do I reset my password?"
ALIKE = "I forgot my password, how can I change it?"
OTHER = "The weather in Lisbon will be sunny on Friday."
LONG = "Where do I find my invoice? Wo ist meine Rechnung? 请问发票在哪里? " * 200


class Passed(Struct, frozen=True, tag=True):
    """The encoder works: length of its vectors, its cosines' line, and what whoever brought it should know."""

    dimensions: int
    line: Line
    notes: tuple[str, ...]


class Failed(Struct, frozen=True, tag=True):
    """It does not, and why."""

    reason: str


def try_encoder(folder: Path, description: Description) -> Passed:
    """Runs the trial of the encoder in `folder` and waits for it. Raises EncoderRefused."""
    known = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ}
    one_thread = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false"}
    try:
        done = subprocess.run(  # noqa: S603 - our own module, and a folder that we made
            [sys.executable, "-P", "-m", "models.imported.trial", str(folder.resolve())],
            input=msgspec.json.encode(description),
            capture_output=True,
            check=False,
            timeout=WALL_S,
            env={**known, **one_thread, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            cwd=str(folder),
        )
        told = msgspec.json.decode(done.stdout, type=Passed | Failed)
    except subprocess.TimeoutExpired:
        raise EncoderRefused(f"the graph did not end within {WALL_S:.0f} s") from None
    except msgspec.MsgspecError:
        raise EncoderRefused(
            f"the trial ended without a result (status {done.returncode}): "
            "the graph or the tokenizer crashes, or takes more memory or time than an encoder may"
        ) from None
    if isinstance(told, Failed):
        raise EncoderRefused(told.reason)
    return told


def trial(folder: Path, description: Description) -> Passed:
    """Loads the encoder and holds it to what one must do. Raises EncoderRefused."""
    try:
        encoder = ImportedEncoder(folder, description, "")
    except EncoderRefused:
        raise
    except Exception as problem:
        raise EncoderRefused(f"graph or tokenizer can't be loaded: {_first_line(problem)}") from problem
    try:
        encoder.raw([0, 0])
        _check_tokenizer(encoder)
        length = _check_shapes(encoder, description)
        vectors = [encoder.question(ONE), encoder.passage(ALIKE), encoder.passage(OTHER)]
        again = encoder.question(ONE)
        for text in (LONG, ""):
            vectors += [encoder.question(text), encoder.passage(text)]
    except EncoderRefused:
        raise
    except Exception as problem:
        raise EncoderRefused(f"the graph does not run: {_first_line(problem)}") from problem
    _check_vectors(vectors, again)
    line, tells_apart = align(encoder.question, encoder.passage, Encoder.load().encode)
    return Passed(length, line, _notes(tells_apart, description))


def _check_tokenizer(encoder: ImportedEncoder) -> None:
    """The graph must know the highest id that the tokenizer can give."""
    highest = max(encoder.vocabulary().values(), default=-1)
    one, other = encoder.ids(ONE), encoder.ids(OTHER)
    if highest < 0 or not one or one == other:
        raise EncoderRefused("tokenizer.json does not tell texts apart: it is not the model's own")
    try:
        encoder.raw([highest])
    except Exception as problem:
        raise EncoderRefused(
            f"the graph does not know the tokenizer's id {highest}: they don't belong together"
        ) from problem


def _check_shapes(encoder: ImportedEncoder, description: Description) -> int:
    """The length of the vectors, found by running a text; holds it to what the settings say."""
    ids = encoder.ids(ONE)
    shape = encoder.raw(ids).shape
    wanted = 2 if description.ports.of_tokens else 1
    if len(shape) != wanted or (wanted == 2 and shape[0] != len(ids)):
        raise EncoderRefused(
            f"the graph's {description.ports.output} has the shape {(1, *shape)} for {len(ids)} tokens"
        )
    words = description.recipe.word_dimensions
    if description.ports.of_tokens and words and shape[-1] != words:
        raise EncoderRefused(f"the graph's vectors have {shape[-1]} numbers, the pooling's settings say {words}")
    length = int(shape[-1])
    for stage in description.recipe.stages if description.ports.of_tokens else ():
        if isinstance(stage, Pool):
            length *= len(stage.modes)
        elif isinstance(stage, Dense):
            if stage.inputs != length:
                raise EncoderRefused(f"a dense layer takes {stage.inputs} numbers, it is given {length}")
            length = stage.outputs
    if not 2 <= length <= MOST_DIMENSIONS:
        raise EncoderRefused(f"the vectors have {length} numbers; 2 to {MOST_DIMENSIONS} are taken")
    return length


def _check_vectors(vectors: list[Embedding], again: Embedding) -> None:
    if not all(np.isfinite(vector).all() and np.abs(np.linalg.norm(vector) - 1) < 1e-3 for vector in vectors):
        raise EncoderRefused("the graph gives vectors without length or with numbers that are none")
    if not np.array_equal(vectors[0], again):
        raise EncoderRefused("the same text does not give the same vector twice")
    if np.allclose(vectors[0], vectors[2], atol=1e-6) or np.allclose(vectors[1], vectors[2], atol=1e-6):
        raise EncoderRefused("different texts give the same vector")


def _notes(tells_apart: bool, description: Description) -> tuple[str, ...]:
    notes = []
    if not tells_apart:
        notes.append("related texts come out hardly nearer than unrelated ones: is the tokenizer the model's own?")
    if "e5" in description.recipe.name.lower().split("-") and not description.recipe.question:
        notes.append('E5 wants "query: " and "passage: " before texts, and the folder names no prompts')
    return tuple(notes)


def _first_line(problem: Exception) -> str:
    return (str(problem).strip().splitlines() or [type(problem).__name__])[0][:300]


def limit(graph_bytes: int) -> None:
    """Bounds what this process may take; it may write no file."""
    if sys.platform == "win32":
        return
    import resource

    memory = MEMORY_BYTES + 4 * graph_bytes
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main(folder: Path) -> None:
    description = msgspec.json.decode(sys.stdin.buffer.read(), type=Description)
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no answer
    limit(description.bytes)
    try:
        told: Passed | Failed = trial(folder, description)
    except EncoderRefused as problem:
        told = Failed(str(problem))
    answers.write(msgspec.json.encode(told))
    answers.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
