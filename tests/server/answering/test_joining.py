import pytest

from server.answering.joining import AskedBack, joined

BACK = AskedBack("refund", {"Ask for a refund": "a", "Make a complaint": "b"}, times=1)
HINT = AskedBack("how do I cancel", {"Take a cancellation back": "c"}, waits=False)


@pytest.mark.parametrize("text", ["Ask for a refund", " ask for a REFUND "])
def test_a_tapped_option_is_its_article(text: str):
    read = joined(text, BACK, "refund")
    assert (read.article, read.times, read.with_before) == ("a", 1, True)


def test_own_words_are_read_with_the_first_question():
    read = joined("for last month", BACK, "refund")
    assert (read.text, read.article, read.times) == ("refund for last month", "", 1)


def test_none_of_these_declines_them_all():
    read = joined("None of these", BACK, "refund")
    assert (read.text, read.declined, read.times) == ("refund", ("a", "b"), 1)


@pytest.mark.parametrize("text", ["how do I change my password", "where can I download last year's receipts as pdf"])
def test_a_new_question_stands_alone(text: str):
    assert joined(text, BACK, "refund") == joined(text, None, "")
    assert not joined(text, BACK, "refund").with_before


@pytest.mark.parametrize(
    "text",
    ["and on mobile?", "what about a yearly plan", "how long does that take?", "can I undo it?"],
)
def test_a_question_that_leans_is_read_with_the_one_before(text: str):
    read = joined(text, None, "how do I cancel my plan?")
    assert read.text == f"how do I cancel my plan {text}"
    assert read.with_before


@pytest.mark.parametrize(
    "text",
    ["how do I send an invoice by post?", "it is broken", "thanks", "I can't send the invoice to a client, why"],
)
def test_others_are_read_alone(text: str):
    assert joined(text, None, "how do I cancel my plan?").text == text


def test_nothing_leans_on_nothing():
    assert joined("and on mobile?", None, "").text == "and on mobile?"


def test_what_is_offered_under_an_answer_is_chosen_by_its_label_only():
    assert joined("Take a cancellation back", HINT, "how do I cancel").article == "c"
    assert joined("my report is empty", HINT, "how do I cancel").text == "my report is empty"


def test_a_long_story_before_is_cut():
    read = joined("and on mobile?", None, "x" * 5_000)
    assert len(read.text) < 500
