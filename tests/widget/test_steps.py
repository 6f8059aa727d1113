"""Steps are done when the page shows it, be it the same document or the next."""

import msgspec
import pytest

from tests.widget.page import BUTTON, FIELD, T, click, seen, target
from widget.events import Kind, Seen
from widget.steps import LOAD_MS, SETTLED_MS, Done, State, due, follow, settled

LINK = target(tag="a", role="link", name="Home", id="home", kind="link", step="")
ALERT = target(tag="div", role="alert", name="", id="flash", kind="error", step="")


def done(*events: Seen, state: State | None = None, until: float | None = None) -> list[Done]:
    state, found = state or State(), []
    for event in events:
        state, one = follow(state, event, "/billing")
        found.append(one)
    if until is not None:
        state, one = settled(state, T + until)
        found.append(one)
    return [one for one in found if one is not None]


def submit(ms: float = 0) -> Seen:
    return seen(Kind.SUBMIT, ms, text="billing-form")


def status(ms: float, text: str = "Saved") -> Seen:
    return seen(Kind.STATUS, ms, text=text)


def refused(ms: float) -> Seen:
    return seen(Kind.INVALID, ms, FIELD, text="Wrong")


# ---------------------------------------------------------------- in one document


def test_a_message_of_success_after_a_submit_completes_the_step() -> None:
    assert done(submit(), status(4000)) == [Done("billing-form", "/billing", "Saved", T + 4000)]


def test_a_change_of_page_completes_it_too() -> None:
    [one] = done(submit(), seen(Kind.NAVIGATE, 800, text="/billing/plan"))
    assert (one.evidence, one.t) == ("went on to /billing/plan", T + 800)


def test_the_same_page_again_does_not() -> None:
    assert done(submit(), seen(Kind.NAVIGATE, 800, text="/billing")) == []


def test_a_route_is_compared_as_it_is_told() -> None:
    there = seen(Kind.NAVIGATE, 800, text="/u/anna@example.com?tab=2")
    _, one = follow(State("form", "/u/[email]", T), there, "/u/[email]")
    assert one is None


def test_a_page_that_the_visitor_goes_to_by_a_link_does_not() -> None:
    assert done(submit(), click(600, LINK), seen(Kind.NAVIGATE, 610, text="/home")) == []
    assert len(done(submit(), click(600, BUTTON), seen(Kind.NAVIGATE, 610, text="/home"))) == 1


def test_after_a_link_a_message_of_success_still_completes_it() -> None:
    assert len(done(submit(), click(600, LINK), status(900))) == 1


@pytest.mark.parametrize("route", ["/login", "/auth/sign-in", "/error", "/billing/failed", "/session-expired"])
def test_a_page_for_signing_in_or_for_errors_does_not(route: str) -> None:
    assert done(submit(), seen(Kind.NAVIGATE, 800, text=route)) == []


def test_a_refused_field_in_between_completes_nothing() -> None:
    assert done(submit(), refused(300), status(900)) == []


def test_success_without_a_submit_completes_nothing() -> None:
    assert done(status(100)) == []


def test_success_long_after_has_another_cause() -> None:
    assert len(done(submit(), status(5000))) == 1
    assert done(submit(), status(5001)) == []


def test_a_step_is_completed_once() -> None:
    assert len(done(submit(), status(900), status(1500))) == 1


def test_working_and_failing_complete_nothing() -> None:
    assert done(submit(), status(100, "Saving…"), status(400, "Could not save")) == []
    assert len(done(submit(), status(100, "Saving…"), status(400, "Saved"))) == 1


def test_a_form_without_a_name_is_named_by_its_element() -> None:
    form = target(tag="form", role="form", id="invite", step="")
    [one] = done(seen(Kind.SUBMIT, 0, form), status(100))
    assert one.step == "#invite"


# ---------------------------------------------------------------- over a load

CARRIED = msgspec.json.decode(b'{"step": "billing-form", "route": "/billing", "t": 1760000000000}', type=State)


def opened(ms: float, route: str) -> Seen:
    return seen(Kind.PAGE, ms, text=route)


