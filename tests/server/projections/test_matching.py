"""Elements that a release gave another key: found again where the page tells, left alone where it doesn't."""

import pytest

from server.projections.likeness import UNLIKE, likeness
from server.projections.matching import Match, match, positional
from widget.protocol import Box


def box(y: int, key: str = "", label: str = "", role: str = "button", hint: str = "", w: int = 80) -> Box:
    return Box(10, y, w, 24, role, label, key, hint)


HEADING = box(0, label="Invoices", role="heading")
SEARCH = box(30, "searchbox:Search", "Search", "searchbox")
HELP = box(90, "link:Help", "Help", "link")


def pairs(before: list[Box], after: list[Box], seen: tuple[str, ...] = ()) -> dict[str, str]:
    return {found.old: found.new for found in match(before, after, seen)}


def test_a_longer_label_between_the_same_neighbours_is_the_same_button() -> None:
    old, new = box(60, "button:Export", "Export"), box(64, "button:Export list", "Export list", w=110)
    assert pairs([HEADING, SEARCH, old, HELP], [HEADING, SEARCH, new, HELP]) == {"button:Export": "button:Export list"}


def test_another_word_in_the_same_place_is_another_button() -> None:
    old, new = box(60, "button:Export CSV", "Export CSV"), box(60, "button:Export PDF", "Export PDF")
    assert pairs([HEADING, SEARCH, old, HELP], [HEADING, SEARCH, new, HELP]) == {}


def test_a_link_that_leads_elsewhere_is_another_link() -> None:
    def page(key: str, label: str, hint: str) -> list[Box]:
        return [HEADING, SEARCH, box(60, key, label, "link", hint), HELP]

    old = page("link:Returns", "Returns", 'a[href="/returns"]')
    assert pairs(old, page("link:Track a return", "Track a return", 'a[href="/track"]')) == {}
    moved = page("link:Your returns and refunds", "Your returns and refunds", 'a[href="/returns"]')
    assert pairs(old, moved) == {"link:Returns": "link:Your returns and refunds"}


def test_a_lost_id_is_found_by_name_and_place() -> None:
    old, new = box(60, "#save", "Save"), box(60, "button:Save~billing", "Save")
    assert pairs([HEADING, SEARCH, old, HELP], [HEADING, SEARCH, new, HELP]) == {"#save": "button:Save~billing"}


def test_of_two_that_are_as_likely_none_is_taken() -> None:
    old = box(60, "#save", "Save")
    one, other = box(60, "button:Save~top", "Save"), box(64, "button:Save~bottom", "Save")
    assert pairs([HEADING, SEARCH, old, HELP], [HEADING, SEARCH, one, other, HELP]) == {}


def test_a_key_that_older_layouts_showed_is_no_new_name() -> None:
    before = [HEADING, SEARCH, box(60, "button:Export", "Export"), HELP]
    after = [HEADING, SEARCH, box(60, "button:Export list", "Export list"), HELP]
    assert pairs(before, after, ("button:Export list",)) == {}


def test_nameless_positions_keep_their_meaning_while_nothing_comes_or_goes() -> None:
    before = [HEADING, box(30, "div>button"), box(60, "div>button:nth-of-type(2)"), HELP]
    after = [HEADING, box(30, "div>span>button"), box(60, "div>button"), HELP]
    found = match(before, after)
    assert {(one.old, one.new, one.reused) for one in found} == {
        ("div>button", "div>span>button", True),
        ("div>button:nth-of-type(2)", "div>button", False),
    }


def test_nameless_positions_are_given_up_when_one_of_them_is_gone() -> None:
    before = [HEADING, box(30, "div>button"), box(60, "div>button:nth-of-type(2)"), HELP]
    assert match(before, [HEADING, box(30, "div>button"), HELP]) == [Match("div>button", "", 0.0, reused=True)]


def test_the_same_page_has_nothing_to_match() -> None:
    page = [HEADING, SEARCH, box(60, "div>button"), box(60, "div>button:nth-of-type(2)"), HELP]
    assert match(page, page) == []


def test_confidence_lies_between_the_threshold_and_one() -> None:
    old, new = box(60, "#save", "Save"), box(60, "button:Save", "Save")
    (found,) = match([HEADING, SEARCH, old, HELP], [HEADING, SEARCH, new, HELP])
    assert 0.8 <= found.confidence <= 1


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("@save", False),
        ("%save", False),
        ("#save", False),
        ("x-a >> #save", False),
        ("button:Save~top", False),
        ('input[name="q"]~header', False),
        ("button:has(.fa-trash)", False),
        ("div>button:nth-of-type(2)", True),
        ("#list>li>button", True),
        ("button", True),
    ],
)
def test_what_tells_only_where_it_stands_is_a_position(key: str, expected: bool) -> None:
    assert positional(key) is expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("E-mail", "Email address"),
        ("Telefon", "Telefonnummer"),
        ("Delete account", "Delete my account"),
        ("保存", "保存する"),
    ],
)
def test_labels_that_gained_a_word_are_alike(one: str, other: str) -> None:
    assert likeness(one, other) > UNLIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [("Import", "Export"), ("Follow", "Unfollow"), ("Enable all", "Disable all"), ("2", "3"), ("Next", "Previous")],
)
def test_labels_that_say_something_else_are_not(one: str, other: str) -> None:
    assert likeness(one, other) < UNLIKE
