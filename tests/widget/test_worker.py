"""`Page` as the worker calls it: rows and tells in, frames and messages out."""

import json
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest

from tests.widget.golden import TURN
from tests.widget.page import SAVE, VAT, T, packed
from widget.protocol import (
    Ack,
    Batch,
    Clicked,
    CloseCode,
    Dwelt,
    Element,
    Event,
    Hello,
    Nudge,
    PageView,
    Refused,
    Said,
    Sharing,
    Skeleton,
    Snapshot,
    StepDone,
    Struggled,
    Welcome,
    decode_client,
    encode,
)
from widget.worker import LATE_MS, Page

BOOT = {
    "k": "boot",
    "site": "demo-site",
    "visitor": "v" * 22,
    "session": "s" * 22,
    "stream": "t" * 22,
    "route": "/billing",
    "title": "Billing",
    "language": "en",
    "width": 1280,
    "height": 800,
    "paused": False,
    "trail": [["/settings", T - 60_000]],
}
ELEMENTS = [msgspec.to_builtins(VAT), {**msgspec.to_builtins(SAVE), "disabled": True}]
STRINGS = ["/billing", "Enter a valid VAT number", "billing-form", "Saved", "/team"]
PAGE_ROW = [1, T, -1, 0, 0, 0]


class Clock:
    def __init__(self) -> None:
        self.now = T

    def __call__(self) -> float:
        return self.now


class Tokens:
    def __init__(self) -> None:
        self.made = 0

    def __call__(self) -> str:
        self.made += 1
        return f"token-{self.made:016}"


class Visitor:
    """A page with its clock, and the shim's numbering."""

    def __init__(self, **boot: Any) -> None:
        self.clock = Clock()
        self.page = Page(json.dumps({**BOOT, **boot}), self.clock, Tokens())
        self.sent = 0

    def does(self, *rows: Sequence[float], elements: object = (), strings: object = ()) -> None:
        self.sent += 1
        if self.sent == 1:
            elements, strings = elements or ELEMENTS, strings or STRINGS
        self.clock.now = max([self.clock.now, *[row[1] for row in rows]])
        self.page.raw(self.sent, packed(rows), json.dumps(elements), json.dumps(strings))

    def welcome(self, acked: int = 0, rules: str = "") -> dict[str, Any]:
        frame = Welcome(version=1, session="s" * 22, acked=acked, server_at=int(T), rules=rules)
        return json.loads(self.page.received(encode(frame)))  # type: ignore[no-any-return]

    def messages(self) -> list[dict[str, Any]]:
        return json.loads(self.page.tick())  # type: ignore[no-any-return]

    def pending(self) -> list[Event]:
        return [event for data in self.page.pending() for event in batch(data).events]


def batch(data: bytes) -> Batch:
    frame = decode_client(data)
    assert isinstance(frame, Batch)
    return frame


def rage(ms: float) -> list[list[float]]:
    return [[2, T + ms + at * 200, 1, 10, 10, 0] for at in range(3)]


def invalid(ms: float) -> list[float]:
    return [12, T + ms, 0, 0, 0, 1]


def of(kind: type[Event], events: list[Event]) -> list[Any]:
    return [event for event in events if type(event) is kind]


def test_hello_names_the_stream_and_the_page() -> None:
    hello = decode_client(Visitor().page.opened())
    assert isinstance(hello, Hello)
    assert (hello.site, hello.stream, hello.route, hello.title, hello.sent_at) == (
        "demo-site",
        "t" * 22,
        "/billing",
        "Billing",
        int(T),
    )


@pytest.mark.parametrize("mode", ["off", "anonymous", "full"])
def test_hello_tells_whether_the_visitor_may_be_known_again(mode: str) -> None:
    one = Visitor(mode=mode)
    before = decode_client(one.page.opened())
    one.page.tell(json.dumps({"k": "tell", "what": "share", "paused": False, "mode": "anonymous"}))
    after = decode_client(one.page.hello())
    assert isinstance(before, Hello)
    assert isinstance(after, Hello)
    assert (before.mode, after.mode) == (mode, "anonymous")


