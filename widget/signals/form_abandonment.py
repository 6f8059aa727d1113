"""Form abandonment: a form was begun in earnest, not sent, and its page left. The last field edited is named.

A form that was sent and refused, and then left, is abandoned too. Leaving the tab for another is not: the form is
still there. Nor is a press on the form's own control that leads to another page: so a form goes on over several.
"""

from msgspec import Struct

from widget.events import Kind, Seen
from widget.signals import forms
from widget.signals.detector import Detector, Found
from widget.signals.forms import Forms
from widget.signals.rules import FormAbandonment


class State(Struct, frozen=True):
    """The page's forms."""

    forms: Forms = Forms()


def step(state: State, event: Seen, rule: FormAbandonment) -> tuple[State, tuple[Found, ...]]:
    before = state.forms
    state = State(Forms() if event.kind is Kind.LEAVE else forms.follow(before, event))
    leaves = event.kind is Kind.LEAVE or (before.route != "" and state.forms.route != before.route)
    if not leaves:
        return state, ()
    before = forms.sent_by_press(before, event.t)
    form = forms.unfinished(before, rule.fields, rule.edits)
    if form is None:
        begun = before.begun[-1] if before.begun else None
        words = ("sent", "the form was sent") if begun and begun.submitted else ("hardly_begun", "hardly begun")
        return state, (
            Found("form_abandonment", event.t, begun.last, "fine", evidence=words, of=event.n),
        ) if begun else ()
    span = event.t - form.began
    evidence = (
        "left_unfinished",
        f"{len(form.fields)} {'field' if len(form.fields) == 1 else 'fields'} edited in {span / 1000:.0f} s, not sent",
        f"the last was {form.last.element.name or form.last.key}",
    )
    found = Found(
        "form_abandonment", event.t, form.last, count=len(form.fields), span_ms=span, evidence=evidence, of=event.n
    )
    return state, (found,)


DETECTOR = Detector("form_abandonment", forms.LISTENS | {Kind.LEAVE}, State(), step)
