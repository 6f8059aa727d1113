"""Files in the composer: chosen, pasted or dropped; made ready, sent, read; in the message and the conversation."""

import base64
import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.server.files.drawn import ERROR, screenshot
from tests.widget.panel.visit import HostPage, Uploads, Visit, Visiting
from widget.protocol import FileView, Likely, TurnView

READ = "Read: “Error 4012: VAT number not found”"
BYTES = """({name, type, data}) => {
  const bytes = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
  const held = new DataTransfer();
  held.items.add(new File([bytes], name, {type}));
  return held;
}"""


SHOT = ("error.png", "image/png", screenshot(ERROR))
NOTE = ("notes.txt", "text/plain", b"Error 4012 came up twice.")


def dropped(visit: Visit, kind: str, name: str, type: str, data: bytes, where: str = ".chat") -> None:
    """A file dragged or pasted into a part of the panel, by an event of this kind."""
    held = visit.page.evaluate_handle(BYTES, {"name": name, "type": type, "data": base64.b64encode(data).decode()})
    visit.page.locator(f"handrail-panel {where}").evaluate(
        """(at, [kind, held]) => at.dispatchEvent(kind === "paste"
             ? new ClipboardEvent(kind, {clipboardData: held, bubbles: true, composed: true, cancelable: true})
             : new DragEvent(kind, {dataTransfer: held, bubbles: true, composed: true, cancelable: true}))""",
        [kind, held],
    )


def test_a_chosen_picture_is_sent_read_and_goes_with_the_message(visit: Visit, uploads: Uploads) -> None:
    visit.open()
    visit.attach(SHOT)
    expect(visit.shelf).to_contain_text(READ)
    expect(visit.shelf.locator("canvas")).to_have_count(1)
    expect(visit.composer).to_be_focused()
    assert uploads == [("/v1/files?site=test-site&session=session-1&name=error.png", "text/plain", SHOT[2])]
    visit.ask("What does this mean?")
    [said] = visit.sent("say")
    assert (said["text"], said["files"]) == ("What does this mean?", [f"file-{len(SHOT[2]):05}"])
    expect(visit.shelf).to_be_hidden()
    expect(visit.log.get_by_role("list", name="Attached")).to_have_text("error.png")


def test_nothing_leaves_before_a_file_is_chosen(visit: Visit, uploads: Uploads) -> None:
    visit.open()
    visit.ask()
    visit.button("Attach a screenshot or a document").focus()
    assert uploads == []
    assert visit.sent("say")[0]["files"] == []


def test_a_file_alone_is_a_message_and_its_name_is_said_once(visit: Visit) -> None:
    visit.open()
    expect(visit.button("Send")).to_have_attribute("aria-disabled", "true")
    visit.attach(SHOT, NOTE)
    expect(visit.shelf).to_contain_text("Attached. No words found in it.")
    expect(visit.button("Send")).to_have_attribute("aria-disabled", "false")
    visit.press("Enter")
    assert visit.sent("say")[0]["text"] == "error.png, notes.txt"
    expect(visit.log.locator(".visitor .said")).to_have_count(0)
    expect(visit.log.locator(".visitor .files li")).to_have_text(["error.png", "notes.txt"])


def test_a_message_waits_until_its_file_is_read_and_says_why(visit: Visit) -> None:
    visit.open()
    visit.attach(("slow.png", *SHOT[1:]))
    visit.type("Why?")
    send = visit.button("Send")
    expect(visit.shelf).to_contain_text("Reading it")
    expect(send).to_have_attribute("aria-disabled", "true")
    expect(send).to_have_accessible_description("Wait until the attached file is ready.")
    visit.press("Enter")
    expect(visit.dialog.get_by_role("status").filter(has_text="Wait until")).to_be_visible()
    assert visit.sent("say") == []
    HostPage.opened.set()
    expect(visit.shelf).to_contain_text(READ)
    expect(send).to_have_accessible_description("")
    visit.press("Enter")
    assert [one["text"] for one in visit.sent("say")] == ["Why?"]


