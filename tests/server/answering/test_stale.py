"""An answer out of an article past its review date says so to the staff, and not before that day."""

import pytest
from sqlalchemy import update

from models.encode import Encoder
from server.answering.consider import Considerer
from server.answering.decide import decide
from server.answering.decision import STALE, recalled
from server.answering.inquiry import Inquiry
from server.knowledge.knowledge import Knowledge
from server.store.database import Database
from server.store.schema import articles
from server.understanding.understanding import Understanding
from tests.server.help_centre import AT, SITE, Memories

QUESTION = "How do I type the expiry date of my card? It says invalid expiry date."
CARD = f"{SITE}:card-expiry-format.md"


@pytest.mark.parametrize(("review_by", "stale"), [("2023-11-01", True), ("2023-11-30", False), ("", False)])
def test_an_answer_from_a_stale_article_is_marked(
    db: Database, understanding: Understanding, encoder: Encoder, review_by: str, stale: bool
):
    db.write(lambda conn: conn.execute(update(articles).where(articles.c.id == CARD).values(review_by=review_by)))
    considerer = Considerer(Knowledge(db), Memories(db), encoder)  # type: ignore[arg-type]
    embedding = encoder.encode(QUESTION)
    understood = understanding.understand(QUESTION)
    inquiry = Inquiry(site=SITE, text=QUESTION, route="/billing", understood=understood, embedding=embedding, at=AT)
    decision = considerer.consider(inquiry).decision
    assert decision.article == CARD
    assert (STALE + CARD in decision.features) == stale
    assert any("past its review date" in reason for reason in decision.reasons) == stale
    assert decide(recalled(decision)).reasons == decision.reasons
