"""A question that is asked back, and its options: a tap says the option as the visitor's own turn."""

import msgspec
from playwright.sync_api import Locator, expect

from tests.widget.panel.visit import ANSWER, Visit
from widget.protocol import Turn, TurnView

OPTIONS = ("Ask for a refund", "I was charged twice or too much", "Make a complaint")
BACK = TurnView("back-1", "handrail", "Which of these do you mean?", ANSWER.at, options=OPTIONS)


def choices(visit: Visit) -> Locator:
    return visit.log.get_by_role("list", name="Choose what you mean").get_by_role("button")


def asked_back(visit: Visit, **changes: object) -> None:
    visit.open()
    question = visit.ask()
    visit.frame(Turn(msgspec.structs.replace(BACK, reply_to=question, **changes)))


def test_a_tapped_option_is_the_visitors_next_turn(visit: Visit) -> None:
    asked_back(visit)
    expect(choices(visit)).to_have_text([*OPTIONS, "None of these"])
    before = len(visit.sent("say"))
    choices(visit).nth(1).click()
    assert [one["text"] for one in visit.sent("say")[before:]] == [OPTIONS[1]]
    expect(choices(visit)).to_have_count(0)
    expect(visit.composer).to_be_focused()


def test_options_are_reached_by_keyboard_alone(visit: Visit) -> None:
    asked_back(visit)
    visit.tab_to(choices(visit).first, "Shift+Tab")
    visit.press("Enter")
    assert visit.sent("say")[-1]["text"] == OPTIONS[0]


def test_a_question_back_asks_for_no_verdict(visit: Visit) -> None:
    asked_back(visit)
    expect(choices(visit).first).to_be_visible()
    expect(visit.log.get_by_role("group", name="Was this answer useful?")).to_have_count(0)
    expect(visit.log.get_by_role("group", name="Did that solve it?")).to_have_count(0)


def test_an_unsure_answer_offers_what_else_may_be_meant_below_its_verdict(visit: Visit) -> None:
    visit.open()
    question = visit.ask()
    visit.frame(Turn(msgspec.structs.replace(ANSWER, reply_to=question, sure="unsure", options=OPTIONS[:1])))
    offered = visit.log.get_by_role("list", name="Or is it about one of these?").get_by_role("button")
    expect(offered).to_have_text([OPTIONS[0]])
    expect(visit.log.get_by_role("group", name="Did that solve it?")).to_be_visible()


def test_options_are_text_whatever_they_hold(visit: Visit) -> None:
    asked_back(visit, options=("<img src=x onerror=alert(1)>", "**bold**"))
    expect(choices(visit).first).to_have_text("<img src=x onerror=alert(1)>")
    assert visit.log.locator("img").count() == 0
