"""The conversation, by keyboard alone: asking, the answer as it is made, its sources, what can be done about it."""

import msgspec
import pytest
from playwright.sync_api import expect

from tests.widget.panel.visit import ANSWER, Visit
from widget.protocol import Chunk, Citation, Likely, Turn, TurnView, Working

LIKELY = Likely("/billing", ("Why is my VAT number invalid?", "Where are past invoices?", "Who can pay?", "A fourth?"))


def answered(visit: Visit, **changes: object) -> str:
    """Opens, asks and gets the answer; returns the question's turn."""
    visit.open()
    question = visit.ask()
    visit.frame(Turn(msgspec.structs.replace(ANSWER, reply_to=question, **changes)))
    return question


def test_it_opens_from_the_keyboard_with_the_focus_in_the_composer(visit: Visit) -> None:
    visit.page.locator("#vat").focus()
    visit.tab_to(visit.launcher)
    visit.press("Enter")
    expect(visit.composer).to_be_focused()
    expect(visit.dialog).to_have_accessible_name("Help")
    assert visit.sent("opened") == [{"k": "tell", "what": "opened"}]


def test_escape_closes_it_and_gives_the_focus_back_to_the_launcher(visit: Visit) -> None:
    visit.open()
    visit.press("Escape")
    expect(visit.dialog).to_be_hidden()
    expect(visit.launcher).to_be_focused()
    assert visit.sent("closed") == [{"k": "tell", "what": "closed"}]


def test_the_header_knows_the_page_and_the_field_last_in_use(visit: Visit) -> None:
    visit.page.locator("#vat").focus()
    visit.open()
    expect(visit.dialog.locator(".where")).to_have_text("You’re on Billing · VAT number")


def test_without_a_field_the_header_names_the_step(visit: Visit) -> None:
    visit.open()
    expect(visit.dialog.locator(".where")).to_have_text("You’re on Billing · billing details")


def test_three_likely_questions_are_offered_and_one_is_asked_by_keyboard(visit: Visit) -> None:
    visit.frame(LIKELY)
    visit.open()
    offered = visit.log.get_by_role("list", name="Often asked here").get_by_role("button")
    expect(offered).to_have_count(3)
    visit.tab_to(offered.nth(1), "Shift+Tab")
    visit.press("Enter")
    assert [one["text"] for one in visit.sent("say")] == ["Where are past invoices?"]
    expect(offered).to_have_count(0)
    expect(visit.composer).to_be_focused()


def test_enter_sends_and_shift_enter_makes_a_new_line(visit: Visit) -> None:
    visit.open()
    visit.type("It says")
    visit.press("Shift+Enter")
    visit.type("invalid")
    assert visit.sent("say") == []
    visit.press("Enter")
    (said,) = visit.sent("say")
    assert said["text"] == "It says\ninvalid"
    assert len(said["turn"]) == 22
    expect(visit.composer).to_have_value("")


def test_only_blanks_are_not_sent(visit: Visit) -> None:
    visit.open()
    visit.type("   ")
    visit.press("Enter")
    assert visit.sent("say") == []


def test_too_long_a_message_is_counted_and_held_until_it_fits(visit: Visit) -> None:
    visit.open()
    visit.composer.fill("a" * 3601)
    expect(visit.dialog.get_by_text("399 characters left")).to_be_visible()
    visit.composer.fill("a" * 4002)
    expect(visit.dialog.get_by_text("2 characters too long")).to_be_visible()
    expect(visit.composer).to_have_attribute("aria-invalid", "true")
    visit.press("Enter")
    assert visit.sent("say") == []
    visit.press("End", "Backspace", "Backspace", "Enter")
    assert len(visit.sent("say")[0]["text"]) == 4000


def test_waiting_shows_what_is_going_on_and_for_how_long(visit: Visit) -> None:
    visit.open()
    turn = visit.ask()
    expect(visit.log.get_by_text("Sending")).to_be_visible()
    visit.frame(Working(turn, "received"))
    expect(visit.log.get_by_text("Looking through the help pages")).to_be_visible()
    visit.frame(Working(turn, "writing"))
    expect(visit.log.locator(".work")).to_contain_text("Writing the answer · 1 s")


