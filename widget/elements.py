"""Who an element is: from the shim's descriptor to a key that survives a release.

The ladder, first rung that holds: the author's own key (`@x`), the test attribute (`%x`), a stable id (`#x`), role and
accessible name with the place they belong to (`button:Save~billing`), the field's name or its icon
(`input[name="q"]~header`), the filtered path. Words that a state or a build tool leaves in the markup are no identity
(naming.py). What lies in a shadow root or a frame carries its host before ` >> `. The place keeps two forms' "Save"
apart; list rows that repeat a button ("Edit") share one key on purpose: friction is counted on the control, not on the
row. What still changes its key is found again by the server (server/projections/matching.py).
"""

import re

import msgspec
from msgspec import Struct

from widget.naming import meaningful, stable_id
from widget.protocol import Element
from widget.redaction import clean
from widget.roles import implied_role

__all__ = ["Descriptor", "ElementTable", "Target", "describe", "hinted", "stable_id"]

KEY_CHARS = 200
SHORT_CHARS = 120
PATH_STEPS = 5  # of the path that become a key: more would break with every wrapper
HINT_CHARS = 40  # as static/shim/elements.js cuts each value
INTO = " >> "

COUNTER = re.compile(r"\s*\(\d+\)$")  # "Inbox (12)" is the same tomorrow
STEP = re.compile(r"([\w-]+)?(?:#((?:\\.|[\w-])+))?((?:\.[\w-]+)*)(\[role=[\w-]+\])?(:nth-of-type\(\d+\))?")
# Elements that repeat what they hold, by tag, role or class.
ROWS = frozenset({"li", "tr", "option", "article", "dd", "dt", "[role=row]", "[role=listitem]", "[role=option]"})
ROW_CLASS = re.compile(r"(^|[-_])(row|item|card|entry|tile|record|result|post)$", re.I)

CONTROL_TAGS = frozenset({"a", "button", "input", "select", "textarea", "summary", "label", "option"})
CONTROL_ROLES = frozenset(
    {
        "button", "link", "checkbox", "radio", "switch", "tab", "menuitem", "menuitemcheckbox", "menuitemradio",
        "option", "combobox", "textbox", "searchbox", "spinbutton", "slider", "treeitem",
    }
)  # fmt: skip
CONTROL_KINDS = frozenset({"stepper", "toggle", "link"})
TEXT_TYPES = frozenset({"", "text", "search", "email", "password", "url", "tel", "number"})
# The browser itself answers a click on these, outside of the document.
NATIVE_TYPES = frozenset({"date", "datetime-local", "month", "week", "time", "color", "range", "radio"})
DATE_TYPES = frozenset({"date", "datetime-local", "month", "week"})
TOGGLE_ROLES = frozenset({"checkbox", "switch", "menuitemcheckbox"})
STEPPER_NAMES = frozenset({"next", "previous", "prev", "+", "-", "−", "–", "<", ">", "‹", "›", "«", "»", "←", "→"})
CALENDAR = re.compile(r"calendar|date-?picker|(next|previous) (month|year)", re.I)
CAROUSEL = re.compile(r"carousel|slider|slideshow|swiper", re.I)
PLAYER = re.compile(r"player(?!s)", re.I)
GAME = re.compile(r"game-?board", re.I)
SEARCH = re.compile(r"\b(search|suche\w*|recherche\w*|rechercher|buscar|búsqueda|cerca|zoeken|szukaj)\b", re.I)
ERROR = re.compile(r"error-?message|invalid-feedback|field-error", re.I)
DAY = re.compile(r"\d{1,2}$")


class Descriptor(Struct, frozen=True):
    """An element as the shim describes it (static/MESSAGES.md): `i` its index, `rect` x, y, width, height."""

    i: int = -1
    tag: str | None = ""
    role: str | None = ""  # the author's; that of the tag is widget/roles.py's to say
    name: str | None = ""
    id: str | None = ""
    testid: str | None = ""
    author: str | None = ""
    type: str | None = ""
    path: str | None = ""
    disabled: bool | None = False
    typeable: bool | None = False
    exempt: bool | None = False
    kind: str | None = ""  # words: link, download, toggle, carousel, game, search, error, frame; stepper, media, canvas
    step: str | None = ""
    rect: list[float] | None = None
    hint: str | None = ""  # lines "attribute=value": field name, plain link, its icon's parts
    place: str | None = ""  # the step, else the landmark it lies in


