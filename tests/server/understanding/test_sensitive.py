"""Topics with high stakes are found in many words and with slips of the keyboard; everyday support is none."""

import csv
import json
import time
from pathlib import Path

import numpy as np
import pytest

from models.encode import Encoder
from server.understanding.sensitive import sensitive_topic
from server.understanding.stakes import EXAMPLES, FITTED, NONE, Stakes, fit_stakes, load_stakes, save_stakes
from server.understanding.typos import corrected

CASES = json.loads((Path(__file__).parent / "sensitive_cases.json").read_text())
LEAST_RECALL = 0.98  # on what must go to a person
LEAST_PRECISION = 0.8  # over those and harmless turns with near words


@pytest.fixture(scope="session")
def stakes(encoder: Encoder) -> Stakes:
    return load_stakes(encoder)


def topic_of(text: str, stakes: Stakes, encoder: Encoder) -> str | None:
    return sensitive_topic(text.casefold()) or stakes.topic(encoder.encode(text.casefold()))


def test_who_must_go_to_a_person_is_found(stakes: Stakes, encoder: Encoder) -> None:
    """Fifty turns that nothing was tuned on; the topic may be another one as long as a person decides."""
    wanted = CASES["to_a_person"]
    missed = [text for _, text in wanted if topic_of(text, stakes, encoder) in {None, "cancellation"}]
    assert len(wanted) >= 50
    assert 1 - len(missed) / len(wanted) >= LEAST_RECALL, missed


def test_harmless_turns_with_near_words_are_mostly_left_alone(stakes: Stakes, encoder: Encoder) -> None:
    wanted, harmless = CASES["to_a_person"], CASES["harmless"]
    found = sum(topic_of(text, stakes, encoder) not in {None, "cancellation"} for _, text in wanted)
    false = [text for text in harmless if topic_of(text, stakes, encoder) not in {None, "cancellation"}]
    assert len(harmless) >= 100
    assert found / (found + len(false)) >= LEAST_PRECISION, false


def test_cancellations_are_found(stakes: Stakes, encoder: Encoder) -> None:
    found = [topic_of(text, stakes, encoder) == "cancellation" for text in CASES["cancellation"]]
    assert sum(found) >= 0.9 * len(found)


def test_examples_that_the_head_was_fitted_on_come_out_right(stakes: Stakes, encoder: Encoder) -> None:
    with EXAMPLES.open(newline="") as lines:
        rows = [(row["text"], row["topic"]) for row in csv.DictReader(lines)]
    missed = [text for text, topic in rows if topic != NONE and topic_of(text, stakes, encoder) is None]
    assert missed == []


def test_the_fitted_head_belongs_to_the_shipped_encoder_and_the_examples(encoder: Encoder, tmp_path: Path) -> None:
    """Otherwise make it again: python -m server.understanding.build_stakes."""
    kept, fitted = load_stakes(encoder), fit_stakes(encoder)
    assert kept.topics == fitted.topics
    assert np.allclose(kept.weights, fitted.weights, atol=0.02)  # int8 rounds differently from processor to processor
    save_stakes(fitted, encoder, tmp_path / "stakes.npz")
    with np.load(FITTED) as shipped, np.load(tmp_path / "stakes.npz") as made:
        assert str(shipped["made_of"]) == str(made["made_of"])


@pytest.mark.parametrize(
    ("mistyped", "read"),
    [("suicde", "suicide"), ("fraudulant", "fraudulent"), ("acount", "account"), ("hosptial", "hospital")],
)
def test_a_slip_of_the_keyboard_hides_nothing(mistyped: str, read: str) -> None:
    assert corrected(f"my {mistyped} here") == f"my {read} here"


@pytest.mark.parametrize("word", ["layer", "cancer", "scanner", "counts", "regular", "medicine", "policy", "stole"])
def test_a_word_of_its_own_is_no_slip(word: str) -> None:
    assert corrected(word) == word


@pytest.mark.parametrize(
    "text",
    [
        "kill the running job",
        "illegal character in row 7",
        "the page dies on save",
        "how do i cancel a scheduled email",
        "when is the money taken from my account",
    ],
)
def test_words_that_only_sound_like_it_are_left_alone(text: str) -> None:
    assert sensitive_topic(text) is None


def test_the_gravest_topic_goes_first() -> None:
    assert sensitive_topic("you charged me twice and now i want to die") == "self_harm"


def test_a_long_turn_costs_no_more_than_its_length() -> None:
    def cost(text: str) -> float:
        began = time.thread_time()
        sensitive_topic(text)
        return time.thread_time() - began

    piece = "i never charged my account "
    cost(piece)
    assert cost(piece * 160) <= 40 * max(cost(piece * 16), 0.001)
