"""A visitor attaches a screenshot instead of describing it: the answer fits what stands on it, and an agent sees it."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect

from tests.journeys.staff import PATIENCE_MS, log_in
from tests.journeys.visitor import visit
from tests.journeys.world import World
from tests.server.files.drawn import screenshot

pytestmark = pytest.mark.browser

ON_IT = ("Billing details", "Invalid VAT number", "The country prefix is missing")


@pytest.fixture
def desk(chromium: Browser, staffed: World) -> Iterator[Page]:
    """The dashboard's desk, logged in."""
    context = chromium.new_context(viewport={"width": 1440, "height": 1000})
    page = context.new_page()
    log_in(page, staffed).get_by_role("link", name="Desk").click()
    yield page
    context.close()


def test_a_screenshot_is_answered_by_its_words_and_seen_by_an_agent(
    page: Page, desk: Page, staffed: World, artefact: Callable[[str], str]
) -> None:
    visit(page, staffed, "/")
    page.locator("handrail-panel .launcher").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Attach a screenshot or a document").click()
    chooser.value.set_files(FilePayload(name="error.png", mimeType="image/png", buffer=screenshot(*ON_IT)))
    expect(page.locator("handrail-panel .file")).to_contain_text("Invalid VAT number", timeout=PATIENCE_MS)
    page.screenshot(path=artefact("attached"))
    page.locator("handrail-panel textarea").fill("What does this mean?")
    page.keyboard.press("Enter")
    answer = page.locator("handrail-panel .turn.handrail").last
    source = answer.get_by_role("link").first
    expect(source).to_have_attribute("href", re.compile("/help/vat-number-format"), timeout=PATIENCE_MS)
    page.screenshot(path=artefact("attached_answer"))

    page.reload()
    turn = page.locator("handrail-panel .turn.visitor")
    expect(turn.locator(".said")).to_have_text("What does this mean?", timeout=PATIENCE_MS)
    expect(turn.get_by_role("list", name="Attached")).to_have_text("error.png")
    page.locator("handrail-panel").get_by_role("button", name="Talk to a person").first.click()

    desk.get_by_role("button", name="Next").click(timeout=PATIENCE_MS)
    picture = desk.get_by_role("img", name="error.png")
    expect(picture).to_be_visible(timeout=PATIENCE_MS)
    assert picture.evaluate("(one) => one.complete && one.naturalWidth") == 640
    assert str(picture.get_attribute("src")).startswith("data:image/png;base64,")
    desk.get_by_text("Words in error.png").click()
    expect(desk.locator(".said").get_by_text("The country prefix is missing")).to_be_visible(timeout=PATIENCE_MS)
    desk.screenshot(path=artefact("desk_attached"))
    picture.click()
    desk.wait_for_timeout(2_500)  # the desk looks anew meanwhile, and the picture stays large
    box = picture.bounding_box()
    assert box
    assert box["width"] >= 639
    desk.screenshot(path=artefact("desk_attached_large"))
    assert page.errors == []  # type: ignore[attr-defined]
