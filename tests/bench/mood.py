"""How well moods are read, beside the baselines in one run: `python -m tests.bench.mood` prints one JSON object.

Held out are our own support turns (tests/models/unseen_moods.csv), the rated dialogues and GoEmotions' test split. The
baselines learn from the same turns as the shipped heads: the frozen encoder with logistic regression, words with
logistic regression; VADER knows its lexicon and is put into a virtual environment of its own, or left out with the
reason.
"""

import csv
import json
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from models.encode import Embedding, Encoder
from models.evaluate import macro_f1, ranking_quality
from models.logistic import fit_logistic, softmax
from models.registry import Registry
from models.sentiment import build, goemotions
from models.train import train_head
from server.understanding import Understanding
from server.understanding.trajectory import mood_of
from tests.bench import vader
from tests.server.understanding import dialogues

HELD_OUT = Path(__file__).parents[1] / "models" / "unseen_moods.csv"
SENTIMENTS = ("negative", "neutral", "positive")
CURVE = (40, 80, 160, 320, 600)  # labels
SHUFFLES = 10
STRENGTH = 3.0  # C of the baselines and of the curve: a few hundred labels that don't contradict each other
COMMENTS = 10_000  # of GoEmotions, for the baselines
Turns = list[dict[str, str]]
Numbers = NDArray[Any]
Figures = dict[str, Any]


class Learned(Struct, frozen=True):
    """What a baseline learns from, (n,) each: sentiment's place in SENTIMENTS, 1 for frustrated, the turn's weight."""

    sentiment: Numbers
    frustrated: Numbers
    weights: Numbers


def main() -> None:
    encoder = Encoder.load()
    with tempfile.TemporaryDirectory() as folder:
        registry = Registry(Path(folder))
        registry.ensure_shipped()
        understanding = Understanding.load(registry, encoder)
    turns = held_out()
    figures: dict[str, Any] = {
        "support_turns": support_turns(understanding, encoder, turns),
        "dialogues": rated_dialogues(understanding),
        "labels": learning_curve(encoder, turns),
    }
    if (goemotions.DATA / "goemotions").is_dir():
        figures["goemotions_test"] = comments(understanding, encoder)
    print(json.dumps(figures))


def held_out() -> Turns:
    """Our own turns that no head has seen."""
    with HELD_OUT.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def support_turns(understanding: Understanding, encoder: Encoder, turns: Turns) -> dict[str, Any]:
    """Macro-F1 of sentiment and AUROC of frustration, ours and the baselines'."""
    texts = [turn["text"] for turn in turns]
    truth = np.array([SENTIMENTS.index(turn["sentiment"]) for turn in turns])
    upset = np.array([turn["frustrated"] == "1" for turn in turns])
    told = [understanding.understand(text) for text in texts]
    ours = np.array([SENTIMENTS.index(one.sentiment) for one in told])
    figures: dict[str, Any] = {"n": len(turns), "ours": _scores(ours, truth, [one.frustration for one in told], upset)}
    own, reports = build.read_seeds(), build.read_reports()
    known = [text for text, *_ in own + reports]
    learned = Learned(
        sentiment=np.array([SENTIMENTS.index(name) for _, name, _ in own + reports]),
        frustrated=np.array([int(one) for *_, one in own + reports]),
        weights=np.r_[np.ones(len(own)), np.full(len(reports), build.REPORT_SHARE)],
    )
    frozen = encoder.encode_many(known), encoder.encode_many(texts)
    figures["frozen_lr"] = _baseline(*frozen, learned, truth, upset)
    figures["tf_idf_lr"] = _words(known, texts, learned, truth, upset)
    figures["vader"] = _against_vader(texts, truth, upset)
    for cue in ("confused", "urgent"):
        marked = np.array([turn[cue] == "1" for turn in turns])
        share = np.array([one.confusion if cue == "confused" else one.urgency for one in told])
        figures[f"{cue}_auroc"] = round(ranking_quality(share[marked], share[~marked]), 3)
    return figures


def rated_dialogues(understanding: Understanding) -> dict[str, Any]:
    """Spearman of our mood with the ratings, F1 of drops beside the majority, frustration with and without context."""
    read = dialogues.read_dialogues("dialogues.json")
    turns = [turn for dialogue in read for turn in dialogue]
    followed = [one for dialogue in read for one in dialogues.follow_all(understanding, [t.says for t in dialogue])]
    ratings = [turn.rating for turn in turns]
    upset = np.array([turn.frustrated for turn in turns])
    fallen = np.array([drop for dialogue in read for drop in dialogues.drops(dialogue)])
    told = np.array([one.risk.mood.dropped for one in followed])
    alone = np.array([one.understood.frustration for one in followed])
    within = np.array([one.risk.frustration for one in followed])
    moods = [mood_of(one.understood.sentiment_score, one.understood.frustration) for one in followed]
    figures = {
        "dialogues": len(read),
        "turns": len(turns),
        "spearman_sentiment": dialogues.spearman((one.understood.sentiment_score for one in followed), ratings),
        "spearman_mood": dialogues.spearman(moods, ratings),
        "drop_f1": dialogues.f1(told, fallen),
        "drop_f1_of_the_majority": dialogues.f1(np.zeros_like(told), fallen),
        "drop_f1_of_always": dialogues.f1(np.ones_like(told), fallen),
        "frustration_auroc_turn_alone": ranking_quality(alone[upset], alone[~upset]),
        "frustration_auroc_in_context": ranking_quality(within[upset], within[~upset]),
    }
    try:
        compound = vader.scores([turn.says for turn in turns])
        figures["vader_spearman"] = dialogues.spearman(compound, ratings)
        figures["vader_frustration_auroc"] = ranking_quality(-compound[upset], -compound[~upset])
    except vader.LeftOut as reason:
        figures["vader"] = str(reason)
    return _rounded(figures)


