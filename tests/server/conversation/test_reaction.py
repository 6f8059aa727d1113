import pytest

from server.conversation.reaction import reaction


@pytest.mark.parametrize(
    "text", ["that worked, thanks!", "It works now", "This solved it", "problem solved", "it's fixed"]
)
def test_good_news_is_heard(text: str):
    assert reaction(text) == "solved"


@pytest.mark.parametrize(
    "text",
    ["that didn't help", "still not working", "It doesn't work", "no luck", "still the same", "did that already"],
)
def test_bad_news_is_heard(text: str):
    assert reaction(text) == "not_yet"


@pytest.mark.parametrize(
    "text",
    [
        "how do I cancel my plan",
        "thanks",
        "where is the export",
        "I work with two accountants, both abroad, and each of them tells me that it does not work",
    ],
)
def test_what_brings_something_new_is_a_question(text: str):
    assert reaction(text) == ""
