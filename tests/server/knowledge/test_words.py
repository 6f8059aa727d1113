import pytest

from server.knowledge.terms import terms
from server.knowledge.words import words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The invoices of Anna", ["invoice", "anna"]),
        ("Error E-1042!", ["error", "e-1042"]),
        ("Réservé à l'été", ["reserve", "l", "ete"]),
        ("Счёт не оплачен", ["счет", "не", "оплачен"]),
        ("退款政策", ["退款", "款政", "政策"]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("", []),
        ("?!…", []),
    ],
)
def test_words_of_any_language(text: str, found: list[str]):
    assert words(text) == found


def test_forms_of_a_word_are_one_term():
    assert {*terms("refunding refunded refunds refund")} == {"refund"}
    assert terms("used") != terms("user")


def test_compound_is_found_whole_and_by_its_parts():
    assert terms("E-1042") == ["e-1042", "1042"]
    assert set(terms("sign-up")) >= {"sign-up", "sign", "up"}


def test_question_words_are_no_terms():
    assert terms("How can I find which one?") == ["find", "one"]
