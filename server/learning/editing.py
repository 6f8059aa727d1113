"""What people do to a site's intents: each function is one change, checked, written down with what undoes it.

Names and sentences come in as they were typed; sentences are stored masked. Every function runs within one write
transaction, so that what it checked still holds when it writes.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import Connection

from models.examples import Examples
from server.api.views.intents import IntentSaved
from server.errors import Conflict, Invalid, NotFound
from server.learning.heldout import held_out
from server.learning.taxonomy import NEEDED, Example, Taxonomy, example_key, intent_id, taxonomy
from server.store import intents as store
from server.store import labels as label_store
from server.understanding.masking import masked

MOST_CHARACTERS = 500  # of an example: a turn has 80 in the median, and past this it says several things
MOST_AT_ONCE = 5_000  # sentences pasted or imported in one go: ten seconds of embedding
MOST_NAME = 60


class Editor(msgspec.Struct, frozen=True):
    """Who changes which site's intents, and when (Unix ms); `shipped` are the examples of the first day."""

    site: str
    by: str
    at: int
    shipped: Examples

    def known(self, conn: Connection) -> Taxonomy:
        """The intents and examples as they are."""
        labels = [row for row in label_store.usable(conn, "intent", False) if row.site == self.site]
        return taxonomy(self.shipped, store.intents_of(conn, self.site), store.examples_of(conn, self.site), labels)

    def write(self, conn: Connection, words: str, intents: store.Rows = (), examples: store.Rows = ()) -> None:
        """Writes one change down."""
        store.change(conn, self.site, self.at, self.by, words, intents, examples)


def add(
    conn: Connection, editor: Editor, name: str, description: str, texts: Sequence[str], turns: Sequence[str] = ()
) -> IntentSaved:
    """A new intent with its first sentences, typed or said by visitors."""
    known = editor.known(conn)
    name = _named(known, name, "")
    id = intent_id(name, known.intents)
    row = {"id": id, "name": name, "description": description.strip(), "on": True, "merged_into": "", "at": editor.at}
    saved, rows = sentences(editor, known, id, texts, "person")
    rows += _of_turns(conn, editor, id, turns)
    editor.write(conn, f"Added the intent {name}", [row], rows)
    store.settle(conn, turns, id)
    return msgspec.structs.replace(saved, intent=id, added=len(rows) - saved.moved)


def describe(conn: Connection, editor: Editor, id: str, name: str, description: str, on: bool) -> IntentSaved:
    """Renames, describes, switches on or off. Raises NotFound, Invalid, Conflict."""
    known = editor.known(conn)
    intent = _found(known, id)
    if not on and id in NEEDED:
        raise Conflict("conversations are steered by this intent: it can't be switched off", "needed_intent")
    name = _named(known, name, id)
    words = _told(intent.name or id, name, intent.on, on)
    row = {"id": id, "name": name, "description": description.strip(), "on": on}
    editor.write(conn, words, [row | {"merged_into": intent.merged_into, "at": editor.at}])
    return IntentSaved(intent=id)


def merge(conn: Connection, editor: Editor, id: str, into: str) -> IntentSaved:
    """What was taken for `id` is taken for `into` from now on. Raises NotFound, Invalid, Conflict."""
    known = editor.known(conn)
    intent, other = _found(known, id), _found(known, into)
    if id in NEEDED:
        raise Conflict("conversations are steered by this intent: it can't be merged away", "needed_intent")
    if known.target(into) in ("", id):
        raise Invalid("an intent can be merged into another one that is on", "bad_merge")
    row = {"id": id, "name": intent.name, "description": intent.description, "on": intent.on, "at": editor.at}
    words = f"Merged {_called(intent.name, id)} into {_called(other.name, into)}"
    editor.write(conn, words, [row | {"merged_into": known.target(into)}])
    return IntentSaved(intent=into)


def part(conn: Connection, editor: Editor, id: str) -> IntentSaved:
    """Takes a merge back: the intent stands for itself again."""
    intent = _found(editor.known(conn), id)
    row = {"id": id, "name": intent.name, "description": intent.description, "on": intent.on, "merged_into": ""}
    editor.write(conn, f"Took {_called(intent.name, id)} apart again", [row | {"at": editor.at}])
    return IntentSaved(intent=id)


def paste(conn: Connection, editor: Editor, id: str, texts: Sequence[str]) -> IntentSaved:
    """Sentences for an intent, one each. What is known there already is counted, what is elsewhere moves here."""
    known = editor.known(conn)
    intent = _found(known, id)
    saved, rows = sentences(editor, known, id, texts, "person")
    if rows:
        editor.write(conn, f"{counted(len(rows), 'example')} for {_called(intent.name, id)}", [], rows)
    return saved


