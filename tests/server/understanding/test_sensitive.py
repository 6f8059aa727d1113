"""Topics for people are found in many words, and everyday support is not among them."""

import pytest

from server.understanding.sensitive import sensitive_topic

TOPICS = {
    "self_harm": [
        "i don't want to live any more",
        "i will kill myself",
        "thinking about suicide",
        "i want to die",
        "i might hurt myself",
    ],
    "health": [
        "i'm in hospital and can't reach my account",
        "i had an allergic reaction to the product",
        "my medication was wrong",
        "somebody was injured",
        "this is a medical emergency",
    ],
    "legal": [
        "you will hear from my lawyer",
        "i'll take legal action",
        "see you in court",
        "i'm going to sue you",
        "i will report you to the data protection authority",
        "this is a breach of contract",
        "i'll go to the police",
    ],
    "account_security": [
        "my account was hacked",
        "someone logged into my account from russia",
        "i got a phishing mail from you",
        "there is a suspicious login",
        "i found a vulnerability",
        "somebody changed my password",
        "my laptop was stolen",
        "i didn't sign in from that device",
        "the password reset wasn't me",
    ],
    "money_dispute": [
        "you charged me twice",
        "this payment is fraud",
        "i never authorised this",
        "i want a chargeback",
        "you took money after i cancelled",
        "i was billed without my consent",
        "you refuse to give me a refund",
        "a duplicate charge",
        "there is a charge i don't recognise",
        "i dispute this invoice",
        "give me my money back now",
        "this is a scam",
    ],
}
EVERYDAY = """\
where is my invoice
i can't sign in
how do i cancel
the import fails
my card was declined
can i get a refund
where is the security page
how do i change my password
the export is dead slow
what does the plan cost
kill the running job
illegal character in row 7
the page dies when i press save
how do i sign in from another device
thanks
invoice twice in the list
are there legal pages i can link to
how do i invite a colleague""".splitlines()


@pytest.mark.parametrize(("topic", "text"), [(topic, text) for topic, many in TOPICS.items() for text in many])
def test_topic_is_found(topic: str, text: str) -> None:
    assert sensitive_topic(text) == topic


@pytest.mark.parametrize("text", EVERYDAY)
def test_everyday_support_is_not_sensitive(text: str) -> None:
    assert sensitive_topic(text) is None


def test_the_gravest_topic_goes_first() -> None:
    assert sensitive_topic("you charged me twice and now i want to die") == "self_harm"
