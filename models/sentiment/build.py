"""Makes the shipped sentiment and frustration heads v1: `python -m models.sentiment.build`.

Our own support turns say what the words mean here, GoEmotions how people put them. Ours are seeds.csv, and the intents'
seeds: complaints are negative and frustrated, plain reports of a problem ("my card was declined") are neutral and calm.
All of ours together weigh twice as much as GoEmotions. On our turns, each held out once, macro-F1 was .823 where they
weighed half as much, .848 so and .851 at eight times; on held-out comments .660, .609 and .582 (minilm-eb9c7e64).
The heads read words as well as the embedding.
Needs the public data (HANDRAIL_EVAL_DATA, or ../shared/data beside the repository).
"""

import csv
import functools
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.encode import Embedding, Encoder
from models.evaluate import ranking_quality, report
from models.export import write_version
from models.heads import Head, head_bytes
from models.intent import build as intents
from models.sentiment.goemotions import FRUSTRATED, read_split, sentiment_of
from models.train import TrainedHead, train_head

FOLDER = Path(__file__).parent
SEED = 0
SEED_SHARE = 2.0  # weight of all our turns against all of GoEmotions
REPORT_SHARE = 0.1  # weight of an intent's seed against a turn written for its mood: more of them drown the moods
# what their seeds feel is not plain from the intent alone
REPORTS_LEFT_OUT = {"thanks_greeting", "talk_to_person", "feature_request", "performance"}
STRENGTH = 3.0  # C of one of our turns; a comment's is lower as its weight is: comments contradict each other
PROVENANCE = "shipped: our own support turns and the GoEmotions train split (Apache-2.0)"

Turn = tuple[str, str, bool]  # text, sentiment, whether frustrated
Labelled = list[tuple[str, str]]
Embed = Callable[[str], Embedding]


def read_seeds(path: Path = FOLDER / "seeds.csv") -> list[Turn]:
    """(text, sentiment, whether frustrated) of each of our own turns."""
    with path.open(encoding="utf-8", newline="") as file:
        return [(row["text"], row["sentiment"], row["frustrated"] == "1") for row in csv.DictReader(file)]


def read_reports() -> list[Turn]:
    """(text, sentiment, whether frustrated) of the intents' seeds whose mood is plain from their intent."""
    rows = [(text, label) for text, label in zip(*intents.read_seeds(), strict=True) if label not in REPORTS_LEFT_OUT]
    return [(text, *(("negative", True) if label == "complaint" else ("neutral", False))) for text, label in rows]


def sentiment_rows(split: str) -> Labelled:
    """(text, negative | neutral | positive) of a GoEmotions split, without its mixed comments."""
    return [(text, name) for text, emotions in read_split(split) if (name := sentiment_of(emotions)) is not None]


def frustration_rows(split: str) -> Labelled:
    """(text, frustrated | calm) of a GoEmotions split."""
    return [(text, "frustrated" if emotions & FRUSTRATED else "calm") for text, emotions in read_split(split)]


def build(
    task: str, seeds: Labelled, reports: Labelled, others: Labelled, test: Labelled, encoder: str, embed: Embed
) -> dict[str, float]:
    """Trains one head and writes `models/<task>/v1`; returns its figures. `encoder` is the version of `embed`."""
    rows = seeds + reports + others
    labels = [label for _, label in rows]
    ours = np.r_[np.ones(len(seeds)), np.full(len(reports), REPORT_SHARE)]
    weights = np.r_[ours * SEED_SHARE * len(others) / ours.sum(), np.ones(len(others))]
    texts = [text for text, _ in rows]
    embeddings = np.stack([embed(text) for text in texts])
    strength = STRENGTH / float(weights[0])
    trained = train_head(embeddings, labels, weights.tolist(), SEED, texts=texts, strength=strength, scope=False)
    figures = {**_own_turns(trained, [label for _, label in seeds]), **_goemotions(trained, test, embed)}
    folder = FOLDER.parent / task / "v1"
    folder.mkdir(parents=True, exist_ok=True)
    meta = {"provenance": PROVENANCE, "created_at": 0, "encoder": encoder, "figures": figures}
    write_version(folder, task, trained, meta, keep_examples=False)
    (folder / "metrics.json").write_text(json.dumps(figures, indent=2) + "\n")
    return figures


def _own_turns(trained: TrainedHead, told: list[str]) -> dict[str, float]:
    """Figures on our own turns, which come first, each answered by a fit that had not seen it."""
    truth = np.array([trained.labels.index(label) for label in told])
    return {f"own_{key}": value for key, value in _figures(trained.held_out[: len(told)], truth).items()}


def _goemotions(trained: TrainedHead, test: Labelled, embed: Embed) -> dict[str, float]:
    content = head_bytes(trained.weights, trained.bias, trained.labels, trained.temperature, {}, trained.words)
    head = Head(content)
    truth = np.array([trained.labels.index(label) for _, label in test])
    figures = _figures(np.stack([head.predict(embed(text), text) for text, _ in test]), truth)
    return {f"goemotions_test_{key}": value for key, value in figures.items()}


def _figures(probabilities: NDArray[np.floating[Any]], truth: NDArray[np.integer[Any]]) -> dict[str, float]:
    figures = report(probabilities, truth)
    if probabilities.shape[1] == 2:
        figures["auroc"] = round(ranking_quality(probabilities[truth == 1, 1], probabilities[truth == 0, 1]), 4)
    return figures


def main() -> None:
    encoder, seeds = Encoder.load(), read_seeds()
    embed = functools.cache(encoder.encode)  # both heads learn from the same comments
    for task, told, rows in (
        ("sentiment", _sentiment_told, sentiment_rows),
        ("frustration", _frustration_told, frustration_rows),
    ):
        own, reports = told(seeds), told(read_reports())
        figures = build(task, own, reports, rows("train"), rows("test"), encoder.version, embed)
        print(task, json.dumps(figures))


def _sentiment_told(turns: list[Turn]) -> Labelled:
    return [(text, name) for text, name, _ in turns]


def _frustration_told(turns: list[Turn]) -> Labelled:
    return [(text, "frustrated" if frustrated else "calm") for text, _, frustrated in turns]


if __name__ == "__main__":
    main()
