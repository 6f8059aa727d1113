"""Finds articles that name a button, field or link that the product's pages no longer show since a release. Pure.

The pages tell by themselves what they show: each layout that a visitor's page sent holds its controls with their names.
A name is gone when layouts from before the release show it, none from after it does, on any page, nobody has used it
since, and the page that had it was seen often enough since. A page that nobody saw in the release isn't judged. Where
the identity of elements says what became of the control, its new name is told at once.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import Row

from server.hygiene.sentences import Sentence, sentences
from server.projections.identity import Names
from server.projections.likeness import likeness
from widget.protocol import Box

ENOUGH_VISITS = 5  # of a page since the release, before a name is missed that may show only now and then
LIKE = 0.6  # likeness of names from which a new one is proposed without the identity of elements
LONGEST_NAME = 60  # characters; what is longer is a row of a list
ROLES = frozenset(
    {
        *{"button", "link", "textbox", "searchbox", "combobox", "checkbox", "radio", "switch", "tab", "menuitem"},
        *{"spinbutton", "slider", "option", "summary", "label", "listbox", "menuitemcheckbox", "menuitemradio"},
    }
)
_VERBS = (
    r"(?:press|click|choose|select|tap|tick|untick|open|pick|unfold|use|hit|push|follow|under|fill in|switch on|"
    r"switch off|go to|type|enter)"
)
_THINGS = r"(?:button|field|link|list|tab|switch|menu|box|checkbox|option)"


class Gone(Struct, frozen=True):
    """A control that the pages no longer show: its name, the page that had it, the likeliest new name ("")."""

    name: str
    route: str
    suggestion: str
    sure: float  # 0..1


class Layout(Struct, frozen=True):
    """What one layout of a page shows: key -> name of its controls, and when it was seen last (Unix ms)."""

    route: str
    at: int
    controls: dict[str, str]


def layouts_of(rows: Iterable[Row[Any]]) -> list[Layout]:
    """From stored layouts."""
    found = []
    for row in rows:
        boxes = msgspec.json.decode(row.boxes_json, type=list[Box])
        named = {box.key or box.label: box.label for box in boxes if box.role in ROLES and _is_name(box.label)}
        found.append(Layout(row.route, row.at, named))
    return found


def gone(
    layouts: Sequence[Layout], since: int, used: Iterable[str], visits: Mapping[str, int], names: Names
) -> list[Gone]:
    """What the pages showed before `since` (Unix ms) and don't since, by name; `used` are names used since."""
    judged = {layout.route for layout in layouts if layout.at >= since}
    shown = {_plain(name) for layout in layouts if layout.at >= since for name in layout.controls.values()}
    # A page that nobody saw in the release shows, for all we know, what it showed.
    shown |= {_plain(n) for layout in layouts if layout.route not in judged for n in layout.controls.values()}
    shown |= {_plain(name) for name in used}
    current: dict[str, dict[str, str]] = defaultdict(dict)
    for layout in layouts:
        if layout.at >= since:
            current[layout.route] |= layout.controls
    found: dict[str, Gone] = {}
    for layout in layouts:
        if layout.at >= since or layout.route not in judged:
            continue
        for key, name in layout.controls.items():
            if _plain(name) in shown or name in found:
                continue
            renamed = current[layout.route].get(names.today(layout.route, key, layout.at), "")
            if renamed and _plain(renamed) != _plain(name):
                found[name] = Gone(name, layout.route, renamed, 0.95)
            elif visits.get(layout.route, 0) >= ENOUGH_VISITS:
                found[name] = Gone(name, layout.route, _likest(name, current[layout.route].values()), 0.75)
    return sorted(found.values(), key=lambda one: one.name)


def mentions(text: str, name: str) -> Iterator[tuple[Sentence, tuple[int, int]]]:
    """Sentences of a passage that name the control as a control: told to be used, quoted, or called a button."""
    quoted = re.escape(name)
    pattern = re.compile(
        rf"(?:\b{_VERBS}\s+(?:on\s+|the\s+|in\s+|at\s+)*|[\"“'‘]|\b(?:and|or|,)\s+(?=[A-Z]))(?P<name>{quoted})(?!\w)"
        rf"|(?<!\w)(?P<named>{quoted})(?:[\"”]|\s+{_THINGS}\b)"
        rf"|(?<=[a-z,] )(?P<inside>{quoted})(?!\w)"
        if name[:1].isupper()
        else rf"[\"“](?P<name>{quoted})[\"”]|(?<!\w)(?P<named>{quoted})\s+{_THINGS}\b|(?P<inside>\b\B)",
    )
    verbs = re.compile(_VERBS, re.IGNORECASE)
    for sentence in sentences(text) or [Sentence(text, 0, text, text)]:
        lowered = verbs.sub(lambda match: match.group().lower(), sentence.text)
        if match := pattern.search(lowered):
            group = next(each for each in ("name", "named", "inside") if match[each] is not None)
            yield sentence, match.span(group)


def findings(
    site: str, passages: Sequence[Row[Any]], lost: Sequence[Gone], release: str, now: int
) -> list[dict[str, Any]]:
    """A row for each article and control that it names in vain."""
    found: dict[str, dict[str, Any]] = {}
    for one in lost:
        for row in passages:
            if one.name not in row.text:
                continue
            for sentence, mark in mentions(row.text, one.name):
                id = hashlib.sha256("\0".join((site, "control", one.name, row.article, sentence.text)).encode())
                finding = _row(site, row, one, sentence, mark, release, now)
                found.setdefault(id.hexdigest()[:20], finding | {"id": id.hexdigest()[:20]})
    return list(found.values())


def _row(
    site: str, row: Row[Any], one: Gone, sentence: Sentence, mark: tuple[int, int], release: str, now: int
) -> dict[str, Any]:
    return {
        "site": site,
        "kind": "control",
        "subject": "control",
        "state": "open",
        "score": one.sure,
        "article": row.article,
        "passage": row.id,
        "quote": sentence.text,
        "marks_json": msgspec.json.encode([mark]).decode(),
        "control": one.name,
        "route": one.route,
        "release": release,
        "suggestion": one.suggestion,
        "found_at": now,
        "changed_at": now,
    }


def _likest(name: str, others: Iterable[str]) -> str:
    scored = [(likeness(name, other), other) for other in others]
    best = max(scored, key=lambda pair: (pair[0], pair[1]), default=(0.0, ""))
    return best[1] if best[0] >= LIKE else ""


def _is_name(label: str) -> bool:
    return 1 < len(label) <= LONGEST_NAME and not any(letter.isdigit() for letter in label)


def _plain(name: str) -> str:
    return re.sub(r"\W+", " ", name.casefold()).strip()
