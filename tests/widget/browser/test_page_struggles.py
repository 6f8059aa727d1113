"""What goes wrong for a visitor in a real browser, as the server hears of it; and what is fine."""

import pytest

from tests.widget.browser.conftest import Visit
from widget.protocol import Clicked, Snapshot, StepDone, Struggled

pytestmark = pytest.mark.browser


def struggles(visit: Visit, signal: str) -> list[Struggled]:
    return [one for one in visit.peer.events(Struggled) if one.signal == signal and one.verdict == "struggle"]


def press(visit: Visit, selector: str, times: int) -> None:
    box = visit.page.locator(selector).bounding_box()
    assert box
    for _ in range(times):
        visit.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        visit.page.wait_for_timeout(120)


@pytest.mark.parametrize("selector", ["#pay", "#ghost"])  # plain, and with pointer-events: none
def test_rage_click_on_a_disabled_button_is_heard(visit: Visit, selector: str) -> None:
    visit.open().online()
    press(visit, selector, 3)
    (found,) = visit.wait(lambda: struggles(visit, "rage_click"), "the rage click", 10)
    assert found.element is not None
    assert (found.element.key, found.element.name != "") == (selector, True)
    assert found.count >= 3
    assert len(visit.peer.events(Clicked)) == 3


def test_three_clicks_that_each_do_something_else_are_not_rage(visit: Visit) -> None:
    visit.open().online()
    for selector in ("#works", "#to-team", "#works"):
        visit.page.click(selector)
        visit.page.wait_for_timeout(300)
    visit.page.wait_for_timeout(1500)
    assert struggles(visit, "rage_click") == []


def test_dead_click_is_heard_and_a_live_one_is_not(visit: Visit) -> None:
    visit.open().online()
    visit.page.wait_for_timeout(2500)  # the pictures of the page are taken
    visit.page.click("#works")
    visit.page.wait_for_timeout(1500)
    visit.page.click("#dead")
    (found,) = visit.wait(lambda: struggles(visit, "dead_click"), "the dead click", 10)
    assert found.element is not None
    assert found.element.key == "#dead"


def test_error_click_is_heard(visit: Visit) -> None:
    visit.open().online()
    visit.page.click("#breaks")
    (found,) = visit.wait(lambda: struggles(visit, "error_click"), "the error click", 10)
    assert found.element is not None
    assert found.element.key == "#breaks"


def test_same_field_refused_three_times_is_heard_with_the_page_s_words(visit: Visit) -> None:
    visit.open().online()
    for value in ("123456780", "123456781", "123456782"):
        visit.page.fill("#vat-number", value)
        visit.page.click("text=Save details")
        visit.page.wait_for_timeout(500)
    (found,) = visit.wait(lambda: struggles(visit, "repeated_validation"), "the verdict", 10)
    assert found.element is not None
    assert (found.element.key, found.element.name) == ("#vat-number", "VAT number")
    assert "needs the country prefix" in found.message
    assert visit.peer.events(StepDone) == []
    shown = visit.wait(lambda: [one for one in visit.peer.events(Snapshot) if one.errors], "the snapshot", 10)
    assert shown[-1].errors[0].element.key == "#vat-number"
    assert shown[-1].step == "vat-number"


def test_corrected_field_completes_the_step(visit: Visit) -> None:
    visit.open().online()
    visit.page.fill("#vat-number", "123")
    visit.page.click("text=Save details")
    visit.page.wait_for_timeout(500)
    visit.page.fill("#vat-number", "DE123456780")
    visit.page.click("text=Save details")
    (done,) = visit.wait(lambda: visit.peer.events(StepDone), "the completed step", 10)
    assert (done.step, done.evidence) == ("vat-number", "Billing details saved")
    assert struggles(visit, "repeated_validation") == []


def test_browser_s_own_validation_counts(visit: Visit) -> None:
    visit.open().online()
    visit.page.fill("#mail-field", "anna-without-at")
    for _ in range(3):
        visit.page.click("text=Invite")
        visit.page.wait_for_timeout(500)
    (found,) = visit.wait(lambda: struggles(visit, "repeated_validation"), "the verdict", 10)
    assert found.element is not None
    assert found.element.key == "#mail-field"
    assert "anna" not in found.message
    assert not any(b"anna-without" in data for data in visit.peer.wire)


def test_step_is_done_when_its_form_leads_to_another_document(visit: Visit) -> None:
    visit.open("/sent.html").online()
    visit.page.click("#send")
    visit.page.wait_for_url("**/invited*")
    (done,) = visit.wait(lambda: visit.peer.events(StepDone), "the step")
    assert (done.step, done.route, done.evidence) == ("invite", "/sent.html", "went on to /invited")


def test_step_is_not_done_when_its_form_comes_back(visit: Visit) -> None:
    visit.open("/sent.html").online()
    visit.page.click("#stay")
    visit.page.wait_for_url("**/sent.html?*")
    visit.online().page.wait_for_timeout(4500)
    assert visit.peer.events(StepDone) == []
