"""What the knowledge pages say: the news, states and kinds in words, quotes with their differing words marked."""

import re
from collections.abc import Sequence
from html import escape

from dashboard.words import count, listed, plain, short
from server.api.views.hygiene import FindingView, GapView, HygieneView
from server.api.views.knowledge import ArticleView
from server.api.views.sources import DeliveriesView, SourceView
from server.api.views.tickets import Counts, ImportView

MOST_QUESTION = 60  # characters of a question within a sentence
GOAL_MS = 30_000  # from told to live: what Handrail promises
IMPORT_STATES = {"reading": "Being read", "done": "Read", "failed": "Refused", "stopped": "Stopped halfway"}
SUBJECTS = {
    "number": "the number",
    "price": "the price",
    "date": "the date",
    "time": "the time of day",
    "opposite": "what holds: each says the opposite",
    "limit": "who may do it, or which plan has it",
    "control": "where it is found",
    "name": "the name",
    "negation": "whether it is so",
    "absence": "whether there is one",
}
FINDINGS = {"contradiction": "Contradictions", "duplicate": "Duplicates", "control": "Controls that are gone"}
WHYS = {"unknown": "no answer", "failed": "the answer did not help", "handoff": "went to a person"}


def news(hygiene: HygieneView, gaps: Sequence[GapView], sources: Sequence[SourceView]) -> str:
    """The sentence that the knowledge pages open with: what hurts most first, at most three things."""
    failed = [one for one in sources if one.state == "failed"]
    partly = [one for one in sources if one.state == "ready" and one.incomplete]
    said = []
    if failed:
        said.append(f"{_sources(failed)} could not be read")
    if partly:
        said.append(f"{_sources(partly)} {_was(len(partly))} not seen as a whole")
    if hygiene.contradictions:
        twice = count(hygiene.contradictions, "contradiction")
        said.append(f"{twice} {_is(hygiene.contradictions)} waiting to be settled")
    if hygiene.stale:
        said.append(f"{count(hygiene.stale, 'article')} {_is(hygiene.stale)} past the review date")
    if gaps:
        said.append(f"{count(gaps[0].visits, 'visit')} asked {about(gaps[0])} and found no answer")
    if said:
        first, *rest = said[:3]
        return "; ".join([first[:1].upper() + first[1:], *rest]) + "."
    if not sources:
        return "Nothing is known yet: add a folder, a website or some files."
    return f"{count(sum(one.articles for one in sources), 'article')} answer, and nothing waits to be done."


def about(gap: GapView) -> str:
    """What a gap is about: its most typical question."""
    return f"“{short(gap.example, MOST_QUESTION)}”"


def gaps_news(gaps: Sequence[GapView], status: str) -> str:
    """The sentence of the gaps in a state."""
    if status != "open":
        what = "was written" if status == "written" else "was dismissed"
        return f"{count(len(gaps), 'gap')} {what if len(gaps) == 1 else what.replace('was', 'were')}."
    if not gaps:
        return "No topic waits for an article."
    visits = sum(one.visits for one in gaps)
    first = f"most wanted: {about(gaps[0])}, in {count(gaps[0].visits, 'visit')}"
    return f"{count(visits, 'visit')} found no answer, on {count(len(gaps), 'topic')}; {first}."


def articles_news(articles: Sequence[ArticleView]) -> str:
    """How the articles stand, as a sentence."""
    stale, unowned = sum(one.stale for one in articles), sum(not one.owner for one in articles)
    unused = sum(not one.answers for one in articles)
    said = [
        f"{stale:,} {_is(stale)} past the review date" if stale else "",
        f"{unowned:,} {'has' if unowned == 1 else 'have'} no owner" if unowned else "",
        f"{unused:,} {_was(unused)} never the answer" if unused else "",
    ]
    told = [words for words in said if words]
    return f"{count(len(articles), 'article')}{': ' + listed(told) if told else ', all of them cared for'}."


