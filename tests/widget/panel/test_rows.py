"""Tables in answers, and one source for each article: the pure parts, and what a visitor sees of them."""

from typing import Any

import msgspec
import pytest
from playwright.sync_api import Locator, expect

from tests.rows import CASES, PASSAGES
from tests.widget.panel.test_words import call
from tests.widget.panel.visit import ANSWER, Visit, Visiting
from widget.protocol import Chunk, Citation, Turn, TurnView

PLANS = "http://127.0.0.1/help/plans"
CITED = (
    Citation(1, "Which plan is right for us?", f"{PLANS}#plans", "p1", "Plan | Seats"),
    Citation(2, "Which plan is right for us?", f"{PLANS}#plans", "p1", "Solo | 1\nStudio | 6"),
    Citation(3, "Taxes", "http://127.0.0.1/help/taxes", "p3", "Prices are without VAT."),
    Citation(4, "Which plan is right for us?", f"{PLANS}#seats", "p2", "Count everybody who signs in."),
)
TABLE = "The plans:\nPlan | Seats [1]\nSolo | 1\nStudio | <b>6</b> [2]\nWithout VAT. [3]\n1. Count everybody. [4]"
LONG = (
    "Display | Meaning | What to do\nE1 | Tank is empty | Fill it up to the mark, then start it again\n"
    "E7 | Pump got air | Open the steam valve for a while [1]"
)


def answered(visit: Visit, text: str, citations: tuple[Citation, ...] = CITED) -> Locator:
    visit.open()
    view = msgspec.structs.replace(ANSWER, text=text, citations=citations, reply_to=visit.ask())
    visit.frame(Turn(view))
    return visit.log.locator(".handrail .body")


def is_list(table: Locator) -> bool:
    """Whether a table's rows stand as lists: its cells beneath each other."""
    first, second = (table.locator("tbody tr").first.locator("th, td").nth(n).bounding_box() for n in (0, 1))
    assert first
    assert second
    return second["y"] >= first["y"] + first["height"]


@pytest.mark.parametrize("name", CASES)
def test_rows_are_found_in_the_lines_of_an_answer(visit: Visit, name: str) -> None:
    text, found = CASES[name]
    told = visit.page.evaluate(
        "async ([text, passages]) => (await import('/panel/rows.js')).withTables(text, n => passages[n])",
        [text, {str(n): passage for n, passage in PASSAGES.items()}],
    )
    assert told == found


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("The plans:\nPl", "The plans:\nPl"),
        ("The plans:\nPlan | Se", "The plans:"),
        ("The plans:\nPlan | Seats\n", "The plans:"),
        ("The plans:\nPlan | Seats\nSo", "The plans:"),
        ("The plans:\nPlan | Seats\nSolo | 1\nWith", "The plans:"),
        ("The plans:\nPlan | Seats\nSolo | 1\n\n", "The plans:\nPlan | Seats\nSolo | 1\n\n"),
        ("Plan | Seats\nSolo | 1\nWithout VAT.\n", "Plan | Seats\nSolo | 1\nWithout VAT.\n"),
        ("Plan | Seats\nSolo | 1\n1. Co", "Plan | Seats\nSolo | 1\n1. Co"),
        ("| Plan | Seats |\n|---|---|\n", ""),
    ],
)
def test_rows_that_are_being_written_wait_for_their_table(visit: Visit, written: str, shown: str) -> None:
    assert call(visit, "rows.js", "settled", written) == shown


@pytest.mark.parametrize(
    ("rows", "room"),
    [
        ([["Solo", "1"], ["Studio", "6"]], "narrow"),
        ([["Solo", "everything that a studio needs"], ["Studio", "a word"]], "narrow"),
        ([["internationalisation", "everything that a studio needs"], ["Studio", "a word"]], "middle"),
        ([["complaints-and-praise@quillbook.example", "who writes to us"], ["x", "y"]], "wide"),
        ([["Solo", "1"]], "wide"),
    ],
)
def test_a_table_says_how_much_room_it_needs(visit: Visit, rows: list[list[str]], room: str) -> None:
    assert call(visit, "rows.js", "room", {"columns": ["Plan", "Seats"], "rows": rows}) == room


def test_passages_of_one_article_are_one_source(visit: Visit) -> None:
    given = [msgspec.structs.asdict(one) for one in CITED]
    told = call(visit, "sources.js", "sourcesOf", given)
    assert [(one["n"], one["title"], [each["n"] for each in one["citations"]]) for one in told] == [
        (1, "Which plan is right for us?", [1, 2, 4]),
        (2, "Taxes", [3]),
    ]


def test_articles_of_one_title_at_two_addresses_are_two_sources(visit: Visit) -> None:
    given = [{"n": n, "title": "Prices", "url": url, "passage": "", "quote": ""} for n, url in ((1, "/a"), (2, "/b#a"))]
    assert [one["n"] for one in call(visit, "sources.js", "sourcesOf", given)] == [1, 2]