def test_an_answer_grows_by_its_pieces_in_order_and_a_repeated_piece_is_ignored(visit: Visit) -> None:
    visit.open()
    visit.ask()
    visit.frame(Chunk("answer-0001", 1, "country "), Chunk("answer-0001", 0, "The "), Chunk("answer-0001", 1, "WRONG"))
    expect(visit.log.locator(".handrail .body")).to_have_text("The country")
    expect(visit.log).to_have_attribute("aria-busy", "true")
    expect(visit.log.locator(".work")).to_be_empty()
    visit.frame(Chunk("answer-0001", 3, "missing its neighbour"))
    expect(visit.log.locator(".handrail .body")).to_have_text("The country")


def test_the_whole_turn_replaces_its_pieces_and_later_pieces_change_nothing(visit: Visit) -> None:
    visit.open()
    turn = visit.ask()
    visit.frame(Chunk("answer-0001", 0, "The wrong words"), Turn(msgspec.structs.replace(ANSWER, reply_to=turn)))
    visit.frame(Chunk("answer-0001", 1, "late"))
    expect(visit.log.locator(".handrail")).to_have_count(1)
    expect(visit.log.locator(".handrail .body")).not_to_contain_text("late")
    expect(visit.log.locator(".handrail ol > li")).to_have_count(3)
    expect(visit.log.locator(".handrail .body strong").first).to_have_text("VAT number")
    expect(visit.log).to_have_attribute("aria-busy", "false")


def test_marks_and_sources_lead_to_the_article_in_a_new_tab_and_are_told(visit: Visit) -> None:
    answered(visit)
    mark = visit.log.locator("a.mark").first
    expect(mark).to_have_accessible_name("Source 1: VAT numbers and the country prefix (opens in a new tab)")
    expect(mark).to_have_attribute("href", "/help/vat-numbers")
    expect(mark).to_have_attribute("rel", "noopener")
    visit.tab_to(visit.log.locator(".sources a").first, "Shift+Tab")
    with visit.page.context.expect_page() as opened:
        visit.press("Enter")
    assert opened.value.url.endswith("/help/vat-numbers")
    assert visit.sent("citation") == [{"k": "tell", "what": "citation", "detail": "p1"}]


@pytest.mark.parametrize(
    "url", ["javascript:void%200", "//evil.example/x", "/\\evil.example", "data:text/html,x", "help"]
)
def test_an_unsafe_address_is_text_and_no_link(visit: Visit, url: str) -> None:
    answered(visit, text="Look here [1] or [there](" + url + ").", citations=(Citation(1, "Title", url, "p1"),))
    expect(visit.log.locator(".handrail a")).to_have_count(0)
    expect(visit.log.locator(".handrail .body")).to_have_text("Look here1 or there.")


def test_markup_in_any_text_stays_text(visit: Visit) -> None:
    html = "<img src=x onerror=\"window.rig.errors.push('ran')\"><b>bold</b>"
    visit.open()
    visit.ask(html)
    visit.frame(Turn(TurnView("answer-0009", "handrail", html, 1, citations=(Citation(1, html, "/a", "p"),))))
    visit.frame(Turn(TurnView("person-0009", "person", html, 1, name=html)))
    expect(visit.log.locator("img, b")).to_have_count(0)
    expect(visit.log.locator(".said").first).to_have_text(html)


@pytest.mark.parametrize(
    ("sure", "words"),
    [("sure", "This fits your question."), ("unsure", "I’m not sure. Here is the closest I found."),
     ("unknown", "I don’t know this one.")],
)  # fmt: skip
def test_confidence_is_said_in_words(visit: Visit, sure: str, words: str) -> None:
    answered(visit, sure=sure)
    expect(visit.log.get_by_text(words)).to_be_visible()