def reword(conn: Connection, editor: Editor, key: str, text: str, id: str) -> IntentSaved:
    """Changes one example's words or its intent. Raises NotFound, Invalid."""
    known = editor.known(conn)
    old = known.examples.get(key)
    if old is None:
        raise NotFound("there is no such example", "no_example")
    intent = _found(known, id)
    _, rows = sentences(editor, known, id, [text], "person")
    if example_key(text) != key:
        rows.append(_removed(editor, old))
    if rows:
        editor.write(conn, f"Changed an example of {_called(intent.name, id)}", [], rows)
    return IntentSaved(intent=id, added=len(rows))


def remove(conn: Connection, editor: Editor, keys: Sequence[str]) -> IntentSaved:
    """Takes examples away, shipped ones too. Raises NotFound when none of them is there."""
    known = editor.known(conn)
    gone = [known.examples[key] for key in dict.fromkeys(keys) if key in known.examples]
    if not gone:
        raise NotFound("there is no such example", "no_example")
    editor.write(conn, f"Removed {counted(len(gone), 'example')}", [], [_removed(editor, one) for one in gone])
    return IntentSaved(intent=gone[0].intent)


def move(conn: Connection, editor: Editor, turns: Sequence[str], id: str) -> IntentSaved:
    """What visitors said becomes an example of an intent; words of held-out visitors only test it. Raises NotFound."""
    intent = _found(editor.known(conn), id)
    rows = _of_turns(conn, editor, id, turns)
    if not rows:
        raise NotFound("there is no such turn", "no_turn")
    editor.write(conn, f"Moved {counted(len(rows), 'turn')} to {_called(intent.name, id)}", [], rows)
    store.settle(conn, turns, id)
    return IntentSaved(intent=id, added=len(rows), kept_aside=sum(row["heldout"] for row in rows))


def sentences(
    editor: Editor, known: Taxonomy, id: str, texts: Iterable[str], source: str
) -> tuple[IntentSaved, list[dict[str, Any]]]:
    """What sentences for an intent come to: counts, and the rows to write. Raises Invalid for too many at once."""
    lines = [" ".join(text.split()) for text in texts]
    lines = [line for line in lines if line]
    if len(lines) > MOST_AT_ONCE:
        raise Invalid(f"{len(lines)} sentences at once; {MOST_AT_ONCE} is the most", "too_many")
    rows: dict[str, dict[str, Any]] = {}
    repeated, moved, refused = 0, 0, []
    for line in lines:
        if len(line) > MOST_CHARACTERS or not any(character.isalnum() for character in line):
            refused.append(line[:80])
            continue
        text = masked(line)
        key = example_key(text)
        old = known.examples.get(key)
        if key in rows or (old is not None and old.intent == id and old.text == text):
            repeated += 1
            continue
        moved += old is not None and old.intent != id
        rows[key] = _row(editor, key, id, text, source)
    saved = IntentSaved(intent=id, added=len(rows) - moved, moved=moved, known=repeated, refused=refused)
    return saved, list(rows.values())


def _of_turns(conn: Connection, editor: Editor, id: str, turns: Sequence[str]) -> list[dict[str, Any]]:
    rows = {}
    for said in store.said(conn, editor.site, list(turns)):
        text = " ".join(said.text.split())[:MOST_CHARACTERS]
        row = _row(editor, example_key(text), id, text, "turn")
        rows[row["key"]] = row | {"turn": said.id, "heldout": held_out(said.visitor)}
    return list(rows.values())


def _row(editor: Editor, key: str, id: str, text: str, source: str) -> dict[str, Any]:
    facts = {"key": key, "intent": id, "text": text, "source": source, "by": editor.by, "at": editor.at}
    return facts | {"removed": False, "heldout": False, "turn": ""}


def _removed(editor: Editor, example: Example) -> dict[str, Any]:
    return _row(editor, example.key, example.intent, example.text, example.source) | {"removed": True}


def _found(known: Taxonomy, id: str) -> Any:
    if id not in known.intents:
        raise NotFound("there is no such intent", "no_intent")
    return known.intents[id]


def _named(known: Taxonomy, name: str, id: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= MOST_NAME or not any(character.isalnum() for character in name):
        raise Invalid(f"an intent has a name of up to {MOST_NAME} characters", "bad_name")
    others = {_called(one.name, other).casefold() for other, one in known.intents.items() if other != id}
    if name.casefold() in others:
        raise Conflict("there is an intent of this name already", "known_intent")
    return name


def _told(old: str, name: str, was_on: bool, on: bool) -> str:
    parts = []
    if name.casefold() != old.replace("_", " ").casefold():
        parts.append(f"Renamed {old.replace('_', ' ')} to {name}")
    if was_on != on:
        parts.append(f"Switched {name} {'on' if on else 'off'}")
    return "; ".join(parts) or f"Described {name}"


def _called(name: str, id: str) -> str:
    return name or id.replace("_", " ")


def counted(n: int, one: str) -> str:
    """ "1 example", "4 examples"."""
    return f"{n} {one}" if n == 1 else f"{n} {one}s"