def test_a_picture_is_pasted_and_named_by_its_time(visit: Visit) -> None:
    visit.open()
    dropped(visit, "paste", "image.png", "image/png", SHOT[2], "textarea")
    expect(visit.shelf).to_contain_text(READ)
    expect(visit.shelf.locator(".name")).to_contain_text("Screenshot ")


def test_pasted_text_stays_text(visit: Visit) -> None:
    visit.open()
    visit.composer.evaluate(
        """(at) => { const held = new DataTransfer();
             held.setData("text/plain", "a"); held.setData("text/html", "<b>a</b>");
             held.items.add(new File(["x"], "image.png", {type: "image/png"}));
             window.stopped = !at.dispatchEvent(new ClipboardEvent("paste",
               {clipboardData: held, bubbles: true, composed: true, cancelable: true})); }"""
    )
    assert visit.page.evaluate("window.stopped") is False
    expect(visit.shelf).to_be_hidden()


def test_a_file_is_dropped_on_the_conversation_and_the_page_hears_nothing_of_it(visit: Visit) -> None:
    visit.page.evaluate("addEventListener('drop', () => window.rig.errors.push('the page took the drop'))")
    visit.open()
    dropped(visit, "dragenter", *SHOT)
    expect(visit.dialog.locator(".drop")).to_be_visible()
    dropped(visit, "dragleave", *SHOT)
    expect(visit.dialog.locator(".drop")).to_be_hidden()
    dropped(visit, "dragenter", *SHOT)
    dropped(visit, "drop", *SHOT)
    expect(visit.dialog.locator(".drop")).to_be_hidden()
    expect(visit.shelf).to_contain_text(READ)


def test_a_file_is_removed_by_keyboard_and_does_not_go_along(visit: Visit) -> None:
    visit.open()
    visit.attach(SHOT, NOTE)
    expect(visit.shelf).to_contain_text(READ)
    visit.tab_to(visit.button("Remove error.png"), "Shift+Tab")
    visit.press("Enter")
    expect(visit.button("Remove notes.txt")).to_be_focused()
    expect(visit.shelf.locator(".file")).to_have_count(1)
    visit.press("Enter")
    expect(visit.composer).to_be_focused()
    visit.ask()
    assert visit.sent("say")[0]["files"] == []


def test_a_file_on_its_way_is_stopped_by_removing_it(visit: Visit) -> None:
    visit.open()
    visit.attach(("slow.txt", *NOTE[1:]), NOTE)
    expect(visit.shelf).to_contain_text("Waits its turn")
    visit.button("Remove slow.txt").click()
    expect(visit.shelf).to_contain_text("No words found")
    expect(visit.shelf.locator(".file")).to_have_count(1)


@pytest.mark.parametrize(
    ("name", "type", "data", "words"),
    [
        ("setup.exe", "application/x-msdownload", b"MZ", "This kind of file can’t be read here."),
        ("empty.txt", "text/plain", b"", "There is nothing in this file."),
        ("big.pdf", "application/pdf", b"%PDF" + bytes(5 * 1024 * 1024), "Larger than 5 MB."),
        ("bad.mp4", "video/mp4", b"no video at all", "Attach a still picture of it, like a screenshot."),
    ],
)
def test_what_cant_be_read_is_said_in_plain_words_and_never_sent(
    visit: Visit, uploads: Uploads, name: str, type: str, data: bytes, words: str
) -> None:
    visit.open()
    visit.attach((name, type, data))
    expect(visit.shelf).to_contain_text(words)
    expect(visit.page.get_by_role("status").filter(has_text=words)).to_be_attached()
    expect(visit.button("Try again")).to_have_count(0)
    assert uploads == []
    visit.attach(NOTE)
    expect(visit.shelf.locator(".file[data-state=done] .name")).to_have_text(["notes.txt"])
    expect(visit.shelf.locator(".file")).to_have_count(1)
    if name == "bad.mp4":  # the strict policy of this page refuses videos, which the browser reports
        assert [one for one in visit.complaints if "media-src" in one]
        visit.complaints.clear()
        visit.page.evaluate("window.rig.errors.length = 0")


