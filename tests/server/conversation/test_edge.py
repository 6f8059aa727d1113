"""What nothing known fits is kept as such, with how sure the model was; what is understood is not."""

from server.store import intents
from tests.server.conversation.conftest import Room
from tests.server.help_centre import AT, SITE
from widget.protocol import Said


async def test_a_strangers_question_is_on_the_edge_and_a_known_one_is_not(room: Room) -> None:
    await room.tell(Said(5, "turn-0001", "where do I download the invoice for March", "/billing"))
    await room.tell(Said(9, "turn-0002", "what is the capital of france", "/billing"))
    rows = room.db.read(intents.on_edge, SITE, 0, 2 * AT, 9)
    assert [(row.id, row.edge) for row in rows] == [("turn-0002", "out_of_scope")]
    known = room.db.read(intents.taken, SITE, "invoice", 9)
    assert [row.id for row in known] == ["turn-0001"]
    assert known[0].confidence > 0.5
    counted = {row.intent: row.turns for row in room.db.read(intents.counted, SITE, 0, 2 * AT)}
    assert sum(counted.values()) == 2