def test_rage_on_the_disabled_button_is_in_a_frame_at_once() -> None:
    one = Visitor()
    one.welcome()
    one.page.flush()
    one.does(PAGE_ROW, *rage(1000))
    assert one.page.next_tick() == 0
    [data] = one.page.flush()
    struggles = of(Struggled, list(batch(data).events))
    assert [struggle.signal for struggle in struggles] == ["dead_click", "rage_click"]
    assert struggles[1].element.key == "#save-billing"
    assert batch(data).at + struggles[1].dt == T + 1400
    assert one.page.next_tick() > 0


def test_a_calm_page_is_in_no_hurry() -> None:
    one = Visitor()
    one.does(PAGE_ROW)
    assert one.page.next_tick() == 1000
    assert one.messages() == []


def test_third_refusal_of_a_field_gives_struggle_hint_and_asks_for_the_state() -> None:
    one = Visitor()
    one.does(PAGE_ROW, invalid(1000), invalid(5000))
    assert one.messages() == [{"k": "snap?"}]
    one.does(invalid(9000))
    hint = {"k": "hint", "element": "#vat", "sentence": "Enter a valid VAT number."}
    told = {"k": "struggle", "signal": "repeated_validation", "element": "#vat", "name": "VAT number", "count": 3}
    assert one.messages() == [{"k": "snap?"}, told, hint]
    [struggle] = of(Struggled, one.pending())
    assert (struggle.signal, struggle.element.key, struggle.message) == (
        "repeated_validation",
        "#vat",
        "Enter a valid VAT number",
    )


def test_a_dead_click_is_told_when_its_time_is_up_and_no_answer_can_still_come() -> None:
    one = Visitor()
    one.does(PAGE_ROW, [3, T + 1000, 1, 5, 5, 0], elements=[ELEMENTS[0], msgspec.to_builtins(SAVE)])
    one.clock.now = T + 1000 + 2750 + LATE_MS - 1
    one.messages()
    assert of(Struggled, one.pending()) == []
    one.clock.now += one.page.next_tick()
    one.messages()
    [struggle] = of(Struggled, one.pending())
    assert struggle.signal == "dead_click"


def test_the_state_is_told_when_it_differs() -> None:
    one = Visitor()
    state = {"route": "/billing", "title": "Billing", "errors": [{"el": ELEMENTS[0], "text": "No"}]}
    for scroll in (0, 0.5):
        one.page.snapshot(json.dumps({**state, "scroll": scroll}))
    one.page.snapshot(json.dumps({**state, "errors": []}))
    assert [len(event.errors) for event in of(Snapshot, one.pending())] == [1, 0]


def test_rage_on_a_disabled_button_gets_its_hint_from_the_state() -> None:
    one = Visitor()
    one.page.snapshot(json.dumps({"errors": [{"el": ELEMENTS[0], "text": "needs the country prefix"}]}))
    one.does(*rage(0))
    [hint] = [message for message in one.messages() if message["k"] == "hint"]
    assert hint["element"] == "#save-billing"
    assert "“VAT number” is right: Needs the country prefix." in hint["sentence"]


def test_the_layout_is_told_once_a_version() -> None:
    one = Visitor()
    box = {"x": 1, "y": 1, "w": 10, "h": 10, "el": ELEMENTS[0]}
    for boxes in ([box], [box], [box, box]):
        one.page.skeleton(json.dumps({"route": "/billing", "boxes": boxes}))
    assert [len(event.boxes) for event in of(Skeleton, one.pending())] == [1, 2]


def test_the_visit_is_told() -> None:
    one = Visitor()
    one.does(PAGE_ROW, [2, T + 100, 1, 5, 5, 0], [14, T + 4000, -1, 0, 0, 4])
    view, clicked, _dead, dwelt, next_view = one.pending()
    assert view == PageView(dt=0, route="/billing", title="Billing", came_from="/settings")
    assert isinstance(clicked, Clicked)
    assert isinstance(dwelt, Dwelt)
    assert (dwelt.visible_ms, dwelt.clicks) == (4000, 1)
    assert isinstance(next_view, PageView)
    assert (next_view.route, next_view.came_from) == ("/team", "/billing")