def test_a_thumb_is_told_and_shown_as_pressed(visit: Visit) -> None:
    answered(visit)
    visit.tab_to(visit.button("Useful"), "Shift+Tab")
    visit.press("Space")
    assert visit.sent("rate") == [{"k": "tell", "what": "rate", "turn": "answer-0001", "up": True}]
    expect(visit.button("Useful")).to_have_attribute("aria-pressed", "true")
    expect(visit.button("Not useful")).to_have_attribute("aria-pressed", "false")
    expect(visit.button("Useful")).to_be_focused()


def test_solved_is_told_and_the_question_goes(visit: Visit) -> None:
    answered(visit)
    visit.tab_to(visit.button("Yes"), "Shift+Tab")
    visit.press("Enter")
    assert visit.sent("solved") == [{"k": "tell", "what": "solved", "turn": "answer-0001", "solved": True}]
    expect(visit.log.get_by_text("Solved", exact=True)).to_be_visible()
    expect(visit.log.get_by_text("Did that solve it?")).to_have_count(0)
    expect(visit.composer).to_be_focused()


def test_not_yet_looks_for_the_next_best_way_until_it_is_there(visit: Visit) -> None:
    question = answered(visit)
    visit.tab_to(visit.button("Not yet"), "Shift+Tab")
    visit.press("Enter")
    assert visit.sent("solved")[0]["solved"] is False
    expect(visit.log.get_by_text("Looking for the next best way")).to_be_visible()
    visit.frame(Turn(msgspec.structs.replace(ANSWER, turn="answer-0002", reply_to=question)))
    expect(visit.log.locator(".work")).to_be_empty()
    expect(visit.log.get_by_text("Did that solve it?")).to_have_count(1)


def test_an_answer_that_is_not_solvable_is_not_asked_about(visit: Visit) -> None:
    answered(visit, solvable=False)
    expect(visit.log.get_by_text("Did that solve it?")).to_have_count(0)


def test_show_me_outlines_the_element_and_moves_aside_when_it_is_covered(visit: Visit) -> None:
    visit.page.set_viewport_size({"width": 900, "height": 700})
    visit.page.evaluate("document.querySelector('main').dir = 'rtl'")  # the form stands where the conversation is
    answered(visit)
    visit.tab_to(visit.button("Show me"), "Shift+Tab")
    visit.press("Enter")
    expect(visit.outline).to_be_visible()
    outline, dialog = visit.outline.bounding_box(), visit.dialog.bounding_box()
    assert outline
    assert dialog
    assert dialog["x"] + dialog["width"] <= outline["x"]


def test_an_element_that_is_not_on_the_page_is_not_offered(visit: Visit) -> None:
    answered(visit, highlight="field:Nowhere")
    expect(visit.button("Show me")).to_have_count(0)


def test_the_conversation_comes_back_after_a_navigation_and_stays_open(visit: Visit) -> None:
    answered(visit)
    visit.page.reload()
    visit.page.wait_for_selector("html[data-mounted]", state="attached")
    expect(visit.dialog).to_be_visible()
    assert visit.page.evaluate("document.activeElement === document.body")
    visit.welcome(TurnView("visitor-001", "visitor", "Why?", 1), ANSWER)
    expect(visit.log.locator(".turn")).to_have_count(2)
    expect(visit.dialog).to_have_accessible_name("Tidemark · Help")
    assert visit.sent("opened") == []


def test_a_welcome_keeps_a_turn_that_the_server_has_not_seen_yet(visit: Visit) -> None:
    visit.open()
    visit.ask("Is this kept?")
    visit.welcome(TurnView("visitor-001", "visitor", "Earlier", 1))
    expect(visit.log.locator(".visitor")).to_have_count(2)
    assert len(visit.sent("say")) == 1


def test_a_new_message_while_closed_is_counted_and_announced(visit: Visit) -> None:
    visit.frame(Turn(TurnView("person-0001", "person", "Hello", 1, name="Maya")))
    expect(visit.launcher).to_have_accessible_name("Open help, 1 new message")
    expect(visit.page.get_by_role("status").filter(has_text="New message from Maya")).to_be_attached()
    visit.open()
    visit.press("Escape")
    expect(visit.launcher).to_have_accessible_name("Open help")