def learning_curve(encoder: Encoder, turns: Turns, shuffles: int = SHUFFLES) -> dict[str, Any]:
    """Held-out macro-F1 of sentiment after more and more labelled turns, with the interval over shuffles.

    `gain` is the paired difference of the last and the first with its 95 % interval.
    """
    seeds = build.read_seeds()
    known, asked = encoder.encode_many(text for text, *_ in seeds), encoder.encode_many(turn["text"] for turn in turns)
    truth = np.array([SENTIMENTS.index(turn["sentiment"]) for turn in turns])
    scores = np.zeros((shuffles, len(CURVE)))
    for shuffle in range(shuffles):
        order = np.random.default_rng(shuffle).permutation(len(seeds))
        for column, n in enumerate(CURVE):
            some = order[:n]
            trained = train_head(
                known[some], [seeds[row][1] for row in some], texts=[seeds[row][0] for row in some],
                strength=STRENGTH, scope=False,
            )  # fmt: skip
            logits = asked @ trained.weights.T + trained.bias
            scores[shuffle, column] = macro_f1(softmax(logits), truth)
    rows = {str(n): _interval(scores[:, column]) for column, n in enumerate(CURVE)}
    return {"macro_f1_after": rows, "gain": _interval(scores[:, -1] - scores[:, 0])}


def comments(understanding: Understanding, encoder: Encoder) -> dict[str, Any]:
    """GoEmotions' test split: macro-F1 of sentiment, AUROC of frustration."""
    texts, test = _goemotions("test")
    told = [understanding.understand(text) for text in texts]
    ours = np.array([SENTIMENTS.index(one.sentiment) for one in told])
    upset = test.frustrated == 1
    every, train = _goemotions("train")
    some = np.random.default_rng(0).permutation(len(every))[:COMMENTS]
    frozen = encoder.encode_many(every[row] for row in some), encoder.encode_many(texts)
    learned = Learned(train.sentiment[some], train.frustrated[some], train.weights[some])
    return {
        "n": len(texts),
        "ours": _scores(ours, test.sentiment, [one.frustration for one in told], upset),
        "frozen_lr": _baseline(*frozen, learned, test.sentiment, upset),
        "vader": _against_vader(texts, test.sentiment, upset),
    }


def _goemotions(split: str) -> tuple[list[str], Learned]:
    """The comments of a split that have a sentiment."""
    rows = [(text, goemotions.sentiment_of(emotions), emotions) for text, emotions in goemotions.read_split(split)]
    said = [(text, SENTIMENTS.index(name), emotions & goemotions.FRUSTRATED) for text, name, emotions in rows if name]
    return [text for text, *_ in said], Learned(
        sentiment=np.array([name for _, name, _ in said]),
        frustrated=np.array([int(bool(anger)) for *_, anger in said]),
        weights=np.ones(len(said)),
    )


def _baseline(known: Embedding, asked: Embedding, learned: Learned, truth: Numbers, upset: Numbers) -> Figures:
    """Logistic regression on `known` (n, d), asked about `asked` (m, d)."""
    feeling = fit_logistic(known, learned.sentiment, len(SENTIMENTS), learned.weights, STRENGTH)
    angry = fit_logistic(known, learned.frustrated, 2, learned.weights, STRENGTH)
    told = (asked @ feeling.weights.T + feeling.bias).argmax(axis=1)
    return _scores(told, truth, softmax(asked @ angry.weights.T + angry.bias)[:, 1], upset)


def _words(known: Sequence[str], asked: Sequence[str], learned: Learned, truth: Numbers, upset: Numbers) -> Figures:
    """TF-IDF of words and pieces of words with logistic regression, as scikit-learn makes it."""
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
        from sklearn.pipeline import make_union
    except ImportError:
        return {"left_out": "scikit-learn is not installed (extra: train)"}
    pieces = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    reading = make_union(TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True), pieces).fit(known)
    seen, unseen = reading.transform(known), reading.transform(asked)
    feeling = LogisticRegression(C=STRENGTH, max_iter=500).fit(seen, learned.sentiment, learned.weights)
    angry = LogisticRegression(C=STRENGTH, max_iter=500).fit(seen, learned.frustrated, learned.weights)
    return _scores(feeling.predict(unseen), truth, angry.predict_proba(unseen)[:, 1], upset)


def _against_vader(texts: Sequence[str], truth: Numbers, upset: Numbers) -> Figures:
    try:
        compound = vader.scores(texts)
    except vader.LeftOut as reason:
        return {"left_out": str(reason)}
    return _scores(vader.sentiments(compound), truth, -compound, upset)


def _scores(told: Numbers, truth: Numbers, share: Sequence[float] | Numbers, upset: Numbers) -> Figures:
    shares = np.asarray(share)
    return _rounded(
        {
            "macro_f1": macro_f1(np.eye(len(SENTIMENTS))[told], truth),
            "accuracy": float((told == truth).mean()),
            "frustration_auroc": ranking_quality(shares[upset], shares[~upset]),
        }
    )


def _interval(values: Numbers) -> list[float]:
    """Mean with its 95 % interval (normal, over shuffles): [low, mean, high]."""
    mean, half = float(values.mean()), 1.96 * float(values.std(ddof=1)) / len(values) ** 0.5
    return [round(mean - half, 4), round(mean, 4), round(mean + half, 4)]


def _rounded(figures: Figures) -> Figures:
    return {name: round(value, 3) if isinstance(value, float) else value for name, value in figures.items()}


if __name__ == "__main__":
    main()
