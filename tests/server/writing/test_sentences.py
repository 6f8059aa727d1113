import pytest

from server.writing.sentences import Sentence, Sentences

TEXT = (
    "1. Open **Billing** and go to `Billing details`. [1]\n2) Type it, e.g. DE123. It then wakes up [2].\n\n"
    '- No. 5 is fine [1, 3]. "Saved" confirms it.[2] Version 1.5 too!\nSee [email] there'
)
WHOLE = [
    Sentence("Open Billing and go to Billing details.", (1,), "step", 0),
    Sentence("Type it, e.g. DE123.", (), "step", 1),
    Sentence("It then wakes up.", (2,), "step", 1),
    Sentence("No. 5 is fine.", (1, 3), "bullet", 3),
    Sentence('"Saved" confirms it.', (2,), "bullet", 3),
    Sentence("Version 1.5 too!", (), "bullet", 3),
    Sentence("See [email] there", (), "", 4),
]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_sentences_are_the_same_however_they_come(size: int) -> None:
    cutter, found = Sentences(), list[Sentence]()
    for start in range(0, len(TEXT), size):
        found += cutter.add(TEXT[start : start + size])
    assert found + cutter.rest() == WHOLE


def test_a_sentence_is_given_as_soon_as_the_next_begins_and_not_before() -> None:
    cutter = Sentences()
    assert cutter.add("Press Save. ") == []
    assert cutter.add("[") == []
    assert cutter.add("1] ") == []
    assert [one.text for one in cutter.add("T")] == ["Press Save."]
    assert cutter.waiting == 1


def test_an_end_without_words_is_nothing() -> None:
    assert Sentences().add("\n\n - \n [1]\n") == []
