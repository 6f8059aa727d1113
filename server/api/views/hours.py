"""Hours of service of a site, and what became of the reply times that visitors were told."""

from server.api.views import Rate, View


class HoursView(View, frozen=True):
    """`week`: spans of Monday to Sunday as ["09:00", "17:00"]; empty: no hours are set and nothing is promised.

    Times are wall-clock times in `zone` (Europe/Berlin), `holidays` ISO dates.
    """

    zone: str = "UTC"
    week: list[list[tuple[str, str]]] = []
    holidays: list[str] = []


class PromisesView(View, frozen=True):
    """Of the handoffs that were asked for in a period and told a reply time.

    promised = kept + late + missed + waiting + withdrawn; `kept_rate` is over those whose time has come.
    """

    promised: int
    kept: int  # a person replied by then
    late: int  # replied after it
    missed: int  # no reply, and the time has passed
    waiting: int  # there is still time
    withdrawn: int  # ended without a reply before the time had come
    delivered: int  # replies that the visitor's page has shown
    kept_rate: Rate
