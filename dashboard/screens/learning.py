"""Learning: has it improved? The answer with its interval, the proof, and everything that was learned."""

import streamlit as st

from dashboard.charts.ladder import headline_weeks, rungs
from dashboard.charts.proof import paired, parts, slices, worst_first
from dashboard.charts.reliability import gap, reliability
from dashboard.filters import Filters
from dashboard.furniture import empty, headline, note, panel, picture, rate_column, section, table
from dashboard.look import palette
from dashboard.screens.lessons import show_lessons
from dashboard.session import calls
from dashboard.words import at, hundredths, interval, plain, told, zone
from server.api.views.learning import LadderDay, Learning, LearningProof, VersionView


def show(filters: Filters) -> None:
    view = calls().get("/v1/learning", Learning, filters.params)
    here = zone(st.context.timezone)
    headline(f"Has it improved since {at(view.since, here).split(',')[0]}?" if view.since else "Has it improved?", True)
    headline(view.headline)
    if view.proof is None or not view.proof.episodes:
        empty(
            "Nothing to compare yet",
            "The worker (handrail work) compares today with the frozen day one once enough visits of people kept "
            "aside for it have ended solved or corrected.",
        )
    else:
        _proof(view.proof)
    _believed(view.versions)
    _ladder(view.ladder)
    show_lessons(view)


def _proof(proof: LearningProof) -> None:
    left, right = st.columns(2, gap="medium")
    with left, panel("Today against day one", f"right answers on the same {proof.episodes:,} episodes, 95 % intervals"):
        picture(paired(proof, palette()), "proof", "Right answers today and on day one, and their paired difference")
    with right, panel("Where it came from", "the parts of today put into day one, one after the other"):
        if proof.parts:
            picture(parts(proof, palette()), "proof-parts", "From day one to today by part")
        else:
            note("No part has changed since day one.")
    note(proof.definition)
    if proof.slices:
        _slices(proof)


def _slices(proof: LearningProof) -> None:
    with panel("By kind of question", "least gain first; hollow: too few to tell"):
        picture(slices(proof, palette()), "proof-slices", "Day one and today by kind of question")
    with st.expander("The figures behind these pictures", type="compact"):
        shown = worst_first(proof.slices)
        table(
            {
                "Kind of question": [plain(one.name) for one in shown],
                "Episodes": [one.episodes for one in shown],
                "Day one %": [hundredths(one.day_one.value) for one in shown],
                "Day one, 95 %": [interval(one.day_one) for one in shown],
                "Today %": [hundredths(one.today.value) for one in shown],
                "Today, 95 %": [interval(one.today) for one in shown],
            },
            "proof-slices",
            {
                "Day one %": rate_column("right answers of the frozen day one ÷ episodes"),
                "Today %": rate_column("right answers of today's system ÷ episodes"),
            },
        )


def _believed(versions: list[VersionView]) -> None:
    """Whether the confidence of what serves can be believed."""
    measured = [one for one in versions if one.reliability and one.version.startswith("intent")]
    if not measured:
        return
    serving = next((one for one in reversed(measured) if one.state == "champion"), measured[0])
    off = gap(serving.reliability)
    section(
        "Can its confidence be believed?",
        f"When it says 80 %, it should be right eight times in ten. {serving.version} is off by {hundredths(off)} "
        f"points on average, on {sum(one.right.n for one in serving.reliability):,} answers held out in training.",
    )
    left, right = st.columns(2, gap="medium")
    with left, panel("Said and true", "dots on the line are honest; hollow: too few to tell"):
        picture(
            reliability(serving.reliability, palette()), "reliability", "Confidence against the share that is right"
        )
    with right, panel("By version", "the same figure for every version that was trained"):
        table(
            {
                "Version": [one.version for one in measured],
                "State": [plain(one.state) for one in measured],
                "Off by %": [hundredths(gap(one.reliability)) for one in measured],
                "Answers": [sum(each.right.n for each in one.reliability) for one in measured],
            },
            "calibration",
            {"Off by %": rate_column("mean distance between confidence and share right, weighed by answers")},
        )


def _ladder(weeks: list[LadderDay]) -> None:
    section("Solved and handed over, week by week", "Weeks by when an episode began; whiskers: 95 % intervals.")
    if not weeks:
        empty("No episodes in this period", "One begins when a visitor asks, or when help is offered on a struggle.")
        return
    picture(headline_weeks(weeks, palette()), "resolution", "Resolved and escalated episodes by week")
    with panel("The ladder", "how sure a resolution is; one episode can stand on several rungs, so they don't add up"):
        picture(rungs(weeks, palette()), "ladder", "Verified, confirmed, durable, assumed and failed by week")
    newest = weeks[-1]
    if not newest.resolved.n:
        note("The newest weeks have no “resolved” yet: an episode counts once seven days have passed without a return.")
    with st.expander("The figures behind these pictures", type="compact"):
        table(_columns(weeks), "ladder")


def _columns(weeks: list[LadderDay]) -> dict[str, list[object]]:
    return {
        "Week of": [week.day for week in weeks],
        "Episodes": [week.episodes for week in weeks],
        "Took part in": [week.involved for week in weeks],
        **{
            kind.capitalize(): [told(getattr(week, kind), "episodes") for week in weeks]
            for kind in ("resolved", "escalated", "verified", "confirmed", "durable", "assumed", "failed")
        },
        "Intent model": [week.intent_version or "–" for week in weeks],
    }
