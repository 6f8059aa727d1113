"""What visitors may ask about is read before they ask."""

import pytest

from models.encode import Encoder
from server.answering.consider import Considerer
from server.answering.inquiry import Inquiry
from server.knowledge.knowledge import Knowledge
from server.store.database import Database
from server.understanding.understanding import Understanding
from tests.server.help_centre import AT, SITE, Memories

QUESTION = "how do I cancel my plan"


def ask(considerer: Considerer, understanding: Understanding) -> None:
    understood, embedding = understanding.understand(QUESTION, None, SITE), understanding.embed(QUESTION)
    considerer.consider(Inquiry(site=SITE, text=QUESTION, understood=understood, embedding=embedding, at=AT))


@pytest.mark.parametrize("ahead", [True, False])
def test_who_asks_after_it_waits_for_no_passage_to_be_read(
    db: Database, encoder: Encoder, understanding: Understanding, monkeypatch: pytest.MonkeyPatch, ahead: bool
):
    read: list[str] = []
    tokens = encoder.tokens
    monkeypatch.setattr(encoder, "tokens", lambda text: (read.append(text), tokens(text))[1])
    considerer = Considerer(Knowledge(db), Memories(db), encoder)
    while ahead and considerer.read_ahead():
        pass
    read.clear()
    ask(considerer, understanding)
    assert (read == [QUESTION]) == ahead


def test_what_was_read_is_not_read_again(db: Database, encoder: Encoder, monkeypatch: pytest.MonkeyPatch):
    considerer = Considerer(Knowledge(db), Memories(db), encoder)
    rounds = 1
    while considerer.read_ahead():
        rounds += 1
    assert rounds > 10
    assert not considerer.read_ahead()