def test_quoted_rows_are_a_table_with_its_title_its_columns_and_its_source(visit: Visit) -> None:
    body = answered(visit, TABLE)
    table = body.get_by_role("table", name="The plans:")
    expect(table.get_by_role("columnheader")).to_have_text(["Plan", "Seats"])
    expect(table.get_by_role("rowheader")).to_have_text(["Solo", "Studio"])
    expect(table.get_by_role("cell")).to_have_text(["1", "<b>6</b>1"])
    mark = table.get_by_role("row").last.locator("a.mark")
    expect(mark).to_have_attribute("href", f"{PLANS}#plans")
    expect(mark).to_have_attribute("title", "Solo | 1\nStudio | 6")
    assert not is_list(table)
    expect(body.locator("b")).to_have_count(0)
    expect(body.locator("p")).to_have_text("Without VAT.2")


def test_one_article_is_named_once_and_each_mark_leads_to_its_own_passage(visit: Visit) -> None:
    body = answered(visit, TABLE)
    expect(body.locator("a.mark")).to_have_text(["1", "2", "1"])
    hrefs = [mark.get_attribute("href") for mark in body.locator("a.mark").all()]
    assert hrefs == [f"{PLANS}#plans", "http://127.0.0.1/help/taxes", f"{PLANS}#seats"]
    listed = visit.log.get_by_role("list", name="Sources")
    expect(listed.get_by_role("listitem")).to_have_text(["1Which plan is right for us?", "2Taxes"])
    quotes = "Plan | Seats … Solo | 1\nStudio | 6 … Count everybody who signs in."
    expect(listed.get_by_role("link").first).to_have_attribute("title", quotes)
    visit.page.context.route("**/help/**", lambda route: route.fulfill(body="the article"))
    visit.tab_to(body.locator("a.mark").last, "Shift+Tab")
    with visit.page.context.expect_page():
        visit.press("Enter")
    assert [one["detail"] for one in visit.sent("citation")] == ["p2"]


@pytest.mark.parametrize("rtl", [False, True])
def test_one_row_is_read_as_a_list_of_its_values_by_their_columns(visit: Visit, rtl: bool) -> None:
    if rtl:
        visit.page.evaluate("document.documentElement.dir = 'rtl'")
    table = answered(visit, "Plan | Seats\nStudio | 6 [2]").get_by_role("table")
    assert is_list(table)
    expect(table.get_by_role("columnheader")).to_have_text(["Plan", "Seats"])
    cell = table.get_by_role("cell")
    assert cell.evaluate("at => getComputedStyle(at, '::before').content").startswith('"Seats"')
    expect(table.get_by_role("row").last.locator("a.mark")).to_have_attribute("href", f"{PLANS}#plans")


def test_an_arabic_table_begins_at_the_right(visit: Visit) -> None:
    visit.page.evaluate("document.documentElement.dir = 'rtl'")
    table = answered(visit, "الخطة | المقاعد\nفردي | 1\nاستوديو | 6").get_by_role("table")
    first, second = (one.bounding_box() for one in table.get_by_role("columnheader").all())
    assert first
    assert second
    assert first["x"] > second["x"]


@pytest.mark.parametrize(("width", "lists"), [(320, True), (460, False)])
def test_a_table_that_has_no_room_is_read_row_by_row(visiting: Visiting, width: int, lists: bool) -> None:
    visit = visiting(viewport={"width": width, "height": 640}).go()
    table = answered(visit, LONG).get_by_role("table")
    assert is_list(table) is lists
    assert visit.log.evaluate("at => at.scrollWidth <= at.clientWidth")


def test_a_row_that_is_being_written_is_not_seen_before_its_table(visit: Visit) -> None:
    visit.open()
    turn = visit.ask()
    seen: list[Any] = []
    body = visit.log.locator(".handrail .body")
    for index, piece in enumerate(("The plans:\nPlan | ", "Seats\nSolo", " | 1\n", "Studio | 6\n", "Without VAT.\n")):
        visit.frame(Chunk("answer-0001", index, piece))
        seen.append((body.inner_text().strip(), body.locator("tbody tr").count()))
    assert [rows for _, rows in seen] == [0, 0, 0, 0, 2]
    assert {text for text, _ in seen[:4]} == {"The plans:"}
    expect(body.locator("caption")).to_have_text("The plans:")
    visit.frame(Turn(msgspec.structs.replace(ANSWER, text=TABLE, citations=CITED, reply_to=turn)))
    expect(body.locator("tbody tr")).to_have_count(2)


def test_a_table_alone_shows_that_it_is_being_written(visit: Visit) -> None:
    visit.open()
    visit.ask()
    visit.frame(Chunk("answer-0001", 0, "Plan | Seats\n"))
    body = visit.log.locator(".handrail .body")
    expect(body).to_be_empty()
    expect(body).to_be_visible()


def test_words_of_a_visitor_stay_as_they_were_written(visit: Visit) -> None:
    visit.welcome(TurnView("visitor-001", "visitor", "Plan | Seats\nSolo | 1", 1))
    visit.open()
    expect(visit.log.locator(".visitor .said")).to_have_text("Plan | Seats\nSolo | 1")


@pytest.mark.parametrize("screen", [{}, {"color_scheme": "dark"}, {"viewport": {"width": 320, "height": 640}}])
def test_axe_finds_no_violation_in_tables(visiting: Visiting, screen: dict[str, Any]) -> None:
    visit = visiting(**screen).go()
    answered(visit, f"{TABLE}\n\n{LONG}\n\nPlan: Team | Seats: 10 [4]")
    assert visit.violations() == []
