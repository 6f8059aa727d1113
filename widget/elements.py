"""Who an element is: from the shim's descriptor to a key that survives a release.

The ladder, first rung that holds: the author's own key (`@x`), the test attribute (`%x`), a stable id (`#x`), role and
accessible name (`button:Save changes`), the filtered path. Ids that a framework numbers are no identity. The same role
and name in another form of the page gets `~2`; list rows that repeat a button ("Edit") share one key on purpose:
friction is counted on the control, not on the row.
"""

import re

import msgspec
from msgspec import Struct

from widget.protocol import Element
from widget.redaction import clean

KEY_CHARS = 200
SHORT_CHARS = 120

# Two digits, colons, or the prefix of a framework that numbers its ids.
GENERATED_ID = re.compile(r"\d.*\d|[:«»]|^(radix|headlessui|mui|react-aria|ember|ext-gen|downshift|uid)\b", re.I)
COUNTER = re.compile(r"\s*\(\d+\)$")  # "Inbox (12)" is the same tomorrow

CONTROL_TAGS = frozenset({"a", "button", "input", "select", "textarea", "summary", "label", "option"})
CONTROL_ROLES = frozenset(
    {
        "button", "link", "checkbox", "radio", "switch", "tab", "menuitem", "menuitemcheckbox", "menuitemradio",
        "option", "combobox", "textbox", "searchbox", "spinbutton", "slider", "treeitem",
    }
)  # fmt: skip
TEXT_TYPES = frozenset({"", "text", "search", "email", "password", "url", "tel", "number"})
# The browser itself answers a click on these, outside of the document.
NATIVE_TYPES = frozenset({"date", "datetime-local", "month", "week", "time", "color", "range", "radio"})
STEPPER_NAMES = frozenset({"next", "previous", "prev", "+", "-", "−", "–", "<", ">", "‹", "›", "«", "»", "←", "→"})


class Descriptor(Struct, frozen=True):
    """An element as the shim describes it (static/MESSAGES.md): `i` its index, `rect` x, y, width, height."""

    i: int = -1
    tag: str | None = ""
    role: str | None = ""
    name: str | None = ""
    id: str | None = ""
    testid: str | None = ""
    author: str | None = ""
    type: str | None = ""
    path: str | None = ""
    disabled: bool | None = False
    typeable: bool | None = False
    exempt: bool | None = False
    kind: str | None = ""  # stepper, toggle, media, canvas, link
    step: str | None = ""
    rect: list[float] | None = None


class Target(Struct, frozen=True):
    """An element as detectors see it. `traits` are words: control, disabled, typeable, exempt, stepper, native,
    link, opaque (canvas, media, file dialog: what a click does there can't be seen)."""

    element: Element
    traits: frozenset[str] = frozenset()
    step: str = ""
    rect: tuple[float, float, float, float] | None = None

    @property
    def key(self) -> str:
        return self.element.key

    def has(self, trait: str) -> bool:
        return trait in self.traits


class ElementTable:
    """The elements of one document by their index; a later descriptor of the same index replaces the earlier."""

    def __init__(self) -> None:
        self._targets: dict[int, Target] = {}
        self._forms: dict[str, list[str]] = {}  # key without suffix -> steps it was seen in

    def add(self, json: str | bytes) -> None:
        """Takes a JSON list of descriptors. Raises msgspec.ValidationError for anything else."""
        for descriptor in _descriptors.decode(json or "[]"):
            self._targets[descriptor.i] = self.resolve(descriptor)

    def get(self, index: int) -> Target | None:
        """The element of that index, None for -1 and for the unknown."""
        return self._targets.get(index)

    def resolve(self, descriptor: Descriptor) -> Target:
        """The target of a descriptor that may not be in the table (snapshots, skeletons)."""
        target = describe(descriptor)
        if target.key[0] in "@%#":
            return target
        steps = self._forms.setdefault(target.key, [])
        if target.step not in steps:
            steps.append(target.step)
        place = steps.index(target.step)
        if place == 0:
            return target
        suffix = f"~{place + 1}"
        key = target.key[: KEY_CHARS - len(suffix)] + suffix
        return msgspec.structs.replace(target, element=msgspec.structs.replace(target.element, key=key))


def describe(descriptor: Descriptor) -> Target:
    """A descriptor's target: key by the ladder, name masked."""
    role = (descriptor.role or "")[:SHORT_CHARS]
    tag = (descriptor.tag or "")[:SHORT_CHARS].lower()
    name = clean(descriptor.name, SHORT_CHARS)
    element = Element(key=_key(descriptor, role or tag, name), role=role, name=name, tag=tag)
    rect = descriptor.rect
    return Target(
        element=element,
        traits=frozenset(_traits(descriptor, tag, role, name)),
        step=clean(descriptor.step, SHORT_CHARS),
        rect=(rect[0], rect[1], rect[2], rect[3]) if rect and len(rect) == 4 else None,
    )


def stable_id(value: str | None) -> str:
    """The id when an author wrote it, "" when it looks numbered by a framework."""
    if not value or len(value) > 60 or GENERATED_ID.search(value):
        return ""
    return value


def _key(descriptor: Descriptor, role: str, name: str) -> str:
    rungs = (
        ("@", descriptor.author),
        ("%", descriptor.testid),
        ("#", stable_id(descriptor.id)),
        (f"{role}:", COUNTER.sub("", name)),
    )
    for sign, value in rungs:
        if value:
            return (sign + clean(value, KEY_CHARS))[:KEY_CHARS]
    return (descriptor.path or role or "?")[-KEY_CHARS:]  # the tail of a path says more than its head


def _traits(descriptor: Descriptor, tag: str, role: str, name: str) -> list[str]:
    kind, type_ = descriptor.kind or "", (descriptor.type or "").lower()
    found = {
        "disabled": descriptor.disabled,
        "typeable": descriptor.typeable or tag == "textarea" or (tag == "input" and type_ in TEXT_TYPES),
        "exempt": descriptor.exempt,
        "stepper": kind == "stepper" or name.strip().lower() in STEPPER_NAMES,
        "native": tag == "select" or (tag == "input" and type_ in NATIVE_TYPES),
        "link": kind == "link",
        "opaque": kind in ("canvas", "media") or (tag == "input" and type_ == "file"),
        "control": tag in CONTROL_TAGS or role in CONTROL_ROLES or kind in ("stepper", "toggle", "link"),
        "root": tag == "html",
    }
    return [trait for trait, holds in found.items() if holds]


_descriptors: msgspec.json.Decoder[list[Descriptor]] = msgspec.json.Decoder(list[Descriptor])