def test_a_step_is_done_when_the_page_says_so_and_is_told_at_once() -> None:
    one = Visitor()
    one.does(PAGE_ROW, [7, T + 100, -1, 0, 0, 2], [13, T + 900, -1, 0, 0, 3])
    assert one.page.next_tick() == 0
    assert of(StepDone, one.pending()) == [StepDone(dt=900, route="/billing", step="billing-form", evidence="Saved")]


def test_words_to_the_chat_go_out_at_once_and_wait_for_the_server() -> None:
    one = Visitor()
    one.page.tell(json.dumps({"k": "tell", "what": "say", "turn": TURN, "text": "Why can't I save?"}))
    assert one.page.next_tick() == 0
    assert one.page.flush() == []
    one.welcome()
    assert one.page.next_tick() == 0
    [data] = one.page.flush()
    assert [event.text for event in of(Said, list(batch(data).events))] == ["Why can't I save?"]


def test_an_acknowledged_frame_is_forgotten_and_a_lost_one_sent_again() -> None:
    one = Visitor()
    one.welcome()
    one.does(PAGE_ROW)
    [data] = one.page.flush()
    one.page.closed()
    assert one.page.flush() == []
    one.welcome()
    assert one.page.flush() == [data]
    one.page.received(encode(Ack(seq=1)))
    assert one.page.pending() == []


def test_raw_batches_are_taken_when_they_are_in_frames() -> None:
    one = Visitor()
    one.does(PAGE_ROW)
    assert one.page.taken() == 0
    one.page.pending()
    assert one.page.taken() == 1
    assert batch(one.page.pending()[0]).through == 1


def test_a_raw_batch_that_comes_again_is_left_out() -> None:
    one = Visitor()
    one.does(PAGE_ROW)
    before = one.pending()
    one.page.raw(1, packed(rage(0)), "[]", "[]")
    assert one.pending() == before


def test_frames_of_the_server_reach_the_panel_by_field_names() -> None:
    one = Visitor()
    nudge = Nudge(nudge="nudge-01", sentence="Put DE in front.", element="#vat")
    shown = json.loads(one.page.received(encode(nudge)))
    assert (shown["kind"], shown["sentence"], shown["element"]) == ("nd", "Put DE in front.", "#vat")
    assert one.welcome()["kind"] == "we"


def test_bytes_that_are_no_frame_become_a_refusal() -> None:
    shown = json.loads(Visitor().page.received(b"\xc1\xc1"))
    assert (shown["kind"], shown["code"]) == ("no", CloseCode.MALFORMED)


def test_a_refusal_says_when_to_try_again() -> None:
    one = Visitor()
    one.page.received(encode(Refused(code=CloseCode.TOO_FAST, message="Wait", retry_ms=4000)))
    assert one.page.closed() == 4000
    one.page.opened()
    assert 0 < one.page.closed() < 4000
    assert one.page.wanted()
    one.page.received(encode(Refused(code=CloseCode.NOT_FOR_YOU, message="Unknown site")))
    assert one.page.closed() == -1
    assert not one.page.wanted()


def test_rules_of_the_site_hold_from_the_welcome_on() -> None:
    one = Visitor()
    one.welcome(rules='{"rage_click": {"clicks": 2}, "dead_click": {"on": false}}')
    one.does(PAGE_ROW, *rage(0)[:2])
    [struggle] = of(Struggled, one.pending())
    assert struggle.signal == "rage_click"
    assert "+" in struggle.rules


def test_rules_that_are_none_leave_the_shipped_ones_and_are_told() -> None:
    one = Visitor()
    one.welcome(rules='{"rage_click": {"clicks": "x"}}')
    [message] = one.messages()
    assert message["k"] == "rules"
    one.does(PAGE_ROW, *rage(0))
    assert of(Struggled, one.pending())[-1].signal == "rage_click"


