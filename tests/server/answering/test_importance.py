"""What a word tells on any site: what is wanted much, where and when somebody asks little."""

import numpy as np
import pytest

from models.encode import DIMENSIONS, Encoder
from server.answering.answerability import IMPORTANCE, belongs
from server.answering.question_words import telling


def told(encoder: Encoder, question: str, word: str) -> float:
    """The mean over the word's tokens."""
    fitted, tokens, asked = np.load(IMPORTANCE), encoder.tokens(question), telling(question)
    number = list(asked.roots.values()).index(word)
    rows = [row for row, belonging in enumerate(belongs(asked, tokens)) if belonging == number]
    return float((tokens.late[rows] @ fitted[:-1] + fitted[-1]).mean())


def test_there_is_a_weight_for_each_dimension_and_a_bias():
    assert np.load(IMPORTANCE).shape == (DIMENSIONS + 1,)


@pytest.mark.parametrize(
    ("question", "wanted", "aside"),
    [
        ("can I rename my card", "rename", ""),
        ("do you have a branch in Munich", "branch", "munich"),
        ("still waiting for my card its been two weeks", "card", "week"),
        ("is it free to take out cash in spain", "cash", "spain"),
    ],
)
def test_what_is_wanted_tells_more_than_what_stands_beside(encoder: Encoder, question: str, wanted: str, aside: str):
    assert told(encoder, question, wanted) > (told(encoder, question, aside) + 0.1 if aside else 0.5)
