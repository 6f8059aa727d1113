"""What was said, in the desk and under "Try a question": tables, one source for each article, nothing but text."""

import msgspec
import pytest

from dashboard.quoted_rows import with_tables
from dashboard.said import said, sources_of, verbatim
from server.api.views.desk import CitationView
from tests.rows import CASES, PASSAGES

CITED = [
    CitationView(1, "Plans", "/help/plans#plans", "p1", "Plan | Seats"),
    CitationView(2, "Plans", "/help/plans#plans", "p1", "Solo | 1"),
    CitationView(3, "Taxes", "/help/taxes", "p3", "Without VAT."),
    CitationView(4, "Plans", "/help/plans", "p2", "Count."),
]


@pytest.mark.parametrize("name", CASES)
def test_rows_are_found_as_the_panel_finds_them(name: str):
    text, found = CASES[name]
    assert msgspec.json.decode(msgspec.json.encode(with_tables(text, PASSAGES))) == found


def test_an_article_is_one_source_with_all_its_quotes():
    sources = sources_of(CITED)
    assert [one.name for one in sources] == ["[1] Plans", "[2] Taxes"]
    assert [[each.n for each in one.citations] for one in sources] == [[1, 2, 4], [3]]


def test_articles_of_one_title_at_two_addresses_are_two_sources():
    assert len(sources_of([CITED[0], CitationView(2, "Plans", "/help/other-plans", "p9")])) == 2


def test_an_answer_is_shown_with_its_table_and_the_numbers_of_articles():
    text = "The plans:\nPlan | Seats [1]\nSolo | 1\nStudio | 6 [2]\nWithout <VAT>. [3]\n1. Count. [4] [9]"
    assert said(text, CITED) == (
        '<p class="said">The plans:</p><div class="rows"><table>'
        '<thead><tr><th scope="col" class="name">Plan</th><th scope="col" class="name">Seats</th></tr></thead>'
        '<tbody><tr><th scope="row">Solo</th><td>1</td></tr><tr><th scope="row">Studio</th><td>6 [1]</td></tr></tbody>'
        '</table></div><p class="said">Without &lt;VAT&gt;. [2]\n1. Count. [1] [9]</p>'
    )


def test_one_row_is_a_list_of_its_values_without_empty_ones():
    assert said("Plan | Also | Seats [1]\nSolo |  | 1 [2]", CITED) == (
        '<div class="rows"><table><tr><th scope="row" class="name">Plan</th><td>Solo</td></tr>'
        '<tr><th scope="row" class="name">Seats</th><td>1 [1]</td></tr></table></div>'
    )


def test_cells_are_text_and_an_empty_first_one_names_no_row():
    html = said("Plan | <i>Seats</i>\n | <script>x</script>\nSolo | 1")
    assert "<i>" not in html
    assert "<script>" not in html
    assert "<tr><td></td><td>&lt;script&gt;x&lt;/script&gt;</td></tr>" in html


def test_a_visitors_words_are_left_as_they_are():
    assert verbatim("a | b\nc | <d>") == '<p class="said">a | b\nc | &lt;d&gt;</p>'
