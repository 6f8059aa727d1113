"""Forms in use: which were begun, how far, whether they were finished. Counts and names of fields, never content."""

from msgspec import Struct, structs

from widget.elements import Target
from widget.events import Kind, Seen
from widget.steps import succeeded

FORMS = 8  # of one page that are followed, the latest
FIELDS = 40  # of one form that are told apart
LISTENS = frozenset({Kind.INPUT, Kind.SUBMIT, Kind.INVALID, Kind.STATUS, Kind.PAGE, Kind.NAVIGATE})


class Form(Struct, frozen=True):
    """A form that was begun: its step, the keys of edited fields, the field edited last, and its state."""

    step: str
    fields: tuple[str, ...]
    edits: int
    last: Target
    began: float
    submitted: bool = False  # and not refused since


class Forms(Struct, frozen=True):
    """The forms of the page, the latest last."""

    route: str = ""
    begun: tuple[Form, ...] = ()


def follow(forms: Forms, event: Seen) -> Forms:
    """The forms after an event. Another page has none; success finishes all that were submitted."""
    match event.kind:
        case Kind.INPUT:
            return _edited(forms, event)
        case Kind.SUBMIT:
            return _submitted(forms, _step(event))
        case Kind.INVALID:
            refused = tuple(structs.replace(form, submitted=False) for form in forms.begun)
            return structs.replace(forms, begun=refused)
        case Kind.STATUS if succeeded(event.text):
            return structs.replace(forms, begun=tuple(form for form in forms.begun if not form.submitted))
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


def _step(event: Seen) -> str:
    return event.text or (event.target.step if event.target else "")


def _edited(forms: Forms, event: Seen) -> Forms:
    target = event.target
    if target is None or not counts(target):
        return forms
    step = target.step
    before = next((form for form in forms.begun if form.step == step), None)
    others = tuple(form for form in forms.begun if form.step != step)
    edits = max(int(event.v), 1)
    if before is None:
        form = Form(step, (target.key,), edits, target, event.t)
    else:
        known = target.key in before.fields or len(before.fields) >= FIELDS
        fields = before.fields if known else (*before.fields, target.key)
        form = Form(step, fields, min(before.edits + edits, 1_000_000), target, before.began)
    return structs.replace(forms, begun=(*others, form)[-FORMS:])


def _submitted(forms: Forms, step: str) -> Forms:
    sent = tuple(structs.replace(form, submitted=form.submitted or form.step == step) for form in forms.begun)
    return structs.replace(forms, begun=sent)
