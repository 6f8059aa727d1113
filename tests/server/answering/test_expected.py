"""The kind of value that a question asks for is told by its form, and so are the words that say one."""

import pytest

from server.answering.expected import lacks, says, value_asked

PRICE, SPAN, MOMENT, COUNT = 1, 2, 3, 4


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("what do the plans cost", PRICE),
        ("How much is the Atelier plan per year?", PRICE),
        ("is there a fee for paying by card", PRICE),
        ("how long do refunds take", SPAN),
        ("until when can I cancel", SPAN),
        ("when do I get the deposit back", MOMENT),
        ("what are your opening hours", MOMENT),
        ("how many seats does Studio have", COUNT),
        ("how long must a password be", COUNT),
        ("what is the mortality rate", COUNT),
        ("which tax rate do you add", COUNT),
        ("how long does a refund take", SPAN),
        ("how do I change the price of a project", 0),
        ("does Switzerland work for reverse charge", 0),
        ("can I change the price", 0),
        ("change the number of seats", 0),
        ("why is my card refused", 0),
        ("my invoice is wrong when I print it", 0),
    ],
)
def test_only_who_asks_for_a_value_gets_one(question: str, kind: int):
    assert value_asked(question) == kind


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (PRICE, "Solo | 1 | €9 | €90"),
        (PRICE, "The first letter is free."),
        (SPAN, "Banks need three to ten working days to show it."),
        (SPAN, "The new one starts at once."),
        (MOMENT, "We are there from 9:00 on weekdays."),
        (MOMENT, "They are released within five days after the ride."),
        (COUNT, "The Studio plan has six seats."),
        (COUNT, "Clients and projects are without limit in all of them."),
        (COUNT, "There is no limit."),
    ],
)
def test_a_value_is_seen_in_figures_and_in_words(kind: int, text: str):
    assert says(kind, text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (0, "It costs €9."),
        (PRICE, "Yearly payment costs ten months instead of twelve."),
        (SPAN, "Press Ask for a refund in its row."),
        (MOMENT, "Open Wallet."),
        (COUNT, "You don't need the old one to choose another."),
    ],
)
def test_what_says_no_value_of_that_kind_says_none(kind: int, text: str):
    assert not says(kind, text)


@pytest.mark.parametrize(
    ("question", "texts", "missing"),
    [
        ("how much is a domain", ("Domains", "Press **Transfer** beside its name."), True),
        ("how much is a transfer", ("Transfers", "It costs as much as one year."), False),
        ("how much is a domain", ("Domains", "Press **Transfer**.", "A new one is €9."), False),
        ("how many copies can I make", ("Copies", "1. Open **Staging**.\n2. Press **Copy**."), True),
        ("how many copies can I make", ("Copies", "1. Open **Staging**.\n2. Make up to three."), False),
        ("how do I make copies", ("Copies", "Open **Staging**."), False),
    ],
)
def test_an_article_lacks_a_value_that_none_of_its_passages_says(question: str, texts: tuple[str, ...], missing: bool):
    assert lacks(question, texts) is missing