@pytest.mark.parametrize("status", [413, 415, 422])
def test_a_refusal_of_the_server_is_said_in_its_words_without_another_try(visit: Visit, status: int) -> None:
    visit.open()
    visit.attach((f"{status}.png", *SHOT[1:]))
    expect(visit.shelf).to_contain_text(f"The server says {status}.")
    expect(visit.button("Try again")).to_be_hidden()
    visit.ask()
    assert visit.sent("say")[0]["files"] == []
    expect(visit.shelf).to_be_hidden()
    visit.complaints.clear()  # the browser reports each status


@pytest.mark.parametrize("status", [403, 429, 503])
def test_what_may_pass_is_tried_again_on_request(visit: Visit, uploads: Uploads, status: int) -> None:
    visit.open()
    visit.attach((f"{status}.png", *SHOT[1:]))
    expect(visit.shelf).to_contain_text(f"The server says {status}.")
    visit.tab_to(visit.button("Try again"), "Shift+Tab")
    visit.press("Enter")
    expect(visit.shelf).to_contain_text(f"The server says {status}.")
    assert len(uploads) == 2
    visit.complaints.clear()


def test_a_fourth_file_is_left_out_and_that_is_said(visit: Visit) -> None:
    visit.open()
    visit.attach(SHOT, NOTE, ("a.txt", *NOTE[1:]), ("b.txt", *NOTE[1:]))
    expect(visit.shelf.locator(".file")).to_have_count(3)
    expect(visit.dialog.get_by_text("Three files go with one message")).to_be_visible()


def test_a_large_picture_is_scaled_down_before_it_leaves(visit: Visit, uploads: Uploads) -> None:
    visit.open()
    visit.attach(
        ("wide.png", "image/png", screenshot(ERROR, size=(4000, 2500))),
        ("strip.png", "image/png", screenshot(ERROR, size=(1200, 9000))),
    )
    expect(visit.shelf.get_by_text(READ)).to_have_count(2)
    sizes = [Image.open(io.BytesIO(data)).size for _, _, data in uploads]
    assert sorted(sizes) == [(600, 4500), (2000, 1250)]


def test_offline_it_waits_and_goes_out_when_the_line_is_back(visit: Visit, uploads: Uploads) -> None:
    visit.open()
    visit.tell(k="state", state="offline", retry_ms=8000)
    visit.attach(SHOT)
    expect(visit.shelf).to_contain_text("Goes out when the connection is back")
    expect(visit.button("Send")).to_have_attribute("aria-disabled", "true")
    assert uploads == []
    visit.tell(k="state", state="online")
    expect(visit.shelf).to_contain_text(READ)


def test_what_attaches_is_loaded_when_the_line_is_back_where_it_was_opened_without_one(visiting: Visiting) -> None:
    visit = visiting()
    broken = True
    visit.page.route("**/panel/attach.js*", lambda route: route.abort() if broken else route.continue_())
    visit.go()
    visit.open()
    visit.attach(SHOT)
    expect(visit.dialog.get_by_text("Attaching couldn’t be loaded.")).to_be_visible()
    visit.tell(k="state", state="offline", retry_ms=100)
    broken = False
    visit.tell(k="state", state="online")
    visit.attach(SHOT)
    expect(visit.shelf).to_contain_text(READ)
    visit.complaints.clear()


