"""How to get money back is answered where an article knows, with a person offered beside; a dispute goes to one."""

import pytest

from server.answering import wording
from server.answering.decide import decide
from server.answering.decision import policy_of, recalled
from server.conversation.records import decision_of
from server.store.schema import decisions, handoffs
from tests.server.conversation.conftest import Room
from tests.server.conversation.test_reply import PAGE, rows, said, views


@pytest.mark.parametrize("text", ["How do I get my money back", "how can I get a refund?"])
async def test_it_is_answered_and_a_person_is_offered_beside(room: Room, text: str):
    answer, offer = views(await room.tell(PAGE, said(text, "turn-0001")))
    assert answer.sure == "sure"
    assert answer.citations[0].url.startswith("/help/refund-request")
    assert (offer.text, offer.reply_to) == (wording.OFFER_MONEY, "turn-0001")
    assert not rows(room, handoffs)


async def test_the_offer_is_decided_with_its_reason_and_made_again(room: Room):
    await room.tell(PAGE, said("How do I get my money back", "turn-0001"))
    (row,) = rows(room, decisions)
    decision = decision_of(row)
    again = decide(recalled(decision), policy_of(decision))
    assert again.offers_person
    assert any("should a charge be disputed" in reason for reason in again.reasons)
    assert again.reasons == decision.reasons


@pytest.mark.parametrize(
    "text", ["How do I get my money back that you took", "You charged me twice, where is my refund"]
)
async def test_a_claim_about_ones_own_charge_goes_to_a_person(room: Room, text: str):
    (told,) = views(await room.tell(PAGE, said(text, "turn-0001")))
    assert told.text.startswith(wording.SENSITIVE_FIRST)
    assert not told.citations
    assert len(rows(room, handoffs)) == 1


async def test_what_is_not_about_money_is_offered_nobody(room: Room):
    assert len(views(await room.tell(PAGE, said("how do I cancel my plan", "turn-0001")))) == 1
