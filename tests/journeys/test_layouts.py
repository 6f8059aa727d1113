"""The recorded layouts are those of today's pages."""

import pytest
from playwright.sync_api import Page

from server.demo.layouts import read_layouts
from server.demo.troubles import read_troubles
from tests.journeys.world import World

pytestmark = pytest.mark.browser


def test_every_stuck_element_has_a_place_in_its_pages_layout() -> None:
    layouts = read_layouts()
    missing = [
        (trouble.route, trouble.element.key)
        for trouble in read_troubles()
        if trouble.element.key and trouble.element.key not in {box.key for box in layouts[trouble.route].boxes}
    ]
    assert missing == []


@pytest.mark.parametrize("route", ["/billing", "/reports", "/team", "/import"])
def test_the_keys_of_a_layout_exist_on_the_page(page: Page, world: World, route: str) -> None:
    page.goto(world.settings.demo_url + route)
    ids = [box.key for box in read_layouts()[route].boxes if box.key.startswith("#")]
    assert ids
    assert [key for key in ids if page.locator(key).count() != 1] == []
