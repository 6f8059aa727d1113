"""No state of the panel breaks a rule that axe knows, in light, in dark and at 320 pixels."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from playwright.sync_api import expect

from tests.widget.panel.test_attach import NOTE, SHOT
from tests.widget.panel.test_shared import ITEMS
from tests.widget.panel.visit import ANSWER, AXE, NUDGE, Visit, Visiting
from widget.protocol import Likely, Mode, Resolved, Turn, TurnView, Working

SCREENS: dict[str, dict[str, Any]] = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    "narrow": {"viewport": {"width": 320, "height": 640}},
}


def closed(visit: Visit) -> None:
    visit.frame(Turn(TurnView("person-0001", "person", "Hello", 1, name="Maya")))


def nudge(visit: Visit) -> None:
    visit.frame(NUDGE)


def empty(visit: Visit) -> None:
    visit.frame(Likely("/billing", ("Why is my VAT number invalid?", "Where are past invoices?")))
    visit.open()


def answered(visit: Visit) -> None:
    visit.open()
    turn = visit.ask()
    visit.frame(Turn(msgspec.structs.replace(ANSWER, reply_to=turn, rated=True)))
    unsure = msgspec.structs.replace(ANSWER, turn="answer-0002", sure="unsure", solved=False)
    visit.frame(Turn(unsure), Turn(msgspec.structs.replace(ANSWER, turn="answer-0003", sure="unknown", solved=True)))
    visit.frame(Resolved("billing-details", "Saved."), Working(visit.ask("And now?"), "searched"))


def waiting(visit: Visit) -> None:
    visit.open()
    visit.frame(Mode("waiting", wait_s=180, people_online=True))


def person(visit: Visit) -> None:
    visit.open()
    visit.frame(Mode("person", name="Maya"), Turn(TurnView("person-0001", "person", "Hello", 1, name="Maya")))


def offline(visit: Visit) -> None:
    visit.open()
    visit.tell(k="state", state="offline", retry_ms=8000)
    visit.type("Hello?")
    visit.press("Enter")


def shared(visit: Visit) -> None:
    visit.open()
    visit.button("What is shared").click()
    visit.tell(k="shared", items=ITEMS)
    visit.page.locator("handrail-panel summary").first.click()


def attached(visit: Visit) -> None:
    visit.open()
    visit.attach(SHOT, ("503.txt", *NOTE[1:]), ("slow.txt", *NOTE[1:]))
    expect(visit.shelf).to_contain_text("Reading it")
    visit.complaints.clear()


def done(visit: Visit) -> None:
    visit.frame(Resolved("billing-details", "Saved."))


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("state", [closed, nudge, empty, answered, waiting, person, offline, shared, attached, done])
def test_axe_finds_no_violation(visiting: Visiting, state: Callable[[Visit], None], screen: str) -> None:
    if not AXE.is_file():
        pytest.fail(f"{AXE} is missing: run `npm ci` in widget/")
    visit = visiting(**SCREENS[screen]).go()
    state(visit)
    expect(visit.page.locator("handrail-panel .root")).to_be_attached()
    assert visit.violations() == []
