"""One source: how it stands, what could not be read and why, its webhook, and how to sync, change or remove it."""

import streamlit as st
from msgspec import UNSET

from dashboard.address import go
from dashboard.filters import Filters
from dashboard.furniture import headline, note, section, table
from dashboard.saving import done, edition, say
from dashboard.screens.knowledge_given_up import show_given_up
from dashboard.screens.knowledge_sources import TOLD_ONCE
from dashboard.screens.knowledge_syncing import PATH, show_syncing, show_waiting, sync_now
from dashboard.session import calls, may
from dashboard.source_words import EVERY, KINDS, every, kept, remedy, state, webhook_example
from dashboard.words import at, bare, count, zone
from server.api.views.sources import ChangeSource, DeliveriesView, SecretView, SourceView


def show_source(filters: Filters, id: str) -> None:
    if st.button("All sources", icon=":material/arrow_back:", type="tertiary", key="all_sources"):
        st.session_state.pop(TOLD_ONCE, None)
        go()
    source = _find(filters.site.id, id)
    say()
    if source is None:
        headline("There is no such source.")
        note("It may have been removed.")
        return
    headline(standing(source))
    show_syncing(filters.site.id, [source], id)
    _standing(source)
    show_waiting([source])
    view = calls().get("/v1/knowledge/deliveries", DeliveriesView, {"site": filters.site.id})
    show_given_up(view, {id: source.name}, id)
    if may("agent"):
        _act(source)
    left, right = st.columns([6, 5], gap="large")
    with left:
        _broken(source)
        if may("admin") and source.kind not in ("upload", "api"):
            _webhook(source)
    if may("admin"):
        with right:
            _change(source)


def standing(source: SourceView) -> str:
    """The sentence that the page of a source opens with."""
    articles = count(source.articles, "article")
    if source.progress is not None:
        return f"{source.name} is being read; {articles} answer meanwhile."
    words = state(source)
    return f"{source.name}: {words[:1].lower()}{words[1:]}, {articles}."


def _find(site: str, id: str) -> SourceView | None:
    sources = calls().get(PATH, list[SourceView], {"site": site})
    return next((one for one in sources if one.id == id), None)


def _standing(source: SourceView) -> None:
    here = zone(st.context.timezone)
    read = f"last read {at(source.synced_at, here)}" if source.synced_at else "not read yet"
    due = f", next {at(source.due_at, here)}" if source.due_at and source.state != "paused" else ""
    seen = "visitors are answered from it" if source.public else "only staff see it"
    kind = KINDS.get(source.kind, source.kind)
    note(f"{kind}{': ' if source.address else ''}{source.address}; {seen}; {read}{due}.")
    if source.state == "failed":
        st.error(f"{bare(source.error)}  \n{bare(remedy(source))}", icon=":material/error:")
    elif source.incomplete:
        st.warning(f"{bare(source.incomplete)}  \n{bare(kept(source))}", icon=":material/warning:")


def _act(source: SourceView) -> None:
    path, paused = f"{PATH}/{source.id}", source.state == "paused"
    with st.container(horizontal=True, gap="small"):
        if st.button("Sync now", icon=":material/sync:", key="sync", type="primary", disabled=paused):
            sync_now(source)
        if not may("admin"):
            return
        words, icon = ("Go on", ":material/play_arrow:") if paused else ("Pause", ":material/pause:")
        if st.button(words, icon=icon, key="pause", help="What is known stays; nothing new is read"):
            said = "It goes on." if paused else "It is paused: its articles stay as they are."
            done(lambda: calls().patch(path, SourceView, ChangeSource(paused=not paused)), said)
        with st.popover("Remove", icon=":material/delete:"):
            note(
                f"{count(source.articles, 'article')} in {count(source.passages, 'passage')} will answer nobody any "
                "more, at once. The files themselves stay where they are."
            )
            sure = st.checkbox(f"Yes, remove {bare(source.name)}", key=f"sure_{source.id}")
            if st.button("Remove it", key="remove", type="primary", disabled=not sure):
                _remove(source)


def _remove(source: SourceView) -> None:
    def remove() -> None:
        calls().delete(f"{PATH}/{source.id}")
        del st.query_params["source"]

    done(remove, f"{source.name} is removed, {count(source.articles, 'article')} with it.")


def _broken(source: SourceView) -> None:
    section("What could not be read", "" if source.broken else "Nothing: every file became an article.")
    if source.broken:
        table(
            {"File": [one.path for one in source.broken], "Why": [one.reason for one in source.broken]}, "broken-files"
        )


def _webhook(source: SourceView) -> None:
    section("Webhook", "Your system tells of a change, and it is live within seconds. Calls are signed (HMAC-SHA256).")
    of, secret = st.session_state.get(TOLD_ONCE, ("", ""))
    if of == source.id and secret:
        st.warning("Copy the secret now: it is shown this once.", icon=":material/key:")
        st.code(secret, language=None)
    if source.webhook:
        st.code(source.webhook, language=None)
        with st.expander("An example to copy", type="compact"):
            st.code(webhook_example(source), language="bash", wrap_lines=True)
    label = "Renew the secret" if source.webhook else "Make a secret"
    if st.button(label, icon=":material/key:", key="secret", help="The old one, if any, signs nothing any more"):

        def renew() -> None:
            told = calls().post(f"{PATH}/{source.id}/secret", SecretView)
            st.session_state[TOLD_ONCE] = (source.id, told.secret)

        done(renew, "A new secret: the one before it is no longer good.")


def _change(source: SourceView) -> None:
    section("Change it", "It is read anew with what you save.")
    with st.form("change_source", border=False):
        key = f"{source.id}_{edition()}"
        name = st.text_input("Name", source.name, key=f"source_name_{key}", max_chars=200)
        owner = st.text_input(
            "Owner", source.owner, key=f"source_owner_{key}", help="Of articles that name none themselves"
        )
        prefix = st.text_input(
            "Articles' addresses begin with",
            source.url_prefix,
            key=f"source_prefix_{key}",
            placeholder="https://example.com/help/",
            disabled=source.kind in ("website", "page"),
        )
        times = sorted({*EVERY, source.every_s})
        often = st.selectbox(
            "Read it all every", times, index=times.index(source.every_s), format_func=every, key=f"source_every_{key}"
        )
        public = st.toggle("Visitors may be answered from it", source.public, key=f"source_public_{key}")
        if st.form_submit_button("Save"):
            body = ChangeSource(
                name=name or source.name,
                owner=owner or "",
                url_prefix=UNSET if source.kind in ("website", "page") else (prefix or ""),
                every_s=often,
                public=public,
            )
            done(lambda: calls().patch(f"{PATH}/{source.id}", SourceView, body), "Saved; it is read anew.")
