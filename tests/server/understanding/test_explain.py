"""Why a turn was understood so: the words that moved it, where they stand, what the page added."""

import pytest

from server.understanding import Understanding
from server.understanding.explain import MOST_WORDS, explain, spans


def test_the_word_that_decided_is_named_with_what_is_left_without_it(shipped: Understanding) -> None:
    told = explain(shipped, "hello, please send me the refund for this order")
    first = max(told.words, key=lambda word: word.part)
    assert told.understood.intent == "refund"
    assert first.word == "refund"
    assert first.without < told.understood.confidence


def test_words_are_places_in_the_text_as_it_is_read(shipped: Understanding) -> None:
    told = explain(shipped, "  my   card was ｄｅｃｌｉｎｅｄ !! ")
    assert [told.read[word.start : word.end] for word in told.words] == [word.word for word in told.words]
    assert [word.word for word in told.words] == ["my", "card", "was", "declined"]


def test_a_long_turn_is_read_again_a_bounded_number_of_times() -> None:
    assert len(spans("word " * 24)) == MOST_WORDS == 24
    assert len(spans("word " * 200)) <= MOST_WORDS
    assert spans("word " * 200)[-1][1] == 999


@pytest.mark.parametrize("text", ["", "?!", "👍"])
def test_a_turn_without_words_has_no_part(shipped: Understanding, text: str) -> None:
    assert explain(shipped, text).words == ()


def test_what_the_page_added_is_told(shipped: Understanding) -> None:
    told = explain(shipped, "uploading my CSV file is refused", "/settings/import")
    assert told.raised == ("import",)
    assert told.understood.intent == "import"
    assert told.understood.confidence >= told.without_page
    assert explain(shipped, "uploading my CSV file is refused", "/nowhere").raised == ()


def test_evidence_says_where_it_comes_from(shipped: Understanding) -> None:
    understood = explain(shipped, "my card was declined").understood
    assert len(understood.sources) == len(understood.evidence) == 3
    assert set(understood.sources) == {"shipped"}


def test_a_turn_of_two_things_names_the_second(shipped: Understanding) -> None:
    understood = shipped.understand("I want my money back for last month. Also, how do I export all my data to CSV?")
    assert {understood.intent, *(intent for intent, _ in understood.second)} == {"refund", "export"}
    assert shipped.understand("I want my money back for last month").second == ()


def test_unsure_is_what_belongs_here_and_is_as_likely_wrong_as_right(shipped: Understanding) -> None:
    words = "the numbers, a file, it broke, my plan, change it, not right, the team, slow export, paid, wrong address"
    least = shipped.intent_model().sure_from
    vague = [shipped.understand(text) for text in words.split(", ")]
    assert any(one.low_confidence for one in vague)
    for one in vague:
        assert one.low_confidence == (not one.out_of_scope and one.confidence < least)
        assert one.edge == ("out_of_scope" if one.out_of_scope else "low_confidence" if one.low_confidence else "")
    assert shipped.understand("I forgot my password").edge == ""
