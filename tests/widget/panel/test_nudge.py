"""Help offered before being asked: where the card stands, what it says and does, and how it goes."""

import msgspec
import pytest
from playwright.sync_api import Locator, expect

from tests.widget.panel.visit import NUDGE, Visit, Visiting
from widget.protocol import Resolved


def box(locator: Locator) -> tuple[float, float, float, float]:
    """left, top, right, bottom."""
    found = locator.bounding_box()
    assert found
    return found["x"], found["y"], found["x"] + found["width"], found["y"] + found["height"]


def overlap(one: Locator, other: Locator) -> bool:
    a, b = box(one), box(other)
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def reactions(visit: Visit) -> list[str]:
    return [one["reaction"] for one in visit.sent("nudge")]


def test_it_stands_beside_its_element_is_announced_and_takes_no_focus(visit: Visit) -> None:
    visit.page.locator("#vat").focus()
    visit.frame(NUDGE)
    expect(visit.card).to_contain_text(NUDGE.sentence)
    expect(visit.card).to_have_attribute("data-side", "right")
    expect(visit.page.locator("#vat")).to_be_focused()
    expect(visit.page.get_by_role("status").filter(has_text=NUDGE.sentence)).to_be_attached()
    assert reactions(visit) == ["shown"]
    for control in ("#company", "#vat", "#city", "#save"):
        assert not overlap(visit.card, visit.page.locator(control))


def test_it_follows_its_element_and_goes_to_the_corner_when_that_leaves(visit: Visit) -> None:
    visit.frame(NUDGE)
    before = box(visit.card)
    visit.page.mouse.wheel(0, 60)
    expect(visit.card).to_have_css("top", f"{before[1] - 60:g}px")
    expect(visit.card).to_have_attribute("data-side", "right")
    visit.page.evaluate("scrollTo(0, 900)")
    expect(visit.card).to_have_attribute("data-side", "corner")
    assert not overlap(visit.card, visit.launcher)


def test_where_there_is_no_room_it_leaves_the_form_in_use_alone(visiting: Visiting) -> None:
    visit = visiting(viewport={"width": 320, "height": 640}).go()
    visit.page.locator("#vat").focus()
    visit.frame(NUDGE)
    expect(visit.card).to_have_attribute("data-side", "corner")
    for part in ("#company", "#vat", "#vat-error", "#city", "#save"):
        assert not overlap(visit.card, visit.page.locator(part))
    left, _, right, _ = box(visit.card)
    assert left >= 0
    assert right <= 320


def test_show_me_by_keyboard_outlines_the_element_and_hands_the_focus_to_it(visit: Visit) -> None:
    visit.page.evaluate("scrollTo(0, 900)")
    visit.frame(NUDGE)
    visit.tab_to(visit.button("Show me"))
    visit.press("Enter")
    expect(visit.outline).to_be_visible()
    expect(visit.page.locator("#vat")).to_be_focused()
    expect(visit.page.locator("#vat")).to_be_in_viewport()
    expect(visit.page.get_by_role("status").filter(has_text="Outlined on the page: VAT number")).to_be_attached()
    assert reactions(visit) == ["shown", "opened"]
    visit.type("DE1")  # the visitor is on it: the outline has done its work
    expect(visit.outline).to_be_hidden()


@pytest.mark.parametrize(("motion", "at_once"), [("reduce", True), ("no-preference", False)])
def test_show_me_obeys_reduced_motion(visiting: Visiting, motion: str, at_once: bool) -> None:
    visit = visiting(reduced_motion=motion).go()
    visit.page.evaluate("scrollTo(0, 900)")
    visit.frame(NUDGE)
    visit.tab_to(visit.button("Show me"))
    visit.page.evaluate("() => addEventListener('click', () => window.rig.at = scrollY, {once: true})")
    visit.press("Enter")
    assert (visit.page.evaluate("window.rig.at") < 300) is at_once
    expect(visit.page.locator("#vat")).to_be_in_viewport()


