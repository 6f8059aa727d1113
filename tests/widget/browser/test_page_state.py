"""What a snapshot says of a page: what is in view, what is wrong, what is off and why, in all of its trees."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.widget.browser.peer import Peer
from tests.widget.browser.tap import Tap, tapped
from widget.elements import ElementTable
from widget.hints import for_disabled
from widget.protocol import Snapshot
from widget.snapshot import seen_state, snapshot

pytestmark = pytest.mark.browser

REASONS = {
    "#described": "The cart is empty",
    "#wrapped": "Only owners can delete",
    "#voucher": "Log in to use vouchers",
    "#grouped": "Choose a country first",
    "#group": "Choose a country first",
    "#tipped": "Needs two seats",
    "#host >> #deep": "Wait for the check",
}


@pytest.fixture
def tap(chromium: Browser, served: Peer, host: str) -> Any:
    context = chromium.new_context(viewport={"width": 900, "height": 500})
    served.forget()
    one = tapped(context, served, host)
    yield one.enter(path="/state.html").ready().calm()
    context.close()


def told(tap: Tap) -> Snapshot:
    """The state as Python tells it now."""
    before = len(tap.messages("snap"))
    tap.say({"k": "snap?"})
    tap.wait(lambda: len(tap.messages("snap")) > before, "a snapshot", 5)
    json = tap.page.evaluate("JSON.stringify(told.filter((one) => one.k === 'snap').at(-1).snap)")
    return snapshot(seen_state(json), ElementTable())


def test_controls_that_are_off_are_told_with_the_page_s_own_reason(tap: Tap) -> None:
    state = told(tap)
    assert {one.element.key: one.text for one in state.reasons} == REASONS
    assert {element.key for element in state.disabled} == {*REASONS, "#silent"}


def test_hint_for_a_dead_button_is_the_page_s_reason(tap: Tap) -> None:
    [pay] = [one for one in told(tap).reasons if one.element.key == "#described"]
    assert for_disabled(pay.element.name, [], pay.text) == "“Pay” is off: The cart is empty."


def test_headings_are_those_in_view_after_the_page_s_name(tap: Tap) -> None:
    tap.page.evaluate("document.getElementById('menu').hidePopover()")
    assert told(tap).headings == ("Check-out", "Address")
    tap.page.locator("#below").evaluate("(one) => one.scrollIntoView()")
    assert told(tap).headings[:3] == ("Check-out", "Further down", "At the end")
    assert "Address" not in told(tap).headings


def test_step_and_language_are_the_page_s_own(tap: Tap) -> None:
    state = told(tap)
    assert (state.step, state.language) == ("Payment", "de")


def test_notices_are_told_once_and_hidden_ones_never(tap: Tap) -> None:
    notices = told(tap).notices
    assert set(notices) == {"Draft kept", "Two seats left", "Link copied", "The check is slow today"}
    assert len(notices) == 4


def test_open_dialogs_are_told_by_name_popovers_too(tap: Tap) -> None:
    assert set(told(tap).dialogs) == {"Leave the page?", "Choose a plan"}
    tap.page.evaluate("document.getElementById('menu').hidePopover()")
    assert told(tap).dialogs == ("Leave the page?",)


def test_errors_in_shadow_roots_and_frames_are_told(tap: Tap) -> None:
    errors = {one.element.key: one.text for one in told(tap).errors}
    assert errors["#host >> #tax"] == "Tax number is too short"
    assert "Framed and wrong" in errors.values()


def test_focus_is_told_in_whatever_tree_it_lies(tap: Tap) -> None:
    tap.page.locator("#tax").focus()
    focused = told(tap).focused
    assert focused
    assert focused.key == "#host >> #tax"
