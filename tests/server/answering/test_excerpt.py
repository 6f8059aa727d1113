"""Which units of a passage answer: a whole list, an entry of one, sentences around, rows with their columns."""

import pytest

from server.answering.excerpt import MOST_STEPS, excerpt, read_out
from server.answering.sentences import units

ENTRIES = (
    "These are missing today.\n- A phone app. The pages work in a browser.\n- Recurring invoices: write a draft.\n"
    "- Undo for imports. Ask a person."
)


def chosen(
    text: str, nearness: list[float], *, how: bool = False, replies: bool = False, valued: tuple[int, ...] = ()
) -> list[str]:
    parts = units(text)
    assert len(parts) == len(nearness)
    found = excerpt(parts, range(len(parts)), nearness, how=how, replies=replies, valued=valued)
    return [unit.text for unit in found]


def test_of_a_list_of_entries_the_nearest_is_given_alone() -> None:
    assert chosen(ENTRIES, [0.2, 0.3, 0.8, 0.1]) == ["- Recurring invoices: write a draft."]


def test_entries_that_are_as_near_are_given_with_it() -> None:
    near = chosen(ENTRIES, [0.2, 0.6, 0.1, 0.62])
    assert near == ["- A phone app. The pages work in a browser.", "- Undo for imports. Ask a person."]


@pytest.mark.parametrize(
    "text",
    [
        "You need:\n- a card. Any will do.\n- a name. Yours.",  # announced: the points belong together
        "You need this\n- a card\n- a name",  # phrases: parts of one thing
    ],
)
def test_points_that_belong_together_are_given_whole(text: str) -> None:
    assert chosen(text, [0.1, 0.2, 0.9]) == text.split("\n")


def test_a_bare_row_brings_the_row_that_names_its_columns_once() -> None:
    table = "Plan | Seats\nSolo | 1\nStudio | 10"
    assert chosen(table, [0.1, 0.2, 0.9]) == ["Plan | Seats", "Studio | 10"]
    assert chosen(table, [0.9, 0.89, 0.1]) == ["Plan | Seats", "Solo | 1"]


CARE = "Orange means soon.\n1. Empty it.\n2. Fill it.\nNo vinegar, please. It harms."


def test_steps_are_given_where_nothing_beside_them_is_nearer() -> None:
    assert chosen(CARE, [0.5, 0.5, 0.5, 0.51, 0.1]) == ["1. Empty it.", "2. Fill it."]


def test_a_nearer_sentence_before_the_steps_leads_to_them() -> None:
    assert chosen(CARE, [0.8, 0.5, 0.5, 0.5, 0.1]) == ["Orange means soon.", "1. Empty it.", "2. Fill it."]


def test_a_nearer_sentence_behind_the_steps_answers_in_their_stead() -> None:
    assert chosen(CARE, [0.2, 0.3, 0.3, 0.8, 0.1]) == ["No vinegar, please.", "It harms."]


def test_who_asks_how_is_told_the_steps_and_what_is_nearer_than_they_are() -> None:
    assert chosen(CARE, [0.2, 0.3, 0.3, 0.8, 0.1], how=True) == ["1. Empty it.", "2. Fill it.", "No vinegar, please."]


def test_what_leans_on_the_steps_comes_with_them() -> None:
    text = "1. Type it.\n2. Press Save.\nPressing Enter does the same."
    assert chosen(text, [0.2, 0.3, 0.8]) == text.split("\n")


def test_what_leans_on_the_sentence_before_comes_with_it() -> None:
    assert chosen("Members pay half. The same applies to guests.", [0.1, 0.9]) == [
        "Members pay half.",
        "The same applies to guests.",
    ]


def test_what_a_step_shows_does_not_end_the_steps() -> None:
    text = "1. Press Start.\nA lamp goes on.\n2. Wait.\nThat was all."
    assert chosen(text, [0.5, 0.1, 0.1, 0.1]) == ["1. Press Start.", "A lamp goes on.", "2. Wait."]


def test_a_second_list_of_steps_is_another_one() -> None:
    text = "1. Press Start.\n2. Wait.\nOr by hand:\n1. Turn it."
    assert chosen(text, [0.5, 0.1, 0.1, 0.1]) == ["1. Press Start.", "2. Wait."]


def test_a_long_procedure_is_cut() -> None:
    text = "\n".join(f"{number}. Do it." for number in range(1, 12))
    assert len(chosen(text, [0.5] * 11)) == MOST_STEPS


def test_a_sentence_that_is_nearly_as_near_is_read_along() -> None:
    text = "Open Cards and press Show. Your face is asked for. The PIN is shown for a moment."
    assert chosen(text, [0.55, 0.2, 0.6]) == text.replace(". ", ".|").split("|")
    assert chosen(text, [0.2, 0.2, 0.6]) == ["The PIN is shown for a moment."]


def test_the_answer_to_a_heading_that_asks_is_read_from_its_beginning() -> None:
    text = "Yes, until noon. Later the carrier can do it."
    assert chosen(text, [0.1, 0.7], replies=True) == ["Yes, until noon.", "Later the carrier can do it."]
    assert chosen(text, [0.1, 0.7]) == ["Later the carrier can do it."]


def test_what_is_announced_comes_along() -> None:
    table = "Pick a level:\nLevel | Litres\nSoft | 120\nHard | 35"
    assert chosen(table, [0.9, 0.1, 0.2, 0.5]) == ["Pick a level:", "Level | Litres", "Hard | 35"]
    assert chosen("You need:\n- a card\n- a name", [0.9, 0.1, 0.2]) == ["You need:", "- a card", "- a name"]


def test_a_row_says_what_its_columns_are() -> None:
    assert read_out(units("See below.\n| Server | Port\nMail | mail.test | 993")) == [
        "See below.",
        "| Server | Port",
        "Mail, Server: mail.test, Port: 993",
    ]


def test_one_of_many_rules_is_given_where_it_alone_is_meant() -> None:
    rules = "- Bring a towel.\n- Put weights back.\n- Take calls outside.\n- Lock your things up."
    assert chosen(rules, [0.2, 0.1, 0.7, 0.2]) == ["- Take calls outside."]
    assert chosen(rules, [0.5, 0.4, 0.6, 0.5]) == rules.split("\n")  # all of it is about what is asked


LETTER = "A letter costs 1.40 euros.\n1. Open the invoice.\n2. Press Send."


def test_who_asks_for_a_value_gets_the_words_that_say_it_and_no_steps() -> None:
    assert chosen(LETTER, [0.5, 0.55, 0.2], valued=(0,)) == ["A letter costs 1.40 euros."]
    assert chosen(LETTER, [0.5, 0.55, 0.2]) == LETTER.split("\n")[1:]


def test_steps_that_say_the_value_or_are_far_nearer_stay() -> None:
    assert chosen(LETTER, [0.5, 0.2, 0.6], valued=(0, 2)) == LETTER.split("\n")[1:]
    assert chosen(LETTER, [0.2, 0.6, 0.2], valued=(0,)) == LETTER.split("\n")[1:]


PLANS = "Plan | A month\nSolo | 9\nStudio | 24\nAtelier | 49\nA year costs ten months."


def test_a_short_table_is_told_whole_where_several_of_its_rows_are_meant() -> None:
    assert chosen(PLANS, [0.3, 0.4, 0.5, 0.5, 0.55], valued=(1, 2, 3)) == PLANS.split("\n")[:4]
    assert chosen(PLANS, [0.3, 0.4, 0.5, 0.7, 0.5], valued=(1, 2, 3)) == ["Plan | A month", "Atelier | 49"]
