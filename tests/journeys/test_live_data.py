"""A visitor asks twice whether an invoice has been paid: the second answer says what has changed in between."""

import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from server.demo.books import CLEARING_S
from tests.journeys.staff import PATIENCE_MS
from tests.journeys.test_a_person_helps import ask
from tests.journeys.visitor import visit
from tests.journeys.world import World

pytestmark = pytest.mark.browser


def test_an_invoice_is_under_way_and_a_moment_later_paid(
    page: Page, world: World, artefact: Callable[[str], str]
) -> None:
    visit(page, world, "/invoices").locator("handrail-panel .launcher").click()
    answer = page.locator("handrail-panel .turn.handrail").last
    ask(page, "has my invoice QB-1042 been paid?")
    expect(answer).to_contain_text(
        "a bank transfer of €3,952.50 from North Pier Architects is under way", timeout=10_000
    )
    expect(answer.locator(".sources")).to_contain_text("Quillbook's books")
    first = time.monotonic()
    page.wait_for_timeout(max(0.0, CLEARING_S - (time.monotonic() - first)) * 1000 + 500)
    ask(page, "and now, is the invoice paid?")
    expect(answer).to_contain_text(
        "Invoice QB-1042 is paid: North Pier Architects paid €3,952.50 on", timeout=PATIENCE_MS
    )
    page.screenshot(path=artefact("live-data"))
    assert page.errors == []  # type: ignore[attr-defined]


def test_who_signed_out_is_told_that_signing_in_would_help(page: Page, world: World) -> None:
    visit(page, world, "/help").locator("handrail-panel .launcher").click()  # nobody is signed in here yet
    ask(page, "has my invoice QB-1041 been paid?")
    answer = page.locator("handrail-panel .turn.handrail").last
    expect(answer).to_contain_text("Once you're signed in, I can look this up for you.", timeout=PATIENCE_MS)
    assert "QB-1041 is" not in answer.inner_text()
