"""What may be told and kept: off, anonymous, full, by tag, browser, visitor, page; which visitors a site hears."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.widget.browser.conftest import Visit
from tests.widget.browser.peer import Peer
from tests.widget.browser.tap import Tap, tapped
from widget.events import Kind
from widget.protocol import Clicked, PageView, Sharing

pytestmark = pytest.mark.browser

GPC = "Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})"
DNT = "Object.defineProperty(navigator, 'doNotTrack', {value: '1'})"

Opening = Callable[..., Tap]


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 900, "height": 700})
    yield context
    context.close()


@pytest.fixture
def tap(context: BrowserContext, served: Peer, host: str) -> Tap:
    served.forget()
    return tapped(context, served, host)


@pytest.fixture
def alone(context: BrowserContext, served: Peer, host: str) -> Visit:
    """A visit with Python whose storage is shared with no other test."""
    served.forget()
    return Visit(context.new_page(), served, host)


def settled(tap: Tap, query: str) -> Tap:
    """The page, idle, with the panel."""
    tap.enter(query)
    tap.calm()
    return tap.rest(400)


def test_off_captures_and_stores_nothing(tap: Tap) -> None:
    settled(tap, "consent=off")
    tap.page.click("#works")
    tap.rest()
    assert (tap.seen(), tap.storage(), tap.page.evaluate("workers.length")) == ([], {}, 0)
    tap.page.goto("about:blank")
    tap.page.wait_for_timeout(300)
    assert tap.peer.beacons == []


def test_full_keeps_the_visitor_and_the_tab_s_session(tap: Tap) -> None:
    tap.enter("consent=full").ready()
    assert {"handrail.visitor", "handrail.session", "handrail.trail"} <= set(tap.storage())
    assert tap.messages("boot")[0]["visitor"] == tap.storage()["handrail.visitor"]


def test_anonymous_keeps_nothing_beyond_the_tab(tap: Tap, context: BrowserContext, served: Peer, host: str) -> None:
    tap.enter("consent=anonymous").ready()
    assert tap.page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('handrail'))") == []
    first = tap.messages("boot")[0]
    tap.enter("consent=anonymous").ready()
    second = tap.messages("boot")[0]
    assert (first["visitor"], first["session"]) == (second["visitor"], second["session"])
    other = tapped(context, served, host).enter("consent=anonymous").ready().messages("boot")[0]
    assert other["visitor"] != first["visitor"]
    assert other["session"] != first["session"]


def test_anonymous_visitor_is_not_identified(tap: Tap) -> None:
    tap.enter("consent=anonymous").ready()
    tap.page.evaluate("handrail.identify('user-17')")
    (said,) = tap.wait(lambda: tap.problems, "the warning", 5)
    assert 'while consent is "anonymous"' in said
    assert tap.messages("tell", "identify") == []


@pytest.mark.parametrize("wish", [GPC, DNT])
@pytest.mark.parametrize("tag", ["", "consent=full", "consent=anonymous"])
def test_browser_s_wish_not_to_be_followed_goes_before_the_tag(tap: Tap, wish: str, tag: str) -> None:
    tap.page.add_init_script(wish)
    settled(tap, tag)
    tap.page.click("#works")
    assert (tap.rest().seen(), tap.storage()) == ([], {})


def test_visitor_s_word_goes_before_the_browser_s_and_lasts(tap: Tap) -> None:
    tap.page.add_init_script(GPC)
    settled(tap, "")
    tap.page.evaluate("handrail.consent('full')")
    tap.ready()
    tap.page.click("#works")
    tap.heard(Kind.CLICK)
    assert tap.messages("boot")[0]["mode"] == "full"
    tap.enter("").ready()
    assert tap.storage()["handrail.sharing"] == "full"


def test_granted_consent_starts_the_capture_with_the_page(tap: Tap) -> None:
    settled(tap, "consent=off")
    tap.page.click("#works")
    tap.page.evaluate("handrail.consent('anonymous')")
    tap.ready()
    tap.page.click("#idle")
    tap.heard(Kind.CLICK)
    assert [one.target.key for one in tap.seen(Kind.CLICK) if one.target] == ["#idle"]
    assert len(tap.seen(Kind.PAGE)) == 1
    boot = tap.messages("boot")[0]
    assert (boot["mode"], boot["paused"]) == ("anonymous", False)
    assert boot["visitor"] == tap.storage()["handrail.alias"]


@pytest.mark.parametrize(
    ("mode", "left"),
    [("off", {"session", "sharing"}), ("anonymous", {"alias", "session", "sharing"})],
)
def test_lesser_consent_takes_the_visitor_and_the_trail_away(tap: Tap, mode: str, left: set[str]) -> None:
    tap.enter("").ready()
    session = tap.storage()["handrail.session"]
    tap.page.evaluate(f"handrail.consent('{mode}')")
    assert set(tap.storage()) == {f"handrail.{name}" for name in left}
    assert (tap.storage()["handrail.session"] == session) == (mode == "off"), (
        "a conversation goes on, a record does not"
    )
    told = tap.messages("tell", "share")[-1]
    assert (told["paused"], told["mode"]) == (mode == "off", mode)
    rows = len(tap.seen())
    tap.page.click("#works")
    assert (len(tap.rest().seen()) > rows) == (mode == "anonymous")


def test_consent_refused_before_python_runs_takes_back_what_was_captured(tap: Tap) -> None:
    held: list[object] = []
    tap.page.route("**/widget/later.js*", lambda route: held.append(route))
    tap.enter("")
    tap.wait(lambda: held, "the request for later.js", 10)
    tap.page.click("#works")
    tap.page.evaluate("handrail.consent('off')")
    held[0].continue_()  # type: ignore[attr-defined]
    tap.calm()
    tap.page.evaluate("handrail.open()")
    tap.ready()
    assert tap.rest().seen() == []
    tap.page.goto("about:blank")
    tap.page.wait_for_timeout(300)
    assert tap.peer.beacons == []


def test_consent_refused_before_the_script_is_there_is_heeded_from_the_first_moment(tap: Tap) -> None:
    tap.page.add_init_script("window.handrail = [['consent', 'off']]")
    settled(tap, "consent=full")
    tap.page.click("#works")
    assert tap.rest().seen() == []
    assert set(tap.storage()) == {"handrail.sharing"}


def test_panel_s_switch_pauses_and_resumes_to_what_the_tag_allows(tap: Tap) -> None:
    tap.enter("consent=anonymous").ready()
    tap.page.evaluate("handrail.open()")
    tap.page.get_by_role("button", name="What is shared").click()
    switch = tap.page.get_by_role("switch")
    switch.click()
    assert tap.storage()["handrail.sharing"] == "off"
    switch.click()
    assert tap.storage()["handrail.sharing"] == "anonymous"
    assert [one["mode"] for one in tap.messages("tell", "share")] == ["off", "anonymous"]
    assert "handrail.visitor" not in tap.storage()


# ---------------------------------------------------------------- with Python in the page


def test_server_hears_of_a_changed_consent_and_of_nothing_while_it_is_off(alone: Visit) -> None:
    alone.open().online()
    alone.page.evaluate("handrail.consent('off')")
    alone.page.click("#works")
    (told,) = alone.wait(lambda: alone.peer.events(Sharing), "the word", 10)
    assert (told.paused, told.mode) == (True, "off")
    alone.page.evaluate("handrail.consent('full')")
    alone.page.click("#dead")
    alone.wait(lambda: alone.peer.events(Clicked), "the click", 10)
    assert [one.element.key for one in alone.peer.events(Clicked)] == ["#dead"]
    assert [one.mode for one in alone.peer.events(Sharing)] == ["off", "full"]


def fnv1a(text: str) -> int:
    number = 2166136261
    for byte in text.encode():
        number = (number ^ byte) * 16777619 % 2**32
    return number


def test_visitor_beyond_the_site_s_sample_has_the_chat_alone(tap: Tap) -> None:
    tap.enter("").ready()
    place = fnv1a(tap.storage()["handrail.visitor"]) % 1000
    tap.say({"k": "frame", "frame": {"kind": "we", "sample": place + 1}})
    tap.page.click("#idle")
    tap.heard(Kind.CLICK)
    assert "handrail.aside" not in tap.storage()
    tap.say({"k": "frame", "frame": {"kind": "we", "sample": place}})
    before = len(tap.seen(Kind.CLICK))
    tap.page.click("#works")
    assert len(tap.rest().seen(Kind.CLICK)) == before
    assert tap.messages("tell", "share") == [], "the visitor did not say so"
    settled(tap, "")
    tap.page.click("#works")
    assert (tap.rest().seen(), tap.page.evaluate("workers.length")) == ([], 0), "remembered in the tab"
    tap.page.evaluate("handrail.open()")
    tap.ready()


def test_sampled_site_is_told_of_no_click(alone: Visit) -> None:
    alone.peer.sample = 0
    alone.open()
    alone.wait(lambda: alone.page.evaluate("sessionStorage.getItem('handrail.aside')"), "the sampling")
    alone.page.click("#works")
    alone.page.wait_for_timeout(1500)
    assert alone.peer.events(Clicked) == []
    alone.open("/team")
    alone.page.wait_for_timeout(2500)
    assert [one.route for one in alone.peer.events(PageView)] in ([], ["/"])
