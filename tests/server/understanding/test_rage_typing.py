"""Rage typing is read from letters and marks; codes, pasted messages and joy in capitals are not."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.understanding import Understanding
from server.understanding.rage_typing import RAGE, is_shouted, rage_typing

FOLDER = Path(__file__).parent


def labelled(name: str) -> list[tuple[str, bool]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return [(row["text"], row["rage"] == "1") for row in csv.DictReader(file)]


@pytest.mark.parametrize("name", ["rage_typing_tuned_on.csv", "rage_typing.csv"])
def test_nine_of_ten_are_told_and_nine_of_ten_told_are_right(name: str, shipped: Understanding) -> None:
    turns = labelled(name)
    assert len(turns) >= 60
    told = [shipped.understand(text).rage_typing >= RAGE for text, _ in turns]
    hits = sum(raging and one for (_, raging), one in zip(turns, told, strict=True))
    assert hits / sum(told) >= 0.9
    assert hits / sum(raging for _, raging in turns) >= 0.9


def test_no_turn_is_both_tuned_on_and_proof() -> None:
    assert not {text for text, _ in labelled("rage_typing.csv")} & {
        text for text, _ in labelled("rage_typing_tuned_on.csv")
    }


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("dfgdfgdfg", "mashed_keys"),
        ("WHY CANT I SAVE", "shouted"),
        ("?!?!?!", "only_marks"),
        ("nooooo", "stretched"),
        ("no no no no", "same_word"),
        ("Let. Me. In.", "one_word_sentences"),
    ],
)
def test_each_sign_is_named(text: str, sign: str) -> None:
    share, signs = rage_typing(text)
    assert share >= RAGE
    assert sign in signs


@pytest.mark.parametrize("text", ["qwerty keyboard", "yes yes yes", "soooo good", "THANK YOU!!!!", "ID HJKL-55", "hmm"])
def test_the_same_signs_without_anger_are_not_rage(text: str) -> None:
    assert rage_typing(text)[0] < RAGE


def test_the_sentiment_of_the_words_settles_what_marks_leave_open() -> None:
    text = "the parcel from yesterday!!!!"
    assert rage_typing(text, 0.9)[0] < RAGE <= rage_typing(text, -0.9)[0]


def test_an_abbreviation_is_not_shouted() -> None:
    assert is_shouted("MY PARCEL IS GONE")
    assert not is_shouted("a PDF or CSV")


@given(st.text())
def test_any_text_has_a_share(text: str) -> None:
    assert 0 <= rage_typing(text)[0] <= 1
