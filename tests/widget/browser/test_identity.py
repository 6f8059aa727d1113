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

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

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