def hygiene_news(hygiene: HygieneView) -> str:
    """How much waits, as a sentence."""
    named = [
        (hygiene.contradictions, "contradiction", ""),
        (hygiene.duplicates, "duplicate", ""),
        (hygiene.controls, "control that is gone", "controls that are gone"),
        (hygiene.stale, "article past its review date", "articles past their review date"),
        (hygiene.unowned, "article without an owner", "articles without an owner"),
    ]
    said = [count(n, one, many) for n, one, many in named if n]
    if not said:
        return f"Nothing waits in {count(hygiene.articles, 'article')}."
    return f"{listed(said)} in {count(hygiene.articles, 'article')}."


def freshness_news(view: DeliveriesView) -> str:
    """How fast changes go live, against the promise."""
    if not view.told:
        return "No change was told in the last days."
    said = f"{count(view.applied, 'change')} went live in the last days"
    if view.applied:
        said += f", half of them within {seconds(view.p50_ms)}, 99 % within {seconds(view.p99_ms)}"
    late = f"{count(view.late, 'change')} took longer than 30 s" if view.late else ""
    lost = f"{count(view.given_up, 'change')} {_was(view.given_up)} given up" if view.given_up else ""
    waits = f"{count(view.waiting, 'change')} {_is(view.waiting)} on the way" if view.waiting else ""
    return "; ".join(words for words in (said, late, lost, waits) if words) + "."


def count_files(taken: int, of: int) -> str:
    """What an upload came to; before one, what uploading is for."""
    if not of:
        return "A file that is uploaded answers visitors within seconds."
    refused = f", {count(of - taken, 'file')} refused: see why below" if of > taken else ""
    return f"{count(taken, 'file')} taken{refused}."


def became(counts: Counts) -> str:
    """What became of the rows of an export: "1,204 rows: 1,190 tickets, 10 copies, 4 left out"."""
    named = (
        (counts.added, "new ticket", ""),
        (counts.renewed, "renewed", "renewed"),
        (counts.known, "known already", "known already"),
        (counts.copies, "copy", "copies"),
        (counts.broken, "left out", "left out"),
    )
    said = [count(n, one, many) for n, one, many in named if n]
    return f"{count(counts.rows, 'row')}{': ' + ', '.join(said) if said else ''}"


def import_state(one: ImportView) -> str:
    """Where an import stands, in words."""
    return IMPORT_STATES.get(one.state, plain(one.state))


def seconds(ms: int) -> str:
    """ "0.4 s", "12 s"."""
    return f"{ms / 1000:.1f} s" if ms < 10_000 else f"{ms / 1000:.0f} s"


def differ(finding: FindingView) -> str:
    """What a finding says, as the title of its card."""
    if finding.kind == "contradiction":
        return f"They differ in {SUBJECTS.get(finding.subject, plain(finding.subject).lower())}"
    if finding.kind == "duplicate":
        return "The same said twice"
    where = f" on {finding.route}" if finding.route else ""
    return f"“{finding.control}” is no longer{where or ' on the pages'}"


def marked(quote: str, marks: Sequence[tuple[int, int]]) -> str:
    """A quote as HTML with these stretches of it marked; nothing in it is taken for markup."""
    pieces, place = [], 0
    for start, end in sorted(marks):
        start, end = max(place, start), min(end, len(quote))
        if start >= end:
            continue
        pieces.append(f"{escape(quote[place:start])}<mark>{escape(quote[start:end])}</mark>")
        place = end
    return "".join(pieces) + escape(quote[place:])


def file_name(title: str) -> str:
    """A name for the Markdown file of a draft: "How to pay by invoice?" -> "how-to-pay-by-invoice.md"."""
    word = re.sub(r"[^\w]+", "-", title.lower()).strip("-_")[:60].rstrip("-")
    return f"{word or 'draft'}.md"


def _sources(some: Sequence[SourceView]) -> str:
    return f"“{some[0].name}”" if len(some) == 1 else count(len(some), "source")


def _is(n: int) -> str:
    return "is" if n == 1 else "are"


def _was(n: int) -> str:
    return "was" if n == 1 else "were"
