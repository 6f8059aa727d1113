"""The shipped intent head on sentences that are in no seed: unseen.csv, written before the head was."""

import csv
from pathlib import Path

import numpy as np
import pytest

from models.encode import Encoder
from models.heads import Head
from models.intent.build import FOLDER, build, read_seeds
from models.registry import Registry
from models.strangers import read_strangers
from server.understanding import Understanding

UNSEEN = [
    (row["text"], row["label"])
    for row in csv.DictReader((Path(__file__).parent / "unseen.csv").read_text(encoding="utf-8").splitlines())
]
LOCKED_OUT = [text for text, label in UNSEEN if label == "access"]
ACCESS = [
    row["text"]
    for row in csv.DictReader((Path(__file__).parent / "unseen_access.csv").read_text(encoding="utf-8").splitlines())
]


@pytest.fixture(scope="module")
def understanding(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Understanding:
    registry = Registry(tmp_path_factory.mktemp("models"))
    registry.ensure_shipped()
    return Understanding.load(registry, encoder)


def test_no_unseen_sentence_is_a_seed() -> None:
    seeds = {text.casefold() for text in (*read_seeds()[0], *read_strangers())}
    assert not [text for text in (*(text for text, _ in UNSEEN), *ACCESS) if text.casefold() in seeds]


@pytest.mark.parametrize("text", [*LOCKED_OUT, *ACCESS[3:]])
def test_being_locked_out_is_one_intent_in_any_words(understanding: Understanding, text: str) -> None:
    understood = understanding.understand(text)
    assert understood.intent == "access"
    assert not understood.out_of_scope


def test_there_are_three_sentences_and_more_than_thirty_other_ways_to_be_locked_out() -> None:
    assert ACCESS[:3] == LOCKED_OUT[:3]
    assert len({*LOCKED_OUT, *ACCESS}) >= 33


def test_most_unseen_sentences_meet_their_intent(understanding: Understanding) -> None:
    known = [(text, label) for text, label in UNSEEN if label != "-"]
    wrong = [text for text, label in known if understanding.understand(text).intent != label]
    assert len(wrong) <= 0.1 * len(known), wrong


def test_most_strangers_are_out_of_scope(understanding: Understanding) -> None:
    strangers = [text for text, label in UNSEEN if label == "-"]
    missed = [text for text in strangers if not understanding.understand(text).out_of_scope]
    assert len(missed) <= 0.15 * len(strangers), missed


def test_every_intent_has_25_seeds_and_no_seed_is_twice() -> None:
    texts, labels = read_seeds()
    assert min(labels.count(label) for label in set(labels)) >= 25
    assert len({text.casefold() for text in texts}) == len(texts)


def test_the_shipped_head_is_what_the_seeds_give(encoder: Encoder, tmp_path: Path) -> None:
    trained = build(tmp_path, encoder)
    shipped = Head.load(FOLDER / "v1" / "head.onnx")
    labels, weights, _ = shipped.parameters()
    assert labels == trained.labels
    assert np.abs(weights - trained.weights).max() < 0.2  # int8 differs a little from processor to processor
