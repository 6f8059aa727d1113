"""A site's intents as its people have them: what is shipped, what they set over it, and what visitors taught. Pure.

The same words are one example, whoever brought them: a person's word goes before a label from an outcome, and that
before what is shipped.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct

from models.examples import Examples

LEAST_EXAMPLES = 3  # of an intent to be learned: with fewer a held-out one has nothing near it
NEEDED = frozenset({"talk_to_person", "thanks_greeting"})  # what a conversation itself is steered by


class Intent(Struct, frozen=True):
    """`id` is the label that models, articles and decisions know; `name` what people call it, "" as the id reads."""

    id: str
    name: str = ""
    description: str = ""
    on: bool = True
    merged_into: str = ""
    shipped: bool = False


class Example(Struct, frozen=True):
    """`source`: shipped | person | import | turn | verified | confirmed | correction. `row`: of a shipped one, -1."""

    key: str
    text: str
    intent: str
    source: str
    weight: float = 1.0
    heldout: bool = False
    turn: str = ""
    by: str = ""
    at: int = 0
    row: int = -1


class Taxonomy(Struct, frozen=True):
    """`examples` are those that count, each with the intent it was given; merges and switches are not applied yet."""

    intents: dict[str, Intent]
    examples: dict[str, Example]

    def target(self, intent: str) -> str:
        """The intent that a label counts for today: where merges lead; "" when that is switched off or unknown."""
        seen: set[str] = set()
        while (known := self.intents.get(intent)) is not None and known.merged_into and intent not in seen:
            seen.add(intent)
            intent = known.merged_into
        return intent if known is not None and known.on and not known.merged_into else ""

    def to_learn(self) -> tuple[list[Example], list[str]]:
        """(examples to train on, each with the intent that it counts for; intents left out for want of examples)."""
        held = [(example, self.target(example.intent)) for example in self.examples.values() if not example.heldout]
        counts: dict[str, int] = {}
        for _, intent in held:
            counts[intent] = counts.get(intent, 0) + 1
        few = sorted(
            id for id, one in self.intents.items() if self.target(id) == id and counts.get(id, 0) < LEAST_EXAMPLES
        )
        learned = [_as(example, intent) for example, intent in held if intent and intent not in few]
        return learned, few

    def merged(self) -> dict[str, str]:
        """Label -> the label that took its examples over."""
        return {id: target for id in self.intents if (target := self.target(id)) and target != id}

    def counts(self) -> dict[str, int]:
        """Examples of each intent that is on, with those of the intents merged into it."""
        found: dict[str, int] = {}
        for example in self.examples.values():
            target = self.target(example.intent) or example.intent
            found[target] = found.get(target, 0) + 1
        return found


def taxonomy(
    shipped: Examples, of_intents: Iterable[Any], of_examples: Iterable[Any], of_labels: Iterable[Any] = ()
) -> Taxonomy:
    """From the shipped examples and the rows of the store (intents, intent_examples, labels that may be trained on)."""
    intents = {label: Intent(label, shipped=True) for label in sorted(set(shipped.labels))}
    examples: dict[str, Example] = {}
    for row, (text, label) in enumerate(zip(shipped.texts, shipped.labels, strict=True)):
        key = example_key(text)
        examples[key] = Example(key, text, label, "shipped", row=row)
    for label in of_labels:
        intents.setdefault(label.label, Intent(label.label))
        key = example_key(label.text)
        examples[key] = Example(key, label.text, label.label, label.source, weight=label.weight, at=label.at)
    for one in of_intents:
        known = intents.get(one.id)
        was = known is not None and known.shipped
        intents[one.id] = Intent(one.id, one.name, one.description, bool(one.on), one.merged_into, was)
    for one in of_examples:
        if one.removed:
            examples.pop(one.key, None)
            continue
        row = examples[one.key].row if one.key in examples else -1
        marks = {"heldout": bool(one.heldout), "turn": one.turn, "by": one.by, "at": one.at, "row": row}
        examples[one.key] = Example(one.key, one.text, one.intent, one.source, **marks)
    return Taxonomy(intents, examples)


def example_key(text: str) -> str:
    """The name of an example: the same for words that differ in capitals, spaces or the mark at the end alone."""
    folded = " ".join(text.casefold().split()).strip(".!?…;, ")
    return hashlib.sha256(folded.encode("utf-8", "replace")).hexdigest()[:24]


def intent_id(name: str, taken: Iterable[str]) -> str:
    """An id that a new intent of this name may have: letters and digits of the name, and a number where it is taken."""
    base = "_".join("".join(c if c.isalnum() else " " for c in name.casefold()).split())[:48] or "intent"
    known = set(taken)
    return next(id for n in range(1, len(known) + 2) if (id := base if n == 1 else f"{base}_{n}") not in known)


def duplicates(texts: Sequence[str]) -> int:
    """How many of them say what another one before says."""
    return len(texts) - len({example_key(text) for text in texts})


def _as(example: Example, intent: str) -> Example:
    return Example(
        example.key, example.text, intent, example.source, example.weight, row=example.row, turn=example.turn
    )
