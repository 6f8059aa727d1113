"""Forms in use: which were begun, how far, whether they were finished. Counts and names of fields, never content.

A form is sent by its submit event, or by a press on one of its controls that a request follows at once. What a browser
or a password manager fills in by itself begins no form.
"""

import math
import re
import zlib
from collections.abc import Callable

from msgspec import Struct, structs

from widget.elements import Target
from widget.events import Kind, Seen
from widget.outcome import SUCCESS, succeeded

FORMS = 4  # of one page that are followed, the latest
FIELDS = 40  # of one form that are told apart
EDITS = 1_000_000
SENDING_MS = 1000.0  # what a press on a form's control leads to begins sooner than this
LISTENS = frozenset(
    {
        Kind.INPUT, Kind.SUBMIT, Kind.INVALID, Kind.STATUS, Kind.PAGE, Kind.NAVIGATE, Kind.FOCUS, Kind.CLICK,
        Kind.REQUEST,
    }
)  # fmt: skip
FIELD_TRAITS = ("typeable", "native", "toggle", "link", "exempt")
GIVES_UP = re.compile(
    r"\b(cancel|discard|abbrechen|verwerfen|annuler|cancelar|descartar|annulla|annuleren|anuluj)\b", re.I
)


class Form(Struct, frozen=True):
    """A form that was begun: its step, check sums of the edited fields' keys, the field edited last, and its state."""

    step: str
    fields: tuple[int, ...]
    edits: int
    last: Target
    began: float
    submitted: bool = False  # and not refused since


class Forms(Struct, frozen=True):
    """The forms of the page, the latest last; the key of what has the focus; the step of the control pressed last."""

    route: str = ""
    begun: tuple[Form, ...] = ()
    focused: str = ""
    pressed: str = ""
    pressed_t: float = -math.inf


def follow(forms: Forms, event: Seen) -> Forms:
    """The forms after an event. Another page has none; success finishes all that were submitted."""
    match event.kind:
        case Kind.FOCUS:
            return structs.replace(forms, focused=event.target.key if event.target else "")
        case Kind.INPUT:
            return _edited(forms, event)
        case Kind.SUBMIT if event.target is None or not event.target.has("search"):
            return _submitted(forms, event.text or (event.target.step if event.target else ""))
        case Kind.CLICK:
            return _pressed(forms, event)
        case Kind.REQUEST if event.v == 1:
            return sent_by_press(forms, event.t)
        case Kind.INVALID:
            return _refused(forms, event.target.step if event.target else "")
        case Kind.STATUS if succeeded(event):
            return _succeeded(forms, event)
        case Kind.PAGE | Kind.NAVIGATE:
            if event.text == forms.route:
                return forms
            return Forms(event.text) if forms.route or event.kind is Kind.NAVIGATE else Forms(event.text, forms.begun)
    return forms


def unfinished(forms: Forms, fields: int, edits: int) -> Form | None:
    """The latest form that was not sent and has at least so many edited fields or edits."""
    for form in reversed(forms.begun):
        if not form.submitted and (len(form.fields) >= fields or form.edits >= edits):
            return form
    return None


def counts(target: Target | None) -> bool:
    """Whether an edit there is work on a form: not in a search field, a filter box or an exempt one."""
    if target is None or target.has("exempt") or target.has("search") or target.has("disabled"):
        return False
    return target.has("typeable") or target.has("native") or target.has("control")


def sent_by_press(forms: Forms, now: float) -> Forms:
    """The forms when something happens at `now` that a press on a form's own control just before may have led to."""
    recent = 0 <= now - forms.pressed_t < SENDING_MS
    return _submitted(forms, forms.pressed) if recent and any(map(_is(forms.pressed), forms.begun)) else forms


def _edited(forms: Forms, event: Seen) -> Forms:
    target = event.target
    if target is None or not counts(target):
        return forms
    edits = max(int(event.v), 1)
    if target.has("typeable") and int(event.y) >= edits and forms.focused != target.key:
        return forms  # filled in by the browser
    step, field = target.step, zlib.crc32(target.key.encode())
    before = next((form for form in forms.begun if form.step == step), None)
    others = tuple(form for form in forms.begun if form.step != step)
    if before is None:
        form = Form(step, (field,), min(edits, EDITS), target, event.t)
    else:
        known = field in before.fields or len(before.fields) >= FIELDS
        fields = before.fields if known else (*before.fields, field)
        form = Form(step, fields, min(before.edits + edits, EDITS), target, before.began)
    return structs.replace(forms, begun=(*others, form)[-FORMS:])


def _pressed(forms: Forms, event: Seen) -> Forms:
    """A press on a control of a form that is known by name; elsewhere nobody can say what belongs to it."""
    target = event.target
    if target is None or not target.step or not target.has("control") or any(map(target.has, FIELD_TRAITS)):
        return forms
    if GIVES_UP.search(target.element.name):
        return forms
    return structs.replace(forms, pressed=target.step, pressed_t=event.t)


def _is(step: str) -> Callable[[Form], bool]:
    return lambda form: form.step == step


def _submitted(forms: Forms, step: str) -> Forms:
    """Marks the form of that step; all where no step is called so: a form may be cut into steps of other names."""
    named = any(map(_is(step), forms.begun))
    sent = tuple(
        structs.replace(form, submitted=form.submitted or form.step == step or not named) for form in forms.begun
    )
    return structs.replace(forms, begun=sent)


def _refused(forms: Forms, step: str) -> Forms:
    named = any(map(_is(step), forms.begun))
    refused = tuple(
        structs.replace(form, submitted=form.submitted and named and form.step != step) for form in forms.begun
    )
    return structs.replace(forms, begun=refused, pressed_t=-math.inf)


def _succeeded(forms: Forms, event: Seen) -> Forms:
    """What was sent is done; where nothing was, "Saved" tells of what saves itself."""
    left = tuple(form for form in forms.begun if not form.submitted)
    if left == forms.begun and SUCCESS.search(event.text):
        left = ()
    return structs.replace(forms, begun=left)
