"""Fits how much a word tells on any site: `python -m tests.bench.importance_fit`. Writes server/conversation's file.

In two public sets of questions by intent (banking77's and clinc150's training parts), a word tells as much as it
belongs to what is wanted: the share of the other questions of the same intent that have it. Ridge regression reads that
from the encoder's late vector of each of the word's tokens, so that it carries over to words that were never seen, and
depends on what stands around them. Needs the public data (HANDRAIL_EVAL_DATA, or ../shared/data beside the repository);
takes half a minute.
"""

import csv
import json
import random
from collections import Counter

import numpy as np
from numpy.typing import NDArray

from models.encode import Encoder
from server.answering.answerability import IMPORTANCE, belongs
from server.answering.question_words import telling
from tests.bench.embeddings import DATA

A_INTENT = 30  # questions of an intent whose tokens are read; all of them are counted
RIDGE = 30.0  # 10 and 100 give the same
SEED = 1

Rows = NDArray[np.float32]


def main() -> None:
    """Fits, saves and prints what a few words tell."""
    tokens, told = read(Encoder.load(), by_intent())
    fitted = ridge(tokens, told)
    np.save(IMPORTANCE, fitted)
    said = tokens @ fitted[:-1] + fitted[-1]
    print(json.dumps({"tokens": len(told), "correlation": round(float(np.corrcoef(said, told)[0, 1]), 3)}))


def by_intent() -> dict[str, list[str]]:
    """The questions of both sets by their intents."""
    found: dict[str, list[str]] = {}
    for text, intent in json.loads((DATA / "clinc150" / "data_full.json").read_text())["train"]:
        found.setdefault(f"clinc150 {intent}", []).append(text)
    with (DATA / "banking77" / "train.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault(f"banking77 {row['category']}", []).append(row["text"])
    return found


def read(encoder: Encoder, intents: dict[str, list[str]]) -> tuple[Rows, Rows]:
    """Late vectors of tokens, (n, 384), and the root of the share of the intent's other questions with their word."""
    order, vectors, shares = random.Random(SEED), [], []
    for texts in intents.values():
        counted = Counter(key for text in texts for key in telling(text).roots)
        for text in order.sample(texts, min(A_INTENT, len(texts))):
            asked, tokens = telling(text), encoder.tokens(text)
            keys = list(asked.roots)
            for row, word in enumerate(belongs(asked, tokens)):
                if word >= 0:
                    vectors.append(tokens.late[row])
                    shares.append((counted[keys[word]] - 1) / len(texts))
    return np.array(vectors, np.float32), np.sqrt(np.array(shares, np.float32))


def ridge(rows: Rows, wanted: Rows) -> Rows:
    """Weights and, last, the bias."""
    mean = rows.mean(axis=0)
    inputs = rows - mean
    penalised = inputs.T @ inputs + RIDGE * np.eye(rows.shape[1], dtype=np.float32)
    weights = np.linalg.solve(penalised, inputs.T @ (wanted - wanted.mean()))
    return np.append(weights, wanted.mean() - mean @ weights).astype(np.float32)


if __name__ == "__main__":
    main()
