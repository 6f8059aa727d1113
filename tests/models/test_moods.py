"""The shipped sentiment and frustration heads on turns that are in no seed: unseen_moods.csv."""

import csv
from pathlib import Path

import numpy as np
import pytest

from models.encode import Encoder
from models.evaluate import ranking_quality, report
from models.heads import Head
from models.sentiment import build
from models.sentiment.goemotions import DATA, read_split, sentiment_of
from tests.bench.mood import learning_curve

FOLDER = Path(__file__).parent
UNSEEN = list(csv.DictReader((FOLDER / "unseen_moods.csv").read_text(encoding="utf-8").splitlines()))


def shipped(task: str) -> Head:
    return Head.load(build.FOLDER.parent / task / "v1" / "head.onnx")


def answers(head: Head, encoder: Encoder, texts: list[str]) -> np.ndarray:
    return np.stack([head.predict(encoder.encode(text), text) for text in texts])


def test_no_unseen_turn_is_a_seed() -> None:
    seeds = {text.casefold() for text, _, _ in build.read_seeds() + build.read_reports()}
    assert not [row["text"] for row in UNSEEN if row["text"].casefold() in seeds]


def test_there_are_two_hundred_unseen_turns_of_every_kind() -> None:
    assert len(UNSEEN) >= 200
    for mood, least in (("negative", 60), ("neutral", 60), ("positive", 40)):
        assert sum(row["sentiment"] == mood for row in UNSEEN) >= least


def test_sentiment_of_unseen_support_turns(encoder: Encoder) -> None:
    head = shipped("sentiment")
    truth = np.array([head.labels.index(row["sentiment"]) for row in UNSEEN])
    assert report(answers(head, encoder, [row["text"] for row in UNSEEN]), truth)["macro_f1"] >= 0.83


def test_more_labelled_turns_make_sentiment_better(encoder: Encoder) -> None:
    curve = learning_curve(encoder, UNSEEN, shuffles=4)
    middles = [middle for _, middle, _ in curve["macro_f1_after"].values()]
    assert middles == sorted(middles)
    assert curve["gain"][0] > 0.1


def test_frustrated_turns_stand_above_calm_ones(encoder: Encoder) -> None:
    head = shipped("frustration")
    assert head.labels == ("calm", "frustrated")
    upset = answers(head, encoder, [row["text"] for row in UNSEEN])[:, 1]
    frustrated = np.array([row["frustrated"] == "1" for row in UNSEEN])
    assert ranking_quality(upset[frustrated], upset[~frustrated]) >= 0.9


@pytest.mark.skipif(not (DATA / "goemotions").is_dir(), reason=f"no GoEmotions in {DATA}")
def test_sentiment_on_a_sample_of_goemotions_is_what_the_card_says(encoder: Encoder) -> None:
    rows = [(text, name) for text, emotions in read_split("test")[::10] if (name := sentiment_of(emotions))]
    head = shipped("sentiment")
    truth = np.array([head.labels.index(name) for _, name in rows])
    assert report(answers(head, encoder, [text for text, _ in rows]), truth)["accuracy"] == pytest.approx(
        0.64, abs=0.06
    )
