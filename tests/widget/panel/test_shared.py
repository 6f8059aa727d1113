"""What is shared: listed in plain words, the true data one click below, one switch to pause."""

from typing import Any

from playwright.sync_api import expect

from tests.widget.panel.visit import Visit, Visiting

ITEMS: list[dict[str, Any]] = [
    {"at": 1_760_000_000_000, "kind": "pv", "words": "You opened the page /billing", "data": {"route": "/billing"}},
    {"at": 1_760_000_004_000, "kind": "ck", "words": "You clicked Save details", "data": {"rx": 512}},
]


def opened(visit: Visit) -> Visit:
    visit.open()
    visit.tab_to(visit.button("What is shared"))
    visit.press("Enter")
    visit.tell(k="shared", items=ITEMS)
    return visit


def test_it_asks_for_the_list_and_shows_the_newest_first(visit: Visit) -> None:
    opened(visit)
    expect(visit.page.get_by_role("heading", name="What is shared")).to_be_focused()
    assert {"k": "shared?"} in visit.sent()
    words = visit.page.locator("handrail-panel summary span")
    expect(words).to_have_text(["You clicked Save details", "You opened the page /billing"])


def test_the_true_data_is_one_key_below_and_stays_open_when_the_list_comes_again(visit: Visit) -> None:
    opened(visit)
    visit.tab_to(visit.page.locator("handrail-panel summary").first)
    visit.press("Enter")
    expect(visit.page.get_by_label("Exactly what was sent").first).to_contain_text('"rx": 512')
    visit.tell(k="shared", items=[*ITEMS, {"at": 1_760_000_009_000, "kind": "ck", "words": "Third", "data": {}}])
    expect(visit.page.locator("handrail-panel details")).to_have_count(3)
    expect(visit.page.get_by_text('"rx": 512')).to_be_visible()


def test_sharing_pauses_and_resumes_with_one_switch(visit: Visit) -> None:
    opened(visit)
    switch = visit.page.get_by_role("switch", name="Share what happens on this page")
    expect(switch).to_be_checked()
    visit.tab_to(switch)
    visit.press("Space")
    expect(switch).not_to_be_checked()
    expect(switch).to_have_accessible_description(
        "Paused. Nothing about the page is sent, only what you write or attach in this conversation."
    )
    visit.press("Space")
    assert [one["paused"] for one in visit.sent("share")] == [True, False]


def test_a_visit_that_starts_paused_shows_it(visiting: Visiting) -> None:
    visit = opened(visiting().go("?paused"))
    expect(visit.page.get_by_role("switch")).not_to_be_checked()


def test_escape_leads_back_to_the_conversation_and_then_closes(visit: Visit) -> None:
    opened(visit)
    visit.press("Escape")
    expect(visit.composer).to_be_visible()
    expect(visit.button("What is shared")).to_be_focused()
    visit.press("Escape")
    expect(visit.dialog).to_be_hidden()


def test_the_list_is_asked_for_again_only_while_it_is_read(visit: Visit) -> None:
    visit.page.clock.install()
    visit.go()
    opened(visit)
    visit.page.clock.run_for(9000)
    asked = len([one for one in visit.sent() if one["k"] == "shared?"])
    assert asked == 3
    visit.press("Escape")
    visit.page.clock.run_for(9000)
    assert len([one for one in visit.sent() if one["k"] == "shared?"]) == asked