def test_a_line_that_breaks_under_way_is_tried_again_by_itself(visit: Visit) -> None:
    broken = True
    visit.page.route("**/v1/files*", lambda route: route.abort() if broken else route.continue_())
    visit.open()
    visit.attach(SHOT)
    expect(visit.shelf).to_contain_text("It couldn’t be sent.")
    visit.tell(k="state", state="offline", retry_ms=100)
    broken = False
    visit.tell(k="state", state="online")
    expect(visit.shelf).to_contain_text(READ)
    visit.complaints.clear()


def test_a_message_with_a_file_that_was_said_offline_goes_out_with_it(visit: Visit) -> None:
    visit.open()
    visit.attach(SHOT)
    expect(visit.shelf).to_contain_text(READ)
    visit.tell(k="state", state="offline", retry_ms=8000)
    visit.type("Why?")
    visit.press("Enter")
    assert visit.sent("say") == []
    visit.go(online=False)
    expect(visit.log.locator(".visitor .files li")).to_have_text("error.png")
    visit.welcome()
    visit.tell(k="state", state="online")
    [said] = visit.sent("say")
    assert (said["text"], said["files"]) == ("Why?", [f"file-{len(SHOT[2]):05}"])


def test_a_read_file_waits_over_a_navigation_for_its_message(visit: Visit) -> None:
    visit.open()
    visit.attach(SHOT)
    expect(visit.shelf).to_contain_text(READ)
    visit.go()
    expect(visit.shelf).to_contain_text(READ)
    visit.ask()
    assert len(visit.sent("say")[0]["files"]) == 1
    visit.go()
    expect(visit.shelf).to_be_hidden()


def test_the_conversation_shows_a_turns_files_after_a_reload(visit: Visit) -> None:
    visit.open()
    files = (FileView("file-00001", "image", "error.png"), FileView("file-00002", "document", "notes.txt"))
    visit.welcome(TurnView("visitor-001", "visitor", "Why?", 1, files=files))
    expect(visit.log.locator(".visitor .said")).to_have_text("Why?")
    expect(visit.log.locator(".visitor .files li")).to_have_text(["error.png", "notes.txt"])
    expect(visit.log.locator(".files .icon-picture")).to_have_count(1)
    expect(visit.log.locator(".files .icon-document")).to_have_count(1)


def test_what_is_shared_tells_of_an_attached_file(visit: Visit) -> None:
    visit.open()
    visit.attach(SHOT)
    expect(visit.shelf).to_contain_text(READ)
    visit.button("What is shared").click()
    expect(visit.page.locator("handrail-panel summary").first).to_contain_text("You attached “error.png” (picture, ")


def test_a_likely_question_leaves_the_attached_file_where_it_is(visit: Visit) -> None:
    visit.open()
    visit.attach(SHOT)
    expect(visit.shelf).to_contain_text(READ)
    visit.frame(Likely("/billing", ("Who pays?",)))
    visit.page.get_by_role("button", name="Who pays?").click()
    assert visit.sent("say")[0]["files"] == []
    expect(visit.shelf).to_contain_text(READ)


def test_where_nothing_can_be_said_nothing_can_be_attached(visit: Visit) -> None:
    visit.open()
    visit.tell(k="state", state="refused", message="Not here.", retry_ms=-1)
    expect(visit.button("Attach a screenshot or a document")).to_have_attribute("aria-disabled", "true")
    dropped(visit, "drop", *SHOT)
    expect(visit.shelf).to_be_hidden()


@pytest.mark.parametrize("width", [320, 640])
def test_three_files_fit_a_small_screen(visiting: Visiting, width: int) -> None:
    visit = visiting(viewport={"width": width, "height": 568}).go()
    visit.open()
    visit.attach(SHOT, NOTE, ("a-rather-long-name-of-a-document-that-nobody-can-read.txt", *NOTE[1:]))
    expect(visit.shelf.locator(".file[data-state=done]")).to_have_count(3)
    box = visit.composer.bounding_box()
    assert box
    assert box["y"] + box["height"] <= 568
    assert visit.shelf.evaluate("(one) => one.scrollWidth <= one.clientWidth")
