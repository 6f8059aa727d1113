"""How to get money back is a question like any other; a claim about one's own charge stays a dispute."""

import time

import pytest

from server.understanding import Understanding
from server.understanding.refund import asks_for_money_back
from server.understanding.sensitive import sensitive_topic

PLAIN = """
How do I get my money back
how do i get my money back?
Hi there, how can I get a refund?
how can I get a refund for last month, please
I'd like my money back
I’d like my money back.
I would like to get my money back for last month
can I get my money back for the unused months
could we have the rest of our money back
Is it possible to get the money back for the months I didn't use?
what do I have to do to get my money back
who do I ask for my money back
where do I ask for a refund
can I ask for my money back within 14 days
I'd like a refund please, how does it work
how do I get a refund if I change my mind
Hello! How do I ask for a partial refund? Thanks in advance.
can you please tell me how to get reimbursed for the unused seats
""".strip().splitlines()

DISPUTED = """
How do I get my money back now
how do I get my money back!!!
how do I get my money back that you took
how do I get my money back, you thieves
how do I get my money back, it has been six weeks
how do I get my money back for something I never bought
how do I get my money back for a charge I don't recognise
how can I get a refund, I was charged twice
How can I get a refund? You charged me twice.
how can I get a refund for a payment I never made
how do I get a refund if you refuse to give it
how many times do I have to ask for my money back
when will I finally get my money back
why don't I get my money back
where is my refund
where is my money back
still waiting for my refund
you promised my money back
you took money
I want my money back
give me my money back
give me back my money
I demand a refund
I expect my money back
I'd like my money back, you lied to me
I'd like my money back. Nobody ever answers me.
I'd like the money back that you took from my card
can I get my money back, someone used my card
chargeback
you charged me twice
I never ordered this
""".strip().splitlines()


@pytest.mark.parametrize("text", PLAIN)
def test_who_asks_how_to_get_money_back_disputes_nothing(shipped: Understanding, text: str) -> None:
    assert asks_for_money_back(text)
    assert shipped.understand(text).sensitive is None


@pytest.mark.parametrize("text", DISPUTED)
def test_who_accuses_or_claims_goes_to_a_person(shipped: Understanding, text: str) -> None:
    assert not asks_for_money_back(text)
    assert shipped.understand(text).sensitive in {"money_dispute", "account_security"}


@pytest.mark.parametrize("text", ["where is the refund policy", "where's the refund form"])
def test_where_the_rules_of_refunds_are_is_no_claim(text: str) -> None:
    assert sensitive_topic(text) is None


@pytest.mark.parametrize("text", ["", "   ", "please", "thanks!", "how do I export a report", "?"])
def test_what_asks_for_no_money_is_no_such_question(text: str) -> None:
    assert not asks_for_money_back(text)


def test_a_long_turn_is_read_in_no_time() -> None:
    began = time.thread_time()
    for text in ("please, " * 36, "how do i get my money back for " + "my " * 89, "hi, " * 20 + "i'd like " * 20):
        assert not asks_for_money_back(text + "x")
    assert time.thread_time() - began < 0.1