def test_got_it_takes_card_and_outline_away(visit: Visit) -> None:
    visit.frame(NUDGE)
    visit.button("Show me").click()
    expect(visit.outline).to_be_visible()
    visit.tab_to(visit.button("Got it"))
    visit.press("Enter")
    expect(visit.card).to_be_hidden()
    expect(visit.outline).to_be_hidden()
    assert reactions(visit) == ["shown", "opened"]


def test_read_more_opens_the_conversation_with_the_question(visit: Visit) -> None:
    visit.frame(NUDGE)
    visit.tab_to(visit.button("Read more"))
    visit.press("Enter")
    expect(visit.dialog).to_be_visible()
    expect(visit.card).to_be_hidden()
    assert [one["text"] for one in visit.sent("say")] == [NUDGE.question]
    assert reactions(visit) == ["shown", "opened"]


def test_not_now_is_remembered_over_a_navigation_for_the_same_thing_only(visit: Visit) -> None:
    visit.frame(NUDGE)
    visit.tab_to(visit.button("Not now"))
    visit.press("Enter")
    expect(visit.card).to_be_hidden()
    assert reactions(visit) == ["shown", "dismissed"]
    visit.go()
    visit.frame(msgspec.structs.replace(NUDGE, nudge="nudge-00002"))
    expect(visit.card).to_be_hidden()
    visit.frame(msgspec.structs.replace(NUDGE, nudge="nudge-00003", element="field:Company"))
    expect(visit.card).to_be_visible()


def test_escape_from_the_page_is_not_now(visit: Visit) -> None:
    visit.page.locator("#vat").focus()
    visit.frame(NUDGE)
    visit.press("Escape")
    expect(visit.card).to_be_hidden()
    expect(visit.page.locator("#vat")).to_be_focused()
    assert reactions(visit) == ["shown", "dismissed"]


def test_without_its_element_it_offers_the_article_only(visit: Visit) -> None:
    visit.frame(msgspec.structs.replace(NUDGE, element="field:Nowhere"))
    expect(visit.button("Show me")).to_have_count(0)
    expect(visit.button("Read more")).to_be_visible()


def test_while_the_conversation_is_open_it_never_lies_over_it(visit: Visit) -> None:
    visit.open()
    visit.page.evaluate("scrollTo(0, 900)")
    visit.frame(NUDGE)
    expect(visit.card).to_have_attribute("data-side", "inside")
    expect(visit.dialog.get_by_role("region", name="Help with this page")).to_be_visible()
    expect(visit.composer).to_be_focused()
    visit.press("Escape")
    expect(visit.card).to_have_attribute("data-side", "corner")


def test_a_local_hint_uses_the_same_card_and_tells_nobody(visit: Visit) -> None:
    visit.tell(k="hint", element="field:VAT number", sentence="Two letters first, like DE123456789.")
    expect(visit.card).to_contain_text("Two letters first")
    expect(visit.button("Read more")).to_have_count(0)
    visit.tab_to(visit.button("Not now"))
    visit.press("Enter")
    expect(visit.card).to_be_hidden()
    assert visit.sent("nudge") == []


def test_a_hint_does_not_replace_the_servers_word_on_the_same_element(visit: Visit) -> None:
    visit.frame(NUDGE)
    visit.tell(k="hint", element=NUDGE.element, sentence="Another sentence")
    expect(visit.card).to_contain_text(NUDGE.sentence)


def test_it_goes_when_the_step_is_done_and_the_good_word_takes_its_place(visit: Visit) -> None:
    visit.frame(NUDGE, Resolved("billing-details", "Your billing details are saved."))
    expect(visit.card).to_contain_text("Your billing details are saved.")
    expect(visit.button("Show me")).to_have_count(0)
    visit.tab_to(visit.button("Got it"))
    visit.press("Enter")
    expect(visit.card).to_be_hidden()
    visit.open()
    expect(visit.log.get_by_text("Your billing details are saved.")).to_be_visible()


def test_it_goes_with_its_element(visit: Visit) -> None:
    visit.frame(NUDGE)
    visit.page.evaluate("document.getElementById('billing-details').remove()")
    expect(visit.card).to_be_hidden()
