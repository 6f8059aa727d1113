"""Which look-ups a turn calls for: by words, by intents, with what it names; never by what merely looks alike."""

from pathlib import Path

import pytest

from server.lookups.asking import MOST_A_TURN, Question, asked
from server.lookups.checking import read_table
from server.lookups.declared import Lookup
from tests.server.lookups.conftest import ENVIRONMENT, ORDERS, STOCK

PLAN = """
[[lookup]]
name = "plan"
title = "Plan"
site = "other"
words = ["plan"]
url = "https://api.example.com/{{who}}?seats={{seats}}"
needs.who = {{ from = "visitor" }}
needs.seats = {{ from = "context", key = "seats" }}
fields.name = "name"
say = [{{ text = "{{name}}" }}]
"""


@pytest.fixture
def declared(tmp_path: Path) -> tuple[Lookup, ...]:
    path = tmp_path / "lookups.toml"
    path.write_text((ORDERS + STOCK + PLAN).format(url="https://api.example.com"))
    return read_table(path, ENVIRONMENT).lookups


def called(lookups: tuple[Lookup, ...], text: str, **more: object) -> list[tuple[str, bool, str]]:
    given = {"site": "shop", "visitor": "u-7", **more}
    found = asked(lookups, Question(text=text, **given))  # type: ignore[arg-type]
    return [(one.lookup.name, one.plain, one.lacks) for one in found]


@pytest.mark.parametrize("text", ["Where is my ORDER a-1042?", "parcel A-1042", "my order: A-1042!"])
def test_a_word_with_a_number_calls_for_it(declared: tuple[Lookup, ...], text: str) -> None:
    assert called(declared, text) == [("order", True, "")]


@pytest.mark.parametrize(
    "text",
    ["where is my order?", "borders of A-1042", "A-1042", "order XA-1042", "order A-10421234", "what's in stock?"],
)
def test_without_its_word_or_its_number_nothing_is_asked(declared: tuple[Lookup, ...], text: str) -> None:
    assert called(declared, text) == []


def test_an_intent_calls_for_it_too(declared: tuple[Lookup, ...]) -> None:
    assert called(declared, "it has not come: A-1042", intents=frozenset({"order_delivery"})) == [("order", True, "")]
    assert called(declared, "it has not come: A-1042", intents=frozenset({"billing"})) == []


def test_what_the_conversation_named_before_is_known(declared: tuple[Lookup, ...]) -> None:
    known = {"order": {"number": "A-1042"}}
    (found,) = asked(declared, Question(site="shop", text="and now, my order?", visitor="u-7", known=known))
    assert found.values["number"] == "A-1042"
    (found,) = asked(declared, Question(site="shop", text="what of B-2000?", visitor="u-7", known=known))
    assert found.values["number"] == "B-2000"
    assert called(declared, "how do I change my password?", known=known) == []


def test_only_a_missing_visitor_is_said_to_be_missing(declared: tuple[Lookup, ...]) -> None:
    assert called(declared, "where is order A-1042?", visitor="") == [("order", True, "visitor")]
    assert called(declared, "where is my order?", visitor="") == []


def test_other_sites_look_ups_are_not_asked(declared: tuple[Lookup, ...]) -> None:
    assert called(declared, "what is my plan?", context={"seats": "3"}) == []
    assert called(declared, "what is my plan?", site="other", context={"seats": "3"}) == [("plan", True, "")]
    assert called(declared, "what is my plan?", site="other") == []


@pytest.mark.parametrize("seats", ["..", "a/b", "x" * 500, "", "\u202e"])
def test_a_context_that_can_not_stand_in_a_url_is_missing(declared: tuple[Lookup, ...], seats: str) -> None:
    assert called(declared, "what is my plan?", site="other", context={"seats": seats}) == []


def test_no_more_than_a_few_are_asked_for_one_turn(declared: tuple[Lookup, ...]) -> None:
    many = declared[:1] * 10
    assert len(called(many, "where is order A-1042?")) == MOST_A_TURN
