"""Turns that say two things: double_turns.csv has forty of ours, and others that say one thing in two clauses."""

import csv
import time
from pathlib import Path

import pytest

from models.clauses import MOST_CLAUSES, Reading, clauses, intents_of
from models.encode import Encoder
from models.intent.build import FOLDER
from models.predict import Model

TURNS = list(csv.DictReader((Path(__file__).parent / "double_turns.csv").read_text(encoding="utf-8").splitlines()))
DOUBLE = [row for row in TURNS if row["second"]]
SINGLE = [row for row in TURNS if not row["second"]]


@pytest.fixture(scope="module")
def model(encoder: Encoder) -> Model:
    return Model.load(FOLDER / "v1", encoder)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("I want my money back, and please cancel", ("I want my money back", "please cancel")),
        ("Thank you! How do I export?", ("Thank you", "How do I export?")),
        ("The chart is wrong. Also, it is slow", ("The chart is wrong", "it is slow")),
        ("we have moved, please change my address", ("we have moved", "please change my address")),
        ("Good morning, where is my order?", ("Good morning, where is my order?",)),
        ("salt and pepper", ("salt and pepper",)),
        ("Hi, I forgot my password", ("Hi, I forgot my password",)),
        ("version 2.4 is out", ("version 2.4 is out",)),
        ("", ("",)),
        ("?!", ("?!",)),
    ],
)
def test_a_turn_is_cut_where_another_clause_begins(text: str, parts: tuple[str, ...]) -> None:
    assert clauses(text) == parts


def test_no_more_clauses_than_are_worth_their_time() -> None:
    assert len(clauses("it is slow. " * 50)) == MOST_CLAUSES


@pytest.mark.parametrize("text", ["!" * 4000, ", and " * 700, " - " * 1300, "a" * 4000, ".\n" * 2000])
def test_cutting_takes_no_time_to_speak_of(text: str) -> None:
    began = time.perf_counter()
    clauses(text)
    assert time.perf_counter() - began < 0.5


def said(text: str, *given: tuple[str, float, bool]) -> tuple[tuple[str, float], ...]:
    answers = iter(Reading(*one) for one in given)
    return intents_of(text, lambda clause: next(answers), Reading("whole", 0.4, True))


def test_two_clear_clauses_are_two_intents_the_clearest_first() -> None:
    assert said("do this and do that", ("x", 0.85, True), ("y", 0.9, True)) == (("y", 0.9), ("x", 0.85))


@pytest.mark.parametrize(
    "second", [("y", 0.5, True), ("y", 0.9, False), ("x", 0.9, True)], ids=["unsure", "stranger", "the same"]
)
def test_one_clear_clause_leaves_the_whole_as_it_was(second: tuple[str, float, bool]) -> None:
    assert said("do this and do that", ("x", 0.9, True), second) == (("whole", 0.4),)


def test_a_turn_of_one_clause_is_not_understood_twice() -> None:
    assert said("do this") == (("whole", 0.4),)


def test_there_are_forty_double_turns_and_others() -> None:
    assert len(DOUBLE) == 40
    assert len(SINGLE) >= 20


def test_double_turns_are_both_their_intents(model: Model) -> None:
    missed = [
        row["text"]
        for row in DOUBLE
        if {label for label, _ in model.predict(row["text"]).labels} != {row["first"], row["second"]}
    ]
    assert len(missed) <= 4, missed


def test_turns_that_say_one_thing_are_seldom_split(model: Model) -> None:
    split = [row["text"] for row in SINGLE if len(model.predict(row["text"]).labels) > 1]
    assert len(split) <= 0.2 * len(SINGLE), split
