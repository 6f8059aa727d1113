"""What was learned: corrections live as memories, labels, model versions and the cycles that made them."""

import streamlit as st

from dashboard.furniture import empty, note, section, table
from dashboard.session import calls, may
from dashboard.words import at, bare, count, outcome, plain, zone
from server.api.views.learning import CycleView, Learning, MemoryView, VersionView


def show_lessons(view: Learning) -> None:
    _memories(view.memories)
    _labels(view.labels)
    _versions(view.versions)
    _cycles(view.cycles)


def _memories(memories: list[MemoryView]) -> None:
    section("Corrections by people", "Live at once, with a receipt; a revoked one answers nobody any more.")
    if not memories:
        empty("No corrections yet", "On the Desk, open a conversation and choose “Correct” on an answer that is wrong.")
        return
    here = zone(st.context.timezone)
    columns: dict[str, list[object]] = {
        "Question": [one.question for one in memories],
        "Right answer": [one.answer for one in memories],
        "By": [one.agent for one in memories],
        "Live since": [at(one.live_at, here) for one in memories],
        "Used": [one.uses for one in memories],
        "First use": [at(one.first_used_at, here) if one.first_used_at else "–" for one in memories],
        "Solved": [one.solved for one in memories],
        "State": ["revoked" if one.revoked_at else "live" for one in memories],
    }
    row = table(columns, "corrections", select=may("agent"))
    if row is not None and not memories[row].revoked_at:
        _revoke(memories[row])


def _revoke(memory: MemoryView) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"“{bare(memory.answer)}”", width="stretch")
        if st.button("Revoke this correction", icon=":material/undo:", key=f"revoke_{memory.id}"):
            calls().tell(f"/v1/memories/{memory.id}/revoke")
            st.rerun()


def _labels(labels: dict[str, int]) -> None:
    section("Labels to learn from", "Taken from outcomes and corrections, each with where it comes from.")
    if not labels:
        note("None yet: every episode that ends, and every correction, gives some.")
        return
    most = sorted(labels.items(), key=lambda pair: -pair[1])
    columns: dict[str, list[object]] = {
        "Source": [outcome(source) for source, _ in most],
        "Labels": [n for _, n in most],
    }
    table(columns, "labels", {"Labels": st.column_config.ProgressColumn("Labels", format="%d", max_value=most[0][1])})


def _versions(versions: list[VersionView]) -> None:
    section("Model versions")
    if not versions:
        note("Only the versions that came with the installation.")
        return
    here = zone(st.context.timezone)
    table(
        {
            "Version": [one.version for one in versions],
            "Since": [at(one.at, here) for one in versions],
            "State": [plain(one.state) for one in versions],
            "Trained on": [one.trained_on for one in versions],
            "Why": [one.reason or "–" for one in versions],
            "Measured": [_metrics(one.metrics) for one in versions],
        },
        "versions",
    )


def _cycles(cycles: list[CycleView]) -> None:
    section("Learning cycles", "Promoted only if better on labels it never saw, and worse on no slice.")
    if not cycles:
        note("None yet: the worker (handrail work) tries one once enough new labels are there.")
        return
    here = zone(st.context.timezone)
    promoted = sum(one.verdict == "promoted" for one in cycles)
    note(f"{count(promoted, 'challenger')} promoted, {len(cycles) - promoted} rejected.")
    table(
        {
            "When": [at(one.at, here) for one in cycles],
            "Verdict": [plain(one.verdict) for one in cycles],
            "Reason": [one.reason for one in cycles],
            "Challenger": [one.challenger for one in cycles],
            "Champion": [one.champion for one in cycles],
            "Trained on": [one.trained_on for one in cycles],
            "Held out": [one.held_out for one in cycles],
            "Measured": [_metrics(one.metrics) for one in cycles],
        },
        "cycles",
    )


def _metrics(metrics: dict[str, float]) -> str:
    return ", ".join(f"{plain(name)} {value:.3g}" for name, value in metrics.items()) or "–"
