"""What only looks like struggle: each false alarm that users of other products complain of, as rows of the shim.

Nothing but *fine* and *unjudgeable* may come of it; its twin, a step away, shows that the detector would have spoken.
"""

import json
from typing import Any

import msgspec
import pytest

from tests.widget.page import T
from widget.elements import Descriptor, ElementTable
from widget.events import KEYBOARD, MODIFIER, SELECTED, Kind, Outside, decode
from widget.signals import Detectors, Rules
from widget.signals.detector import NEVER, Found

BUTTON = {"tag": "button", "role": "", "name": "Load orders", "id": "load", "path": "button#load"}
FIELD = {"tag": "input", "type": "text", "name": "Company", "id": "company", "path": "input#company", "step": "profile"}
STREET = {**FIELD, "name": "Street", "id": "street", "path": "input#street"}
FORM = {"tag": "form", "name": "", "id": "profile", "path": "form#profile", "step": "profile"}
PROSE = {"tag": "p", "name": "", "id": "", "path": "main>p:nth-of-type(2)"}
SEARCH = {"tag": "input", "type": "search", "name": "Search", "id": "q", "path": "input#q", "kind": "search"}
LINK = {"tag": "a", "name": "Orders", "id": "", "path": "nav>a", "kind": "link", "hint": "href=/orders"}


class Story:
    """A visit as the shim tells it: rows, and what they point to. Begins on a page that was opened ten seconds ago."""

    def __init__(self, route: str = "/shop") -> None:
        self._descriptors: list[Descriptor] = []
        self._strings: list[str] = []
        self._rows: list[tuple[float, ...]] = []
        self.told(-10_000, Kind.PAGE, text=route)

    def told(
        self, ms: float, kind: Kind, on: dict[str, Any] | None = None, *, x: float = 0, y: float = 0, v: float = 0,
        text: str | None = None,
    ) -> "Story":  # fmt: skip
        """One row, `ms` after T."""
        if text is not None:
            self._strings.append(text)
            v = len(self._strings) - 1
        self._rows.append((kind, T + ms, -1 if on is None else self._index(on), x, y, v))
        return self

    def press(
        self, ms: float, on: dict[str, Any], *, times: int = 1, gap: float = 180, flags: int = 0, answered: bool = False
    ) -> "Story":
        """Presses as a hand makes them; where `answered`, the page changes each time before the click is over."""
        for n in range(times):
            at = ms + n * gap
            self.told(at, Kind.POINTER_DOWN, on, x=40, y=20)
            if answered:
                self.told(at + 20, Kind.MUTATION, v=2)
            self.told(at + 80, Kind.CLICK, on, x=40, y=20, v=flags)
        return self

    def type(self, ms: float, on: dict[str, Any], edits: int = 1, **fields: Any) -> "Story":
        return self.told(ms, Kind.INPUT, on, v=edits, **fields)

    def judged(self) -> list[Found]:
        """All verdicts, with what time alone makes certain within a day."""
        table = ElementTable()
        table.add(json.dumps([msgspec.to_builtins(one) for one in self._descriptors]))
        detectors = Detectors(Rules(), all_verdicts=True)
        events = sorted(decode(self._rows, table.get, self._strings), key=lambda event: event.t)
        found = [one for event in events for one in detectors.feed(event)]
        while detectors.due() < NEVER:
            found += detectors.tick(detectors.due())
        return found

    def struggles(self) -> list[str]:
        """The signals of the verdicts that are neither fine nor unjudgeable."""
        return [one.signal for one in self.judged() if one.verdict not in ("fine", "unjudgeable")]

    def _index(self, on: dict[str, Any]) -> int:
        known = [index for index, one in enumerate(self._descriptors) if one == Descriptor(**{"i": index, **on})]
        if known:
            return known[0]
        self._descriptors.append(Descriptor(**{"i": len(self._descriptors), **on}))
        return len(self._descriptors) - 1


def rage(on: dict[str, Any], flags: int = 0) -> list[str]:
    """Six quick clicks that the page answers each time."""
    return Story().press(0, on, times=6, flags=flags, answered=True).struggles()


def dead(on: dict[str, Any], *answers: tuple[float, Kind, dict[str, Any]], flags: int = 0) -> list[str]:
    """One press, and what comes of it."""
    story = Story().press(0, on, flags=flags)
    for ms, kind, fields in answers:
        story.told(ms, kind, **fields)
    return story.struggles()


