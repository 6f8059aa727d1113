"""Makes the shipped intent head v1 from seeds.csv: `python -m models.intent.build`."""

import csv
import json
from pathlib import Path

from models.encode import Encoder
from models.export import write_version
from models.strangers import Strangers
from models.train import TrainedHead, train_head

FOLDER = Path(__file__).parent
SEED = 0


def read_seeds(path: Path = FOLDER / "seeds.csv") -> tuple[list[str], list[str]]:
    """(texts, labels) of a `text,label` file."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [row["text"] for row in rows], [row["label"] for row in rows]


def build(target: Path, encoder: Encoder) -> TrainedHead:
    """Trains on the seeds and writes the version folder `target`."""
    texts, labels = read_seeds()
    strangers = Strangers.shipped(encoder.encode_many)
    trained = train_head(texts, labels, seed=SEED, encoder=encoder, strength=None, strangers=strangers)
    target.mkdir(exist_ok=True)
    meta = {"provenance": "shipped: our own seed utterances", "created_at": 0, "encoder": encoder.version}
    write_version(target, "intent", trained, meta)
    (target / "metrics.json").write_text(json.dumps(trained.metrics, indent=2) + "\n")
    return trained


if __name__ == "__main__":
    print(json.dumps(build(FOLDER / "v1", Encoder.load()).metrics))
