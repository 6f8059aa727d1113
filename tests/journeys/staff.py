"""What a member of staff does on the dashboard, for journeys."""

from playwright.sync_api import Page, expect

from tests.journeys.world import World

PATIENCE_MS = 30_000
FIRST_ROW = {"x": 16, "y": 52}  # its checkbox; the table is drawn on a canvas
RANKED = """() => {
  const plot = document.querySelector(".st-key-picture_friction-page .js-plotly-plot");
  const marks = plot?.data.find((trace) => trace.text?.includes?.("1"));
  return marks ? marks.customdata[marks.text.indexOf("1")] : null;
}"""


def log_in(page: Page, world: World) -> Page:
    """Opens the dashboard and logs in as the demo's member of staff."""
    page.goto(world.settings.dashboard_url)
    page.get_by_label("E-mail").fill(world.prepared.email)
    page.locator("input[type=password]").fill(world.prepared.password)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("link", name="Desk").wait_for(timeout=PATIENCE_MS)
    return page


def open_first_page(page: Page) -> str:
    """From the friction map to the page at its top; returns the key of the element that bears number 1 there."""
    page.locator(".dvn-scroller").first.click(position=FIRST_ROW, timeout=PATIENCE_MS)  # type: ignore[arg-type]
    expect(page.get_by_text("Elements, hardest first")).to_be_visible(timeout=PATIENCE_MS)
    page.wait_for_function(RANKED, timeout=PATIENCE_MS)
    key: str = page.evaluate(RANKED)
    return key
