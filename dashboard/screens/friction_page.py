"""One page: its wireframe with the elements as dark as visits struggled on them, beside their ranking."""

import streamlit as st

from dashboard.address import go
from dashboard.charts.wireframe import proportions, wireframe
from dashboard.filters import Filters
from dashboard.furniture import chosen_in, empty, headline, note, rate_column, score_column, section, table
from dashboard.look import clip, palette
from dashboard.screens.visits import visit_table
from dashboard.session import calls
from dashboard.signal_words import SIGNALS_MEAN, band, scored, signal
from dashboard.words import called, count, few_or_interval, hundredths, interval, percent, plain
from server.api.views.friction import ElementFriction, PageFriction

STRUGGLED = "visits that struggled on the element ÷ visits that saw the page"
SCORE = "mean over all visitors who saw the page of 1 − ∏ (1 − weight of each kind of struggle they had on it)"
SHOWED = "visitors who showed it on this page ÷ visitors who saw the page"
WEIGHT = "what it says about a bad end, 0 to 1: learned from outcomes, or the documented prior (Rules page)"
ASKED = "visits that opened the chat here about it ÷ visits that saw the page"
SOLVED = "episodes that ended verified, confirmed or durable ÷ episodes that have ended"
BEFORE = "the kind of struggle that most of them showed on the page, and how many did"
HELPED = "episodes on the element that ended verified or confirmed ÷ episodes on it"


def show_page(filters: Filters, route: str) -> None:
    _choose_page(filters, route)
    view = calls().get("/v1/friction/page", PageFriction, {**filters.params, "route": route})
    headline(view.headline)
    if not view.boxes and not view.elements:
        empty("Nothing is known of this page yet", "It shows here with the first visit. Choose another page or period.")
        return
    picture, ranking = st.columns([6, 5], gap="medium")
    with picture:
        _picture(view)
    with ranking:
        _ranking(view)
    kind = _kinds(view)
    _questions(view)
    section(
        f"Hardest visits with “{signal(kind)}” here" if kind else "Hardest visits to this page",
        "Select a row to read it event by event.",
    )
    if session := visit_table(filters, "page-visits", route=route, signal=kind):
        go(page=route, session=session)


def _choose_page(filters: Filters, route: str) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        if st.button("Map", icon=":material/arrow_back:", key="to_map", type="tertiary"):
            go()
        routes = sorted({*filters.site.routes, route})
        chosen = st.selectbox("Page", routes, index=routes.index(route), width=280, key=f"page_of_{route}")
        if chosen and chosen != route:
            go(page=chosen)


def _picture(view: PageFriction) -> None:
    name = view.title or view.route
    section(name, f"Seen in {count(view.sessions, 'visit')}; darker: more of them struggled there. {_score(view)}")
    if not view.boxes:
        empty("The page's layout has not arrived yet", "The widget sends it once a page is idle, a few seconds in.")
        return
    clip("friction-page", proportions(view))
    key = chosen_in(wireframe(view, palette()), "friction-page", f"Wireframe of {name}; the table has the figures")
    if key:
        go(page=view.route, element=key)


def _ranking(view: PageFriction) -> None:
    section("Elements, hardest first", "Select a row for the element's story.")
    struggled = [element for element in view.elements if element.struggles]
    if not struggled:
        note("No visit struggled on an element of this page in this period.")
    if not view.elements:
        return
    shown = {
        "Score": score_column(SCORE),
        "Struggled %": rate_column(STRUGGLED),
        "Then solved": st.column_config.TextColumn("Then solved", help=HELPED),
        "#": st.column_config.NumberColumn("#", width=40),
    }
    row = table(_columns(view.elements), "friction-elements", shown, select=True)
    if row is not None:
        go(page=view.route, element=view.elements[row].key)


def _columns(elements: list[ElementFriction]) -> dict[str, list[object]]:
    return {
        "#": [i + 1 for i in range(len(elements))],
        "Element": [called(element.name, element.key) for element in elements],
        "Score": [element.score.value if element.score else None for element in elements],
        "Score, 95 %": [band(element.score) for element in elements],
        "Visitors": [element.score.n if element.score else 0 for element in elements],
        "Struggled %": [hundredths(element.struggling.value) for element in elements],
        "95 % interval": [interval(element.struggling) for element in elements],
        "Struggling visits": [element.struggling.hits for element in elements],
        "Visits": [element.sessions for element in elements],
        "Most often": [_most(element) for element in elements],
        "Clicks": [element.clicks for element in elements],
        "Help offered": [element.nudged for element in elements],
        "Then solved": [_helped(element) for element in elements],
        "Kind": [plain(element.role) for element in elements],
    }


def _score(view: PageFriction) -> str:
    return f"Struggle score {scored(view.score)}." if view.score and view.score.n else ""


def _kinds(view: PageFriction) -> str:
    """What was seen on the page, by kind; answers the kind whose row was chosen, "" for none."""
    section(
        "What was seen here, by kind",
        "Visitors who showed it ÷ visitors who saw the page. Select a row for the visits with it, below.",
    )
    if not view.signals:
        note("No struggle on this page in this period.")
        return ""
    columns: dict[str, list[object]] = {
        "Kind": [signal(one.signal) for one in view.signals],
        "Means": [SIGNALS_MEAN.get(one.signal, "") for one in view.signals],
        "Visitors %": [hundredths(one.visitors.value) for one in view.signals],
        "95 % interval": [few_or_interval(one.visitors) for one in view.signals],
        "Visitors with it": [one.visitors.hits for one in view.signals],
        "Visitors": [one.visitors.n for one in view.signals],
        "Struggles": [one.struggles for one in view.signals],
        "Weight": [one.weight for one in view.signals],
    }
    shown = {"Visitors %": rate_column(SHOWED), "Weight": score_column(WEIGHT)}
    row = table(columns, "page-kinds", shown, select=True)
    return "" if row is None else view.signals[row].signal


def _questions(view: PageFriction) -> None:
    """What was asked on the page, beside what was struggled with before."""
    section("What was asked here", "Visits that opened the chat on this page, by what they asked about.")
    if not view.questions:
        note("Nobody opened the chat on this page in this period.")
        return
    asked = view.questions
    columns: dict[str, list[object]] = {
        "About": [plain(one.intent) or "Nothing we know" for one in asked],
        "Asked %": [hundredths(one.asked.value) for one in asked],
        "95 % interval": [few_or_interval(one.asked) for one in asked],
        "Visits that asked": [one.asked.hits for one in asked],
        "Stuck at": [one.element_name or plain(one.step) or one.element or "–" for one in asked],
        "Had struggled by": [f"{signal(one.signal)} ({one.showed})" if one.signal else "–" for one in asked],
        "Solved": [percent(one.solved.value, 0) for one in asked],
        "To a person": [one.to_person for one in asked],
        "Latest question": [one.example or "–" for one in asked],
    }
    shown = {
        "Asked %": rate_column(ASKED),
        "Solved": st.column_config.TextColumn("Solved", help=SOLVED),
        "Had struggled by": st.column_config.TextColumn("Had struggled by", help=BEFORE),
    }
    row = table(columns, "page-questions", shown, select=True)
    if row is not None:
        go(page=view.route, session=asked[row].session)


def _most(element: ElementFriction) -> str:
    return signal(max(element.signals, key=lambda code: element.signals[code])) if element.signals else "–"


def _helped(element: ElementFriction) -> str:
    if element.helped is None or not element.helped.n:
        return "–"
    return f"{percent(element.helped.value, 0)} of {element.helped.n}"
