"""The pure parts, run in the browser as they are: geometry, contrast, words of the page."""

from typing import Any

import pytest

from tests.widget.panel.visit import Visit

VIEW = {"w": 1000, "h": 600}
TARGET = {"x": 100, "y": 300, "w": 200, "h": 40}


def call(visit: Visit, module: str, function: str, *given: Any) -> Any:
    return visit.page.evaluate(
        "async ([module, name, given]) => (await import(`/panel/${module}`))[name](...given)", [module, function, given]
    )


def placed(visit: Visit, **changes: Any) -> Any:
    wanted = {"card": {"w": 300, "h": 100}, "target": TARGET, "busy": [], "form": None, "view": VIEW,
              "corner": {"x": 20, "y": 88}, "rtl": False, "held": ""} | changes  # fmt: skip
    return visit.page.evaluate(
        """async ([wanted, covered]) => (await import('/panel/place.js'))
            .placeCard({...wanted, covers: rect => covered.some(x => rect.x === x)})""",
        [{k: v for k, v in wanted.items() if k != "covered"}, wanted.get("covered", [])],
    )


def test_a_card_stands_at_the_end_side_of_its_element(visit: Visit) -> None:
    assert placed(visit)["side"] == "right"
    assert placed(visit, rtl=True, target=TARGET | {"x": 600})["side"] == "left"


def test_a_card_takes_the_next_side_when_a_control_or_the_edge_is_in_the_way(visit: Visit) -> None:
    assert placed(visit, covered=[312])["side"] == "below"
    assert placed(visit, target=TARGET | {"x": 700})["side"] == "left"


def test_a_card_keeps_its_side_while_it_fits(visit: Visit) -> None:
    assert placed(visit, held="below")["side"] == "below"


def test_a_card_never_lies_on_what_is_in_use(visit: Visit) -> None:
    field = {"x": 320, "y": 280, "w": 200, "h": 70}
    assert placed(visit, busy=[field])["side"] == "below"


def test_a_card_without_room_takes_a_corner_that_is_free(visit: Visit) -> None:
    low = {"x": 600, "y": 400, "w": 400, "h": 200}
    spot = placed(visit, target=None, busy=[low])
    assert (spot["side"], spot["x"], spot["y"]) == ("corner", 20, 412)


@pytest.mark.parametrize(
    ("snapshot", "words"),
    [
        ({"headings": ["Billing"], "focused": {"name": "VAT number"}, "step": "billing"},
         {"page": "Billing", "field": "VAT number", "step": ""}),
        ({"headings": [], "title": "Team - Tidemark", "focused": None, "step": "x9"},
         {"page": "Team", "field": "", "step": ""}),
        ({"headings": [], "title": "Well-known names", "step": "invite-member"},
         {"page": "Well-known names", "field": "", "step": "invite member"}),
        (None, {"page": "", "field": "", "step": ""}),
    ],
)  # fmt: skip
def test_the_words_of_a_page(visit: Visit, snapshot: Any, words: dict[str, str]) -> None:
    assert call(visit, "page.js", "pageWords", snapshot) == words


def test_times_are_said_as_people_say_them(visit: Visit) -> None:
    assert call(visit, "words.js", "span", 40_000) == "40 seconds"
    assert call(visit, "words.js", "span", 180_000) == "3 minutes"
    assert call(visit, "words.js", "elapsed", 125_000) == "2 min 05 s"
