"""Told changes that were given up: what and why, and a button that has them tried again."""

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard.saving import done
from dashboard.session import calls, may
from dashboard.words import bare, count, short
from server.api.views.sources import DeliveriesView, TakenView, TroubleView

PATH = "/v1/knowledge/deliveries"
NAMED = 3  # changes; the rest stand on Freshness
MOST_REASON = 160  # characters


def show_given_up(view: DeliveriesView, names: Mapping[str, str], source: str = "") -> None:
    """Of one source, or ("") of all; nothing where nothing was given up. `names`: of the sources by id."""
    lost = [one for one in view.failing if one.given_up and source in ("", one.source)]
    if not lost:
        return
    st.error(words(lost, names), icon=":material/error:")
    if may("agent") and st.button("Try again", icon=":material/refresh:", key="retry_all"):
        again(lost)


def again(lost: Sequence[TroubleView]) -> None:
    """Has these tried again, and draws the page anew."""

    def retry() -> None:
        for one in lost:
            calls().post(f"{PATH}/{one.id}/retry", TakenView)

    done(retry, f"{count(len(lost), 'change')} will be tried again as soon as the worker gets to it.")


def words(lost: Sequence[TroubleView], names: Mapping[str, str]) -> str:
    """What was given up and why, as Markdown."""
    lines = [f"**{count(len(lost), 'change')} {'was' if len(lost) == 1 else 'were'} given up** after a day of tries."]
    for one in lost[:NAMED]:
        what = one.path or "the whole source"
        of = f" of {names[one.source]}" if one.source in names else ""
        lines.append(f"{bare(what + of)}: {bare(short(one.reason, MOST_REASON))}")
    if len(lost) > NAMED:
        lines.append(f"{len(lost) - NAMED:,} more stand on Freshness.")
    return "  \n".join(lines)
