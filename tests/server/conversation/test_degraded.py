"""A part fails in the middle of a turn: the visitor has an answer by what is left, or a person. Never a blank."""

from typing import Any

import pytest
from sqlalchemy import select

from server.answering import wording
from server.answering.decide import decide
from server.answering.decision import policy_of, recalled
from server.answering.trace import stored
from server.conversation.records import decision_of
from server.knowledge.knowledge import NOTHING
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
    monkeypatch.setattr(room.conversations.around.understanding, "take_in", broken)
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
    monkeypatch.setattr(room.conversations.around.understanding, "take_in", broken)
    (view,) = views(await room.tell(said("How do I enter my VAT number with its country prefix?")))
    assert "country prefix" in view.text
    assert view.citations
    assert ("quillbook", "not_understood") in counted


@pytest.mark.parametrize("text", ["I want to talk to a human", "I will sue you, my lawyer is informed"])
async def test_who_needs_a_person_is_handed_over_whatever_fails(
    room: Room, counted: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(room.conversations.around.understanding, "take_in", broken)
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


async def test_a_database_that_fails_before_the_answer_is_stored_offers_a_person_and_answers_after_a_restart(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        for name in ("awrite", "aread"):
            patch.setattr(type(room.db), name, broken)
        with pytest.raises(RuntimeError):
            await room.tell(said("it says invalid VAT number"))
    (view,) = views([frame for _, frame in room.sent])
    assert (view.text, view.sure, view.reply_to) == (wording.BROKEN, "unknown", "turn-0001")
    assert room.db.read(lambda conn: conn.execute(select(turns)).all()) == []
    frames = await room.tell(said("it says invalid VAT number"))  # as the log tells it again
    assert views(frames)[-1].citations


async def test_times_that_can_not_be_stored_cost_no_answer(
    room: Room, counted: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.conversation.reply.decisions.set_trace", broken)
    (view,) = views(await room.tell(said("it says invalid VAT number")))
    assert view.citations
    assert counted == [("quillbook", "trace_lost")]


async def test_an_empty_index_says_honestly_that_nothing_is_known(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room.conversations.around.knowledge, "index", lambda site: NOTHING.public)
    (view,) = views(await room.tell(said("it says invalid VAT number")))
    assert view.sure == "unknown"
    assert view.text
    assert not view.citations


async def test_an_index_that_can_not_be_read_offers_a_person(
    room: Room, counted: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room.conversations.around.knowledge, "index", broken)
    (view,) = views(await room.tell(said("it says invalid VAT number")))
    assert view.text == wording.BROKEN


async def test_look_ups_that_break_leave_the_answer(
    room: Room, counted: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(room.conversations.around.lookups), "asked", broken)
    monkeypatch.setattr(type(room.conversations.around.lookups), "of", lambda self, site: ("one",))
    (view,) = views(await room.tell(said("it says invalid VAT number"), simulated=False))
    assert view.citations
    assert counted == [("quillbook", "lookups_broken")]


async def test_what_breaks_in_writing_leaves_the_quoted_answer(
    room: Room, counted: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.conversation.repeating.Repeating._scope", broken)
    (view,) = views(await room.tell(said("it says invalid VAT number")))
    assert view.citations
