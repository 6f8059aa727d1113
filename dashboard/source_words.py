"""What the pages of sources say: states and kinds in words, how far a sync is, what to do about one that failed."""

from collections import Counter
from collections.abc import Sequence

from dashboard.words import count, listed, plain
from server.api.views.sources import HoldingView, SourceView

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
LANGUAGES = {
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "it": "Italian",
    "nl": "Dutch",
    "pl": "Polish",
    "pt": "Portuguese",
}
EVERY = {0: "On demand only", 900: "15 minutes", 3_600: "Hour", 21_600: "6 hours", 86_400: "Day", 604_800: "Week"}


def sources_note(sources: Sequence[SourceView]) -> str:
    """How much the sources hold."""
    articles, passages = sum(one.articles for one in sources), sum(one.passages for one in sources)
    held = f"{count(articles, 'article')} in {count(passages, 'passage')}"
    broken = sum(len(one.broken) for one in sources)
    return f"{held}." if not broken else f"{held}; {count(broken, 'file')} could not be read."


def languages(holdings: Sequence[HoldingView]) -> str:
    """The passages by language: "1,204 passages in English and 88 in German"; those of an unknown one come last."""
    held: Counter[str] = Counter()
    for one in holdings:
        held[one.language] += one.passages
    named = sorted((language for language in held if language), key=lambda one: (-held[one], one))
    said = [f"{held[language]:,} in {LANGUAGES.get(language, language)}" for language in named]
    if held[""]:
        said.append(f"{held['']:,} in no language that is known")
    if not said:
        return "no passages"
    return listed([f"{said[0].replace(' in ', ' passages in ', 1)}", *said[1:]])


def state(source: SourceView) -> str:
    """Where a source stands, in a few words."""
    if source.progress is not None:
        return under_way(source)
    words = STATES.get(source.state, plain(source.state))
    if source.state == "ready" and source.incomplete:
        return "Not all of it was seen" if source.articles else "Nothing of it was seen"
    if source.state == "ready" and source.broken:
        return f"{words}, {count(len(source.broken), 'file')} unread"
    return words


def under_way(source: SourceView) -> str:
    """How far the sync of a source is; "about": there were so many the last time."""
    if source.progress is None or not source.progress.done:
        return "Being read"
    if source.progress.of >= source.progress.done:
        return f"Being read: {source.progress.done:,} of about {source.progress.of:,}"
    return f"Being read: {count(source.progress.done, 'article')} so far"


def share_done(source: SourceView) -> float | None:
    """The part of a sync that is done, 0 to 1; None where nobody can know."""
    progress = source.progress
    return progress.done / progress.of if progress and progress.of and progress.done <= progress.of else None


def remedy(source: SourceView) -> str:
    """What to do about a source that can't be read, or not as a whole; "" where there is nothing to do."""
    if source.state != "failed" and not source.incomplete:
        return ""
    if source.kind == "folder":
        return "Check that the folder is there and that Handrail's worker may read it, then sync it again."
    if source.kind in ("website", "page"):
        return "Open the address in a browser. If it needs a log-in or has moved, change it; else sync it again."
    return "Sync it again; if that fails too, upload the files anew."


def kept(source: SourceView) -> str:
    """What became of the articles of a source that was not seen as a whole, and what to do."""
    stays = f"What was known of it stays: {count(source.articles, 'article')}. " if source.articles else ""
    return f"{stays}{remedy(source)}"


def every(seconds: int) -> str:
    """How often a source is looked at as a whole."""
    if seconds in EVERY:
        return EVERY[seconds]
    return f"{seconds / 3600:.0f} hours" if seconds >= 7_200 else f"{seconds / 60:.0f} minutes"


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
