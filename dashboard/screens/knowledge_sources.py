"""Sources: where a site's articles come from, how each stands, live while it is read, and how to add one."""

import streamlit as st

from dashboard.address import go
from dashboard.filters import Filters
from dashboard.furniture import empty, headline, note, section, table
from dashboard.knowledge_words import (
    EVERY,
    KINDS,
    every,
    news,
    remedy,
    share_done,
    sources_note,
    state,
    under_way,
)
from dashboard.screens.knowledge_saving import done, edition
from dashboard.session import answers, calls, may
from dashboard.words import at, bare, zone
from server.api.views.hygiene import GapView, HygieneView
from server.api.views.sources import AddSource, SourceView

PATH = "/v1/knowledge/sources"
EVERY_S = 2  # looks at a sync under way
BUSY = "sources_busy"
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
    if any(one.progress is not None for one in sources):
        st.session_state[BUSY] = True
        _following(site)
    for one in sources:
        if one.state == "failed":
            st.error(f"**{bare(one.name)}**: {bare(one.error)} {remedy(one)}", icon=":material/error:")
    if sources:
        _list(sources)
    else:
        empty("No sources yet", "Add a website or a folder here, or upload files: what they say, visitors are told.")
    if may("admin"):
        _add(site)
    elif not sources:
        note("An admin adds the first one.")


@st.fragment(run_every=EVERY_S)
def _following(site: str) -> None:
    """What is being read, as it goes; the page is drawn anew at the end."""
    with answers():
        busy = [one for one in calls().get(PATH, list[SourceView], {"site": site}) if one.progress is not None]
        for one in busy:
            doing = f" · {one.progress.doing}" if one.progress and one.progress.doing else ""
            st.progress(share_done(one) or 0.0, f"{one.name}: {under_way(one)}{doing}")
        if not busy and st.session_state.pop(BUSY, False):
            st.rerun(scope="app")


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

    done(send, "The source is added and will be read at once; select it to see its webhook and the secret.")
