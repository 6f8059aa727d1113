"""Two answers in one text: in all styles the same claims, each quote in its place, given again in another form."""

import itertools
from typing import get_args

import pytest

from server.answering.answer import Answer, verify
from server.answering.blocks import about, gathered, is_about, regathered
from server.answering.style import MEMORY, Form, Length, Style, Tone, claims, undressed
from server.answering.style_words import PLAIN, words_of
from widget.protocol import Citation

STYLES = [Style(*parts) for parts in itertools.product(get_args(Form), get_args(Length), get_args(Tone))]
PLAN = "1. Open Billing and press Change plan.\n2. Press Place order."
RECEIPT = "1. Open Billing.\n2. Press Download."
SECOND = "It goes back to the card that paid. Banks need some days."
TEXTS = {"plan#1": f"Before. {PLAN}", "receipt#0": RECEIPT, "refund#1": SECOND}
BLOCKS = (
    (Citation(1, "Move to a bigger plan", "/plan", "plan#1", PLAN),),
    tuple(
        Citation(n, "Find receipts", "/receipt", passage, TEXTS[passage])
        for n, passage in enumerate(("receipt#0", "refund#1"), 2)
    ),
)
CITED = tuple(itertools.chain.from_iterable(BLOCKS))
NOT_KNOWN = about("can I pay with shells", PLAIN.unknown, PLAIN)


def answer(pieces: tuple[str, ...]) -> Answer:
    return Answer(pieces=pieces, citations=CITED, sure="sure")


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_every_style_says_the_same_and_holds_to_the_store(style: Style):
    made = answer(gathered([*BLOCKS, NOT_KNOWN], style, sure="sure"))
    verify(made, TEXTS.get)
    assert claims(made) == claims(answer(gathered(BLOCKS, Style(), sure="sure")))
    assert NOT_KNOWN in made.text.split("\n")
    leads = [words_of(style.tone).part.format(title=block[0].title) for block in BLOCKS]
    places = [made.text.index(lead) for lead in leads]
    assert places == sorted(places)
    assert made.text.count("\n1. ") == (0 if style.form == "prose" else 2)  # each counted by itself


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_it_is_given_again_in_another_form_as_if_it_had_been_made_so(style: Style):
    told = "".join(gathered([*BLOCKS, NOT_KNOWN], Style(), sure="sure"))
    again = gathered(regathered(told, CITED), style, sure="sure")
    assert again == gathered([*BLOCKS, NOT_KNOWN], style, sure="sure")
    first = "".join(gathered([NOT_KNOWN, *BLOCKS], Style()))
    assert regathered(first, CITED) == (NOT_KNOWN, *BLOCKS)


def test_one_block_looks_like_any_other_answer():
    assert "".join(gathered(BLOCKS[:1], Style())) == f"{PLAN} [1]"
    assert "From" not in "".join(gathered([BLOCKS[0], NOT_KNOWN], Style()))


def test_a_person_s_words_are_led_in_by_nothing():
    corrected = (Citation(1, "Answered by Mara", "", f"{MEMORY}m", "Ask Ben."),)
    text = "".join(gathered([corrected, (Citation(2, "Find receipts", "/r", "receipt#0", RECEIPT),)], Style()))
    assert text.startswith("Ask Ben. [1]\n\nFrom “Find receipts”:\n1. ")


@pytest.mark.parametrize("style", STYLES, ids=str)
def test_a_correction_keeps_the_answers_alone(style: Style):
    plain = undressed("".join(gathered(BLOCKS, style, sure="sure")))
    assert "From “" not in plain
    assert "According to" not in plain
    assert "Open Billing" in plain


def test_a_quoted_line_is_none_about_what_is_not_known():
    assert is_about(NOT_KNOWN)
    assert not is_about("About “x”: press Save. [1]")
    assert not is_about("About you: press Save.")
