"""Exit intent: the mouse leaves the window at the top while a form stands unfinished. Told once a page."""

from msgspec import Struct, structs

from widget.events import Kind, Seen
from widget.signals import forms
from widget.signals.detector import Detector, Found
from widget.signals.forms import Forms
from widget.signals.rules import ExitIntent


class State(Struct, frozen=True):
    """The page's forms, and whether this page was told of."""

    forms: Forms = Forms()
    told: bool = False


def step(state: State, event: Seen, rule: ExitIntent) -> tuple[State, tuple[Found, ...]]:
    if event.kind is not Kind.EXIT:
        after = forms.follow(state.forms, event)
        return State(after, state.told and after.route == state.forms.route), ()
    form = forms.unfinished(state.forms, rule.fields, rule.edits)
    if form is None or state.told:
        words = ("nothing_unfinished", "no form stands unfinished")
        return state, (Found("exit_intent", event.t, None, "fine", evidence=words, of=event.n),)
    evidence = ("unfinished_form", f"{len(form.fields)} fields edited, not sent")
    found = Found("exit_intent", event.t, form.last, count=len(form.fields), evidence=evidence, of=event.n)
    return structs.replace(state, told=True), (found,)


DETECTOR = Detector("exit_intent", forms.LISTENS | {Kind.EXIT}, State(), step)
