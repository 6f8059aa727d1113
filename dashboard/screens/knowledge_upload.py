"""Upload: files that become articles at once, each with what it gave or why it was refused."""

from html import escape

import streamlit as st
from msgspec import Struct

from dashboard.api import ApiError
from dashboard.charts.used import used
from dashboard.filters import Filters
from dashboard.furniture import empty, headline, note, panel, picture, section, table
from dashboard.knowledge_words import count_files
from dashboard.look import palette
from dashboard.saving import done, edition
from dashboard.session import calls, may
from dashboard.words import at, bare, count, zone
from server.api.views.knowledge import ArticleView
from server.api.views.sources import SourceView, UploadView

RESULTS = "upload_results"
SENT = "upload_sent"  # in the key of the uploader: a new number empties it
TYPES = ["md", "html", "htm", "pdf", "docx", "pptx", "xlsx", "doc", "ppt", "xls", "csv", "tsv", "txt"]
MOST_MB = 60  # as the server takes them
HEADINGS = 6  # of a file, named in its result


class Result(Struct, frozen=True):
    """What became of a file: what it gave, or why not."""

    name: str
    given: UploadView | None
    reason: str = ""


def show_upload(filters: Filters) -> None:
    site = filters.site.id
    results: list[Result] = st.session_state.get(RESULTS, [])
    headline(count_files(sum(one.given is not None for one in results), len(results)))
    if may("agent"):
        _drop(site)
    else:
        note("Agents and admins can upload files.")
    for one in results:
        _result(one)
    _kept(site)


def _drop(site: str) -> None:
    files = st.file_uploader(
        "Files",
        TYPES,
        accept_multiple_files=True,
        max_upload_size=MOST_MB,
        key=f"files_{st.session_state.get(SENT, 0)}",
        help="One of the same name is replaced. Locked, broken and oversized files are refused with the reason.",
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        public = st.toggle("Visitors may be answered from them", True, key="upload_public")
        label = f"Upload {count(len(files), 'file')}"
        if not files or not st.button(label, icon=":material/upload:", type="primary", key="upload"):
            return
    results = []
    bar = st.progress(0.0)
    for place, file in enumerate(files):
        bar.progress(place / len(files), f"Reading {bare(file.name)}")
        results.append(_send(site, file.name, file.getvalue(), public))
    st.session_state[RESULTS] = results
    st.session_state[SENT] = st.session_state.get(SENT, 0) + 1
    st.rerun()


def _send(site: str, name: str, data: bytes, public: bool) -> Result:
    try:
        told = {"site": site, "name": name, "public": "true" if public else "false"}
        return Result(name, calls().send("/v1/knowledge/uploads", UploadView, data, {**told}))
    except ApiError as error:
        return Result(name, None, error.message)


def _result(one: Result) -> None:
    if one.given is None:
        st.html(
            f'<p class="upload refused"><b>Refused</b><span>{escape(one.name)}'
            f"<small>{escape(one.reason)}</small></span></p>"
        )
        return
    given = one.given
    headings = [heading.heading.rpartition(" > ")[2] for heading in given.headings[:HEADINGS] if heading.heading]
    more = len(given.headings) - len(headings)
    parts = ", ".join(headings) + (f" and {more} more" if more > 0 and headings else "")
    st.html(
        f'<p class="upload"><b>Taken</b><span>{escape(given.title or one.name)}: '
        f"{count(given.passages, 'passage')} from {escape(given.format)}"
        f"<small>{escape(one.name)}{escape(': ' + parts) if parts else ''}</small></span></p>"
    )


def _kept(site: str) -> None:
    sources = calls().get("/v1/knowledge/sources", list[SourceView], {"site": site})
    ids = {one.id: one for one in sources if one.kind == "upload"}
    kept: list[ArticleView] = []
    for id in ids:
        kept += calls().get("/v1/knowledge/articles", list[ArticleView], {"site": site, "source": id})
    section("What was uploaded", "Select a row to take a file back." if may("agent") and kept else "")
    if not kept:
        empty("Nothing uploaded yet", "Markdown, HTML, PDF, Word, PowerPoint, Excel, CSV and plain text are read.")
        return
    kept.sort(key=lambda one: -one.synced_at)
    if any(one.answers or one.solved for one in kept):
        idle = sum(not one.answers and not one.solved for one in kept)
        detail = f"the most used; {idle:,} never answered yet" if idle else "the most used"
        with panel("What the files answer", detail):
            picture(used(kept, palette()), "used", "Times each uploaded file was the answer, and what ended well")
    else:
        note("None of them was the answer yet: a question that one of them answers shows up here.")
    here = zone(st.context.timezone)
    columns: dict[str, list[object]] = {
        "Article": [one.title for one in kept],
        "Passages": [one.passages for one in kept],
        "Format": [one.format for one in kept],
        "Seen by": ["visitors" if one.public else "staff only" for one in kept],
        "Live since": [at(one.synced_at, here) if one.synced_at else "–" for one in kept],
        "File": [one.path for one in kept],
    }
    row = table(columns, f"uploads_{edition()}", select=may("agent"))
    if row is not None and row < len(kept):
        _take_back(site, kept[row])


def _take_back(site: str, article: ArticleView) -> None:
    if st.button(f"Take back “{bare(article.title)}”", icon=":material/undo:", key="take_back"):
        where = {"site": site, "path": article.path}
        done(
            lambda: calls().delete("/v1/knowledge/uploads", {**where}),
            f"“{article.title}” is taken back: nobody is answered from it any more.",
        )