def test_the_twin_of_the_clicks_below_is_rage_and_of_the_press_is_dead() -> None:
    assert rage(BUTTON) == ["rage_click"]
    assert dead(BUTTON) == ["dead_click"]


# ---------------------------------------------------------------- many clicks are normal there


@pytest.mark.parametrize("name", ["+", "-", "−", "Next", "previous", "prev", "<", ">", "›", "»"])
def test_steppers(name: str) -> None:
    assert rage({**BUTTON, "name": name}) == []


def test_spin_buttons_of_a_number_field() -> None:
    assert rage({**FIELD, "type": "number", "name": "Seats"}) == []


@pytest.mark.parametrize(
    "toggle",
    [
        {**BUTTON, "kind": "toggle"},  # aria-pressed, aria-expanded
        {"tag": "input", "type": "checkbox", "name": "Agree", "id": "agree"},
        {"tag": "summary", "name": "Details", "id": ""},
        {"tag": "div", "role": "switch", "name": "Dark mode", "id": ""},
    ],
)
def test_toggles(toggle: dict[str, Any]) -> None:
    assert rage(toggle) == []


@pytest.mark.parametrize(
    "calendar",
    [
        {**BUTTON, "name": "Next month"},
        {**BUTTON, "path": "div.react-datepicker>button"},
        {"tag": "td", "role": "gridcell", "name": "14", "id": ""},
        {"tag": "input", "type": "date", "name": "Due", "id": "due"},
    ],
)
def test_calendars(calendar: dict[str, Any]) -> None:
    assert rage(calendar) == []
    assert dead(calendar) == []


@pytest.mark.parametrize(
    "carousel",
    [
        {**BUTTON, "kind": "carousel"},
        {**BUTTON, "path": "div.swiper-container>button"},
        {**BUTTON, "name": "Slideshow right"},
    ],
)
def test_carousels(carousel: dict[str, Any]) -> None:
    assert rage(carousel) == []
    assert dead(carousel) == []


@pytest.mark.parametrize(
    "player",
    [
        {"tag": "video", "name": "", "id": "film"},
        {"tag": "audio", "name": "", "id": "sound"},
        {**BUTTON, "name": "Skip 10 s", "path": "div.video-player>button"},
    ],
)
def test_media_players(player: dict[str, Any]) -> None:
    assert rage(player) == []
    assert dead(player) == []


@pytest.mark.parametrize("game", [{**BUTTON, "kind": "game"}, {**BUTTON, "path": "div.gameboard>button"}])
def test_games(game: dict[str, Any]) -> None:
    assert rage(game) == []
    assert dead(game) == []


def test_drawing_on_a_canvas() -> None:
    canvas = {"tag": "canvas", "name": "", "id": "sketch"}
    found = Story().press(0, canvas, times=6).judged()
    assert {one.verdict for one in found} <= {"fine", "unjudgeable"}
    assert {one.signal for one in found if one.verdict == "unjudgeable"} == {"rage_click", "dead_click"}


@pytest.mark.parametrize(
    "field", [FIELD, {"tag": "textarea", "name": "Note", "id": "note"}, {**PROSE, "typeable": True}]
)
def test_placing_the_caret_in_texts_that_are_edited(field: dict[str, Any]) -> None:
    assert rage(field) == []
    assert dead(field) == []


def test_three_clicks_that_select_a_paragraph() -> None:
    assert rage(PROSE, flags=SELECTED) == []
    assert rage(PROSE) == ["rage_click"]


def test_clicks_a_second_apart() -> None:
    assert Story().press(0, BUTTON, times=5, gap=1000, answered=True).struggles() == []


def test_clicks_all_over_a_map_of_buttons() -> None:
    story = Story()
    for n in range(8):
        story.told(n * 300, Kind.POINTER_DOWN, BUTTON, x=60 * n).told(n * 300 + 10, Kind.MUTATION, v=1)
        story.told(n * 300 + 50, Kind.CLICK, BUTTON, x=60 * n)
    assert story.struggles() == []


def test_a_label_whose_click_is_told_twice() -> None:
    box = {"tag": "input", "type": "radio", "name": "Monthly", "id": "monthly"}
    story = Story()
    for n in range(2):
        story.told(n * 400, Kind.POINTER_DOWN, box).told(n * 400 + 80, Kind.CLICK, box)
        story.told(n * 400 + 80, Kind.CLICK, box).told(n * 400 + 81, Kind.MUTATION, v=1)
    assert story.struggles() == []


