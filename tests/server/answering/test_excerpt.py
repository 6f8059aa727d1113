"""Which units of a passage answer: a whole list, an entry of one, sentences around, rows with their columns."""

import pytest

from server.answering.excerpt import excerpt
from server.answering.sentences import units

ENTRIES = (
    "These are missing today.\n- A phone app. The pages work in a browser.\n- Recurring invoices: write a draft.\n"
    "- Undo for imports. Ask a person."
)


def chosen(text: str, nearness: list[float]) -> list[str]:
    parts = units(text)
    assert len(parts) == len(nearness)
    return [unit.text for unit in excerpt(parts, range(len(parts)), nearness)]


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
