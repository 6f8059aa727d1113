"""A part fails in the middle of a turn: the visitor has an answer by what is left, or a person. Never a blank."""

from typing import Any

import pytest
from sqlalchemy import select

from server.conversation import wording
from server.conversation.decide import decide, policy_of, recalled
from server.conversation.records import decision_of
from server.conversation.trace import stored
from server.store.schema import decisions, turns
from tests.server.conversation.conftest import Room
from widget.protocol import Mode, Said, Turn, TurnView


def broken(*_: Any, **__: Any) -> Any:
    raise RuntimeError("my secret words")


def said(text: str, turn: str = "turn-0001") -> Said:
    return Said(5, turn, text, "/billing")


def views(frames: list[Any]) -> list[TurnView]:
    return [frame.view for frame in frames if isinstance(frame, Turn)]


@pytest.fixture
def counted(room: Room) -> list[tuple[str, str]]:
    counts: list[tuple[str, str]] = []
    object.__setattr__(room.conversations.around, "count", lambda site, what: counts.append((site, what)))
    return counts


async def test_a_search_that_fails_offers_a_person(
    room: Room, counted: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(room.conversations.around.considerer, "consider", broken)
    (view,) = views(await room.tell(said("it says invalid VAT number")))
    assert (view.text, view.sure, view.reply_to) == (wording.BROKEN, "unknown", "turn-0001")
    assert counted == [("quillbook", "answer_failed")]
    log = capsys.readouterr().out
    assert "RuntimeError" in log
    assert "secret" not in log
    assert "VAT" not in log
    rows = room.db.read(lambda conn: conn.execute(select(turns).order_by(turns.c.at)).all())
    assert [row.who for row in rows] == ["visitor", "handrail"]


async def test_an_encoder_that_fails_offers_a_person_and_explains_it(
    room: Room, counted: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room.conversations.around.understanding, "embed", broken)
    (view,) = views(await room.tell(said("it says invalid VAT number")))
    assert view.text == wording.BROKEN
    (row,) = room.db.read(lambda conn: conn.execute(select(decisions)).all())
    decision = decision_of(row)
    assert (decision.kind, decision.reasons) == ("unknown", decide(recalled(decision), policy_of(decision)).reasons)
    assert "failed" in decision.reasons[0]
    spans, moments = stored(row)
    assert sum(spans.values()) == pytest.approx(moments["total"], rel=0.01)


async def test_models_that_fail_leave_retrieval(
    room: Room, counted: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room.conversations.around.understanding, "understand", broken)
    (view,) = views(await room.tell(said("How do I enter my VAT number with its country prefix?")))
    assert "country prefix" in view.text
    assert view.citations
    assert ("quillbook", "not_understood") in counted


@pytest.mark.parametrize("text", ["I want to talk to a human", "I will sue you, my lawyer is informed"])
async def test_who_needs_a_person_is_handed_over_whatever_fails(
    room: Room, counted: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(room.conversations.around.understanding, "understand", broken)
    monkeypatch.setattr(room.conversations.around.understanding, "embed", broken)
    frames = await room.tell(said(text))
    assert [frame.mode for frame in frames if isinstance(frame, Mode)] == ["waiting"]


async def test_the_next_turn_is_answered_as_ever(
    room: Room, counted: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(room.conversations.around.considerer, "consider", broken)
        await room.tell(said("it says invalid VAT number"))
    (view,) = views(await room.tell(said("it says invalid VAT number", "turn-0002")))
    assert view.citations
    assert counted == [("quillbook", "answer_failed")]
