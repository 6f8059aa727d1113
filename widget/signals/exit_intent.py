"""Exit intent: the mouse leaves the window at the top while a form stands unfinished. Told once a page."""

from msgspec import Struct, structs

from widget.events import Kind, Seen
from widget.signals import forms
from widget.signals.detector import Detector, Found
from widget.signals.forms import Form, Forms
from widget.signals.rules import ExitIntent


class State(Struct, frozen=True):
    """The page's forms, and whether this page was told of."""

    forms: Forms = Forms()
    told: bool = False


def step(state: State, event: Seen, rule: ExitIntent) -> tuple[State, tuple[Found, ...]]:
    if event.kind is not Kind.EXIT:
        after = forms.follow(state.forms, event)
        return State(after, state.told and after.route == state.forms.route), ()
    if state.told:
        return state, (_fine(event, "told", "told of on this page already"),)
    form = _begun_in_earnest(state.forms, rule)
    if form is None:
        return state, (_fine(event, "nothing_unfinished", "no form stands unfinished"),)
    fields = f"{len(form.fields)} {'field' if len(form.fields) == 1 else 'fields'}"
    evidence = ("unfinished_form", f"{fields} edited, not sent")
    found = Found("exit_intent", event.t, form.last, count=len(form.fields), evidence=evidence, of=event.n)
    return structs.replace(state, told=True), (found,)


def _begun_in_earnest(page: Forms, rule: ExitIntent) -> Form | None:
    """The latest form with work in it that was not sent: so many fields, and so many edits."""
    for form in reversed(page.begun):
        if not form.submitted and len(form.fields) >= rule.fields and form.edits >= rule.edits:
            return form
    return None


def _fine(event: Seen, code: str, words: str) -> Found:
    return Found("exit_intent", event.t, None, "fine", evidence=(code, words), of=event.n)


DETECTOR = Detector("exit_intent", forms.LISTENS | {Kind.EXIT}, State(), step)