def test_whatever_its_author_exempted() -> None:
    ignored = {**BUTTON, "exempt": True}
    assert rage(ignored) == []
    assert dead(ignored) == []


# ---------------------------------------------------------------- answers that other products miss


def test_answers_before_the_listener_ran() -> None:
    """A menu that opens on the way down has answered before there was a click."""
    assert Story().press(0, BUTTON, answered=True).struggles() == []


def test_menus_that_open_on_the_way_down_and_stay() -> None:
    story = Story().told(0, Kind.POINTER_DOWN, BUTTON).told(4, Kind.MUTATION, v=3)
    assert story.told(900, Kind.CLICK, BUTTON).struggles() == []  # held for long


def test_file_inputs() -> None:
    upload = {"tag": "input", "type": "file", "name": "Upload", "id": "upload"}
    assert dead(upload) == []
    assert dead(BUTTON, (90, Kind.WINDOW_OPEN, {"v": Outside.FILE})) == []


def test_copying_text_to_the_clipboard() -> None:
    assert dead(BUTTON, (90, Kind.WINDOW_OPEN, {"v": Outside.CLIPBOARD})) == []
    assert dead(BUTTON, (82, Kind.COPY, {"on": BUTTON, "v": -1})) == []


@pytest.mark.parametrize("v", [Outside.DIALOG, Outside.PRINT, Outside.ELSEWHERE, Outside.PROTOCOL, Outside.FULLSCREEN])
def test_native_dialogs(v: Outside) -> None:
    assert dead(BUTTON, (90, Kind.WINDOW_OPEN, {"v": v})) == []


def test_a_native_dialog_that_holds_the_page_until_it_is_closed() -> None:
    assert dead(BUTTON, (85, Kind.WINDOW_OPEN, {"v": Outside.DIALOG}), (9000, Kind.MUTATION, {"v": 1})) == []


def test_downloads() -> None:
    assert dead({**LINK, "kind": "link download"}) == []
    assert dead(BUTTON, (400, Kind.WINDOW_OPEN, {"v": Outside.DOWNLOAD})) == []


def test_links_into_another_tab_and_windows() -> None:
    assert dead(LINK, (90, Kind.WINDOW_OPEN, {"v": Outside.WINDOW})) == []
    assert dead(BUTTON, (90, Kind.WINDOW_OPEN, {"v": Outside.WINDOW}), (120, Kind.VISIBILITY, {"v": 0})) == []


def test_play_buttons_of_a_films_own_making() -> None:
    assert dead(BUTTON, (90, Kind.WINDOW_OPEN, {"v": Outside.MEDIA})) == []


def test_frames_of_others() -> None:
    frame = {"tag": "iframe", "name": "", "id": "payment", "kind": "frame"}
    assert dead(frame) == []
    assert rage(frame) == []


def test_links_which_the_browser_answers() -> None:
    assert dead(LINK, (120, Kind.REQUEST, {"v": 1}), (2400, Kind.LEAVE, {})) == []
    assert "dead_click" not in dead(LINK)


def test_selects_and_radio_buttons_which_the_browser_draws() -> None:
    assert dead({"tag": "select", "name": "Country", "id": "country"}) == []
    assert dead({"tag": "input", "type": "range", "name": "Volume", "id": "volume"}) == []


def test_clicks_with_a_modifier_key() -> None:
    assert dead(BUTTON, flags=MODIFIER) == []


def test_a_label_hands_the_click_on_to_its_field() -> None:
    label = {"tag": "label", "name": "Company", "id": "", "path": "form>label"}
    assert dead(label, (85, Kind.FOCUS, {"on": FIELD}), (90, Kind.BLUR, {"on": FIELD})) == []


def test_a_click_that_scrolls() -> None:
    assert dead(BUTTON, (95, Kind.SCROLL, {"y": 900})) == []


def test_a_click_that_only_selects() -> None:
    """The browser tells of selections at the document, not at an element."""
    assert dead(BUTTON, (90, Kind.SELECTION, {"v": -1})) == []


def test_the_click_that_brings_a_tab_back() -> None:
    story = Story().told(-400, Kind.VISIBILITY, v=1).press(0, BUTTON)
    assert story.struggles() == []


def test_clicks_on_blank_page() -> None:
    assert dead({"tag": "div", "name": "", "id": "main"}) == []
    assert dead({"tag": "html", "name": "", "id": ""}) == []


