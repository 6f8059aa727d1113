"""Articles that name a control which the pages no longer show are flagged at the release."""

import msgspec
from sqlalchemy import insert

from server.hygiene import view
from server.store.schema import aliases, page_days, releases, skeletons
from tests.server.hygiene.conftest import DAY, NOW, SITE, House
from widget.protocol import Box

RELEASE = NOW - 3 * DAY
BEFORE, AFTER = RELEASE - DAY, RELEASE + DAY


def layout(house: House, route: str, at: int, *names: str, keys: tuple[str, ...] = ()) -> None:
    boxes = [
        Box(0, 10 * row, 80, 30, role="button", label=name, key=keys[row] if keys else f"button:{name}")
        for row, name in enumerate(names)
    ]
    row = {"site": SITE, "route": route, "version": f"{route}{at}", "at": at, "width": 1280, "height": 800}
    row["boxes_json"] = msgspec.json.encode(boxes).decode()
    house.db.write(lambda conn: conn.execute(insert(skeletons).values(row)))


def release(house: House, visits: int = 10, route: str = "/billing") -> None:
    house.db.write(lambda conn: conn.execute(insert(releases).values(site=SITE, name="2.0", at=RELEASE)))
    rows = [
        {"site": SITE, "day": AFTER // DAY, "route": route, "session": f"s{n}", "release": "2.0", "first_at": AFTER}
        for n in range(visits)
    ]
    house.db.write(lambda conn: conn.execute(insert(page_days), rows))


def article(house: House, text: str = "1. Open **Billing**.\n2. Press **Replace card** and wait.") -> None:
    house.write("card.md", text, title="A new card", pages="[/billing]")
    house.sync()


def found(house: House) -> list[tuple[str, str, str]]:
    house.hygiene.tend(SITE, NOW)
    return [(one.control, one.route, one.suggestion) for one in house.db.read(view.findings, SITE, "open", "control")]


def test_a_button_that_a_release_took_away_is_flagged_with_sentence_page_and_release(house: House):
    article(house)
    layout(house, "/billing", BEFORE, "Replace card", "Cancel plan")
    layout(house, "/billing", AFTER, "Cancel plan")
    release(house)
    assert found(house) == [("Replace card", "/billing", "")]
    (finding,) = house.db.read(view.findings, SITE)
    start, end = finding.one.marks[0]
    assert (finding.one.quote, finding.one.quote[start:end]) == ("Press Replace card and wait.", "Replace card")
    assert finding.release == "2.0"


def test_a_renamed_one_is_flagged_at_once_with_its_new_name(house: House):
    article(house)
    layout(house, "/billing", BEFORE, "Replace card", keys=("#card",))
    layout(house, "/billing", AFTER, "Use another card", keys=("#new-card",))
    alias = {"site": SITE, "route": "/billing", "old": "#card", "new": "#new-card", "at": AFTER, "confidence": 0.9}
    house.db.write(lambda conn: conn.execute(insert(aliases).values(alias)))
    release(house, visits=1)
    assert found(house) == [("Replace card", "/billing", "Use another card")]


def test_a_new_label_on_the_same_key_is_a_new_name(house: House):
    article(house)
    layout(house, "/billing", BEFORE, "Replace card", keys=("#card",))
    layout(house, "/billing", AFTER, "Change card", keys=("#card",))
    release(house, visits=1)
    assert found(house) == [("Replace card", "/billing", "Change card")]


def test_a_control_that_another_page_shows_is_not_gone(house: House):
    article(house)
    layout(house, "/billing", BEFORE, "Replace card")
    layout(house, "/billing", AFTER, "Cancel plan")
    layout(house, "/settings", AFTER, "Replace card")
    release(house)
    assert found(house) == []


def test_a_page_that_nobody_saw_in_the_release_is_not_judged(house: House):
    article(house)
    layout(house, "/billing", BEFORE, "Replace card")
    layout(house, "/reports", AFTER, "Run report")
    release(house, route="/reports")
    assert found(house) == []


def test_what_shows_only_now_and_then_is_not_missed_after_a_visit_or_two(house: House):
    article(house)
    layout(house, "/billing", BEFORE, "Replace card")
    layout(house, "/billing", AFTER, "Cancel plan")
    release(house, visits=2)
    assert found(house) == []


def test_a_word_that_is_no_control_in_the_article_is_not_flagged(house: House):
    article(house, "The bank may replace cards by itself. Send us a line about it.")
    layout(house, "/billing", BEFORE, "Send", "Replace")
    layout(house, "/billing", AFTER, "Cancel plan")
    release(house)
    assert found(house) == []


def test_it_is_fixed_by_itself_when_the_control_is_back_or_the_article_was_rewritten(house: House):
    article(house)
    layout(house, "/billing", BEFORE, "Replace card")
    layout(house, "/billing", AFTER, "Cancel plan")
    release(house)
    assert len(found(house)) == 1
    article(house, "1. Open **Billing**.\n2. Ask us for a new card.")
    assert found(house) == []
    article(house)
    assert len(found(house)) == 1
    layout(house, "/billing", AFTER + 5, "Replace card", "Cancel plan")
    assert found(house) == []


def test_without_a_release_nothing_is_said(house: House):
    article(house)
    layout(house, "/billing", BEFORE, "Replace card")
    layout(house, "/billing", AFTER, "Cancel plan")
    assert found(house) == []
