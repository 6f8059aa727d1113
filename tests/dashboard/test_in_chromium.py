"""The dashboard in a real browser: it paints, a click on the picture leads on, nothing comes from elsewhere."""

import json
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from msgspec import structs
from playwright.sync_api import Browser, FilePayload, Page, expect
from sqlalchemy import delete, insert

from server.commands.dashboard import streamlit_call
from server.settings import Settings
from server.store import schema
from server.store.database import Database
from tests.dashboard.conftest import Served
from tests.dashboard.history import SITE
from tests.journeys.staff import FIRST_ROW
from tests.journeys.world import free_ports

pytestmark = pytest.mark.browser
START_S = 60
PATIENCE_MS = 20_000
WHERE = """(route) => {
  const plot = document.querySelector(".js-plotly-plot"), pages = plot.data.find((trace) => trace.customdata);
  const place = pages.customdata.indexOf(route), { left, top } = plot.getBoundingClientRect();
  const { xaxis, yaxis } = plot._fullLayout;
  return [left + xaxis._offset + xaxis.d2p(pages.x[place]), top + yaxis._offset + yaxis.d2p(pages.y[place])];
}"""


@pytest.fixture(scope="module")
def address(served: Served) -> Iterator[str]:
    """Of a dashboard started as `handrail dashboard` starts it."""
    port = free_ports(1)[0]
    call, environment = streamlit_call(structs.replace(Settings(), url=served.url, dashboard_port=port))
    with (served.folder / "dashboard.log").open("ab") as log:
        process = subprocess.Popen(call, stdout=log, stderr=log, env=environment)
    end = time.monotonic() + START_S
    while time.monotonic() < end:
        try:
            if httpx.get(f"http://127.0.0.1:{port}/_stcore/health", timeout=2).status_code == 200:
                break
        except httpx.HTTPError:
            time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait(20)


@pytest.fixture(scope="module")
def trouble() -> list[str]:
    """Console errors and requests to other places."""
    return []


@pytest.fixture(scope="module")
def page(chromium: Browser, address: str, served: Served, trouble: list[str]) -> Iterator[Page]:
    """Logged in, on the friction map."""
    page = chromium.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page.set_default_timeout(PATIENCE_MS)
    page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", lambda request: None if _ours(request.url, address) else trouble.append(request.url))
    page.goto(address)
    page.get_by_label("E-mail").fill("agent@test")
    page.locator("input[type=password]").fill(served.passwords["agent"])
    page.get_by_role("button", name="Log in").click()
    page.locator(".js-plotly-plot .main-svg").first.wait_for()
    yield page
    page.context.close()


def test_the_friction_map_is_painted_in_our_own_type(page: Page, trouble: list[str]) -> None:
    assert page.evaluate("document.fonts.check('16px Figtree')")
    assert "Struggle" in page.locator("h1.headline").inner_text()
    assert trouble == []


def test_a_click_on_a_page_of_the_map_opens_its_wireframe(page: Page, trouble: list[str]) -> None:
    x, y = page.evaluate(WHERE, "/billing")
    page.mouse.move(x - 3, y)
    page.mouse.move(x, y)
    page.locator(".hoverlayer .hovertext").first.wait_for()
    page.mouse.click(x, y)
    expect(page.get_by_text("Elements, hardest first")).to_be_visible(timeout=PATIENCE_MS)
    assert "page=%2Fbilling" in page.url
    page.locator(".st-key-picture_friction-page .main-svg").first.wait_for()
    assert trouble == []


def test_filters_stay_in_the_url_from_page_to_page(page: Page, trouble: list[str]) -> None:
    page.get_by_role("link", name="Trends").click()
    page.locator(".st-key-picture_trend-struggling .main-svg").first.wait_for()
    page.get_by_role("combobox", name="Period").click()
    page.get_by_role("option", name="Last 7 days").click()
    page.wait_for_url("**/trends?period=Last+7+days")
    page.get_by_role("link", name="Learning").click()
    page.locator(".st-key-picture_proof .main-svg").first.wait_for()
    page.wait_for_url("**/learning?period=Last+7+days")
    expect(page.get_by_role("combobox", name="Period")).to_have_value("Last 7 days")
    assert trouble == []