def test_while_paused_only_what_the_visitor_tells_goes_out() -> None:
    one = Visitor(paused=True)
    assert not one.page.wanted()
    one.does(PAGE_ROW, *rage(0), invalid(10), invalid(1000), invalid(2000))
    one.page.snapshot('{"route": "/billing"}')
    one.page.skeleton('{"route": "/billing"}')
    one.clock.now += 60_000
    assert one.messages() == []
    assert one.pending() == []
    hello = decode_client(one.page.hello())
    assert isinstance(hello, Hello)
    assert (hello.route, hello.title) == ("/", "")
    one.page.tell(json.dumps({"what": "say", "turn": TURN, "text": "Hello"}))
    assert one.page.wanted()
    assert [type(event) for event in one.pending()] == [Said]


def test_pausing_and_resuming_is_told_and_what_happened_in_between_is_not() -> None:
    one = Visitor()
    one.does(PAGE_ROW, *rage(0)[:2])
    one.page.tell('{"what": "share", "paused": true}')
    one.does(*rage(400), [14, T + 2000, -1, 0, 0, 4])
    one.page.tell('{"what": "share", "paused": false}')
    one.does(PAGE_ROW)
    events = one.pending()
    assert [event.paused for event in of(Sharing, events)] == [True, False]
    assert [struggle.signal for struggle in of(Struggled, events)] == ["dead_click"]
    assert len(of(Clicked, events)) == 2


def test_what_is_shared_is_listed_in_plain_words_with_its_data() -> None:
    one = Visitor()
    one.does(PAGE_ROW, *rage(0))
    items = json.loads(one.page.shared())
    assert items[0] == {
        "at": int(T),
        "kind": "pv",
        "words": "You opened the page /billing",
        "data": {"kind": "pv", "dt": 0, "route": "/billing", "title": "Billing", "came_from": "/settings"},
    }
    assert items[-1]["words"] == "You clicked “Save changes” several times quickly"


def test_only_the_last_hundred_are_listed() -> None:
    one = Visitor()
    one.does(PAGE_ROW, *[[2, T + at * 5000, 1, 10, 10, 0] for at in range(150)])
    assert len(json.loads(one.page.shared())) == 100


def test_a_hidden_page_is_left_alone() -> None:
    one = Visitor()
    one.does(PAGE_ROW, [15, T + 100, -1, 0, 0, 0])
    assert one.page.next_tick() == 10_000


def test_what_a_page_repeats_of_typed_text_is_masked_in_every_frame() -> None:
    secrets = ["4242424242424242", "ada@example.com", "DE123456789"]
    echo = "No: " + " ".join(secrets)
    one = Visitor(title=echo)
    named = [{**ELEMENTS[0], "name": echo}, {**ELEMENTS[1], "name": echo, "id": "", "path": "button"}]
    strings = ["/u/ada@example.com", echo, echo, echo, "/team"]
    script_error = [11, T + 3000, -1, 0, 0, 1]
    one.does(
        PAGE_ROW, *rage(0), invalid(1000), invalid(1500), invalid(2000), script_error, elements=named, strings=strings
    )
    one.does([7, T + 4000, -1, 0, 0, 2], [14, T + 4100, -1, 0, 0, 0])
    state = {"title": echo, "headings": [echo], "errors": [{"el": named[0], "text": echo}], "notices": [echo]}
    one.page.snapshot(json.dumps(state))
    one.page.skeleton(json.dumps({"boxes": [{"x": 0, "y": 0, "w": 1, "h": 1, "label": echo, "el": named[1]}]}))
    everything = b"".join([one.page.hello(), *one.page.pending()])
    assert len(of(Struggled, one.pending())) >= 3
    for secret in [*secrets, "123456789"]:
        assert secret.encode() not in everything