def next_document(*events: Seen, until: float | None = 20_000) -> list[Done]:
    return done(*events, state=CARRIED, until=until)


def test_another_document_completes_the_step_once_it_has_settled_without_an_error() -> None:
    assert next_document(opened(900, "/billing/plan")) == [
        Done("billing-form", "/billing", "went on to /billing/plan", T + 900 + SETTLED_MS)
    ]


def test_until_it_has_settled_nothing_is_done() -> None:
    assert next_document(opened(900, "/billing/plan"), until=900 + SETTLED_MS - 1) == []


def test_it_asks_to_be_looked_at_again_when_it_has_settled() -> None:
    state, _ = follow(CARRIED, opened(900, "/billing/plan"), "/billing/plan")
    assert due(state) == T + 900 + SETTLED_MS
    assert due(CARRIED) == due(State()) == float("inf")


def test_it_is_certain_at_that_time_whatever_comes_later_and_when_it_is_noticed() -> None:
    late = next_document(opened(900, "/plan"), seen(Kind.SCROLL, 60_000), until=None)
    assert late == next_document(opened(900, "/plan"), until=90_000)
    [one] = next_document(opened(900, "/plan"), refused(900 + SETTLED_MS), until=None)
    assert one.t == T + 900 + SETTLED_MS


def test_the_submit_that_ends_the_wait_opens_the_next_step() -> None:
    found = next_document(opened(900, "/plan"), submit(60_000), status(60_500, "Sent"))
    assert [one.evidence for one in found] == ["went on to /plan", "Sent"]


@pytest.mark.parametrize("route", ["/billing", "/billing/save"])
def test_a_document_that_shows_a_refused_field_does_not_complete_it(route: str) -> None:
    assert next_document(opened(900, route), refused(2000)) == []


@pytest.mark.parametrize("route", ["/billing", "/billing/save"])
@pytest.mark.parametrize("text", ["Your card was declined", "Insufficient funds", "Please check the fields below"])
def test_a_document_that_shows_an_error_does_not_complete_it(route: str, text: str) -> None:
    alert = seen(Kind.STATUS, 1500, ALERT, text=text)
    assert next_document(opened(900, route), alert, status(2000)) == []


def test_the_same_route_again_completes_it_only_with_a_message_of_success() -> None:
    assert next_document(opened(900, "/billing")) == []
    [one] = next_document(opened(900, "/billing"), status(1500, "Your changes are saved"))
    assert one.evidence == "Your changes are saved"


def test_a_message_of_success_completes_it_at_once_on_another_route_too() -> None:
    [one] = next_document(opened(900, "/plan"), status(1500), until=None)
    assert (one.evidence, one.t) == ("Saved", T + 1500)
    assert len(next_document(opened(900, "/plan"), status(1500))) == 1


def test_a_message_that_it_is_still_working_decides_nothing() -> None:
    [one] = next_document(opened(900, "/plan"), status(1500, "Loading…"))
    assert one.evidence == "went on to /plan"


def test_a_document_for_signing_in_does_not_complete_it() -> None:
    assert next_document(opened(900, "/login")) == []


def test_a_slow_server_may_take_half_a_minute_but_no_longer() -> None:
    assert len(next_document(opened(LOAD_MS, "/plan"), until=60_000)) == 1
    assert next_document(opened(LOAD_MS + 1, "/plan"), until=60_000) == []


def test_a_document_from_before_the_submit_does_not_count() -> None:
    assert next_document(opened(-1, "/plan")) == []


def test_a_document_that_sends_on_to_a_third_is_judged_by_that_one() -> None:
    [one] = next_document(opened(900, "/wait"), opened(2000, "/plan"))
    assert (one.evidence, one.t) == ("went on to /plan", T + 2000 + SETTLED_MS)
    assert next_document(opened(900, "/wait"), opened(2000, "/login")) == []
    assert next_document(opened(900, "/wait"), opened(2000, "/billing")) == []


def test_where_nothing_is_carried_another_document_completes_nothing() -> None:
    assert done(opened(0, "/plan"), until=60_000) == []
