"""Steps that were done are named; plans, questions and denials are not steps."""

import pytest

from server.understanding.tried import tried_steps

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
    assert tried_steps(text) == steps


@pytest.mark.parametrize("text", NOT_DONE)
def test_what_was_not_done_is_not(text: str) -> None:
    assert tried_steps(text) == ()


def test_a_question_beside_a_report_does_not_hide_it() -> None:
    assert tried_steps("i cleared the cache. should i restart it?") == ("clear_cache",)
