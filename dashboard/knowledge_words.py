"""What the knowledge pages say: the news, states and kinds in words, quotes with their differing words marked."""

import re
from collections.abc import Sequence
from html import escape

from dashboard.words import count, plain, short
from server.api.views.hygiene import FindingView, GapView, HygieneView
from server.api.views.knowledge import ArticleView
from server.api.views.sources import DeliveriesView, SourceView

MOST_QUESTION = 60  # characters of a question within a sentence
GOAL_MS = 30_000  # from told to live: what Handrail promises
KINDS = {
    "folder": "Folder on the server",
    "website": "Website",
    "page": "One page",
    "upload": "Uploads",
    "api": "Sent by a program",
}
STATES = {
    "new": "Waits for its first look",
    "syncing": "Being read",
    "ready": "Up to date",
    "failed": "Could not be read",
    "paused": "Paused",
}
EVERY = {0: "On demand only", 900: "15 minutes", 3_600: "Hour", 21_600: "6 hours", 86_400: "Day", 604_800: "Week"}
SUBJECTS = {
    "number": "the number",
    "price": "the price",
    "date": "the date",
    "time": "the time it takes",
    "opposite": "opposites",
    "limit": "the limit",
    "negation": "whether it is so",
    "absence": "whether there is one",
}
FINDINGS = {"contradiction": "Contradictions", "duplicate": "Duplicates", "control": "Controls that are gone"}
WHYS = {"unknown": "no answer", "failed": "the answer did not help", "handoff": "went to a person"}


def news(hygiene: HygieneView, gaps: Sequence[GapView], sources: Sequence[SourceView]) -> str:
    """The sentence that the knowledge pages open with: what hurts most first, at most three things."""
    failed = [one for one in sources if one.state == "failed"]
    said = []
    if failed:
        named = f"“{failed[0].name}”" if len(failed) == 1 else count(len(failed), "source")
        said.append(f"{named} could not be read")
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
    return f"{count(len(articles), 'article')}{': ' + _listed(told) if told else ', all of them cared for'}."


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
    return f"{_listed(said)} in {count(hygiene.articles, 'article')}."


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


def sources_note(sources: Sequence[SourceView]) -> str:
    """How much the sources hold."""
    articles, passages = sum(one.articles for one in sources), sum(one.passages for one in sources)
    held = f"{count(articles, 'article')} in {count(passages, 'passage')}"
    broken = sum(len(one.broken) for one in sources)
    return f"{held}." if not broken else f"{held}; {count(broken, 'file')} could not be read."


def state(source: SourceView) -> str:
    """Where a source stands, in a few words."""
    if source.progress is not None:
        return under_way(source)
    words = STATES.get(source.state, plain(source.state))
    if source.state == "ready" and (source.broken or source.incomplete):
        return f"{words}, {count(len(source.broken), 'file')} unread" if source.broken else "Not all of it was seen"
    return words


def under_way(source: SourceView) -> str:
    """How far the sync of a source is."""
    if source.progress is None or not source.progress.done:
        return "Being read"
    of = f" of about {source.progress.of:,}" if source.progress.of >= source.progress.done else ""
    return f"Being read: {source.progress.done:,}{of}"


def share_done(source: SourceView) -> float | None:
    """The part of a sync that is done, 0 to 1; None where nobody can know."""
    progress = source.progress
    return progress.done / progress.of if progress and progress.of and progress.done <= progress.of else None


def remedy(source: SourceView) -> str:
    """What to do about a source that can't be read; "" where there is nothing to do."""
    if source.state != "failed":
        return ""
    if source.kind == "folder":
        return "Check that the folder is there and that Handrail's worker may read it, then sync it again."
    if source.kind in ("website", "page"):
        return "Open the address in a browser. If it needs a log-in or has moved, change it; else sync it again."
    return "Sync it again; if that fails too, upload the files anew."


def every(seconds: int) -> str:
    """How often a source is looked at as a whole."""
    if seconds in EVERY:
        return EVERY[seconds]
    return f"{seconds / 3600:.0f} hours" if seconds >= 7_200 else f"{seconds / 60:.0f} minutes"


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


def webhook_example(source: SourceView) -> str:
    """A shell script that tells of a change, signed; the secret comes from the environment and is not in it."""
    path = "pricing.md" if source.kind == "folder" else source.address.rstrip("/") + "/pricing"
    return f"""# SECRET='whsec_…' is in the environment, never in the script
body='{{"changed": ["{path}"], "deleted": []}}'
id="msg_$(date +%s%N)" now="$(date +%s)"
key="$(printf '%s' "${{SECRET#whsec_}}" | base64 -d | od -An -tx1 | tr -d ' \\n')"
mac="$(printf '%s' "$id.$now.$body" | openssl dgst -sha256 -mac HMAC -macopt "hexkey:$key" -binary | base64)"
curl --fail -X POST '{source.webhook}' \\
  -H "content-type: application/json" -H "webhook-id: $id" -H "webhook-timestamp: $now" \\
  -H "webhook-signature: v1,$mac" -d "$body"
"""


def _listed(said: Sequence[str]) -> str:
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def _is(n: int) -> str:
    return "is" if n == 1 else "are"


def _was(n: int) -> str:
    return "was" if n == 1 else "were"
