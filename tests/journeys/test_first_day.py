"""The first whole day: a visitor gets stuck, is helped, and the team sees it."""

import re
import time
from collections.abc import Callable

import msgspec
import pytest
from playwright.sync_api import Browser, Page, expect

from server.api.views.friction import PageFriction
from tests.journeys.staff import log_in, open_first_page
from tests.journeys.visitor import eventually, visit
from tests.journeys.world import World

pytestmark = pytest.mark.browser

WRONG = "123456789"
RIGHT = "DE123456789"


@pytest.fixture
def stuck(page: Page, world: World) -> Page:
    """A visitor on the billing page, with the panel and Python up."""
    return visit(page, world, "/billing")


def three_wrong_tries(page: Page) -> None:
    for _ in range(3):
        page.fill("#vat", WRONG)
        page.press("#vat", "Enter")
        expect(page.locator("#vat-error")).to_be_visible()
        page.wait_for_timeout(250)  # a person needs to read the error before trying again


def rage_click(page: Page, selector: str) -> float:
    """Four quick clicks on an element that does nothing; the moment of the last one."""
    box = page.locator(selector).bounding_box()
    assert box is not None
    for _ in range(4):
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    return time.monotonic()


def test_a_stuck_visitor_is_nudged_answered_and_seen(
    chromium: Browser, stuck: Page, world: World, artefact: Callable[[str], str]
) -> None:
    three_wrong_tries(stuck)
    last = rage_click(stuck, "#save-billing")
    card = stuck.locator("handrail-panel .card")
    expect(card).to_contain_text("like DE123456789", timeout=5_000)
    assert time.monotonic() - last < 1.0, "the nudge came later than a second after the last click"
    stuck.screenshot(path=artefact("nudge"))

    stuck.locator("handrail-panel .launcher").click()
    composer = stuck.locator("handrail-panel textarea")
    composer.fill("it will not take our company VAT id, why?")
    composer.press("Enter")
    answer = stuck.locator("handrail-panel .turn.handrail").last
    expect(answer).to_contain_text("DE123456789", timeout=10_000)
    expect(answer.get_by_role("link").first).to_have_attribute("href", re.compile("/help/vat-number-format"))
    stuck.screenshot(path=artefact("answer"))

    stuck.fill("#vat", RIGHT)
    stuck.press("#vat", "Enter")
    expect(stuck.locator("#billing-status")).to_contain_text("saved")
    expect(stuck.locator("handrail-panel .verified").last).to_be_attached(timeout=10_000)
    stuck.screenshot(path=artefact("verified"))
    assert verified(world) == 1
    assert stuck.errors == []  # type: ignore[attr-defined]

    worst = {"#vat", "#save-billing"}
    assert eventually(lambda: hardest(world)) == ("/billing", worst)
    world.start("dashboard")
    context = chromium.new_context(viewport={"width": 1440, "height": 1000})
    dashboard = log_in(context.new_page(), world)
    assert open_first_page(dashboard) in worst
    assert "page=%2Fbilling" in dashboard.url
    dashboard.screenshot(path=artefact("friction-page"))
    context.close()


def verified(world: World) -> int:
    _, rows = world.api("GET", f"/v1/conversations?site={world.prepared.site}&state=all")
    return sum(row["outcome"] == "verified" for row in rows)


def hardest(world: World) -> tuple[str, set[str]] | None:
    """The page at the top of the friction map and its two elements with most struggle, once the layout is there too."""
    _, friction = world.api("GET", f"/v1/friction/map?site={world.prepared.site}")
    if not friction["pages"] or not friction["pages"][0]["struggles"]:
        return None
    route = friction["pages"][0]["route"]
    _, answer = world.api("GET", f"/v1/friction/page?site={world.prepared.site}&route={route}")
    page = msgspec.convert(answer, PageFriction)
    worst = {element.key for element in page.elements[:2] if element.struggles}
    return (route, worst) if page.boxes and len(worst) == 2 else None