class Target(Struct, frozen=True):
    """An element as detectors see it.

    `traits` are words: control, disabled, typeable, exempt, stepper, native, link, toggle, calendar, carousel, media,
    game, frame, download, search, error, root; opaque (canvas, media, file dialog, foreign frame, download: what a
    click does there can't be seen).
    """

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

    def add(self, json: str | bytes) -> None:
        """Takes a JSON list of descriptors. Raises msgspec.ValidationError for anything else."""
        for descriptor in _descriptors.decode(json or "[]"):
            self._targets[descriptor.i] = describe(descriptor)

    def get(self, index: int) -> Target | None:
        """The element of that index, None for -1 and for the unknown."""
        return self._targets.get(index)

    def resolve(self, descriptor: Descriptor) -> Target:
        """The target of a descriptor that may not be in the table (snapshots, skeletons)."""
        return describe(descriptor)


def describe(descriptor: Descriptor) -> Target:
    """A descriptor's target: key by the ladder, name masked."""
    tag = (descriptor.tag or "")[:SHORT_CHARS].lower()
    link = "link" in (descriptor.kind or "").split()
    role = descriptor.role or implied_role(tag, (descriptor.type or "").lower(), link)
    role = role[:SHORT_CHARS]
    name = clean(descriptor.name, SHORT_CHARS)
    rect = descriptor.rect
    return Target(
        element=Element(key=_key(descriptor, role or tag, name), role=role, name=name, tag=tag),
        traits=frozenset(_traits(descriptor, tag, role, name)),
        step=clean(descriptor.step, SHORT_CHARS),
        rect=(rect[0], rect[1], rect[2], rect[3]) if rect and len(rect) == 4 else None,
    )


