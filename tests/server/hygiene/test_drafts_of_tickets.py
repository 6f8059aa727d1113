"""What people answered in imported tickets stands in the drafts of gaps, with the ticket as its source."""

import msgspec

from server.hygiene.drafts import Draft
from server.store import gaps
from server.tickets.columns import Columns
from server.tickets.importing import Importer
from server.understanding.understood import Understood
from tests.server.hygiene.conftest import DAY, NOW, SITE, House

ASKED = (
    "How do I print an invoice on thermal paper?",
    "Can invoices be printed on thermal paper?",
    "Printing invoices on a thermal printer, how?",
)
ANSWER = "Choose the narrow layout under Printing before you print on thermal paper."


class Reader:
    """The encoder alone: labels don't matter here."""

    def __init__(self, house: House) -> None:
        self.embed = house.hygiene.encoder.encode

    def understand(self, text: str, page: str | None = None, site: str = "") -> Understood:
        nothing = {"alternatives": (), "sensitive": None, "tried": (), "evidence": (), "versions": {}}
        shares = {"confidence": 0.5, "in_scope_score": 1.0, "sentiment_score": 0.0, "frustration": 0.0, "urgency": 0.0}
        flags = {"intent": "x", "out_of_scope": False, "sentiment": "neutral", "wants_person": False}
        return msgspec.convert(nothing | shares | flags, Understood)


def test_tickets_that_ask_what_a_gap_asks_are_quoted_in_its_draft_also_when_they_come_later(house: House) -> None:
    for place, text in enumerate(ASKED):
        house.ask(text, NOW + place)
    house.hygiene.tend(SITE, NOW + DAY)
    (gap,) = house.db.read(gaps.every, SITE)
    assert not msgspec.json.decode(gap.draft_json, type=Draft).answered
    importer = Importer(house.db, Reader(house), lambda: NOW + 2 * DAY)  # type: ignore[arg-type]
    data = f'id,question,answer\n1,"{ASKED[0]}","{ANSWER}"\n2,How do I close my account?,Under Account.\n'.encode()
    id, opened = importer.begin(SITE, "f", data, Columns())
    importer.bring(SITE, id, opened)
    house.hygiene.tend(SITE, NOW + 3 * DAY)
    (gap,) = house.db.read(gaps.every, SITE)
    draft = msgspec.json.decode(gap.draft_json, type=Draft)
    assert [(quote.text, quote.kind) for quote in draft.quotes] == [(ANSWER, "ticket")]
