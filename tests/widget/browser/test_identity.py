"""Fifty pages before and after a release: elements keep their identity, none takes another's."""

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from server.projections.matching import match
from tests.widget.browser.identity.rebuild import Release, releases
from widget.elements import ElementTable
from widget.protocol import Skeleton
from widget.snapshot import seen_layout, skeleton

pytestmark = pytest.mark.browser

SHIM = Path(__file__).parents[3] / "widget" / "static" / "shim"
ORIGIN = "http://identity.test"
LEAST_MATCHED = 0.98
# The layout as the shim takes it, and which true element stands in each of its boxes (found by place and size).
LOOK = """async () => {
  const { takeSkeleton } = await import("/shim/picture.js");
  const { everyElement } = await import("/shim/roots.js");
  const idle = (work) => setTimeout(work, 0);
  const layout = await new Promise((done) => takeSkeleton("/", done, idle));
  const truths = {};
  for (const [element, x, y] of everyElement()) {
    const truth = element.getAttribute("data-truth");
    if (!truth) continue;
    const { left, top, width, height } = element.getBoundingClientRect();
    const box = [left + x + scrollX, top + y + scrollY, width, height].map(Math.round).join();
    truths[`${element.localName},${box}`] = truth;
  }
  return JSON.stringify({ layout, truths });
}"""


class Looked:
    """One build of a page: its layout in Python, and the true elements of every key."""

    def __init__(self, told: str) -> None:
        said: dict[str, Any] = json.loads(told)
        self.layout: Skeleton = skeleton(seen_layout(json.dumps(said["layout"])), ElementTable())
        self.truths: dict[str, set[str]] = defaultdict(set)  # key -> truths
        self.keys: dict[str, set[str]] = defaultdict(set)  # truth -> keys
        for box, raw in zip(self.layout.boxes, said["layout"]["boxes"], strict=True):
            if raw["el"]:
                place = ",".join(str(raw[side]) for side in "xywh")
                truth = said["truths"].get(f"{raw['el']['tag']},{place}")
                if truth:
                    self.truths[box.key].add(truth)
                    self.keys[truth].add(box.key)


@pytest.fixture(scope="module")
def tab(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()

    def shim(route: Route) -> None:
        name = route.request.url.rpartition("/")[2]
        route.fulfill(body=(SHIM / name).read_bytes(), content_type="text/javascript")

    page.route(f"{ORIGIN}/shim/*", shim)
    yield page
    context.close()


def look(tab: Page, html: str) -> Looked:
    tab.unroute(f"{ORIGIN}/page")
    tab.route(f"{ORIGIN}/page", lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    tab.goto(f"{ORIGIN}/page")
    return Looked(tab.evaluate(LOOK))


class Tally:
    """What became of the elements: `kept` by key, `found` by matching, `lost`, `wrong`; what was gone and stayed so."""

    def __init__(self) -> None:
        self.kept = self.found = self.gone = 0
        self.lost: list[str] = []
        self.wrong: list[str] = []
        self.shared: list[str] = []

    @property
    def common(self) -> int:
        return self.kept + self.found + len(self.lost) + len(self.wrong)

    def count(self, release: Release, before: Looked, after: Looked) -> None:
        matched = {one.old: one for one in match(before.layout.boxes, after.layout.boxes)}
        for build in (before, after):
            self.shared += [f"{release.name} {key} {truths}" for key, truths in build.truths.items() if len(truths) > 1]
        for truth, keys in before.keys.items():
            today = {key: matched[key].new if key in matched else key for key in keys}
            there = {new for new in today.values() if new in after.truths}
            here = f"{release.name} {truth} {today} -> {sorted(after.keys.get(truth, ()))}"
            if any(truth not in after.truths[new] for new in there):
                self.wrong.append(here)
            elif truth not in after.keys:
                self.gone += 1
            elif not there:
                self.lost.append(here)
            elif any(old != new for old, new in today.items() if new in there):
                self.found += 1
            else:
                self.kept += 1


def test_elements_of_fifty_pages_survive_a_release_and_none_is_taken_for_another(tab: Page) -> None:
    tally = Tally()
    pages = list(releases())
    assert len(pages) == 50
    for release in pages:
        tally.count(release, look(tab, release.before), look(tab, release.after))
    share = (tally.kept + tally.found) / tally.common
    print(
        f"\n{len(pages)} pages, {tally.common} elements in both builds: {share:.2%} survive "
        f"({tally.kept} by key, {tally.found} matched), {len(tally.lost)} lost, {len(tally.wrong)} wrong; "
        f"{tally.gone} removed ones stayed removed; {len(tally.shared)} keys shared by different elements"
    )
    for heading, lines in (("wrong", tally.wrong), ("lost", tally.lost), ("shared", tally.shared)):
        for line in lines:
            print(f"  {heading}: {line}")
    assert tally.wrong == []
    assert tally.shared == []
    assert share >= LEAST_MATCHED


FOUND = """async (key) => {
  const { findElement } = await import("/shim/find.js");
  return findElement(key)?.getAttribute("data-truth") ?? null;
}"""


def test_every_key_of_fifty_pages_leads_back_to_its_element(tab: Page) -> None:
    astray = []
    count = 0
    for release in releases():
        looked = look(tab, release.before)
        for key, truths in looked.truths.items():
            count += 1
            found = tab.evaluate(FOUND, key)
            if found not in truths:
                astray.append(f"{release.name} {key} -> {found}, not {truths}")
    print(f"\n{count} keys, {len(astray)} lead astray", *astray, sep="\n  ")
    assert astray == []


DEEP = """<!doctype html><body>
<button data-handrail="pay" data-truth="authored">Pay</button>
<button data-testid="row 1:x" data-truth="tested">T</button>
<x-outer><template shadowrootmode="open"><input id="q" aria-label="Inner" data-truth="inner-id">
  <iframe srcdoc="<form id=card><button data-truth='framed'>Save</button></form>
  <b data-handrail='deep' data-truth='deep'>">
  </iframe></template></x-outer>
<input id="q" aria-label="Outer" data-truth="outer-id">
<section aria-label="A"><button data-truth="a">Save</button></section>
<section aria-label="B"><button data-truth="b">Save</button><button data-truth="masked">To jo@ex.com</button></section>
"""


@pytest.mark.parametrize(
    ("key", "truth"),
    [
        ("@pay", "authored"),
        ("@deep", "deep"),
        ("%row 1:x", "tested"),
        ("#q", "outer-id"),
        ("x-outer >> #q", "inner-id"),
        ("x-outer >> iframe >> button:Save~card", "framed"),
        ("button:Save~A", "a"),
        ("button:Save~B", "b"),
        ("button:To [email]~B", "masked"),
        ("button:Save~Nowhere", None),
        ("x-other >> #q", None),
        ("div>:not-a-selector(", None),
        ("@nobody", None),
    ],
)
def test_keys_lead_into_shadow_roots_and_frames(tab: Page, key: str, truth: str | None) -> None:
    look(tab, DEEP)
    assert tab.evaluate(FOUND, key) == truth


def test_states_come_and_go_without_changing_a_key(tab: Page) -> None:
    page = "<!doctype html><body><ul class='menu{}'><li class='{}'><b role=button data-truth=b class='tag{}'></b></ul>"
    style = "<style>b{display:block;width:9px;height:9px}</style>"
    calm, busy = (
        look(tab, page.format(*words) + style) for words in (("", "", ""), (" is-open", "active", " selected"))
    )
    assert calm.truths == busy.truths == {"ul.menu>li>b.tag[role=button]": {"b"}}
