"""How Python starts: anew, from a picture of its memory, and anew again when the picture is no good."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.chromium import CHROMIUM, FLAGS
from tests.widget.browser.conftest import HERE, POLICY, Visit
from tests.widget.browser.peer import Peer, hosting
from widget.protocol import Clicked

pytestmark = pytest.mark.browser

# What the worker says of its start.
LISTEN = """
window.starts = [];
window.Worker = class extends Worker {
  constructor(...all) {
    super(...all);
    this.addEventListener("message", ({ data }) => data.k === "state" && starts.push(data.how || data.state));
  }
};
"""
KEPT = "caches.open('handrail-python').then((cache) => cache.keys()).then((all) => all.map((one) => one.url))"
SIZES = """caches.open('handrail-python').then(async (cache) => Promise.all((await cache.keys())
  .map(async (name) => (await (await cache.match(name)).arrayBuffer()).byteLength)))"""
DAMAGE = """(damaged) => caches.open('handrail-python').then(async (cache) => {
  const [name] = await cache.keys();
  const bytes = new Uint8Array(await (await cache.match(name)).arrayBuffer());
  if (damaged === "header") bytes.fill(7);
  else bytes.fill(0, bytes.length / 8);
  await cache.put(name, new Response(bytes));
})"""


@pytest.fixture
def profile(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser that was never here."""
    context = chromium.new_context()
    context.add_init_script(LISTEN)
    yield context
    context.close()


def enter(profile: BrowserContext, peer: Peer, host: str) -> Visit:
    visit = Visit(profile.new_page(), peer, host)
    visit.open()
    return visit


def how(page: Page) -> str:
    said = page.evaluate("starts")
    return next((one for one in said if one in ("anew", "restored", "failed")), "")


def started(visit: Visit) -> str:
    return visit.wait(lambda: how(visit.page), "the start")


@pytest.fixture
def pictured(profile: BrowserContext, served: Peer, host: str) -> Visit:
    """A first page that has kept its picture."""
    visit = enter(profile, served, host)
    assert started(visit) == "anew"
    visit.wait(lambda: visit.page.evaluate(SIZES), "the picture")
    return visit


def test_second_page_goes_on_from_the_picture_of_the_first_and_works(
    profile: BrowserContext, served: Peer, host: str, pictured: Visit
) -> None:
    pictured.page.close()
    served.forget()
    visit = enter(profile, served, host)
    assert started(visit) == "restored"
    visit.page.click("#works")
    visit.wait(lambda: served.events(Clicked), "the click")
    assert {hello.route for hello in served.hellos} == {"/"}  # nothing of the first page's is left in its memory


@pytest.mark.parametrize("damaged", ["header", "memory"])
def test_damaged_picture_is_thrown_away_and_python_starts_anew(
    profile: BrowserContext, served: Peer, host: str, pictured: Visit, damaged: str
) -> None:
    pictured.page.evaluate(DAMAGE, damaged)
    pictured.page.close()
    served.forget()
    visit = enter(profile, served, host)
    assert started(visit) == "anew"
    visit.page.click("#works")
    visit.wait(lambda: served.events(Clicked), "the click")
    assert visit.page.evaluate(SIZES) == [0], "this build does without"


def test_pictures_of_other_builds_are_removed(profile: BrowserContext, served: Peer, host: str) -> None:
    visit = enter(profile, served, host)
    old = f"{served.origin}/widget/py/000000000000/memory"
    visit.page.evaluate(f"caches.open('handrail-python').then((cache) => cache.put('{old}', new Response('old')))")
    visit.wait(lambda: any(name != old for name in visit.page.evaluate(KEPT)), "the picture")
    assert len(visit.page.evaluate(KEPT)) == 1


def test_anonymous_visitor_s_browser_keeps_nothing(profile: BrowserContext, served: Peer, host: str) -> None:
    profile.add_init_script("localStorage.setItem('handrail.sharing', 'anonymous')")
    visit = enter(profile, served, host)
    assert started(visit) == "anew"
    visit.page.wait_for_timeout(9000)  # longer than a picture waits
    assert visit.page.evaluate("caches.keys()") == []
    assert [one["name"] for one in visit.page.evaluate("indexedDB.databases()")] == []


def test_page_without_a_secure_context_starts_anew_each_time(chromium: Browser, served: Peer) -> None:
    name = "http://shop.test"
    policy = POLICY.format(w=served.origin, ws=served.origin.replace("http", "ws", 1))
    with hosting(HERE / "host", served.origin, policy) as host:
        rules = "--host-resolver-rules=MAP shop.test 127.0.0.1"
        browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=[*FLAGS, rules])
        context = browser.new_context()
        context.add_init_script(LISTEN)
        for _ in range(2):
            visit = enter(context, served, f"{name}:{host.rsplit(':', 1)[1]}")
            assert visit.page.evaluate("typeof caches") == "undefined"
            assert started(visit) == "anew"
            visit.page.close()
        browser.close()
