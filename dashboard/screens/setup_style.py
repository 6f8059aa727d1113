"""How a site's answers are given: form, length and tone, with one of its own answers as visitors would read it."""

from collections.abc import Mapping
from html import escape

import streamlit as st

from dashboard.api import Params
from dashboard.furniture import note, section
from dashboard.saving import done
from dashboard.session import calls
from server.api.views.sites import SiteView
from server.api.views.style import StyleExample, StyleView

FORMS = {"": "As written", "steps": "Numbered steps", "prose": "Flowing text"}
LENGTHS = {"": "Usual", "brief": "Brief", "full": "Full"}
TONES = {"plain": "Plain", "warm": "Warm", "formal": "Formal"}
HELP = {
    "Form": "As written keeps the article's own steps and paragraphs.",
    "Length": "Brief is the answer's lines alone; full has an opening, and says at the end what one can do next.",
    "Tone": "Of Handrail's own sentences: what articles and people say keeps its words.",
}
SAVED = "Saved. The next answer in every conversation is given so."


def show_style(site: SiteView) -> None:
    """Draws the card. What is chosen shows at once in the example, and holds once it is saved."""
    path = f"/v1/sites/{site.id}/style"
    now = calls().get(path, StyleView)
    section(
        "How answers are given", "Unless the visitor or the product wants it otherwise. What is said stays the same."
    )
    with st.container(horizontal=True):
        form = _choice("Form", FORMS, now.form, site.id)
        length = _choice("Length", LENGTHS, now.length, site.id)
        tone = _choice("Tone", TONES, now.tone, site.id)
    shown: Params = {"form": form, "length": length, "tone": tone}
    _example(calls().get(f"{path}/example", StyleExample, shown))
    chosen = StyleView(form=form, length=length, tone=tone)  # type: ignore[arg-type]
    if st.button("Save how answers are given", disabled=chosen == now, key="style_save"):
        done(lambda: calls().put(path, StyleView, chosen), SAVED)


def _choice(label: str, words: Mapping[str, str], now: str, site: str) -> str:
    values = list(words)
    chosen = st.selectbox(
        label,
        values,
        index=values.index(now),
        format_func=words.__getitem__,
        key=f"style_{label}_{site}",
        help=HELP[label],
    )
    return chosen or ""


def _example(example: StyleExample) -> None:
    if example.question:
        note(f"Asked: {example.question}")
        with st.container(border=True):
            st.html(f'<p class="said">{escape(example.answer)}</p>')
    else:
        note("An example stands here as soon as the site has help articles: handrail kb sync reads them in.")
    note(f"Where nothing is found: {example.unknown}")
