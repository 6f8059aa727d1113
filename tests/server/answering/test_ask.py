import pytest

from models.encode import Encoder
from server.answering.ask import ask
from server.answering.consider import Considerer
from server.knowledge.knowledge import Knowledge
from server.store.database import Database
from server.understanding.understanding import Understanding
from tests.server.help_centre import AT, SITE, Memories


@pytest.fixture
def considerer(db: Database, encoder: Encoder) -> Considerer:
    return Considerer(Knowledge(db), Memories(db), encoder)


def test_answer_comes_with_all_that_is_behind_it(considerer: Considerer, understanding: Understanding):
    asked = ask("how do I cancel", SITE, "/billing", 3, understanding=understanding, considerer=considerer, at=AT)
    assert asked.answerable
    assert asked.passages[0].source == "cancel-plan.md"
    assert len(asked.passages) == 3
    assert asked.citations[0].quote.split("\n")[0] in asked.answer
    assert list(asked.spans) == ["received", "searched", "decided", "answered"]
    assert sum(asked.spans.values()) == pytest.approx(asked.total_ms, rel=0.01)
    assert asked.reasons
    assert asked.versions["knowledge"].startswith("kb-")


def test_what_is_not_known_is_not_answered(considerer: Considerer, understanding: Understanding):
    asked = ask("what's the capital of France?", SITE, understanding=understanding, considerer=considerer, at=AT)
    assert (asked.answerable, asked.sure, asked.citations) == (False, "unknown", [])
    assert asked.answer


def test_unknown_site_knows_nothing(considerer: Considerer, understanding: Understanding):
    asked = ask("how do I cancel", "nobody", understanding=understanding, considerer=considerer, at=AT)
    assert (asked.answerable, asked.passages) == (False, [])


@pytest.mark.parametrize("text", ["", "???", "x" * 5000, "\x00\ud800", "hi", "I want a human"])
def test_any_text_has_an_answer(considerer: Considerer, understanding: Understanding, text: str):
    assert ask(text, SITE, understanding=understanding, considerer=considerer, at=AT).answer
