import pytest

from server.conversation.question_words import root, telling


def test_what_every_question_has_tells_nothing():
    assert list(telling("How do I turn on two-factor authentication?").roots.values()) == [
        "turn",
        "two-factor",
        "authentication",
    ]
    assert telling("it doesn't work").roots == {}


@pytest.mark.parametrize(
    "forms", [("cancel", "cancelled", "cancelling", "cancellation"), ("invoice", "invoicing"), ("pay", "pays")]
)
def test_forms_of_a_word_share_a_root(forms: tuple[str, ...]):
    assert len({root(form) for form in forms}) == 1


def test_other_words_do_not():
    assert root("report") != root("repair")


def test_names_and_codes_are_told_from_other_words():
    told = telling("Why does Salesforce show E-2041 in 30 days?")
    assert told.names == {root("salesforce"), "e-2041"}
    assert told.numbers == {"30"}


def test_the_form_of_a_question_is_seen():
    assert telling("can I pay by card").yes_no
    assert telling("where do I pay").how
    assert not telling("refund").yes_no


@pytest.mark.parametrize("text", ["", "???", "x" * 10_000, "\x00\ud800", "Müller 日本語 🙁"])
def test_any_text_is_read(text: str):
    assert len(telling(text).roots) <= 24
