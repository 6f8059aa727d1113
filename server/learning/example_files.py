"""The examples of a site's intents as a file: CSV with the columns text and label, out and in again."""

import csv
import io
from typing import Any

import msgspec
from sqlalchemy import Connection

from server.api.views.intents import IntentSaved
from server.errors import Invalid
from server.learning.editing import MOST_NAME, Editor, counted, sentences
from server.learning.taxonomy import Taxonomy, intent_id

RISKY = ("=", "+", "-", "@")  # a spreadsheet would take a cell that begins so for a formula


def bring_in(conn: Connection, editor: Editor, content: str) -> IntentSaved:
    """A CSV file with the columns text and label (an intent's id or name; a new one is made). Raises Invalid."""
    known = editor.known(conn)
    wanted = _rows(content)
    ids = {one.name.casefold(): id for id, one in known.intents.items() if one.name}
    ids |= {id.replace("_", " "): id for id in known.intents} | {id: id for id in known.intents}
    fresh: list[dict[str, Any]] = []
    taken = set(known.intents)
    for label in dict.fromkeys(label for _, label in wanted):
        if label.casefold() not in ids:
            id = intent_id(label, taken)
            taken.add(id)
            ids[label.casefold()] = id
            name = _short(label)
            fresh.append({"id": id, "name": name, "description": "", "on": True, "merged_into": "", "at": editor.at})
    total, rows = IntentSaved(intent=""), []
    for id in dict.fromkeys(ids[label.casefold()] for _, label in wanted):
        mine = [text for text, label in wanted if ids[label.casefold()] == id]
        saved, some = sentences(editor, known, id, mine, "import")
        rows += some
        total = _sum(total, saved)
    if rows or fresh:
        editor.write(conn, f"Imported {counted(len(rows), 'example')}", fresh, rows)
    return msgspec.structs.replace(total, intents=len(fresh))


def written_out(known: Taxonomy) -> str:
    """Every example that counts as CSV: text, label, source. Comes in again as it went out."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["text", "label", "source"])
    for example in sorted(known.examples.values(), key=lambda one: (one.intent, one.source, one.text)):
        text = f"'{example.text}" if example.text.startswith(RISKY) else example.text
        writer.writerow([text, example.intent, example.source])
    return out.getvalue()


def _rows(content: str) -> list[tuple[str, str]]:
    reader = csv.DictReader(io.StringIO(content.lstrip("\ufeff")))
    columns = {name.strip().casefold(): name for name in reader.fieldnames or [] if name}
    label = columns.get("label") or columns.get("intent")
    if "text" not in columns or label is None:
        raise Invalid("the file needs the columns text and label in its first line", "bad_csv")
    try:
        found = [((row[columns["text"]] or "").strip(), (row[label] or "").strip()) for row in reader]
    except csv.Error as problem:
        raise Invalid(f"the file can't be read as CSV: {problem}", "bad_csv") from None
    rows = [(text[1:] if text[:1] == "'" and text[1:2] in RISKY else text, name) for text, name in found]
    return [(text, name) for text, name in rows if text and name]


def _short(label: str) -> str:
    return " ".join(label.replace("_", " ").split())[:MOST_NAME]


def _sum(one: IntentSaved, other: IntentSaved) -> IntentSaved:
    return IntentSaved(
        intent=one.intent or other.intent,
        added=one.added + other.added,
        moved=one.moved + other.moved,
        known=one.known + other.known,
        refused=[*one.refused, *other.refused],
    )