def test_the_desk_refreshes_itself_and_no_page_is_wider_than_a_phone(page: Page, trouble: list[str]) -> None:
    page.get_by_role("link", name="Desk").click()
    page.get_by_text("Nobody is waiting").wait_for()
    page.set_viewport_size({"width": 400, "height": 800})
    page.get_by_text("No conversation is open").wait_for()
    assert json.loads(page.evaluate("JSON.stringify(document.scrollingElement.scrollWidth)")) <= 400
    assert trouble == []


def test_a_sentence_is_tried_and_its_words_are_marked(page: Page, trouble: list[str]) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name="Intents").click()
    page.locator(".st-key-table_intents .dvn-scroller").wait_for()
    page.get_by_label("Sentence").fill("my card was declined")
    page.keyboard.press("Enter")
    page.locator(".marked mark").first.wait_for()
    assert "Payment failed" in page.locator(".verdict").inner_text()
    page.get_by_text("On the edge", exact=True).click()
    page.wait_for_url("**part=On+the+edge**")
    page.set_viewport_size({"width": 400, "height": 800})
    assert json.loads(page.evaluate("JSON.stringify(document.scrollingElement.scrollWidth)")) <= 400
    assert trouble == []


@pytest.fixture
def taught(served: Served) -> Iterator[None]:
    """An element that taught itself, and no versions yet."""
    lesson = {"site": SITE, "element": "button:Save", "signal": "rage_click", "name": "Save", "at": 1}
    told = {"fields_json": '{"clicks": 8}', "evidence_json": '{"visits": 60}', "reason": "60 visits clicked it fast"}
    db = Database(f"sqlite:///{served.folder / 'handrail.db'}")
    db.write(lambda conn: conn.execute(insert(schema.calibrations).values({**lesson, **told})))
    yield
    for table in (schema.calibrations, schema.rule_changes):
        db.write(lambda conn, of=table: conn.execute(delete(of)))  # type: ignore[misc]
    db.close()


def test_what_an_element_taught_is_undone_and_brought_back_by_clicks(
    chromium: Browser, address: str, served: Served, taught: None
) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{address}/rules")
    page.get_by_label("E-mail").fill("admin@test")
    page.locator("input[type=password]").fill(served.passwords["admin"])
    page.get_by_role("button", name="Log in").click()
    page.locator(".st-key-picture_signal-weights .main-svg").first.wait_for()
    page.locator(".st-key-table_calibrations .dvn-scroller").click(position=FIRST_ROW)  # type: ignore[arg-type]
    page.get_by_role("button", name="Undo: Rage click on Save").click()
    expect(page.get_by_text("Saved. Live for every page")).to_be_visible()
    assert "taught" not in page.locator("h1.headline").inner_text()
    page.locator(".st-key-table_rule-versions .dvn-scroller").wait_for()
    page.locator(".st-key-table_calibrations .dvn-scroller").click(position=FIRST_ROW)  # type: ignore[arg-type]
    page.get_by_role("button", name="Let it hold again").click()
    expect(page.locator("h1.headline")).to_contain_text("1 element has taught itself a gentler one")
    page.context.close()


def test_knowledge_is_added_uploaded_asked_and_tidied_by_clicks(
    chromium: Browser, address: str, served: Served, known: Database
) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce", accept_downloads=True)
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{address}/knowledge")
    page.get_by_label("E-mail").fill("admin@test")
    page.locator("input[type=password]").fill(served.passwords["admin"])
    page.get_by_role("button", name="Log in").click()
    expect(page.locator("h1.headline")).to_contain_text("1 contradiction is waiting")
    _add_a_website(page)
    _upload(page)
    _ask(page)
    _dismiss(page)
    _take_the_draft(page)
    page.set_viewport_size({"width": 400, "height": 800})
    assert json.loads(page.evaluate("JSON.stringify(document.scrollingElement.scrollWidth)")) <= 400
    page.context.close()


