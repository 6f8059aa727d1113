"""Intents on public data beside two baselines in the same run, strangers, calibration, and the time to retrain.

Baselines: TF-IDF of words and pieces of words with a linear classifier (scikit-learn), and logistic regression on the
same frozen embeddings. Prints one JSON object; shares are per cent.
"""

import json
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline, make_union

from models.encode import Encoder
from models.evaluate import calibration_error, ranking_quality
from models.export import HEAD, write_version
from models.heads import Head, head_bytes
from models.logistic import fit_logistic, softmax
from models.scope import FALSE_ALARM, scope_score
from models.strangers import Strangers
from models.train import TrainedHead, train_head
from tests.bench.embeddings import Labelled, banking, clinc, embed, nlupp

SEEDS = 5  # few-shot samples
NLUPP_TEST = (18, 19)  # folds
Singles = NDArray[np.float32]


def main() -> None:
    encoder = Encoder.load()
    print(
        json.dumps(
            {
                "encoder": encoder.version,
                "banking77": banking_figures(encoder),
                "clinc150": clinc_figures(encoder),
                "nlupp": {domain: nlupp_figures(encoder, domain) for domain in ("banking", "hotels")},
                "retrain_10000": retrain(encoder),
            }
        )
    )


def banking_figures(encoder: Encoder) -> dict[str, Any]:
    """Accuracy with all examples and with ten and five a label (mean and deviation over samples of the train split)."""
    known, asked = banking("train"), banking("test")
    there, here = embed(encoder, known[0]), embed(encoder, asked[0])
    figures: dict[str, Any] = {"full": compare(encoder, known, there, asked, here)}
    for shots in (10, 5):
        runs = []
        for seed in range(SEEDS):
            rows = sample(known[1], shots, seed)
            some = ([known[0][row] for row in rows], [known[1][row] for row in rows])
            runs.append(compare(encoder, some, there[rows], asked, here))
        figures[f"{shots}_shot"] = {
            key: f"{np.mean([run[key] for run in runs]):.2f} +- {np.std([run[key] for run in runs]):.2f}"
            for key in runs[0]
        }
    return figures


def compare(encoder: Encoder, known: Labelled, there: Singles, asked: Labelled, here: Singles) -> dict[str, float]:
    """Accuracy of ours and of both baselines, and our calibration error."""
    trained = train_head(there, known[1], texts=known[0], encoder=encoder, strength=None, scope=False)
    head = loaded(trained)
    answers = np.stack([head.predict(row, text) for row, text in zip(here, asked[0], strict=True)])
    truth = np.array([head.labels.index(label) for label in asked[1]])
    classes = np.array([head.labels.index(label) for label in known[1]])
    plain = fit_logistic(there, classes, len(head.labels))
    lexical = make_pipeline(
        make_union(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
            TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True),
        ),
        LogisticRegression(C=30, tol=1e-3),
    ).fit(*known)
    return {
        "ours": percent(answers.argmax(axis=1) == truth),
        "frozen_lr": percent((here @ plain.weights.T + plain.bias).argmax(axis=1) == truth),
        "tfidf_linear": percent(lexical.predict(asked[0]) == np.array(asked[1])),
        "ours_calibration_error": round(100 * calibration_error(answers, truth), 2),
    }


def clinc_figures(encoder: Encoder) -> dict[str, Any]:
    """In-scope accuracy; strangers with the threshold that keeps 95 % of the validation split.

    `ours` has never seen a stranger, `taught` the hundred of the train split.
    """
    known, truth = clinc("train"), clinc("test")[1]
    there = embed(encoder, known[0])
    strangers = Strangers.of(clinc("oos_train")[0], lambda texts: embed(encoder, list(texts)))
    splits = {split: (embed(encoder, clinc(split)[0]), clinc(split)[0]) for split in ("val", "test", "oos_test")}
    figures: dict[str, Any] = {}
    for name, taught in (("ours", None), ("taught", strangers)):
        trained = train_head(there, known[1], texts=known[0], encoder=encoder, strength=None, strangers=taught)
        head = loaded(trained)
        scored = {split: scores(head, trained, *given) for split, given in splits.items()}
        answers = scored["test"][0]
        right = np.array([head.labels[best] for best in answers.argmax(axis=1)]) == np.array(truth)
        figures[name] = {
            "in_scope": percent(right),
            "calibration_error": round(
                100 * calibration_error(answers, np.array([head.labels.index(label) for label in truth])), 2
            ),
            **scope_figures(scored["val"][1], scored["test"][1], scored["oos_test"][1], right),
        }
    names = sorted(set(known[1]))
    plain = fit_logistic(there, np.array([names.index(label) for label in known[1]]), len(names))
    sure = {s: softmax(rows @ plain.weights.T + plain.bias) for s, (rows, _) in splits.items()}
    right = np.array(names)[sure["test"].argmax(axis=1)] == np.array(truth)
    figures["frozen_lr_highest_probability"] = {
        "in_scope": percent(right),
        **scope_figures(*(sure[split].max(axis=1) for split in splits), right),
    }
    return figures


