"""Friction: the map of the product; a page, an element and a session are places below it."""

from dashboard.address import go, place
from dashboard.charts.product_map import product_map
from dashboard.filters import Filters
from dashboard.furniture import chosen_in, empty, headline, note, rate_column, section, table
from dashboard.look import palette
from dashboard.screens.friction_element import show_element
from dashboard.screens.friction_page import show_page
from dashboard.screens.session import show_session
from dashboard.session import calls
from dashboard.words import hundredths, interval, signal, told
from server.api.views import FrictionMap, PageNode

STRUGGLED = "visits with a struggle on the page ÷ visits that saw the page"


def show(filters: Filters) -> None:
    if session := place("session"):
        show_session(session)
    elif (route := place("page")) and (key := place("element")):
        show_element(filters, route, key)
    elif route:
        show_page(filters, route)
    else:
        _show_map(filters)


def _show_map(filters: Filters) -> None:
    view = calls().get("/v1/friction/map", FrictionMap, filters.params)
    headline(view.headline)
    if not view.pages:
        empty(
            "No visits in this period",
            "Put the script tag from the Set-up page into your pages, or choose a longer period above. "
            "The first visit shows here within seconds.",
        )
        return
    note(f"{told(view.struggling, 'visits')} struggled somewhere. Choose a page to see where on it.")
    words = "Map of the product: pages as circles, darker where more visits struggled; the table below has the figures"
    if route := chosen_in(product_map(view, palette()), "friction-map", words):
        go(page=route)
    section("Pages, most struggling visits first", "Select a row to open the page.")
    row = table(_columns(view.pages), "friction-pages", {"Struggled %": rate_column(STRUGGLED)}, select=True)
    if row is not None:
        go(page=view.pages[row].route)


def _columns(pages: list[PageNode]) -> dict[str, list[object]]:
    return {
        "Page": [page.title or page.route for page in pages],
        "Route": [page.route for page in pages],
        "Struggled %": [hundredths(page.struggling.value) for page in pages],
        "95 % interval": [interval(page.struggling) for page in pages],
        "Struggling visits": [page.struggling.hits for page in pages],
        "Visits": [page.sessions for page in pages],
        "Most often": [signal(page.top_signal) if page.top_signal else "–" for page in pages],
        "Most on": [page.top_element_name or "–" for page in pages],
    }
