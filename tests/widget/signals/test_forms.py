"""Forms in use: begun, sent, refused, done, left."""

import pytest

from tests.widget.page import BUTTON, FIELD, NAME, VAT, click, seen, target
from widget.elements import Target
from widget.events import Kind, Seen
from widget.signals.forms import FIELDS, FORMS, SENDING_MS, Forms, counts, follow, sent_by_press, unfinished

OTHER = target(NAME, step="billing-form")
ELSEWHERE = target(NAME, id="mail", name="Mail", step="newsletter")
FORM = target(tag="form", role="form", name="", id="billing-form", step="billing-form")


def after(*events: Seen) -> Forms:
    forms = Forms("/billing")
    for event in events:
        forms = follow(forms, event)
    return forms


def typed(ms: float = 0, on: Target = FIELD, edits: float = 1, **fields: float) -> Seen:
    return seen(Kind.INPUT, ms, on, v=edits, **fields)


def sent(ms: float, step: str = "billing-form") -> Seen:
    return seen(Kind.SUBMIT, ms, FORM, text=step)


def asked(ms: float) -> Seen:
    return seen(Kind.REQUEST, ms, v=1)


def open_steps(forms: Forms) -> list[str]:
    return [form.step for form in forms.begun if not form.submitted]


def test_an_edit_begins_a_form_and_says_how_far_it_is() -> None:
    [form] = after(typed(0, edits=3), typed(10, OTHER), typed(20, edits=2)).begun
    assert (form.step, len(form.fields), form.edits, form.last) == ("billing-form", 2, 6, FIELD)


def test_fields_of_different_steps_are_different_forms_the_latest_last() -> None:
    assert open_steps(after(typed(0), typed(10, ELSEWHERE), typed(20))) == ["newsletter", "billing-form"]


def test_a_submit_finishes_its_own_form_only() -> None:
    assert open_steps(after(typed(0), typed(10, ELSEWHERE), sent(20))) == ["newsletter"]


def test_a_submit_of_a_form_that_is_cut_into_named_steps_finishes_them() -> None:
    assert open_steps(after(typed(0), typed(10, ELSEWHERE), sent(20, "checkout"))) == []


def test_a_search_that_is_sent_finishes_no_form() -> None:
    search = target(tag="form", role="search", name="", id="find", step="find")
    assert open_steps(after(typed(0), seen(Kind.SUBMIT, 20, search, text="find"))) == ["billing-form"]


def test_a_press_on_the_forms_own_button_that_a_request_follows_sends_it() -> None:
    assert open_steps(after(typed(0), click(100), asked(100 + SENDING_MS - 1))) == []
    assert open_steps(after(typed(0), click(100), asked(100 + SENDING_MS))) == ["billing-form"]


@pytest.mark.parametrize(
    "pressed",
    [
        FIELD,
        target(name="Cancel"),
        target(name="Änderungen verwerfen"),
        target(tag="a", role="link", kind="link"),
        target(exempt=True),
        target(step=""),
        target(step="newsletter"),
        target(tag="div", role="", id="", name=""),
    ],
)
def test_a_press_elsewhere_sends_nothing(pressed: Target) -> None:
    assert open_steps(after(typed(0), click(100, pressed), asked(110))) == ["billing-form"]


def test_a_request_without_a_press_and_the_end_of_one_send_nothing() -> None:
    ended = seen(Kind.REQUEST, 110, v=0)
    assert open_steps(after(typed(0), asked(110))) == ["billing-form"]
    assert open_steps(after(typed(0), click(100), ended)) == ["billing-form"]


def test_a_press_counts_for_what_it_leads_to_at_once() -> None:
    pressed = after(typed(0), click(100))
    assert open_steps(sent_by_press(pressed, pressed.pressed_t + SENDING_MS - 1)) == []
    assert open_steps(sent_by_press(pressed, pressed.pressed_t + SENDING_MS)) == ["billing-form"]


def test_a_refused_field_opens_its_form_again_and_no_other() -> None:
    refused = seen(Kind.INVALID, 300, FIELD, text="Wrong")
    both = (typed(0), typed(10, ELSEWHERE), sent(100), sent(200, "newsletter"))
    assert open_steps(after(*both, refused)) == ["billing-form"]
    assert open_steps(after(*both, seen(Kind.INVALID, 300, text="Wrong"))) == ["billing-form", "newsletter"]


def test_success_finishes_what_was_sent_and_leaves_the_rest() -> None:
    saved = seen(Kind.STATUS, 300, text="Saved")
    assert [form.step for form in after(typed(0), typed(10, ELSEWHERE), sent(100), saved).begun] == ["newsletter"]


def test_saved_without_a_submit_tells_of_a_form_that_saves_itself() -> None:
    assert after(typed(0), seen(Kind.STATUS, 300, text="All changes saved")).begun == ()
    assert len(after(typed(0), seen(Kind.STATUS, 300, text="3 results")).begun) == 1


def test_another_page_has_no_forms_and_the_same_keeps_them() -> None:
    assert after(typed(0), seen(Kind.NAVIGATE, 300, text="/team")) == Forms("/team")
    assert len(after(typed(0), seen(Kind.NAVIGATE, 300, text="/billing")).begun) == 1


def test_what_was_typed_before_the_page_was_told_of_belongs_to_it() -> None:
    early = follow(Forms(), typed(0))
    assert len(follow(early, seen(Kind.PAGE, 10, text="/billing")).begun) == 1
    assert follow(early, seen(Kind.NAVIGATE, 10, text="/billing")).begun == ()


def test_what_the_browser_fills_in_begins_nothing() -> None:
    filled = typed(10, edits=1, y=1)
    assert after(filled).begun == ()
    assert after(seen(Kind.FOCUS, 0, OTHER), filled).begun == ()


def test_what_is_pasted_into_the_field_in_focus_does() -> None:
    assert len(after(seen(Kind.FOCUS, 0, FIELD), typed(10, edits=1, y=1)).begun) == 1


def test_choosing_from_a_list_does_though_no_key_was_pressed() -> None:
    country = target(VAT, tag="select", role="combobox", typeable=False)
    assert len(after(typed(10, country, edits=1, y=1)).begun) == 1


def test_search_fields_exempt_and_disabled_ones_are_no_work_on_a_form() -> None:
    assert counts(FIELD)
    assert counts(BUTTON)
    for none in (
        None,
        target(VAT, type="search", role="searchbox"),
        target(VAT, exempt=True),
        target(VAT, disabled=True),
        target(tag="p", role="", name="", id="text"),
    ):
        assert not counts(none)


def test_enough_is_so_many_fields_or_so_many_edits() -> None:
    one = after(typed(0, edits=11))
    assert unfinished(one, 2, 12) is None
    assert unfinished(one, 2, 11) is not None
    assert unfinished(after(typed(0), typed(10, OTHER)), 2, 12) is not None
    assert unfinished(after(typed(0), typed(10, OTHER), sent(20)), 1, 1) is None


def test_no_more_is_kept_than_is_needed() -> None:
    forms = after(*[typed(n, target(VAT, author=f"field {n}", step="one")) for n in range(100)])
    assert len(forms.begun[0].fields) == FIELDS
    assert forms.begun[0].edits == 100
    many = after(*[typed(n, target(VAT, step=f"step {n}")) for n in range(100)])
    assert [form.step for form in many.begun] == [f"step {n}" for n in range(100 - FORMS, 100)]
