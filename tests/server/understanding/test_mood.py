"""Cues raise frustration, confusion and urgency; calm words and abbreviations do not."""

import time

import pytest

from server.understanding.mood import confusion, disappointment, frustration, mood_cues, urgency
from server.understanding.rage_typing import rage_typing


def felt(text: str, model: float = 0.1) -> float:
    return frustration(text, text.casefold(), model)


@pytest.mark.parametrize(
    "text",
    [
        "I am really disappointed",
        "WHY CAN I NOT PAY",
        "this is the third time",
        "nooo it failed",
        "hello???",
        "wtf is this",
        "I already told you that",
        "what a waste of my time",
        "still not working",
    ],
)
def test_a_cue_raises_frustration(text: str) -> None:
    assert felt(text) > 0.2


@pytest.mark.parametrize(
    "text",
    ["where is the CSV export", "PDF or CSV", "VAT ID", "thanks!", "how do I sign in again?", "is there an API?"],
)
def test_calm_words_leave_it_to_the_model(text: str) -> None:
    assert felt(text) == pytest.approx(0.1)


def test_more_cues_mean_more_frustration() -> None:
    steps = ["it fails", "it fails!!", "it fails AGAIN AND AGAIN!!", "it fails AGAIN AND AGAIN!! this is ridiculous"]
    values = [felt(text) for text in steps]
    assert values == sorted(set(values))
    assert values[-1] < 1


def test_deadlines_and_standstills_are_urgent_and_questions_are_not() -> None:
    assert urgency("our launch is tomorrow and the whole team can't work", 0.0) > 0.7
    assert urgency("this is urgent", 0.0) >= 0.6
    assert urgency("where do i change the language", 0.0) == 0


def test_frustration_alone_makes_somewhat_urgent() -> None:
    assert 0.2 < urgency("it fails", 0.9) < 0.4


@pytest.mark.parametrize(
    "text",
    ["I don't understand", "what do you mean", "??", "I'm not sure I get it", "which one exactly", "that is confusing"],
)
def test_not_understanding_is_heard(text: str) -> None:
    assert confusion(text.casefold()) >= 0.5


@pytest.mark.parametrize("text", ["where is my invoice", "how do I cancel?", "I understand now", "yes, that one"])
def test_a_clear_question_is_not_confused(text: str) -> None:
    assert confusion(text.casefold()) < 0.3


def test_disappointment_is_only_what_is_put_into_words() -> None:
    assert disappointment("i expected more, i've told you twice") > 0.6
    assert disappointment("it does not load!!") == 0


def test_cues_are_named() -> None:
    text = "I DON'T UNDERSTAND, THIS IS URGENT AND RIDICULOUS"
    assert mood_cues(text, text.casefold()) == ("disappointed", "not_understood", "urgent", "shouted")


@pytest.mark.parametrize("piece", ["so is it ", "!!!a", "a", "ok ", "great ", "?!", "no ", "wasting my ", "#$%&"])
def test_pages_of_the_same_are_read_in_linear_time(piece: str) -> None:
    """What backtracks takes many times as long for four times the text; 40 leaves room for a busy machine."""

    def seconds(length: int) -> float:
        text = (piece * length)[:length]
        began = time.process_time()
        for _ in range(3):
            frustration(text, text, 0.1)
            confusion(text)
            urgency(text, 0.1)
            mood_cues(text, text)
            rage_typing(text)
        return time.process_time() - began

    assert seconds(4_000) < max(40 * seconds(1_000), 0.5)