def test_a_request_that_is_answered_within_the_time_people_wait() -> None:
    answered = ((120, Kind.REQUEST, {"v": 1}), (2800, Kind.REQUEST, {"v": 0}), (2850, Kind.MUTATION, {"v": 4}))
    assert dead(BUTTON, *answered) == []


def test_a_slow_page_that_says_so_at_once() -> None:
    busy = ((100, Kind.MUTATION, {"v": 1}), (120, Kind.REQUEST, {"v": 1}), (6000, Kind.MUTATION, {"v": 9}))
    assert dead(BUTTON, *busy) == []
    late = ((120, Kind.REQUEST, {"v": 1}), (6000, Kind.MUTATION, {"v": 9}))
    assert dead(BUTTON, *late) == ["slow_click"]


def test_a_click_on_the_way_to_another_page() -> None:
    assert dead(BUTTON, (300, Kind.REQUEST, {"v": 1}), (2000, Kind.LEAVE, {})) == []


# ---------------------------------------------------------------- errors


def test_an_error_of_the_pages_own_timer() -> None:
    story = Story().press(0, BUTTON, answered=True).told(2300, Kind.SCRIPT_ERROR, text="timer of its own")
    assert story.struggles() == []
    twin = Story().press(0, BUTTON, answered=True).told(500, Kind.SCRIPT_ERROR, text="x is null")
    assert twin.struggles() == ["error_click"]


def test_a_server_that_refuses_a_field() -> None:
    story = Story().press(0, BUTTON, answered=True).told(100, Kind.REQUEST, v=1).told(300, Kind.REQUEST, v=-1)
    assert story.told(350, Kind.INVALID, FIELD, text="Taken").struggles() == []


def test_a_field_that_is_corrected_at_the_second_try() -> None:
    story = Story()
    for n in range(2):
        story.type(n * 8000, FIELD, 5).told(n * 8000 + 900, Kind.INVALID, FIELD, text="Not a number")
    assert story.told(16_000, Kind.SUBMIT, FORM, text="profile").struggles() == []


def test_a_hidden_tab_long_after_an_error_that_was_put_right() -> None:
    story = Story().type(0, FIELD, 5).told(900, Kind.INVALID, FIELD, text="Not a number").type(3000, FIELD, 2)
    assert story.told(6000, Kind.VISIBILITY, v=0).struggles() == []


def test_copying_ordinary_text() -> None:
    story = Story().told(0, Kind.SELECTION, PROSE, v=-1).told(300, Kind.COPY, PROSE, v=-1)
    assert story.struggles() == []
    assert Story().told(0, Kind.COPY, PROSE, text="Error 4711").struggles() == ["error_copy"]


# ---------------------------------------------------------------- ways of the mouse, of fingers, of the page


def test_drawing_and_dragging() -> None:
    story = Story()
    for n in range(40):  # the button goes down for each stroke
        story.told(n * 60, Kind.POINTER_DOWN, {"tag": "canvas", "name": "", "id": "sketch"})
        story.told(n * 60 + 30, Kind.TURN, x=100 + 80 * (n % 2), y=50)
    assert story.struggles() == []


def test_a_trembling_hand() -> None:
    story = Story()
    for n in range(120):
        story.told(n * 15, Kind.TURN, x=100 + 8 * (n % 2), y=50)
    assert story.struggles() == []


def test_a_mouse_that_goes_to_and_fro_while_reading() -> None:
    story = Story()
    for n in range(120):
        story.told(n * 150, Kind.TURN, x=100 + 400 * (n % 2), y=50)
    assert story.struggles() == []


def test_reading_to_the_end_and_back() -> None:
    story = Story()
    for n in range(30):
        story.told(n * 200, Kind.SCROLL, y=300 * min(n, 30 - n))
    assert story.struggles() == []


def test_a_swipe_that_scrolls() -> None:
    story = Story().told(0, Kind.TOUCH_START, PROSE, x=100, y=400, v=1).told(60, Kind.SCROLL, y=200)
    assert story.told(120, Kind.TOUCH_END, PROSE, x=100, y=200).struggles() == []


@pytest.mark.parametrize(
    "on",
    [
        {"tag": "canvas", "name": "", "id": "map"},
        {"tag": "video", "name": "", "id": "film"},
        {**PROSE, "kind": "carousel"},
        {**PROSE, "kind": "game"},
        {**PROSE, "exempt": True},
        {"tag": "input", "type": "range", "name": "Volume", "id": "volume"},
    ],
)
def test_swipes_over_maps_films_carousels_and_sliders(on: dict[str, Any]) -> None:
    story = Story().told(0, Kind.TOUCH_START, on, x=100, y=400, v=1).told(120, Kind.TOUCH_END, on, x=300, y=400)
    assert story.struggles() == []
    twin = Story().told(0, Kind.TOUCH_START, PROSE, x=100, y=400, v=1).told(120, Kind.TOUCH_END, PROSE, x=300, y=400)
    assert twin.struggles() == ["dead_swipe"]


