"""Cues raise frustration and urgency; calm words and abbreviations do not."""

import pytest

from server.understanding.mood import frustration, urgency


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
