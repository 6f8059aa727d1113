"""A visitor says how they like to read and is answered so, today and next time; the site's default is set and live.

Two browsers at once: the visitor's page with the panel, and the dashboard.
"""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.staff import PATIENCE_MS, log_in
from tests.journeys.test_a_person_helps import ask
from tests.journeys.visitor import visit
from tests.journeys.world import World

pytestmark = pytest.mark.browser

QUESTION, OTHER = "how do I cancel my plan", "how do I change the e-mail address of my account"
STEP = "Press Cancel plan."


@pytest.fixture
def setup(chromium: Browser, staffed: World) -> Iterator[Page]:
    """The dashboard's Set-up, logged in."""
    context = chromium.new_context(viewport={"width": 1440, "height": 1400})
    page = context.new_page()
    log_in(page, staffed).get_by_role("link", name="Set-up").click()
    yield page
    context.close()


def answers(page: Page) -> Locator:
    return page.locator("handrail-panel .turn.handrail")


def test_a_visitor_who_wants_sentences_gets_them_today_and_in_the_next_visit(
    page: Page, world: World, artefact: Callable[[str], str]
) -> None:
    visit(page, world, "/billing").locator("handrail-panel .launcher").click()
    ask(page, QUESTION)
    expect(answers(page).last.locator("ol li").first).to_be_visible(timeout=PATIENCE_MS)
    expect(answers(page).last).to_contain_text(STEP)
    ask(page, "can you explain that in full sentences?")
    expect(answers(page)).to_have_count(3, timeout=PATIENCE_MS)
    expect(answers(page).nth(1)).to_contain_text("Noted: in full sentences from now on. Here it is again:")
    expect(answers(page).last).to_contain_text(STEP)
    expect(answers(page).last.locator("ol li")).to_have_count(0)
    expect(page.locator("handrail-panel .working")).to_have_count(0)
    page.screenshot(path=artefact("style-wish"))

    again = page.context.new_page()
    visit(again, world, "/settings").locator("handrail-panel .launcher").click()
    ask(again, OTHER)
    expect(answers(again).last).to_contain_text("Open Settings", timeout=PATIENCE_MS)
    expect(answers(again).last.locator("ol li")).to_have_count(0)
    assert page.errors == []  # type: ignore[attr-defined]


def test_what_is_set_for_the_site_shows_in_the_example_and_in_a_running_conversation(
    page: Page, setup: Page, staffed: World, artefact: Callable[[str], str]
) -> None:
    visit(page, staffed, "/billing").locator("handrail-panel .launcher").click()
    ask(page, QUESTION)
    expect(answers(page).last).to_contain_text(STEP, timeout=PATIENCE_MS)
    expect(answers(page).last).not_to_contain_text("Happy to help")

    for label, choice in (("Length", "Full"), ("Tone", "Warm")):
        setup.get_by_role("combobox", name=label).click(timeout=PATIENCE_MS)
        setup.get_by_role("option", name=choice).click()
    expect(setup.get_by_text("Happy to help.").first).to_be_visible(timeout=PATIENCE_MS)
    setup.get_by_role("button", name="Save how answers are given").click()
    expect(setup.get_by_text("Saved. The next answer in every conversation")).to_be_visible(timeout=PATIENCE_MS)
    setup.screenshot(path=artefact("style-setup"))

    ask(page, OTHER)
    expect(answers(page).last).to_contain_text("Happy to help. Here is how it goes:", timeout=PATIENCE_MS)
    expect(answers(page).last).to_contain_text("I'll gladly look again.")
    page.screenshot(path=artefact("style-site"))