CONTRAST = """(element) => {
  const rgb = (colour) => [...colour.match(/[\\d.]+/g).map(Number), 1].slice(0, 4);
  const over = (top, under) => [0, 1, 2].map((i) => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
  const grounds = [];
  for (let at = element; at; at = at.parentElement) grounds.unshift(rgb(getComputedStyle(at).backgroundColor));
  const ground = grounds.reduce((under, top) => over(top, under), [0, 0, 0, 1]);
  const light = (colour) => {
    const linear = (c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    const [r, g, b] = colour.slice(0, 3).map((c) => linear(c / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const [one, other] = [light(over(rgb(getComputedStyle(element).color), ground)), light(ground)];
  return Math.max(one, other) / Math.min(one, other);
}"""


def test_the_chosen_tab_is_read_as_easily_on_a_dark_ground(chromium: Browser, address: str, served: Served) -> None:
    page = chromium.new_page(viewport={"width": 1280, "height": 900}, reduced_motion="reduce", color_scheme="dark")
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{address}/knowledge")
    page.get_by_label("E-mail").fill("viewer@test")
    page.locator("input[type=password]").fill(served.passwords["viewer"])
    page.get_by_role("button", name="Log in").click()
    chosen = page.get_by_role("radio", name="Sources").locator("p")
    chosen.wait_for()
    expect(page.get_by_label("E-mail")).to_have_count(0)
    assert chosen.evaluate(CONTRAST) >= 4.5
    page.context.close()


def _part(page: Page, name: str) -> None:
    page.get_by_role("radio", name=name, exact=True).click()


def _add_a_website(page: Page) -> None:
    page.get_by_text("Add a website, a page or a folder").click()
    page.get_by_role("textbox", name="Address").fill("https://docs.example.com/help/")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("The source is added")).to_be_visible()


def _upload(page: Page) -> None:
    _part(page, "Upload")
    page.wait_for_url("**about=Upload**")
    good: FilePayload = {
        "name": "parking.md",
        "mimeType": "text/markdown",
        "buffer": b"# Parking\n\nBehind the house.\n",
    }
    broken: FilePayload = {"name": "broken.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7 and nothing else"}
    page.locator("input[type=file]").set_input_files([good, broken])
    page.get_by_role("button", name="Upload 2 files").click()
    expect(page.locator("h1.headline")).to_contain_text("1 file taken, 1 file refused")
    expect(page.locator(".upload.refused")).to_contain_text("broken.pdf")


def _ask(page: Page) -> None:
    _part(page, "Try a question")
    page.get_by_role("textbox", name="Question").fill("how do I reset my password")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".st-key-picture_candidates .main-svg").first).to_be_visible()


def _dismiss(page: Page) -> None:
    _part(page, "Hygiene")
    expect(page.locator(".pair mark").first).to_be_visible()
    page.locator(".st-key-finding_0 [data-testid=stPopoverButton]").click()
    page.get_by_role("textbox", name="Why it is none").fill("Two different plans")
    page.get_by_role("button", name="Dismiss it").click()
    expect(page.get_by_text("Dismissed; it is not found again.")).to_be_visible()


def _take_the_draft(page: Page) -> None:
    _part(page, "Gaps")
    page.locator(".st-key-table_gaps .dvn-scroller").click(position=FIRST_ROW)  # type: ignore[arg-type]
    with page.expect_download() as taken:
        page.get_by_role("button", name="Write it: download as Markdown").click()
    assert "Questions that this answers" in taken.value.path().read_text()


def _ours(url: str, address: str) -> Any:
    return url.startswith((address, "data:", "blob:"))
