"""Which encoder embeds a site's passages, another one on its way with its progress, and the choice of one."""

from functools import partial

import streamlit as st

from dashboard.following import follow
from dashboard.furniture import note, section
from dashboard.saving import done
from dashboard.session import calls, may
from dashboard.words import bare, count, percent
from server.api.views.sources import ChooseEncoder, EncoderView

PATH = "/v1/knowledge/encoder"
SHIPPED = "shipped"


def show_encoder(site: str) -> None:
    section("Encoder", "What turns passages and questions into meaning. Another one is prepared beside it.")
    view = calls().get(PATH, EncoderView, {"site": site})
    if view.next and view.state == "running":
        follow(partial(_running, site), _progress)
        if may("admin") and st.button("Stay with the old one", icon=":material/close:", key="embed_stop"):
            _choose(site, view.encoder, "It stays; what was embedded beside it is thrown away.")
        return
    if view.state == "failed":
        st.error(f"{bare(sentence(view.reason))} {bare(named(view.encoder))} goes on.", icon=":material/error:")
        _again(site, view)
    else:
        note(f"{named(view.encoder)} serves {count(view.total, 'passage')}.")
    _others(site, view)


def named(version: str) -> str:
    """An encoder as people call it."""
    return "The one that came with Handrail" if version == SHIPPED else version


def sentence(reason: str) -> str:
    """A reason as a sentence of its own."""
    whole = reason[:1].upper() + reason[1:]
    return whole if whole.endswith((".", "?", "!")) else f"{whole}."


def how_far(view: EncoderView) -> str:
    """How far the next encoder is, in words."""
    share = view.done / view.total if view.total else 0.0
    old = named(view.encoder)
    serves = f"{old[:1].lower()}{old[1:]}" if view.encoder == SHIPPED else old
    done = f"{view.done:,} of {count(view.total, 'passage')} ({percent(share, 0)})"
    return f"{named(view.next)}: {done}; {serves} serves until then"


def _again(site: str, view: EncoderView) -> None:
    """What can be done about one that stopped: what was embedded is kept, so that trying again does the rest."""
    if not may("admin"):
        return
    with st.container(horizontal=True, gap="small"):
        if st.button("Try again", icon=":material/refresh:", key="embed_again"):
            _choose(site, view.next, "It goes on where it stopped; the old one serves until every passage is embedded.")
        if st.button("Stay with the old one", icon=":material/close:", key="embed_stop"):
            _choose(site, view.encoder, "It stays; what was embedded beside it is thrown away.")


def _others(site: str, view: EncoderView) -> None:
    others = [one for one in view.choices if one != view.encoder or view.state == "failed"]
    if not others:
        note("Import another one on the server: handrail models import.")
        return
    if not may("admin"):
        note("Admins can change it.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        chosen = st.selectbox("Change to", others, key="encoder", width=320)
        if st.button("Embed anew with it", icon=":material/model_training:", key="embed") and chosen:
            _choose(site, chosen, "It begins; the old one serves until every passage is embedded.")


def _choose(site: str, version: str, words: str) -> None:
    body = ChooseEncoder(site=site, version=version)
    done(lambda: calls().post(PATH, EncoderView, body), words)


def _running(site: str) -> EncoderView | None:
    view = calls().get(PATH, EncoderView, {"site": site})
    return view if view.next and view.state == "running" else None


def _progress(view: EncoderView) -> None:
    st.progress(min(1.0, view.done / view.total) if view.total else 0.0, bare(how_far(view)))
    if not view.done:
        note("It begins with the next look of the worker: handrail work must be running.")
