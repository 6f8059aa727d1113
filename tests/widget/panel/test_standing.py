"""How things stand: offline, refused, waiting for a person, a person, a step verified as done."""

from playwright.sync_api import expect

from tests.widget.panel.visit import ANSWER, Visit, Visiting
from widget.protocol import Mode, Refused, Resolved, Turn, TurnView


def test_offline_says_so_keeps_what_was_said_over_a_navigation_and_sends_it_once(visit: Visit) -> None:
    visit.open()
    visit.tell(k="state", state="offline", retry_ms=8000)
    expect(visit.dialog.get_by_text("Help can’t be reached right now")).to_be_visible()
    expect(visit.dialog.get_by_text("Next try in 8 seconds.")).to_be_visible()
    visit.type("Is anybody there?")
    visit.press("Enter")
    visit.type("half a sent")
    assert visit.sent("say") == []
    expect(visit.log.get_by_text("Not sent yet")).to_be_visible()

    visit.go(online=False)
    expect(visit.log.get_by_text("Is anybody there?")).to_be_visible()
    expect(visit.composer).to_have_value("half a sent")
    visit.welcome()
    visit.tell(k="state", state="online")
    assert [one["text"] for one in visit.sent("say")] == ["Is anybody there?"]
    expect(visit.log.get_by_text("Not sent yet")).to_have_count(0)
    visit.go()
    assert visit.sent("say") == []


def test_a_browser_without_network_is_told_apart_from_a_silent_server(visit: Visit) -> None:
    visit.open()
    visit.page.wait_for_load_state("networkidle")
    visit.page.context.set_offline(True)
    visit.tell(k="state", state="offline", retry_ms=1000)
    expect(visit.dialog.get_by_text("You’re offline.")).to_be_visible()


def test_a_question_before_the_connection_waits_for_it(visiting: Visiting) -> None:
    visit = visiting().go(online=False)
    visit.open()
    visit.type("Early bird")
    visit.press("Enter")
    expect(visit.log.get_by_text("Connecting")).to_be_visible()
    assert visit.sent("say") == []
    visit.tell(k="state", state="online")
    assert [one["text"] for one in visit.sent("say")] == ["Early bird"]


def test_refused_for_good_says_why_and_takes_no_messages(visit: Visit) -> None:
    visit.open()
    visit.frame(Refused(4403, "This address is not on the site's list.", -1))
    expect(visit.dialog.get_by_text("This address is not on the site's list.")).to_be_visible()
    expect(visit.composer).not_to_be_editable()
    expect(visit.button("Talk to a person")).to_have_attribute("aria-disabled", "true")


def test_refused_for_now_takes_messages_and_says_when(visit: Visit) -> None:
    visit.open()
    visit.frame(Refused(4429, "Too many messages.", 30_000))
    expect(visit.dialog.get_by_text("Too many messages. Next try in 30 seconds.")).to_be_visible()
    expect(visit.composer).to_be_editable()


def test_a_failed_start_is_said_without_its_inner_reason(visit: Visit) -> None:
    visit.open()
    visit.tell(k="state", state="failed", message="CompileError: wasm")
    expect(visit.dialog.get_by_text("Help couldn’t start in this browser.")).to_be_visible()
    expect(visit.dialog.get_by_text("CompileError")).to_have_count(0)


def test_a_person_is_asked_for_by_keyboard_once(visit: Visit) -> None:
    visit.open()
    visit.tab_to(visit.button("Talk to a person"))
    visit.press("Enter")
    expect(visit.dialog.get_by_text("Asking for a person.")).to_be_visible()
    visit.button("Person asked for").press("Enter")
    assert visit.sent("person") == [{"k": "tell", "what": "person"}]


def test_waiting_shows_the_expected_wait_and_the_time_gone(visit: Visit) -> None:
    visit.open()
    visit.frame(Mode("waiting", wait_s=180, people_online=True))
    expect(visit.dialog.get_by_text("Someone usually joins within 3 minutes.")).to_be_visible()
    expect(visit.dialog.locator(".standing .time")).to_have_text("1 s")


def test_waiting_with_nobody_online_is_honest_about_it(visit: Visit) -> None:
    visit.open()
    visit.frame(Mode("waiting", wait_s=180, people_online=False))
    expect(visit.dialog.get_by_text("Nobody is online right now.")).to_be_visible()
    expect(visit.dialog.get_by_text("3 minutes")).to_have_count(0)


def test_a_person_is_named_in_the_header_the_line_and_their_turns(visit: Visit) -> None:
    visit.open()
    visit.frame(
        Mode("person", name="Maya Lindqvist", people_online=True),
        Turn(
            TurnView(
                "person-0001", "person", "Hello! See https://help.example/vat.", 1_760_000_000_000, "Maya Lindqvist"
            )
        ),
    )
    expect(visit.dialog).to_have_accessible_name("Maya Lindqvist")
    expect(visit.dialog.get_by_text("Maya Lindqvist is here")).to_be_visible()
    expect(visit.log.locator(".person .by")).to_contain_text("Maya Lindqvist")
    expect(visit.log.locator(".person a")).to_have_attribute("href", "https://help.example/vat")


def test_a_verified_step_is_a_calm_line_after_which_nobody_asks_whether_it_is_solved(visit: Visit) -> None:
    visit.open()
    visit.frame(Turn(ANSWER))
    expect(visit.log.get_by_text("Did that solve it?")).to_be_visible()
    visit.frame(Resolved("billing-details", "Your billing details are saved."))
    expect(visit.log.get_by_text("Your billing details are saved.")).to_be_visible()
    expect(visit.log.get_by_text("Did that solve it?")).to_have_count(0)
    expect(visit.card).to_be_hidden()


def test_a_promised_reply_time_is_told_in_the_visitors_own_time_and_its_passing_is_admitted(visit: Visit) -> None:
    visit.open()
    now = int(visit.page.evaluate("Date.now()"))
    visit.frame(Mode("waiting", reply_from=now + 3_600_000, reply_by=now + 7_200_000))
    words = visit.page.evaluate(
        "at => new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })", now + 7_200_000
    )
    expect(visit.dialog.get_by_text("A person answers here")).to_contain_text(words)
    expect(visit.dialog.get_by_text("A person answers here")).to_contain_text("your time")
    visit.frame(Mode("waiting", reply_from=now - 7_200_000, reply_by=now - 3_600_000))
    expect(visit.dialog.get_by_text("This takes longer than we said.")).to_be_visible()
