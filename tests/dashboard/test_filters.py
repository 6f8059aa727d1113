from datetime import UTC, date, datetime

from dashboard.filters import DAY_MS, Filters, stretch
from server.api.views.sites import SiteView

NOW = datetime(2025, 10, 3, 12, tzinfo=UTC)
SITE = SiteView(id="acme", key="k", name="Acme", origins=[], simulated=False)


def test_a_period_ends_on_the_last_day_that_has_data() -> None:
    last_at = int(datetime(2025, 9, 20, 23, tzinfo=UTC).timestamp() * 1000)
    assert stretch(last_at, 7, NOW) == (date(2025, 9, 14), date(2025, 9, 20))


def test_without_data_a_period_ends_today() -> None:
    assert stretch(None, 30, NOW) == (date(2025, 9, 4), date(2025, 10, 3))


def test_the_api_is_asked_for_whole_days() -> None:
    asked = Filters(SITE, date(2025, 10, 1), date(2025, 10, 3), "2.4").params
    start, end = asked["start"], asked["end"]
    assert isinstance(start, int)
    assert isinstance(end, int)
    assert start % DAY_MS == 0
    assert end - start == 3 * DAY_MS
    assert asked["release"] == "2.4"


def test_one_day_of_a_period_is_that_day_alone() -> None:
    one = Filters(SITE, date(2025, 10, 1), date(2025, 10, 3)).of_day(date(2025, 10, 2))
    assert (one.first, one.last) == (date(2025, 10, 2), date(2025, 10, 2))
