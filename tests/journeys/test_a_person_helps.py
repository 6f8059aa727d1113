"""A visitor asks for a person; an agent sees the page behind the question, answers live, corrects, and it is learned.

Two browsers at once: the visitor's page with the panel, and the dashboard.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.staff import PATIENCE_MS, log_in
from tests.journeys.visitor import visit
from tests.journeys.world import World

pytestmark = pytest.mark.browser

PRICE = "How much is the Studio plan a month?"
QUESTION = "can quillbook talk to the program of my tax adviser"
RIGHT = "Yes: open Settings, then Connections, and press Connect accounting."


@pytest.fixture
def desk(chromium: Browser, staffed: World) -> Iterator[Page]:
    """The dashboard's desk, logged in; console errors are collected in `page.errors`."""
    context = chromium.new_context(viewport={"width": 1440, "height": 1000})
    page = context.new_page()
    page.errors = []  # type: ignore[attr-defined]
    page.on("console", lambda message: page.errors.append(message.text) if message.type == "error" else None)  # type: ignore[attr-defined]
    log_in(page, staffed).get_by_role("link", name="Desk").click()
    yield page
    context.close()


def ask(page: Page, words: str) -> None:
    composer = page.locator("handrail-panel textarea")
    composer.fill(words)
    composer.press("Enter")


def test_a_person_sees_the_page_answers_and_corrects(
    chromium: Browser, page: Page, desk: Page, staffed: World, artefact: Callable[[str], str]
) -> None:
    visit(page, staffed, "/billing")
    page.fill("#vat", "12")
    page.press("#vat", "Enter")
    page.locator("handrail-panel .launcher").click()
    ask(page, QUESTION)
    expect(page.locator("handrail-panel .turn.handrail").last).to_be_visible(timeout=PATIENCE_MS)
    page.locator("handrail-panel").get_by_role("button", name="Talk to a person").first.click()

    desk.get_by_role("button", name="Next").click(timeout=PATIENCE_MS)
    expect(desk.get_by_text(QUESTION).first).to_be_visible(timeout=PATIENCE_MS)
    expect(desk.get_by_text("Invalid VAT number").first).to_be_visible(timeout=PATIENCE_MS)
    desk.get_by_role("button", name="Take").click()
    said = desk.get_by_placeholder("Write to the visitor")
    said.fill("Hello, this is Ada. I'll look it up.")
    said.press("Enter")
    expect(page.locator("handrail-panel .turn.person").last).to_contain_text("this is Ada", timeout=PATIENCE_MS)
    desk.screenshot(path=artefact("desk"))
    page.screenshot(path=artefact("person"))

    desk.get_by_role("button", name="Correct").click()
    desk.get_by_placeholder("In the words a visitor should read").fill(RIGHT)
    desk.get_by_placeholder("In the words a visitor should read").press("Tab")
    desk.get_by_role("button", name="Save correction").click()
    expect(desk.get_by_text("ive for the next visitor").first).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator("handrail-panel .turn.person").last).to_contain_text("Connect accounting", timeout=PATIENCE_MS)
    desk.get_by_role("button", name="Give back").click()
    assert desk.errors == []  # type: ignore[attr-defined]
    assert page.errors == []  # type: ignore[attr-defined]

    context = chromium.new_context()  # the next visitor asks in other words
    other = visit(context.new_page(), staffed, "/settings")
    other.locator("handrail-panel .launcher").click()
    ask(other, "can quillbook talk to my tax adviser's program?")
    answer = other.locator("handrail-panel .turn.handrail").last
    expect(answer).to_contain_text("Connect accounting", timeout=PATIENCE_MS)
    context.close()


def test_a_table_and_its_one_source_are_read_by_the_visitor_at_the_desk_and_when_it_is_tried(
    page: Page, desk: Page, staffed: World, artefact: Callable[[str], str]
) -> None:
    visit(page, staffed, "/pricing").locator("handrail-panel .launcher").click()
    ask(page, PRICE)
    answer = page.locator("handrail-panel .turn.handrail").last
    table = answer.get_by_role("table")
    expect(table.get_by_role("columnheader")).to_contain_text(["Plan", "Seats", "A month"], timeout=PATIENCE_MS)
    expect(table.get_by_role("rowheader")).to_have_text("Studio")
    expect(table.get_by_role("row").last.locator("a.mark")).to_have_attribute("href", re.compile("#the-three-plans$"))
    expect(answer.locator(".sources li")).to_have_text(["1Which plan is right for us?"])
    page.screenshot(path=artefact("table"))
    page.locator("handrail-panel").get_by_role("button", name="Talk to a person").first.click()

    desk.get_by_role("button", name="Next").click(timeout=PATIENCE_MS)
    row = desk.get_by_test_id("stChatMessage").get_by_role("table").get_by_role("row").filter(has_text="A month")
    expect(row.get_by_role("cell")).to_have_text("€24", timeout=PATIENCE_MS)
    expect(row.get_by_role("rowheader")).to_have_text("A month")
    expect(desk.get_by_text("[1] Which plan is right for us?").first).to_be_visible()
    desk.screenshot(path=artefact("table-desk"))

    desk.get_by_role("link", name="Knowledge").click()
    desk.get_by_role("radio", name="Try a question").click(timeout=PATIENCE_MS)
    desk.get_by_label("Question", exact=True).fill(PRICE)
    desk.get_by_role("button", name="Ask", exact=True).click()
    tried = desk.locator(".st-key-asked")
    expect(tried.get_by_role("rowheader").first).to_have_text("Plan", timeout=PATIENCE_MS)
    expect(tried.locator(".facts li")).to_have_count(1)
    desk.screenshot(path=artefact("table-tried"))
    assert desk.errors == []  # type: ignore[attr-defined]


def test_every_page_of_the_dashboard_is_quiet(
    page: Page, desk: Page, staffed: World, artefact: Callable[[str], str]
) -> None:
    visit(page, staffed, "/billing")  # one visit at least, whichever test came before
    for name in ("Friction", "Trends", "Learning"):
        desk.get_by_role("link", name=name).click()
        expect(desk.locator("h1").first).to_be_visible(timeout=PATIENCE_MS)
        desk.wait_for_timeout(1500)  # pictures are drawn after the words
        expect(desk.locator("[data-testid=stException]")).to_have_count(0)
        desk.screenshot(path=artefact(f"dashboard-{name.lower()}"))
    assert desk.errors == []  # type: ignore[attr-defined]
