import pytest

from server.answering.question_words import asked_of_all, root, telling


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


@pytest.mark.parametrize("text", ["what does error 429 mean", "status code 429", "http 429", "fault #429"])
def test_a_number_that_something_is_called_by_is_a_name(text: str):
    assert telling(text).names >= {"429"}
    assert not telling(text).numbers


@pytest.mark.parametrize("text", ["what does Err:508 mean", "err 508", "Err. 508"])
def test_err_is_short_for_error(text: str):
    told = telling(asked_of_all(text))
    assert told.names == {"508"}
    assert told.roots["error"] == "error"


def test_a_code_that_begins_with_err_is_its_own_name():
    assert telling(asked_of_all("what does ERR-508 mean")).names == {"err-508"}


def test_the_number_of_a_message_that_tells_more_is_none():
    assert not telling("Error 4012: the number needs the country prefix").names


def test_a_number_of_things_is_none():
    found = telling("can I send 429 invoices")
    assert (found.names, found.numbers) == (frozenset(), {"429"})


@pytest.mark.parametrize("text", ["", "???", "x" * 10_000, "\x00\ud800", "Müller 日本語 🙁"])
def test_any_text_is_read(text: str):
    assert len(telling(text).roots) <= 24


@pytest.mark.parametrize(
    ("said", "rest"),
    [
        ("how do I cancel my plan? mail jo@example.org", "how do I cancel my plan?"),
        ("it says invalid VAT number, for the order A-1042", "it says invalid VAT number,"),
        ("10:00 Invalid VAT number <script>", "Invalid VAT number"),
        ("2026-11-21T10:00:03Z import failed", "import failed"),
        ("where is invoice QB-1042?", "where is ?"),
        ("my phone number is +49 30 1234567, can I change my plan", ", can I change my plan"),
    ],
)
def test_what_only_this_visitor_knows_is_not_asked_of_articles(said: str, rest: str):
    assert " ".join(asked_of_all(said).split()) == rest


@pytest.mark.parametrize(
    "said",
    ["error 4012 on save", "what costs the order form", "is there a 7 day trial", "row 41 fails", "A-1042", "a < b"],
)
def test_what_an_article_may_know_is_kept(said: str):
    assert asked_of_all(said) == said
