"""Articles past their review date are flagged and told to the owner; a review sets the next date."""

import pytest

from server.errors import Invalid, NotFound
from server.hygiene import care, view
from server.knowledge.care import take_care
from tests.server.hygiene.conftest import DAY, NOW, SITE, House

VAT = f"{SITE}:vat.md"
TODAY = care.day(NOW)


@pytest.fixture
def articles(house: House) -> House:
    house.write("vat.md", "Put DE in front of the number.", title="VAT", owner="Billing", review_by=care.day(NOW - DAY))
    house.write("card.md", "Type the month with its zero.", title="Card", review_by=care.day(NOW + DAY))
    house.sync()
    return house


def test_stale_unowned_and_unused_articles_are_told_apart(articles: House):
    told = {one.title: (one.stale, one.unowned, one.unused) for one in articles.db.read(view.cared, SITE, NOW)}
    assert told == {"VAT": (True, False, True), "Card": (False, True, True)}
    articles.ask("what about the month", NOW - DAY, kind="answer")
    assert articles.db.read(view.summary, SITE, NOW).stale == 1


def test_the_owner_is_told_once_until_it_is_reviewed(articles: House):
    assert articles.hygiene.tend(SITE, NOW).notices == 1
    assert articles.hygiene.tend(SITE, NOW + DAY // 2).notices == 0
    (notice,) = articles.db.read(view.notices, SITE, "Billing")
    assert (notice.article, notice.kind) == (VAT, "review")
    assert articles.db.read(view.notices, SITE, "Sales") == []
    articles.db.write(care.reviewed, VAT, "Mara", NOW)
    assert articles.db.read(view.notices, SITE) == []


def test_a_review_sets_the_next_day_by_the_articles_cycle(articles: House):
    assert articles.db.write(care.reviewed, VAT, "Mara", NOW) == care.day(NOW + care.REVIEW_DAYS * DAY)
    articles.db.write(care.set_cycle, VAT, 30, NOW)
    assert articles.db.write(care.reviewed, VAT, "Mara", NOW) == care.day(NOW + 30 * DAY)
    (one,) = [one for one in articles.db.read(view.cared, SITE, NOW) if one.id == VAT]
    assert (one.review_by, one.review_days, one.reviewed_by, one.stale) == (
        care.day(NOW + 30 * DAY),
        30,
        "Mara",
        False,
    )


def test_what_people_set_outlives_a_sync(articles: House):
    articles.db.write(take_care, VAT, {"owner": "Mara", "review_by": care.day(NOW + 9 * DAY)}, NOW)
    articles.write("vat.md", "Put DE in front of the number, always.", title="VAT", owner="Billing", review_by=TODAY)
    articles.sync()
    (one,) = [one for one in articles.db.read(view.cared, SITE, NOW) if one.id == VAT]
    assert (one.owner, one.review_by) == ("Mara", care.day(NOW + 9 * DAY))


def test_impossible_care_is_refused(articles: House):
    with pytest.raises(Invalid):
        articles.db.write(care.set_cycle, VAT, 0, NOW)
    with pytest.raises(Invalid):
        articles.db.write(care.reviewed, VAT, "Mara", NOW, TODAY)
    with pytest.raises(Invalid):
        care.valid_day("next week")
    with pytest.raises(NotFound):
        articles.db.write(care.reviewed, "none", "Mara", NOW)


def test_a_round_is_due_hourly_and_soon_after_a_sync(articles: House):
    assert articles.hygiene.tend_due(SITE, NOW) is not None
    assert articles.hygiene.tend_due(SITE, NOW + 61_000) is None
    articles.write("new.md", "Something new is said here.", title="New")
    articles.sync()
    assert articles.hygiene.tend_due(SITE, NOW + 30_000) is None
    assert articles.hygiene.tend_due(SITE, NOW + 61_000) is not None
    assert articles.hygiene.tend_due(SITE, NOW + 61_000 + 3_600_000) is not None