def _key(descriptor: Descriptor, role: str, name: str) -> str:
    if descriptor.author:
        return ("@" + clean(descriptor.author, KEY_CHARS))[:KEY_CHARS]
    *hosts, path = (descriptor.path or "").split(INTO)
    inside = "".join(_host(host) + INTO for host in hosts)[-KEY_CHARS // 2 :]
    return inside + _in_root(descriptor, role, name, path, KEY_CHARS - len(inside))


def _in_root(descriptor: Descriptor, role: str, name: str, path: str, room: int) -> str:
    """The key within the document or shadow root that holds the element, at most `room` characters."""
    place = clean(descriptor.place, SHORT_CHARS // 2)
    suffix = f"~{place}" if place else ""
    named = COUNTER.sub("", name)
    if descriptor.testid:
        return ("%" + clean(descriptor.testid, room))[:room]
    if stable := stable_id(descriptor.id):
        return ("#" + clean(stable, room))[:room]
    if named:
        return f"{role}:{named}"[: room - len(suffix)] + suffix
    if selector := hinted(descriptor):
        return selector[: room - len(suffix)] + suffix
    return (_filtered(path) or role or "?")[-room:]  # the tail of a path says more than its head


def _host(path: str) -> str:
    """The last step of a host's path: its id, else its tag, a frame with its place among its siblings."""
    step = _filtered(path).rsplit(">", 1)[-1]
    return step if step.startswith(("iframe", "frame")) or "#" in step else step.partition(":")[0]


def hinted(descriptor: Descriptor) -> str:
    """A selector from what an element says to those who maintain it, "" when that is nothing."""
    tag = (descriptor.tag or "*").lower()
    said = [line.partition("=")[::2] for line in (descriptor.hint or "").split("\n")]
    for name, value in said:
        if name == "name" and stable_id(value):
            return f'{tag}[name="{_quoted(value)}"]'
    for name, value in said:
        if name == "href" and tag == "a" and value:
            return f'a[href="{_quoted(value)}"]'
        if name == "href" and "#" in value:  # a sprite's file is hashed, its parts are not
            return f'{tag}:has([href$="#{_quoted(value.partition("#")[2])}"])'
        written = value if len(value) < HINT_CHARS else value.rpartition(" ")[0]  # the last word may be cut
        if name == "class" and (words := [word for word in written.split() if _icon(word)]):
            return f"{tag}:has(.{words[-1]})"
        if name == "d" and value:
            return f'{tag}:has([d^="{_quoted(value)}"])'
    return ""


def _icon(word: str) -> bool:
    """Whether a class names an icon: its family's prefix (`fa-`, `bi-`) is one for everything else."""
    family, _, rest = word.partition("-")
    if re.fullmatch(r"fa|bi|lucide|icon|ri|mdi|ti|pi|glyphicon|codicon", family):
        return bool(rest) and not re.fullmatch(r"\d?x|\d+|sm|md|lg|xl|fw|spin|solid|regular|brands", rest)
    return bool(re.fullmatch(r"[a-z][a-z-]+", word)) and meaningful(word)


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')


def _filtered(path: str) -> str:
    """A path of one root without what a build or a state left in it: the nearest stable id, else the last steps.

    A row around the element loses its number: what repeats there is one control. Other steps keep theirs.
    """
    steps: list[str] = []
    for step in reversed(path.split(">")):
        parsed = STEP.fullmatch(step.strip())
        if parsed is None or not parsed.group() or len(steps) == PATH_STEPS:
            break
        tag, id, classes, role, nth = (part or "" for part in parsed.groups())
        if stable_id(id):
            steps.append(f"#{id}")
            break
        word = next((word for word in classes.split(".") if word and meaningful(word)), "")
        repeats = steps and (tag in ROWS or role in ROWS or ROW_CLASS.search(word))
        steps.append((tag or "*") + (f".{word}" if word else "") + role + ("" if repeats else nth))
    return ">".join(reversed(steps))


def _traits(descriptor: Descriptor, tag: str, role: str, name: str) -> list[str]:
    kinds, type_ = (descriptor.kind or "").split(), (descriptor.type or "").lower()
    path, input_ = descriptor.path or "", tag == "input"
    media = tag in ("audio", "video") or "media" in kinds
    download, frame = "download" in kinds, "frame" in kinds
    said = f"{role} {name}"
    typeable = descriptor.typeable or tag == "textarea" or (input_ and type_ in TEXT_TYPES)
    control = tag in CONTROL_TAGS or role in CONTROL_ROLES or not CONTROL_KINDS.isdisjoint(kinds)
    found = {
        "disabled": descriptor.disabled,
        "typeable": typeable,
        "exempt": descriptor.exempt,
        "stepper": "stepper" in kinds or role == "spinbutton" or name.strip().lower() in STEPPER_NAMES,
        "native": tag == "select" or (input_ and type_ in NATIVE_TYPES),
        "link": "link" in kinds,
        "toggle": "toggle" in kinds or role in TOGGLE_ROLES or tag == "summary" or (input_ and type_ == "checkbox"),
        "calendar": (input_ and type_ in DATE_TYPES)
        or bool(CALENDAR.search(path) or CALENDAR.search(name))
        or (role == "gridcell" and bool(DAY.match(name))),
        "carousel": "carousel" in kinds or bool(CAROUSEL.search(path) or CAROUSEL.search(said)),
        "media": media or bool(PLAYER.search(path)),
        "game": "game" in kinds or bool(GAME.search(path)),
        "frame": frame,
        "download": download,
        "search": "search" in kinds
        or role in ("searchbox", "search")
        or (input_ and type_ == "search")
        or bool((control or typeable) and SEARCH.search(name)),
        "error": "error" in kinds or bool(ERROR.search(path)),
        "opaque": media or frame or download or tag == "canvas" or "canvas" in kinds or (input_ and type_ == "file"),
        "control": control,
        "root": tag == "html",
    }
    return [trait for trait, holds in found.items() if holds]


_descriptors: msgspec.json.Decoder[list[Descriptor]] = msgspec.json.Decoder(list[Descriptor])
