"""What the server says reaches the panel and the host's own hooks; what the visitor says reaches the server."""

import pytest

from tests.widget.browser.conftest import Visit
from widget.protocol import Nudge, Nudged, PanelUsed, Said

pytestmark = pytest.mark.browser

NUDGE = Nudge(
    "nudge-0001", "The VAT number needs the country prefix.", "#vat-number", "VAT numbers", "/help/vat", "Why?"
)


def test_nudge_is_shown_and_the_host_hears_of_it(visit: Visit) -> None:
    visit.page.add_init_script("window.handrail = [['on', 'struggle', (frame) => (window.heard = frame.element)]]")
    visit.open().online()
    visit.peer.say(NUDGE)
    visit.page.get_by_text("The VAT number needs the country prefix.").first.wait_for()
    assert visit.page.evaluate("window.heard") == "#vat-number"
    shown = visit.wait(lambda: visit.peer.events(Nudged), "the reaction", 10)
    assert (shown[0].nudge, shown[0].reaction) == ("nudge-0001", "shown")
    assert visit.problems == []


def test_words_of_the_visitor_reach_the_server(visit: Visit) -> None:
    visit.open().online()
    visit.page.evaluate("handrail.open()")
    composer = visit.page.get_by_role("textbox", name="Your message")
    composer.fill("Where is my invoice?")
    composer.press("Enter")
    (said,) = visit.wait(lambda: visit.peer.events(Said), "the turn", 10)
    assert (said.text, said.route) == ("Where is my invoice?", "/")
    assert [used.what for used in visit.peer.events(PanelUsed)] == ["opened"]


def test_chat_works_while_sharing_is_paused_and_nothing_else_is_told(visit: Visit) -> None:
    visit.page.add_init_script("Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})")
    visit.open()
    visit.page.click("#works")
    visit.page.locator("handrail-panel .launcher").wait_for()
    visit.page.evaluate("handrail.open()")
    composer = visit.page.get_by_role("textbox", name="Your message")
    composer.fill("Where is my invoice?")
    composer.press("Enter")
    visit.wait(lambda: visit.peer.events(Said), "the turn")
    visit.page.wait_for_timeout(1500)
    told = {type(event) for batches in visit.peer.batches.values() for batch in batches for event in batch.events}
    assert told == {Said}
