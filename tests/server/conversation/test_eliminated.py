"""What the visitor has tried is not suggested again: through the real decision, on the demo's help centre."""

import json
from pathlib import Path
from typing import Any

import pytest

from server.answering.sentences import units
from server.answering.spent import left, runs
from server.conversation.eliminated import STAYS
from server.store.knowledge import passage_text
from server.store.schema import decisions
from server.understanding.tried import suggests, tried
from tests.server.conversation.conftest import Room
from tests.server.conversation.test_reply import PAGE, rows, said, views

# What was tried, and three turns on the same matter. Without the report, answers of eight of these ask for that step.
TALKS = [
    (
        "reload",
        "I reloaded the page, still nothing",
        ["the sign-in page keeps loading", "sign in never finishes", "the page stays blank"],
    ),
    ("clear_cache", "I cleared the cache already", ["Quillbook is slow", "the page stays white", "pages load slowly"]),
    (
        "other_card",
        "I tried another card too",
        ["my card is refused with payment failed", "the card keeps being declined", "payment failed again"],
    ),
    (
        "check_spam",
        "I checked my spam folder",
        ["the reset mail didn't arrive", "my colleague got no invitation mail", "the order confirmation is missing"],
    ),
    (
        "reset_password",
        "I have reset my password twice",
        ["it says e-mail or password is wrong", "I can't sign in", "sign-in refuses my password"],
    ),
    (
        "retype",
        "I typed the card number again by hand",
        ["my card is refused with payment failed", "the bank says no to my card", "card declined"],
    ),
    (
        "other_network",
        "I tried another network",
        ["Quillbook is slow", "pages load slowly for me", "a page stays blank"],
    ),
    (
        "private_window",
        "I opened it in a private window, same thing",
        ["the page stays blank", "Quillbook is slow", "pages load slowly"],
    ),
    ("update", "I updated the browser yesterday", ["Quillbook is slow", "the page stays blank", "pages load slowly"]),
    (
        "other_file",
        "I split the file into two",
        ["the import takes forever", "import of a large file never ends", "my big csv doesn't import"],
    ),
    (
        "resend_mail",
        "I requested another link",
        ["the confirmation mail doesn't arrive", "the reset mail didn't come", "the confirmation link doesn't work"],
    ),
    (
        "wait",
        "I waited for 20 minutes",
        ["the invitation mail didn't arrive", "sign in keeps spinning", "the reset mail didn't arrive"],
    ),
]


@pytest.mark.parametrize(("step", "report", "asked"), TALKS, ids=[talk[0] for talk in TALKS])
async def test_no_answer_of_the_next_three_turns_asks_for_it_again(
    room: Room, step: str, report: str, asked: list[str]
):
    await room.tell(PAGE, said(f"{asked[0]}. {report}."))
    given = [view.text for _, frame in room.sent if (view := getattr(frame, "view", None)) and view.citations]
    for turn, question in enumerate(asked, 2):
        for view in views(await room.tell(said(question, f"turn-{turn:04}", 50 * turn))):
            given += [view.text] if view.citations else []
            for citation in view.citations:
                assert citation.quote in (room.db.read(passage_text, citation.passage) or "")
    assert [text for text in given if any(step in suggests(unit.text) for unit in units(text))] == []


CASES = json.loads((Path(__file__).parents[1] / "understanding" / "tried_cases.json").read_text())
ASKED = ("pages load slowly", "my card is refused with payment failed", "I can't sign in, the reset mail didn't arrive")


@pytest.mark.parametrize("case", [case for case in CASES if case["tried"]], ids=lambda case: case["text"][:30])
async def test_reports_of_all_kinds_eliminate_their_step_for_three_turns(room: Room, case: dict[str, Any]):
    steps = {step["step"] for step in case["tried"]} & {one.step for one in tried(case["text"])}
    await room.tell(PAGE, said(case["text"]))
    for turn, question in enumerate(ASKED, 2):
        await room.tell(said(question, f"turn-{turn:04}", 50 * turn))
    given = [view for _, frame in room.sent if (view := getattr(frame, "view", None)) and view.citations]
    again = [unit.text for view in given for unit in units(view.text) if suggests(unit.text) & (steps - STAYS)]
    assert again == []


async def test_without_a_report_the_step_is_suggested(room: Room):
    (view,) = views(await room.tell(PAGE, said("my card is refused with payment failed")))
    assert "other_card" in suggests(view.text)


async def test_the_decision_says_what_was_left_out(room: Room):
    await room.tell(PAGE, said("my card is refused with payment failed. I tried another card."))
    (row,) = rows(room, decisions)
    assert '"tried.other_card":1.0' in row.features_json
    assert "the visitor has tried it: other card" in row.reasons_json


async def test_who_asks_how_to_do_it_is_told(room: Room):
    await room.tell(PAGE, said("I have reset my password"))
    (view,) = views(await room.tell(said("how do I reset my password?", "turn-0002", 50)))
    assert "Send reset link" in view.text


async def test_an_article_that_was_followed_is_not_given_again(room: Room):
    (first,) = views(await room.tell(PAGE, said("it says invalid VAT number")))
    title = first.citations[0].title
    report = said(f'I followed "{title}" and the VAT number is refused', "turn-0002", 50)
    for view in views(await room.tell(report)):
        assert title not in {citation.title for citation in view.citations}


def test_what_is_left_is_quoted_in_pieces_that_stand_together():
    parts = units("1. Type the code.\n2. Reload the page.\n3. Press Save.\n4. Look at the list.")
    kept = left(parts, {"reload"})
    assert [unit.text for unit in kept] == ["1. Type the code.", "3. Press Save.", "4. Look at the list."]
    assert [len(run) for run in runs(kept)] == [1, 2]
    assert runs(parts) == [parts]