def test_elements_of_a_frame_are_the_ladders() -> None:
    one = Visitor()
    one.does(PAGE_ROW, *rage(0))
    assert of(Clicked, one.pending())[0].element == Element(
        key="#save-billing", role="button", name="Save changes", tag="button"
    )


@pytest.mark.parametrize("broken", ["{}", "[]", '{"site": 1}'])
def test_a_boot_message_that_is_none_is_refused(broken: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        Page(broken, Clock(), Tokens())


def handed(visitor: Visitor, **boot: Any) -> Visitor:
    """A page in another runtime that goes on where this one is."""
    other = Visitor(**boot)
    other.clock.now = visitor.clock.now
    other.page.know(json.dumps(ELEMENTS), json.dumps(STRINGS))
    other.page.take_over(visitor.page.hand_over())
    other.sent = visitor.sent
    return other


def test_page_goes_on_in_another_runtime_as_if_nothing_had_happened() -> None:
    whole, first = Visitor(), Visitor()
    for visitor in (whole, first):
        visitor.does(PAGE_ROW, *rage(1000)[:2])
    before = first.pending()
    second = handed(first)
    for visitor in (whole, second):
        visitor.does(rage(1000)[2], [14, T + 9000, -1, 0, 0, 4])
    plain = [msgspec.structs.replace(one, dt=0) for one in whole.pending()]
    assert [msgspec.structs.replace(one, dt=0) for one in before + second.pending()] == plain
    assert {type(one) for one in plain} >= {PageView, Struggled, Dwelt}
    assert batch(second.page.pending()[0]).seq == batch(first.page.pending()[-1]).seq + 1


def test_what_is_shared_and_what_the_product_says_of_itself_go_along() -> None:
    visitor = Visitor()
    visitor.does(PAGE_ROW)
    visitor.page.tell(json.dumps({"k": "tell", "what": "context", "values": {"plan": "team"}}))
    visitor.pending()
    other = handed(visitor)
    assert json.loads(other.page.shared()) == json.loads(visitor.page.shared())
    other.page.snapshot(json.dumps({"route": "/billing"}))
    [state] = of(Snapshot, other.pending())
    assert state.context == (("plan", "team"),)


def test_batches_that_the_other_runtime_had_are_not_judged_again() -> None:
    visitor = Visitor()
    visitor.does(PAGE_ROW, [3, T + 100, 0, 5, 5, 0])
    other = handed(visitor)
    other.sent = 0
    other.does(PAGE_ROW, [3, T + 100, 0, 5, 5, 0])
    assert other.pending() == []


@pytest.mark.parametrize("data", [b"", b"x", b"\x96\x01\x01\xc4\x01x\x90\x90\x90", bytes(2_000_000)])
def test_state_that_is_none_is_refused_and_changes_nothing(data: bytes) -> None:
    visitor = Visitor()
    with pytest.raises(ValueError, match=r"state"):
        visitor.page.take_over(data)
    visitor.does(PAGE_ROW)
    assert [type(one) for one in visitor.pending()] == [PageView]


def test_document_begins_with_the_rules_of_the_one_before() -> None:
    rules = '{"rage_click": {"clicks": 2}}'
    visitor = Visitor(rules=rules)
    visitor.does(PAGE_ROW, *rage(1000)[:2])
    assert "rage_click" in [one.signal for one in of(Struggled, visitor.pending())]


def test_rules_that_are_none_leave_the_shipped_ones() -> None:
    visitor = Visitor(rules="{")
    visitor.does(PAGE_ROW, *rage(1000))
    assert "rage_click" in [one.signal for one in of(Struggled, visitor.pending())]


def test_step_sent_off_on_the_document_before_is_done_here() -> None:
    before = {"step": "billing-form", "route": "/settings", "t": T - 1500}
    visitor = Visitor(before=before)
    visitor.does(PAGE_ROW)
    visitor.clock.now = T + 5000
    visitor.messages()
    [done] = of(StepDone, visitor.pending())
    assert (done.step, done.route, done.evidence) == ("billing-form", "/settings", "went on to /billing")
