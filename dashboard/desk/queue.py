"""The queue: who waits, how long, why it came, how it feels."""

import streamlit as st

from dashboard.api import Api
from dashboard.furniture import note, section
from dashboard.words import bare, lasting, plain, reason, short
from server.api.views.desk import ConversationRow

STATES = {"open": "Open", "waiting": "Waiting", "closed": "Closed"}
MARKS = {"waiting": ":material/hourglass_top:", "person": ":material/person:", "closed": ":material/check:"}
URGENT = 0.5  # of 1, from where the word is said
UPSET = -0.3  # of -1..1
RISKY = 0.5  # of 1: a person is offered from there


def show_queue(api: Api, site: str, current: str) -> str:
    """Draws the queue; answers the id of the conversation that was chosen just now, "" for none."""
    state = st.segmented_control(
        "Show", list(STATES), default="open", format_func=STATES.__getitem__, key="queue_state", required=True,
        label_visibility="collapsed", width="stretch",
    )  # fmt: skip
    rows = api.get("/v1/conversations", list[ConversationRow], {"site": site, "state": state or "open"})
    waiting = [row for row in rows if row.mode == "waiting"]
    section(f"{len(waiting)} waiting" if waiting else "Nobody is waiting")
    chosen = ""
    following = next((row.id for row in waiting if row.id != current), "")
    icon = ":material/skip_next:"
    if st.button("Next", shortcut="N", icon=icon, disabled=not following, key="next", width="stretch"):
        chosen = following
    if not rows:
        note("While this page is open, visitors see that a person is there.")
    for row in rows:
        if _row(row, row.id == current):
            chosen = row.id
    return chosen


def _row(row: ConversationRow, current: bool) -> bool:
    return st.button(
        label(row),
        key=f"row_{row.id}",
        icon=MARKS.get(row.mode, ":material/smart_toy:"),
        type="primary" if current else "secondary",
        width="stretch",
        wrap=True,
    )


def label(row: ConversationRow) -> str:
    """A row of the queue in two lines of Markdown."""
    facts = []
    if row.mode == "waiting":
        facts.append(f"waits {lasting(row.waiting_s)}")
        facts.append(reason(row.reason) if row.reason else "")
    elif row.agent:
        facts.append(f"with {row.agent}")
    facts.append((row.intent_name or plain(row.intent).lower()) if row.intent else "")
    facts.append("urgent" if row.urgency >= URGENT else "")
    facts.append("goes badly" if row.mode != "waiting" and (row.risk or 0.0) >= RISKY else "")
    facts.append("upset" if row.sentiment is not None and row.sentiment <= UPSET else "")
    words = bare(" · ".join(fact for fact in facts if fact)) or bare(row.route)
    return f"**{bare(short(row.last_text.replace(chr(10), ' '), 70)) or 'No words yet'}**  \n{words}"
