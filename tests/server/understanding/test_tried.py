"""Steps that were done are named; plans, questions and denials are not steps."""

import json
import time
from pathlib import Path
from typing import Any

import pytest

from server.understanding.tried import Tried, asked_for, linked, suggests, tried

DONE = [
    ("i cleared my cache and tried another browser, still the same", ("clear_cache", "other_browser")),
    ("already restarted my computer", ("restart",)),
    ("i've tried it in firefox and chrome", ("other_browser",)),
    ("reinstalling the app didn't help", ("reinstall",)),
    ("i logged out and in again", ("sign_in_again",)),
    ("i have reset my password twice", ("reset_password",)),
    ("i checked my spam folder", ("check_spam",)),
    ("tried two different cards and my bank says everything is fine", ("other_card", "ask_bank")),
    ("i followed the steps in your article but it still fails", ("read_help",)),
    ("incognito doesn't work either", ("private_window",)),
    ("i typed the number three times", ("retype",)),
    ("i disabled the ad blocker and reloaded the page", ("reload", "switch_off_add_ons")),
    ("saved it as csv and it still won't take it", ("other_file",)),
    ("same on my other laptop", ("other_device",)),
]
NOT_DONE = [
    "how do i clear my cache",
    "should i restart the computer?",
    "i haven't tried another browser yet",
    "do i need to reinstall the app",
    "i want to reset my password",
    "can i pay with another card",
    "where is my invoice",
    "",
]


@pytest.mark.parametrize(("text", "steps"), DONE)
def test_what_was_done_is_named(text: str, steps: tuple[str, ...]) -> None:
    assert {one.step for one in tried(text)} == set(steps)


@pytest.mark.parametrize("text", NOT_DONE)
def test_what_was_not_done_is_not(text: str) -> None:
    assert tried(text) == ()


def test_a_question_beside_a_report_does_not_hide_it() -> None:
    assert [one.step for one in tried("i cleared the cache. should i restart it?")] == ["clear_cache"]


def cases(name: str) -> list[tuple[str, list[dict[str, Any]]]]:
    rows = json.loads((Path(__file__).parent / name).read_text())
    return [(row["text"], row["tried"]) for row in rows]


def f1(name: str) -> tuple[float, list[str]]:
    """Over (turn, step) with spans that meet; and the turns that came out otherwise."""
    hits = found = wanted = 0
    wrong = []
    for text, steps in cases(name):
        got = tried(text)
        right = {one.step for one in got for step in steps if one.step == step["step"] and meet(one, step)}
        names = {step["step"] for step in steps}
        hits, found, wanted = hits + len(right), found + len(got), wanted + len(names)
        if right != names or len(got) != len(names):
            wrong.append(text)
    return 2 * hits / (found + wanted), wrong


def meet(one: Tried, step: dict[str, Any]) -> bool:
    return bool(one.start < step["end"] and step["start"] < one.end)


def test_forty_turns_that_nothing_was_tuned_on() -> None:
    score, wrong = f1("tried_cases.json")
    assert len(cases("tried_cases.json")) >= 40
    assert score >= 0.9, wrong


def test_turns_that_were_looked_at_come_out_right() -> None:
    assert f1("tried_tuned_on.json") == (1.0, [])


def test_the_span_is_of_the_text_as_it_came() -> None:
    text = "Hi 👋\u00a0— I’ve CLEARED my cache, it didn’t help"
    (one,) = tried(text)
    assert text[one.start : one.end] == "CLEARED my cache"
    assert (one.step, one.outcome) == ("clear_cache", "failed")


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("I reloaded the page and it worked", "worked"),
        ("I reloaded the page. No luck.", "failed"),
        ("I reloaded the page", ""),
        ("reinstalling didn't help", "failed"),
        ("it works in Firefox", "worked"),
    ],
)
def test_how_it_ended_is_told(text: str, outcome: str) -> None:
    assert [one.outcome for one in tried(text)] == [outcome]


TITLES = {"a1": "Set a new password", "a2": "Connect your calendar", "a3": "Overdue invoices"}


@pytest.mark.parametrize(
    ("text", "article"),
    [
        ("I followed the guide to connect the calendar and it fails", "a2"),
        ("already did everything in Set a new password", "a1"),
        ("I read your article about invoices", ""),
        ("how do I connect your calendar?", None),
        ("should I read set a new password?", None),
    ],
)
def test_the_article_that_was_followed_is_named(text: str, article: str | None) -> None:
    found = {one.article for one in tried(text, TITLES) if one.step == "read_help"}
    assert found == (set() if article is None else {article})


@pytest.mark.parametrize(
    ("advice", "step"),
    [
        ("Reload the page once; an old tab may hold an expired session.", "reload"),
        ("Look into the spam folder; the sender is help@quillbook.example.", "check_spam"),
        ("Try another card. The first one isn't charged.", "other_card"),
        ("Press **Send reset link**.", "reset_password"),
        ("Open Quillbook in a private window.", "private_window"),
        ("Update the browser.", "update"),
    ],
)
def test_what_a_help_page_asks_for_is_the_same_step(advice: str, step: str) -> None:
    assert step in suggests(advice)


def test_a_sentence_without_a_step_asks_for_none() -> None:
    assert suggests("A charge appears for each month.") == frozenset()


def test_steps_are_linked_to_the_passages_that_ask_for_them() -> None:
    passages = {"p1": "Reload the page.", "p2": "Try another card."}
    assert linked(["reload", "update"], passages) == {"reload": ("p1",), "update": ()}


def test_who_asks_how_to_do_it_may_be_told() -> None:
    assert asked_for("ok, how do I clear the cache?") == {"clear_cache"}
    assert asked_for("I cleared the cache") == frozenset()


def test_a_long_turn_is_read_in_time_that_grows_with_it() -> None:
    def cost(text: str) -> float:
        began = time.thread_time()
        tried(text)
        return time.thread_time() - began

    piece = "I tried to clear my, "
    assert cost(piece * 4000) <= 12 * max(cost(piece * 40), 0.005)  # past 4,000 characters nothing is read
