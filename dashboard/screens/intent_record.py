"""Every change to the intents with the way back, and the examples as a file, out and in."""

import streamlit as st

from dashboard.furniture import note, section, table
from dashboard.saving import changed, edition
from dashboard.screens.intent_saving import told, undo
from dashboard.session import calls, may
from dashboard.words import at, short, zone
from server.api.views.intents import ImportExamples, IntentSaved, IntentsView
from server.api.views.learning import RollBack, RolledBack


def show_record(path: str, view: IntentsView) -> None:
    left, right = st.columns([7, 4], gap="large")
    with left:
        _changes(path, view)
    with right:
        _files(path)
        _version(path, view)


def _changes(path: str, view: IntentsView) -> None:
    section("Changes", "Newest first. Select a row to go back to how things were before it.")
    if not view.changes:
        note("Nothing was changed yet. Each change will stand here with who made it.")
        return
    here = zone(st.context.timezone)
    columns: dict[str, list[object]] = {
        "When": [at(one.at, here) for one in view.changes],
        "By": [one.by for one in view.changes],
        "What": [one.words for one in view.changes],
    }
    row = table(columns, f"intent-changes_{edition()}", select=may("admin"))
    if row is None:
        return
    then = view.changes[row]
    later = f", and {row} later" if row else ""
    words = f"Undo “{short(then.words, 60)}”{later}"
    if st.button(words, icon=":material/undo:", key="go_back"):
        undo(path, then)


def _files(path: str) -> None:
    section("As a file", "CSV with the columns text and label; a label is an intent's id or name, new ones are made.")
    site = path.rsplit("/", 1)[-1]
    st.download_button(
        "Take all examples along",
        calls().text(f"{path}/taxonomy/export"),
        file_name=f"intents-{site}.csv",
        mime="text/csv",
        icon=":material/download:",
        key="export",
        on_click="ignore",
    )
    if not may("admin"):
        return
    file = st.file_uploader("Bring examples in", type="csv", key=f"import_{edition()}")
    if file is not None and st.button("Bring them in", type="primary", icon=":material/upload:", key="do_import"):
        content = file.getvalue().decode("utf-8", "replace")
        told(lambda: calls().post(f"{path}/examples/import", IntentSaved, ImportExamples(csv=content)))


def _version(path: str, view: IntentsView) -> None:
    if not view.own or not may("admin"):
        return
    section("The model that serves", f"{view.version}, the site's own.")
    if st.button("Serve the version before", icon=":material/history:", key="roll_back"):
        site = path.rsplit("/", 1)[-1]
        sent = RollBack(task="intent", site=site, reason="rolled back by hand")
        calls().post("/v1/learning/rollback", RolledBack, sent)
        changed()
        st.rerun()