def test_two_fingers_and_taps() -> None:
    two = Story().told(0, Kind.TOUCH_START, PROSE, x=100, v=2).told(120, Kind.TOUCH_END, PROSE, x=300)
    tap = Story().told(0, Kind.TOUCH_START, PROSE, x=100, v=1).told(120, Kind.TOUCH_END, PROSE, x=120)
    assert two.struggles() + tap.struggles() == []


def test_zooming_into_a_picture() -> None:
    picture = {"tag": "img", "name": "Plan", "id": ""}
    assert Story().told(0, Kind.TOUCH_START, picture, v=2).told(600, Kind.ZOOM, v=250).struggles() == []


# ---------------------------------------------------------------- typing and forms


def test_pasting_a_long_text() -> None:
    story = Story().told(-200, Kind.FOCUS, FIELD)
    for n in range(5):
        story.type(n * 200, FIELD, 20, y=20)
    assert story.told(2000, Kind.SUBMIT, FORM, text="profile").struggles() == []


def test_a_key_that_is_held_down() -> None:
    story = Story().told(-200, Kind.FOCUS, FIELD).type(0, FIELD, 1)
    for n in range(1, 20):
        story.type(n * 200, FIELD, 7, y=7)
    assert story.told(6000, Kind.SUBMIT, FORM, text="profile").struggles() == []


def test_a_fast_typist() -> None:
    story = Story().told(-200, Kind.FOCUS, FIELD)
    for n in range(100):
        story.type(n * 250, FIELD, 3)
    assert story.told(30_000, Kind.SUBMIT, FORM, text="profile").struggles() == []


def test_writing_a_letter_and_correcting_words() -> None:
    note = {"tag": "textarea", "name": "Note", "id": "note", "step": "profile"}
    story = Story().told(-200, Kind.FOCUS, note)
    for n in range(6):
        for word in range(6):
            story.type(n * 9000 + word * 700, note, 5)
        story.type(n * 9000 + 5000, note, 6, x=6).type(n * 9000 + 6000, note, 6)
    assert story.told(60_000, Kind.SUBMIT, FORM, text="profile").struggles() == []


def test_copying_a_number_in_pieces_from_another_window() -> None:
    story = Story()
    for n in range(6):
        story.told(n * 6000, Kind.FOCUS, FIELD).type(n * 6000 + 500, FIELD, 4)
        story.told(n * 6000 + 2000, Kind.BLUR, FIELD).told(n * 6000 + 2001, Kind.WINDOW_OPEN, v=Outside.ELSEWHERE)
    assert story.told(40_000, Kind.SUBMIT, FORM, text="profile").struggles() == []


def test_tabbing_through_a_form() -> None:
    story = Story()
    for n in range(8):
        story.told(n * 400, Kind.FOCUS, (FIELD, STREET)[n % 2]).told(n * 400 + 390, Kind.BLUR, (FIELD, STREET)[n % 2])
    assert story.struggles() == []


def test_a_field_that_the_page_itself_focuses_on_load() -> None:
    story = Story().told(-9600, Kind.FOCUS, FIELD).type(15_000, FIELD, 3)
    assert story.told(16_000, Kind.SUBMIT, FORM, text="profile").struggles() == []


def test_a_mouse_that_lies_on_the_button_while_somebody_types() -> None:
    story = Story().told(0, Kind.HOVER, BUTTON, v=1).type(9000, FIELD, 12)
    assert story.press(12_000, BUTTON, answered=True).told(12_100, Kind.SUBMIT, FORM, text="profile").struggles() == []


def test_enter_in_a_field_presses_the_button_by_key() -> None:
    story = Story().type(0, FIELD, 12).told(4000, Kind.CLICK, BUTTON, v=KEYBOARD)
    assert story.told(4001, Kind.SUBMIT, FORM, text="profile").told(4100, Kind.MUTATION, v=3).struggles() == []


def test_what_a_password_manager_fills_in() -> None:
    story = Story().type(0, FIELD, 1, y=1).type(1, STREET, 1, y=1)
    assert story.told(60_000, Kind.EXIT, y=-2).told(70_000, Kind.LEAVE).struggles() == []


