"""Every kind of event has its words, or says nothing; what a visitor typed comes masked or not at all."""

import pytest

from server.projections.words import told
from widget.protocol import (
    Clicked,
    Dwelt,
    Element,
    Event,
    Message,
    Nudged,
    Observed,
    PageView,
    PanelUsed,
    PersonWanted,
    Rated,
    Released,
    Said,
    Sharing,
    Skeleton,
    Snapshot,
    Solved,
    StepDone,
    Struggled,
)

SAVE = Element("save", "button", "Save", "button")
BARE = Element("#x")


@pytest.mark.parametrize(
    ("event", "kind", "words"),
    [
        (PageView(0, "/billing", "Billing"), "page", "Opened Billing"),
        (PageView(0, "/billing"), "page", "Opened /billing"),
        (Clicked(0, SAVE), "click", "Clicked “Save”"),
        (Clicked(0, BARE), "click", "Clicked #x"),
        (Dwelt(0, "/", 400), "stay", "Looked at the page for under a second"),
        (Dwelt(0, "/", 180_000), "stay", "Looked at the page for 3 min"),
        (
            Struggled(0, "struggle-1", "/", "rage_click", "struggle", SAVE, 4, 2000),
            "struggle",
            "Clicked again and again on “Save”, 4 times in 2 s",
        ),
        (
            Struggled(0, "struggle-1", "/", "repeated_validation", "struggle", None, message="Invalid"),
            "struggle",
            "Was shown the same error again: “Invalid”",
        ),
        (StepDone(0, "/", "billing", "Saved"), "done", "Completed billing: Saved"),
        (Rated(0, "turn-0001", True), "rated", "Found the answer helpful"),
        (Solved(0, "turn-0001", False), "solved", "Said that it was not solved yet"),
        (PersonWanted(0, "/"), "person", "Asked for a person"),
        (Nudged(0, "nudge-001", "dismissed"), "nudge", "Declined the help"),
        (PanelUsed(0, "citation", "VAT"), "panel", "Followed a source: VAT"),
        (Sharing(0, True), "sharing", "Paused sharing"),
        (Snapshot(0, "/", errors=(Message(SAVE, "No"),)), "state", "The page showed “No” at “Save”"),
    ],
)
def test_events_in_words(event: Event, kind: str, words: str) -> None:
    line = told(event, {})
    assert line is not None
    assert line[:2] == (kind, words)


@pytest.mark.parametrize(
    "event",
    [
        Skeleton(0, "/", "v1", 1, 1),
        Released(0, "2.0"),
        Observed(0, "/", ()),
        Snapshot(0, "/"),
    ],
)
def test_what_says_nothing_about_the_visitor_is_left_out(event: Event) -> None:
    assert told(event, {}) is None


def test_typed_text_is_shown_masked_or_not_at_all() -> None:
    said = Said(0, "turn-0001", "my card is 4111 1111 1111 1111", "/")
    assert told(said, {"turn-0001": "my card is •"}) == ("said", "Asked: my card is •", "/")
    assert told(said, {}) == ("said", "Asked something", "/")


def test_a_verdict_that_nobody_can_give_is_told_as_such() -> None:
    line = told(Struggled(0, "struggle-1", "/", "dead_click", "unjudgeable"), {})
    assert line == ("unjudged", "Can't be judged: clicked and nothing happened", "/")


def test_a_click_beside_everything_is_one_on_the_page_itself() -> None:
    line = told(Clicked(0, Element("html:has([href])", "", "", "html")), {})
    assert line is not None
    assert line[1] == "Clicked the page itself"
