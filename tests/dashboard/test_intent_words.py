"""Intents in words: states, sources, reasons, and marked sentences that can't carry markup."""

import pytest
from msgspec import structs

from dashboard import intent_words
from dashboard.intent_words import (
    because,
    feelings,
    likenesses,
    marked,
    quality,
    saved,
    standing,
    state,
    sure,
    telling,
    verdict,
)
from server.api.views.intents import IntentSaved, IntentsView, IntentView, NearView, Why, WordView
from server.projections.rates import rate

WHY = Why(
    text="please <b>refund</b> me",
    intent="refund",
    confidence=0.91,
    alternatives=[("refund", 0.91), ("billing", 0.05)],
    second=[],
    in_scope=0.9,
    edge="",
    words=[
        WordView(word="please", start=0, end=6, part=-0.6, without=0.95),
        WordView(word="refund", start=10, end=16, part=2.9, without=0.38),
        WordView(word="me", start=21, end=23, part=0.01, without=0.91),
    ],
    near=[NearView(text="money back please", intent="refund", similarity=0.83, source="correction")],
    page="/billing",
    page_intents=["refund"],
    without_page=0.84,
    names={},
    sentiment="negative",
    frustration=0.2,
    urgency=0.1,
    wants_person=True,
    sensitive="money_dispute",
    signals=["said_again"],
    versions={"intent": "intent-0001-ab12cd"},
)
VIEW = IntentsView(
    headline="", state="live", at=1_000, reason="No worse.", version="v", own=True, intents=[], changes=[]
)


def test_what_was_understood_is_said_no_surer_than_it_is() -> None:
    assert verdict(WHY) == "Refund, 91 % sure."
    assert verdict(structs.replace(WHY, edge="low_confidence", confidence=0.4)).startswith("Not sure: Refund at 40 %")
    assert verdict(structs.replace(WHY, edge="out_of_scope")) == "Nothing known fits; the nearest is Refund."
    assert verdict(structs.replace(WHY, names={"refund": "Money back"})) == "Money back, 91 % sure."
    assert (sure(0.9999), sure(0.001), sure(None)) == ("over 99 %", "under 1 %", "–")


def test_reasons_name_the_word_the_page_and_the_example_with_its_source() -> None:
    assert because(WHY) == [
        ("Because of “refund”", "without it 38 %"),
        ("The page /billing speaks for it", "elsewhere 84 %"),
    ]
    assert likenesses(WHY) == [
        ("Like “money back please”", "Refund · from a correction · 83 % alike"),
    ]
    assert [word.word for word in telling(WHY.words)] == ["refund"]
    assert feelings(WHY) == ["asks for a person", "a matter for a person: money dispute", "said again"]
    assert "do not understand (ja)" in feelings(structs.replace(WHY, language="ja", supported=False))[2]


def test_marked_words_are_marked_and_nothing_a_visitor_wrote_is_markup() -> None:
    html = marked(WHY)
    assert "<mark" in html
    assert ">refund</mark>" in html
    assert '<span class="against"' in html
    assert "&lt;b&gt;" in html
    assert "<b>" not in html


@pytest.mark.parametrize(
    ("code", "kind"),
    [("shipped", "shipped"), ("waiting", "busy"), ("training", "busy"), ("live", "live"), ("rejected", "stopped")],
)
def test_each_state_is_one_kind_and_one_sentence(code: str, kind: str) -> None:
    found, words = state(structs.replace(VIEW, state=code), now=2_000)
    assert found == kind
    assert words


def test_a_change_that_waits_too_long_asks_for_the_worker() -> None:
    waiting = structs.replace(VIEW, state="waiting")
    assert "handrail work" in state(waiting, 1_000 + intent_words.WAITS_MS + 1)[1]
    assert "handrail work" not in state(waiting, 1_500)[1]


def test_what_is_left_out_for_want_of_examples_is_named() -> None:
    few = structs.replace(VIEW, intents=[IntentView(id="open_jobs", name="Open jobs")], left_out=["open_jobs"])
    assert state(few, 2_000)[1].endswith("three are needed: Open jobs.")
    assert standing(few.intents[0], few.left_out) == "too few examples"


def test_quality_is_told_in_a_sentence() -> None:
    view = IntentView(id="refund", found=rate(27, 31), right=rate(27, 30), taken_for="billing", taken=3)
    assert quality(view) == (
        "27 of 31 examples were recognised by a model that had not seen them; 3 were taken for Billing."
    )
    assert quality(IntentView(id="new")).startswith("Not learned yet")
    assert quality(structs.replace(view, on=False)).startswith("Switched off")
    assert quality(structs.replace(view, merged_into="billing")).startswith("Merged into Billing")


def test_what_a_change_came_to_is_told_whole() -> None:
    done = IntentSaved(intent="a", added=2, moved=1, known=3, kept_aside=1, refused=["!!!"])
    words = saved(done)
    assert words.startswith("Saved: 2 examples added; 1 moved here from another intent; 3 known already;")
    assert "never learned" in words
    assert "1 refused" in words
    assert saved(IntentSaved(intent="a")) == "Saved."
