"""Tickets from before Handrail: imports with what became of them, and what support looked like on day 0."""

from functools import partial

import streamlit as st

from dashboard.api import Params
from dashboard.charts.volumes import volumes as drawn
from dashboard.day_zero import day_zero, tickets_news, volumes
from dashboard.filters import Filters
from dashboard.following import follow
from dashboard.furniture import empty, headline, note, panel, picture, section, table
from dashboard.knowledge_words import became, import_state
from dashboard.look import palette
from dashboard.saving import done, edition
from dashboard.session import calls, may
from dashboard.words import at, bare, count, plain, zone
from server.api.views.tickets import ImportView, TicketSummary

PATH = "/v1/tickets/imports"
TYPES = ["csv", "tsv", "json", "jsonl", "ndjson"]
MOST_MB = 64  # as the server takes them
COLUMNS = {
    "question": "What was asked",
    "answer": "What was answered",
    "at": "When",
    "requester": "Who asked",
    "status": "State",
    "tags": "Tags",
}


def show_tickets(filters: Filters) -> None:
    site = filters.site.id
    found = calls().get("/v1/tickets/summary", TicketSummary, {"site": site})
    headline(tickets_news(found))
    imports = calls().get(PATH, list[ImportView], {"site": site})
    reading = any(one.state == "reading" for one in imports)
    if reading:
        follow(partial(_reading, site), _progress)
    if found.tickets:
        _day_zero(found)
    elif not reading:
        empty(
            "No tickets yet",
            "An export of your help desk (Zendesk, Intercom, Chatwoot, Freshdesk, or any CSV or JSON) shows what "
            "support was like before, and gives examples to learn from. Names and addresses are masked at once.",
        )
    if may("admin"):
        _bring(site, opened=not found.tickets)
    elif not found.tickets:
        note("An admin imports them.")
    if imports:
        _imports(imports)


def _day_zero(found: TicketSummary) -> None:
    left, right = st.columns([6, 5], gap="large")
    with left, panel("What people wrote about", "share of the tickets, with its 95 % interval"):
        picture(drawn(found.intents, palette()), "volumes", "Share of the tickets by intent")
        rows = volumes(found)
        with st.expander("The figures behind it", type="compact"):
            table({"Intent": [name for name, _ in rows], "Share": [share for _, share in rows]}, "ticket-volumes")
    with right:
        section("Day 0", "What support was like before Handrail, as far as the exports tell.")
        facts = day_zero(found)
        table({"What": [what for what, _ in facts], "Before": [value for _, value in facts]}, "day-zero", whole=True)
        if found.missing:
            note(f"Not told by the exports: {'; '.join(found.missing)}.")


def _bring(site: str, opened: bool) -> None:
    with st.expander("Bring in an export", icon=":material/upload:", expanded=opened, type="compact"):
        file = st.file_uploader("Export", TYPES, max_upload_size=MOST_MB, key=f"tickets_{edition()}")
        own = st.toggle("Its columns have names of their own", help="Help desks' exports and usual names are known")
        named = _columns() if own else {}
        if file is not None and st.button("Import it", icon=":material/upload:", type="primary", key="bring"):
            told: Params = {"site": site, "name": file.name, **named}
            data = file.getvalue()
            done(lambda: calls().send(PATH, ImportView, data, told), f"{file.name} is being read.")


def _columns() -> Params:
    named: Params = {}
    places = st.columns(3)
    for number, (name, label) in enumerate(COLUMNS.items()):
        with places[number % len(places)]:
            named[name] = (st.text_input(label, key=f"tickets_{name}", placeholder="Name of the column") or "").strip()
    return named


def _reading(site: str) -> list[ImportView] | None:
    imports = calls().get(PATH, list[ImportView], {"site": site})
    return [one for one in imports if one.state == "reading"] or None


def _progress(imports: list[ImportView]) -> None:
    for one in imports:
        st.info(bare(f"Reading {one.name}. {became(one.counts)}."), icon=":material/hourglass_top:")


def _imports(imports: list[ImportView]) -> None:
    section("Imports", "Select one to see what was left out, or to take it back." if may("admin") else "")
    here = zone(st.context.timezone)
    columns: dict[str, list[object]] = {
        "File": [one.name or "–" for one in imports],
        "State": [import_state(one) for one in imports],
        "Tickets": [one.tickets for one in imports],
        "What became of its rows": [became(one.counts) for one in imports],
        "Known as": [plain(one.shape) for one in imports],
        "Begun": [at(one.at, here) for one in imports],
    }
    row = table(columns, f"imports_{edition()}", select=True)
    if row is not None and row < len(imports):
        _one(imports[row])


def _one(one: ImportView) -> None:
    if one.error:
        st.error(bare(one.error), icon=":material/error:")
    elif one.state == "stopped":
        st.warning("It stopped with its process. Bring the same file again: it goes on where it was.")
    if one.counts.first_broken:
        broken = one.counts.first_broken
        table(
            {"Line": [each.line for each in broken], "Left out because": [each.reason for each in broken]}, "left-out"
        )
    if may("admin") and one.state != "reading":
        with st.popover("Take it back", icon=":material/delete:"):
            note(f"{count(one.tickets, 'ticket')} that it brought are deleted, and count no more.")
            sure = st.checkbox("Yes, delete them", key=f"sure_{one.id}")
            if st.button("Delete them", type="primary", key="forget", disabled=not sure):
                done(lambda: calls().delete(f"{PATH}/{one.id}"), f"{one.name} is taken back.")