def test_a_form_that_saves_itself() -> None:
    story = Story().type(0, FIELD, 9).type(900, STREET, 9).told(2000, Kind.STATUS, text="All changes saved")
    assert story.told(9000, Kind.NAVIGATE, text="/home").struggles() == []


def test_a_form_in_several_steps() -> None:
    following = {**BUTTON, "name": "Continue", "id": "continue", "step": "profile"}
    story = Story("/signup/address").type(0, FIELD, 9).type(900, STREET, 9).press(3000, following, answered=True)
    assert story.told(3300, Kind.NAVIGATE, text="/signup/payment").struggles() == []


def test_a_form_that_is_sent_to_a_slow_server() -> None:
    story = Story().type(0, FIELD, 9).type(900, STREET, 9).told(5000, Kind.SUBMIT, FORM, text="profile")
    assert story.told(5010, Kind.REQUEST, v=1).told(14_000, Kind.LEAVE).struggles() == []


def test_looking_a_number_up_in_another_window() -> None:
    story = Story().told(-200, Kind.FOCUS, FIELD).type(0, FIELD, 3).told(2000, Kind.BLUR, FIELD)
    story.told(2001, Kind.WINDOW_OPEN, v=Outside.ELSEWHERE).told(200_000, Kind.FOCUS, FIELD).type(201_000, FIELD, 3)
    assert story.told(203_000, Kind.SUBMIT, FORM, text="profile").struggles() == []


def test_a_near_miss_of_a_stall() -> None:
    story = Story().type(0, FIELD, 3).told(44_999, Kind.SCROLL, y=10).told(80_000, Kind.SUBMIT, FORM, text="profile")
    assert story.struggles() == []


# ---------------------------------------------------------------- visits and searches


def test_signing_in_by_way_of_another_page() -> None:
    story = Story("/app")
    for n in range(3):
        story.told(n * 4000, Kind.NAVIGATE, text="/auth/callback").told(n * 4000 + 120, Kind.NAVIGATE, text="/app")
    assert story.struggles() == []


def test_working_through_a_list() -> None:
    story = Story("/orders")
    for n in range(4):
        story.told(n * 14_000, Kind.NAVIGATE, text="/orders/:id")
        story.told(n * 14_000 + 7000, Kind.NAVIGATE, text="/orders")
    assert story.struggles() == []


def test_filling_something_in_on_each_of_two_pages() -> None:
    story = Story("/people")
    for n in range(4):
        story.told(n * 9000, Kind.NAVIGATE, text="/invite").type(n * 9000 + 2000, FIELD, 9)
        story.told(n * 9000 + 4000, Kind.SUBMIT, FORM, text="profile")
        story.told(n * 9000 + 4500, Kind.NAVIGATE, text="/people")
    assert story.struggles() == []


def test_a_filter_that_shows_in_the_address() -> None:
    story = Story("/orders")
    for n in range(8):
        story.told(n * 2000, Kind.NAVIGATE, text="/orders")
    assert story.struggles() == []


def test_a_near_miss_of_a_quick_back() -> None:
    story = Story("/a").told(0, Kind.NAVIGATE, text="/b").told(5000, Kind.NAVIGATE, text="/a")
    assert story.struggles() == []


def test_a_price_list_opened_in_the_background() -> None:
    story = Story("/pricing").told(20_000, Kind.VISIBILITY, v=1).told(30_000, Kind.NAVIGATE, text="/home")
    assert story.struggles() == []


def test_a_price_list_beside_another_window() -> None:
    assert Story("/pricing").told(0, Kind.WINDOW_OPEN, v=Outside.ELSEWHERE).struggles() == []


def test_searches_that_find_something() -> None:
    story = Story("/help")
    for n in range(5):
        story.type(n * 9000, SEARCH, 6).press(n * 9000 + 3000, LINK, answered=True)
    assert story.struggles() == []


def test_one_search_that_is_taken_back_and_typed_anew() -> None:
    story = Story("/help").type(0, SEARCH, 6).type(4000, SEARCH, 6, x=6).type(8000, SEARCH, 6)
    assert story.press(12_000, LINK, answered=True).struggles() == []


def test_the_way_to_another_tab_without_a_form() -> None:
    assert Story().told(0, Kind.EXIT, y=-2).told(400, Kind.VISIBILITY, v=0).struggles() == []
