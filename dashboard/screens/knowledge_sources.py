"""Sources: where a site's articles come from, how each stands, live while it is read, and how to add one."""

from datetime import date

import streamlit as st

from dashboard.address import go
from dashboard.charts.ages import ages
from dashboard.filters import Filters
from dashboard.furniture import empty, headline, note, panel, picture, section, table
from dashboard.knowledge_words import news
from dashboard.look import palette
from dashboard.saving import done, edition
from dashboard.screens.knowledge_given_up import show_given_up
from dashboard.screens.knowledge_syncing import PATH, await_sync, show_syncing, show_waiting, sync_now
from dashboard.session import calls, may
from dashboard.source_words import EVERY, KINDS, every, kept, languages, remedy, sources_note, state
from dashboard.words import at, bare, zone
from server.api.views.hygiene import GapView, HygieneView
from server.api.views.sources import AddSource, DeliveriesView, HoldingView, SourceView

TOLD_ONCE = "source_secret"  # (source, secret): shown until the reader leaves the source
ADDRESSES = {
    "website": ("Address", "https://docs.example.com/", "All pages below it are read, as robots.txt allows."),
    "page": ("Address", "https://example.com/faq", "This page alone."),
    "folder": ("Folder on the server", "/srv/help", "It must lie below HANDRAIL_KNOWLEDGE_FOLDERS."),
}


def show_sources(filters: Filters) -> None:
    site = filters.site.id
    sources = calls().get(PATH, list[SourceView], {"site": site})
    hygiene = calls().get("/v1/hygiene", HygieneView, {"site": site})
    gaps = calls().get("/v1/hygiene/gaps", list[GapView], {"site": site, "status": "open"})
    headline(news(hygiene, gaps, sources))
    names = {one.id: one.name for one in sources}
    show_syncing(site, sources)
    for one in sources:
        if one.state == "failed" or (one.state == "ready" and one.incomplete):
            _unread(one)
    show_given_up(calls().get("/v1/knowledge/deliveries", DeliveriesView, {"site": site}), names)
    if sources:
        _ages(site, names)
        _list(sources)
        show_waiting(sources)
    else:
        empty("No sources yet", "Add a website or a folder here, or upload files: what they say, visitors are told.")
    if may("admin"):
        _add(site)
    elif not sources:
        note("An admin adds the first one.")


def _unread(source: SourceView) -> None:
    """What is wrong with a source that could not be read, or not as a whole, and what to do about it."""
    with st.container(key=f"unread_{source.id}", gap="small"):
        if source.state == "failed":
            words = f"**{bare(source.name)} could not be read.** {bare(source.error)}  \n{bare(remedy(source))}"
            st.error(words, icon=":material/error:")
        else:
            words = (
                f"**{bare(source.name)} was not seen as a whole.** {bare(source.incomplete)}  \n{bare(kept(source))}"
            )
            st.warning(words, icon=":material/warning:")
        with st.container(horizontal=True, gap="small"):
            if may("agent") and st.button("Sync again", icon=":material/sync:", key=f"sync_{source.id}"):
                sync_now(source)
            if st.button("Open it", icon=":material/arrow_forward:", type="tertiary", key=f"open_{source.id}"):
                go(source=source.id)


def _ages(site: str, names: dict[str, str]) -> None:
    held = calls().get("/v1/knowledge/holdings", list[HoldingView], {"site": site})
    if not held:
        return
    with panel("How old the articles are", f"by their last update; {languages(held)}"):
        picture(ages(held, names, date.today(), palette()), "ages", "Articles by source and time since their update")


def _list(sources: list[SourceView]) -> None:
    section("Where articles come from", f"{sources_note(sources)} Select a row to sync, change or remove it.")
    here = zone(st.context.timezone)
    columns: dict[str, list[object]] = {
        "Source": [one.name for one in sources],
        "State": [state(one) for one in sources],
        "Articles": [one.articles for one in sources],
        "Passages": [one.passages for one in sources],
        "Kind": [KINDS.get(one.kind, one.kind) for one in sources],
        "Seen by": ["visitors" if one.public else "staff only" for one in sources],
        "Owner": [one.owner or "–" for one in sources],
        "Last read": [at(one.synced_at, here) if one.synced_at else "–" for one in sources],
        "Read every": [every(one.every_s) for one in sources],
        "Address": [one.address or "–" for one in sources],
    }
    row = table(columns, "sources", select=True)
    if row is not None:
        go(source=sources[row].id)


def _add(site: str) -> None:
    with st.expander("Add a website, a page or a folder", icon=":material/add:", type="compact"):
        kind = st.segmented_control(
            "Kind", list(ADDRESSES), default="website", format_func=KINDS.__getitem__, key="add_kind", required=True
        )
        label, like, hint = ADDRESSES[kind or "website"]
        with st.form("add_source", border=False):
            address = st.text_input(label, placeholder=like, help=hint, key=f"add_address_{edition()}")
            left, middle, right = st.columns(3)
            name = left.text_input("Name", placeholder="Taken from the address", key=f"add_name_{edition()}")
            owner = middle.text_input("Owner", placeholder="Billing team", key=f"add_owner_{edition()}")
            times = [None, *EVERY]
            often = right.selectbox(
                "Read it all every", times, format_func=lambda s: "As usual for its kind" if s is None else EVERY[s]
            )
            pages = 0
            if kind == "website":
                pages = st.number_input("Pages at most", 1, 50_000, 2_000, width=180)
            public = st.toggle("Visitors may be answered from it", True, help="Off: staff alone see it")
            if st.form_submit_button("Add it", type="primary"):
                body = AddSource(
                    site=site,
                    kind=kind or "website",
                    address=(address or "").strip(),
                    name=name or "",
                    owner=owner or "",
                    public=public,
                    every_s=often,
                    settings={"pages": int(pages)} if pages else {},
                )
                _send(body)


def _send(body: AddSource) -> None:
    def send() -> None:
        source = calls().post(PATH, SourceView, body)
        st.session_state[TOLD_ONCE] = (source.id, source.secret)
        await_sync(source)

    done(send, "The source is added and will be read at once; select it to see its webhook and the secret.")