def scores(head: Head, trained: TrainedHead, rows: Singles, texts: list[str]) -> tuple[Singles, Singles]:
    """Probabilities (n, labels) and scope scores (n,) as they are served."""
    answers, logits = map(np.stack, zip(*map(head.score, rows, texts), strict=True))
    own = [head.labels[best] for best in logits.argmax(axis=1)]
    near = np.array([trained.examples.nearness_to(label, row) for label, row in zip(own, rows, strict=True)])
    return answers, scope_score(logits, near)


def scope_figures(
    tuned: NDArray[Any], inside: NDArray[Any], outside: NDArray[Any], right: NDArray[np.bool_]
) -> dict[str, float]:
    """With the threshold that keeps 95 % of `tuned`: share of `inside` kept and right, of `outside` found; AUROC."""
    threshold = np.quantile(tuned, FALSE_ALARM)
    return {
        "kept_right": percent(right & (inside >= threshold)),
        "stranger_recall": percent(outside < threshold),
        "auroc": round(100 * ranking_quality(inside, outside), 2),
    }


def nlupp_figures(encoder: Encoder, domain: str) -> dict[str, float]:
    """Micro F1 of all intents of a turn: one yes-or-no head an intent on the embeddings."""
    folds = nlupp(domain)
    known = [row for n, fold in enumerate(folds) if n not in NLUPP_TEST for row in fold]
    asked = [row for n in NLUPP_TEST for row in folds[n]]
    there, here = (embed(encoder, [text for text, _ in rows]) for rows in (known, asked))
    hits = said = meant = 0
    for intent in sorted({one for _, intents in known for one in intents}):
        truth = np.array([intent in intents for _, intents in asked])
        fit = fit_logistic(there, np.array([int(intent in intents) for _, intents in known]), 2)
        yes = (here @ fit.weights.T + fit.bias).argmax(axis=1) == 1
        hits, said, meant = hits + int((yes & truth).sum()), said + int(yes.sum()), meant + int(truth.sum())
    return {"turns": len(asked), "micro_f1": round(200 * hits / (said + meant), 2)}


def retrain(encoder: Encoder) -> dict[str, float]:
    """Seconds from 10,000 examples with their embeddings to a new head that answers; the head before it warms it up."""
    texts, labels = banking("train")
    rows = embed(encoder, texts)
    before = train_head(rows[:9000], labels[:9000], texts=texts[:9000], quick=True)
    with tempfile.TemporaryDirectory() as folder:
        times = []
        for _ in range(3):
            began = time.perf_counter()
            start = (before.labels, before.weights, before.bias)
            trained = train_head(rows[:10000], labels[:10000], texts=texts[:10000], quick=True, start=start)
            fitted = time.perf_counter()
            write_version(Path(folder), "intent", trained, {})
            Head.load(Path(folder) / HEAD).predict(rows[0], texts[0])
            times.append((time.perf_counter() - began, fitted - began))
    whole, fit = min(times)
    return {"seconds": round(whole, 2), "of_them_training": round(fit, 2)}


def loaded(trained: TrainedHead) -> Head:
    """The head as its file answers."""
    return Head(head_bytes(trained.weights, trained.bias, trained.labels, trained.temperature, {}, trained.words))


def sample(labels: list[str], shots: int, seed: int) -> NDArray[np.int64]:
    """`shots` rows of each label."""
    order = np.random.default_rng(seed).permutation(len(labels))
    names = np.array(labels)[order]
    return np.concatenate([order[names == label][:shots] for label in sorted(set(labels))])


def percent(right: NDArray[np.bool_]) -> float:
    return round(100 * float(right.mean()), 2)


if __name__ == "__main__":
    main()
