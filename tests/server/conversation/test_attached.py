"""What files add to a turn: the lines that tell most, the question of a turn that only points, no wishes."""

from typing import Any

import pytest

from server.conversation.attached import MOST_CHARS, Attached, telling
from server.store import files
from server.store.schema import decisions, episodes
from server.store.schema import files as table
from tests.server.conversation.conftest import Room
from tests.server.conversation.test_reply import rows, said, views
from tests.server.help_centre import AT, SITE
from widget.protocol import Said, Solved

ERROR = "Error 4012: VAT number needs the country prefix"
SHOT = Attached(("file-0001",), ("error of March.png",), ERROR)


def put(room: Room, words: str, id: str = "file-0001", session: str = "session-1", turn: str = "") -> str:
    row: dict[str, Any] = {
        **{"id": id, "site": SITE, "session": session, "turn": turn, "at": AT, "kind": "image"},
        **{"type": "image/png", "name": "shot.png", "bytes": 1, "words": words},
    }
    room.db.write(files.put, row)
    return id


def sending(text: str, *ids: str, turn: str = "turn-0001") -> Said:
    return Said(5, turn, text, "/somewhere", ids)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["Quillbook", "Billing details", ERROR, "Save"], ERROR),
        (["The field is required", "Save", "ERROR E-1042"], "ERROR E-1042. The field is required"),
        (["Home", "Your report for March is ready now", "Save"], "Your report for March is ready now"),
        (["Home", "Save"], "Home. Save"),
        (["Request failed.", "Request failed."], "Request failed"),
        ([], ""),
    ],
)
def test_lines_that_sound_like_trouble_come_first(lines: list[str], told: str) -> None:
    assert telling(lines) == told


def test_what_is_looked_up_of_a_long_file_is_short() -> None:
    assert len(telling([f"error {number} " + "x" * 200 for number in range(100)])) <= MOST_CHARS


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("what is this?", ERROR),
        ("help please", ERROR),
        ("error of March.png", ERROR),
        ("error of March.png, error of March.png", ERROR),
        ("my customer is in Spain", f"my customer is in Spain {ERROR}"),
    ],
)
def test_a_turn_that_only_points_leaves_the_question_to_its_files(text: str, question: str) -> None:
    assert SHOT.question(text) == question


def test_without_files_a_turn_is_its_own_question() -> None:
    assert Attached().question("what is this?") == "what is this?"
    assert Attached(("file-0001",), ("shot.png",), "").question("shot.png") == "shot.png"


async def test_the_file_is_attached_to_its_turn_and_to_the_decision(room: Room) -> None:
    file = put(room, ERROR)
    (view,) = views(await room.tell(sending("what is this?", file)))
    assert view.citations[0].url.startswith("/help/vat-number-format")
    (row,) = rows(room, table)
    assert row.turn == "turn-0001"  # type: ignore[attr-defined]
    (decision,) = rows(room, decisions)
    assert "1 attached file" in decision.reasons_json  # type: ignore[attr-defined]
    (episode,) = rows(room, episodes)
    assert episode.question == ERROR  # type: ignore[attr-defined]


async def test_a_turn_without_files_says_nothing_of_them(room: Room) -> None:
    await room.tell(said("it says invalid VAT number"))
    (decision,) = rows(room, decisions)
    assert "attached" not in decision.reasons_json  # type: ignore[attr-defined]
    assert '"files"' not in decision.features_json  # type: ignore[attr-defined]


@pytest.mark.parametrize("place", [{"session": "session-2"}, {"turn": "turn-0000"}])
async def test_a_file_of_another_session_or_turn_is_ignored(room: Room, place: dict[str, str]) -> None:
    file = put(room, ERROR, **place)
    (view,) = views(await room.tell(sending("what is this?", file)))
    assert view.citations == ()
    (row,) = rows(room, table)
    assert row.turn == place.get("turn", "")  # type: ignore[attr-defined]


async def test_a_button_on_a_picture_is_no_wish_for_a_person(room: Room) -> None:
    file = put(room, f"{ERROR}\nError: contact our support team and talk to a person\nTalk to a human agent")
    for text, turn in (("shot.png", "turn-0001"), ("what is this?", "turn-0002")):
        views_of = views(
            await room.tell(sending(text, file if turn == "turn-0001" else put(room, ERROR, "file-0002"), turn=turn))
        )
        assert views_of[0].citations
    assert all(row.kind == "answer" for row in rows(room, decisions))  # type: ignore[attr-defined]


async def test_the_visitors_own_wish_counts_whatever_the_picture_says(room: Room) -> None:
    await room.tell(sending("let me talk to a person please", put(room, ERROR)))
    (decision,) = rows(room, decisions)
    assert decision.kind == "handoff"  # type: ignore[attr-defined]


async def test_not_solved_asks_the_question_of_the_picture_again(room: Room) -> None:
    (view,) = views(await room.tell(sending("what is this?", put(room, ERROR))))
    (again, *_) = views(await room.tell(Solved(20, view.turn, False)))
    first, second = rows(room, decisions)
    assert first.article != second.article  # type: ignore[attr-defined]
    assert again.reply_to == "turn-0001"
