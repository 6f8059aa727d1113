"""The dashboard's entry: `streamlit run dashboard/app.py` with HANDRAIL_URL naming the API."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import streamlit as st

from dashboard import filters, look, session
from dashboard.filters import Filters
from dashboard.furniture import empty
from dashboard.screens import desk, friction, intents, knowledge, learning, log_in, rules, setup, trends
from dashboard.words import bare

LOGO = str(Path(__file__).parent / "static" / "handrail.svg")
Screen = Callable[[Filters], None]


def _screens() -> list[tuple[str, str, str, str, Screen]]:
    """(title, address, icon, least role, what draws it)."""
    return [
        ("Friction", "friction", ":material/map:", "viewer", friction.show),
        ("Trends", "trends", ":material/show_chart:", "viewer", trends.show),
        ("Learning", "learning", ":material/school:", "viewer", learning.show),
        ("Intents", "intents", ":material/category:", "viewer", intents.show),
        ("Knowledge", "knowledge", ":material/menu_book:", "viewer", knowledge.show),
        ("Desk", "desk", ":material/forum:", "agent", desk.show),
        ("Rules", "rules", ":material/rule:", "admin", rules.show),
        ("Set-up", "setup", ":material/tune:", "admin", setup.show),
    ]


def _draw(show: Screen, chosen: Filters | None) -> None:
    if chosen is not None:
        show(chosen)
    elif show is setup.show:
        setup.show_first()
    else:
        empty("There is no site yet", "An admin adds the first one on the Set-up page; it gives the script tag.")


def _top() -> Filters | None:
    """What stands above every page: belonging to none, it stays as it is from page to page."""
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        chosen = filters.choose(session.calls())
        _account()
    return chosen


def _account() -> None:
    reader = session.who()
    if reader is None:
        return
    with st.popover(bare(reader.name), icon=":material/account_circle:", type="tertiary", key="account"):
        st.caption(f"Logged in as {reader.role}")
        if st.button("Log out", icon=":material/logout:", key="log_out"):
            session.log_out()
            st.rerun()


def main() -> None:
    """One run of the page that the reader is on."""
    st.set_page_config(page_title="Handrail", page_icon=LOGO, layout="wide")
    look.dress()
    inside = session.who() is not None and not session.must_change()
    chosen: Filters | None = None

    def draw(show: Screen) -> None:
        _draw(show, chosen)

    pages = [
        st.Page(partial(draw, show), title=title, icon=icon, url_path=path, default=path == "friction")
        for title, path, icon, role, show in _screens()
        if not inside or session.may(role)
    ]
    page = st.navigation(pages, position="top" if inside else "hidden")
    entrance = st.empty()  # emptied first of all, so that no shadow of the log-in stands in a page that takes a while
    if not inside:
        with entrance.container():
            log_in.show()
        return
    entrance.empty()
    st.logo(LOGO, size="large")
    with session.answers():
        chosen = _top()
        page.run()


main()
