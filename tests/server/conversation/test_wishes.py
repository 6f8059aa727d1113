"""Wishes about the form are heard, and sentences about the product that sound alike are not."""

import time

import pytest

from server.answering.style import Style
from server.conversation.wishes import wish, without_wishes

BRIEF, FULL = Style(length="brief"), Style(length="full")
STEPS, PROSE = Style(form="steps"), Style(form="prose")
WISHES = {
    "shorter please": BRIEF,
    "Could you make that a bit shorter?": BRIEF,
    "keep it simple": BRIEF,
    "tl;dr": BRIEF,
    "Your answers are too long.": BRIEF,
    "ok thanks, but only the essentials please": BRIEF,
    "in one sentence please": BRIEF,
    "I’d like a shorter answer": BRIEF,
    "that's too long; just the gist": BRIEF,
    "don't be so brief": FULL,
    "longer answers please": FULL,
    "just the steps": STEPS,
    "Step by step please!": STEPS,
    "can you walk me through it step by step?": STEPS,
    "as a numbered list, please": STEPS,
    "can I have that as a list?": STEPS,
    "Bullet points, please": STEPS,
    "can you explain that in full sentences": PROSE,
    "no bullet points": PROSE,
    "please, no bullet points please": PROSE,
    "no steps please": PROSE,
    "no, shorter please": BRIEF,
    "No lists please, just plain text": PROSE,
    "write it as one paragraph from now on": PROSE,
    "shorter and without bullet points please": Style("prose", "brief"),
    "can you be a bit more formal please": Style(tone="formal"),
    "be friendlier please": Style(tone="warm"),
    "less formal please": Style(tone="plain"),
}
NEAR_MISSES = (
    "the delivery should be shorter",
    "short answer field is broken",
    "the step by step wizard doesn't load",
    "there are no bullet points in my export",
    "how do I write full sentences in the notes?",
    "can you make the trial period shorter?",
    "I want a shorter invoice number",
    "just the steps counter is wrong",
    "is there a formal letter template",
    "more detail in the report please",
    "the list is too long to print",
    "keep it simple is the name of our plan, why is it gone?",
    "it says that the text is too short",
    "step by step, I lost all of my data",
    "In short, I can't log in",
    "I need a list of all invoices",
    "use bullet points in the invoice text",
    "can you summarise my hours for March?",
    "be careful with my data",
    "only the owner can cancel",
    "no lists. The page stays empty",
    "keep the receipts short",
    "shorter names for projects please",
    "it is too long",
    "it's back to normal",
    "how do I number the invoices",
    "please keep it",
    "can I use bullet points?",
    "can we make it shorter?",
    "do you have a short version",
    "that didn't help",
    "hello",
    "",
    "?!",
)


@pytest.mark.parametrize("text", WISHES)
def test_a_wish_alone_is_heard_whole(text: str):
    heard = wish(text)
    assert heard is not None
    assert (heard.style, heard.alone, heard.usual) == (WISHES[text], True, False)
    assert without_wishes(text) == text


@pytest.mark.parametrize("text", NEAR_MISSES)
def test_what_is_about_the_product_is_no_wish(text: str):
    assert wish(text) is None
    assert without_wishes(text) == text


@pytest.mark.parametrize(
    ("text", "style", "rest"),
    [
        ("How do I cancel my plan? Just the steps please.", STEPS, "How do I cancel my plan?"),
        ("shorter please. And where is the export?", BRIEF, "And where is the export?"),
        ("keep it short: how do I import clients and invoices?", BRIEF, "how do I import clients and invoices?"),
        ("how do I export my invoices step by step", STEPS, "how do I export my invoices"),
        ("that didn't help, shorter please", BRIEF, "that didn't help"),
    ],
)
def test_a_wish_beside_a_question_leaves_the_question_whole(text: str, style: Style, rest: str):
    heard = wish(text)
    assert heard is not None
    assert (heard.style, heard.alone, heard.rest) == (style, False, rest)
    assert without_wishes(text) == rest


def test_wishes_are_taken_back():
    heard = wish("back to normal answers please")
    assert heard is not None
    assert (heard.usual, heard.alone) == (True, True)
    assert heard.after(Style("prose", "brief")) == Style()


def test_a_later_wish_goes_over_an_earlier_one_and_leaves_the_rest():
    heard = wish("step by step please")
    assert heard is not None
    assert heard.after(Style("prose", "brief")) == Style("steps", "brief")


@pytest.mark.parametrize(
    "text", ["please " * 600, "a" * 4000, "can you " * 500 + "shorter", "just, " * 700, "🙂" * 900]
)
def test_long_and_strange_turns_take_no_time(text: str):
    began = time.process_time()
    wish(text)
    assert time.process_time() - began < 0.5
