"""A thousand tickets come in: counts are exact, nobody can be told from the file, twice is once."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest
from sqlalchemy import select

from server.api.views.tickets import Counts, TicketSummary
from server.errors import Invalid, NotFound
from server.learning.taxonomy import example_key
from server.projections.rates import rate
from server.store import tickets as store
from server.store.database import Database
from server.store.schema import ticket_bands, ticket_imports, tickets
from server.tickets.columns import Columns
from server.tickets.importing import Importer, Interrupted
from server.tickets.proposing import proposals
from server.tickets.summary import summary
from server.understanding.understanding import Understanding
from tests.server.tickets import made
from tests.server.tickets.conftest import NOW, SITE, opened

AGAIN = Columns()


class Thousand(NamedTuple):
    db: Database
    folder: Path
    importer: Importer
    data: bytes
    id: str
    counts: Counts


@pytest.fixture(scope="module")
def thousand(
    tmp_path_factory: pytest.TempPathFactory, understanding: Understanding, phrases: tuple[str, ...]
) -> Iterator[Thousand]:
    folder = tmp_path_factory.mktemp("thousand")
    db = opened(folder)
    importer = Importer(db, understanding, lambda: NOW)
    data = made.table(phrases)
    id, rows = importer.begin(SITE, "export of greta@mail.example.csv", data, AGAIN)
    yield Thousand(db, folder, importer, data, id, importer.bring(SITE, id, rows))
    db.close()


def test_every_row_is_counted_once(thousand: Thousand) -> None:
    counts = thousand.counts
    assert counts.rows == 1_000
    got = (counts.added, counts.copies, counts.known, counts.broken, counts.renewed)
    assert got == (made.WHOLE, made.COPIES, made.AGAIN, made.BROKEN, 0)
    held = thousand.db.read(store.find_import, thousand.id)
    assert held is not None
    assert (held.state, held.tickets, msgspec.json.decode(held.report_json, type=Counts)) == ("done", 940, counts)


def test_broken_rows_are_told_by_line_and_reason_and_never_by_their_words(thousand: Thousand) -> None:
    lines = thousand.data.decode().split("\n")
    told = thousand.counts.first_broken
    assert len(told) == made.BROKEN
    assert all(lines[one.line - 1].startswith(("B-", '"B-')) for one in told)
    reasons = [one.reason for one in told]
    assert reasons[0] == "it has 2 cells, the head has 13"
    assert reasons[1].startswith("a date in a form that is not known")
    assert reasons[2] == "it holds no question"
    assert reasons[3].startswith("the CSV is broken")
    assert "yesterday" not in "".join(reasons)


def test_no_personal_string_is_in_the_database_files(thousand: Thousand) -> None:
    stored = b"".join(path.read_bytes() for path in thousand.folder.glob("handrail.db*")).lower()
    found = {secret for secret in made.personal() if secret.lower().encode() in stored}
    assert found == set()
    assert b"press renew to start the plan again" in stored, "the answers are there"
    assert b"greta@mail" not in stored


def test_quotes_signatures_and_markup_are_gone(thousand: Thousand) -> None:
    rows = thousand.db.read(lambda conn: list(conn.execute(select(tickets.c.question, tickets.c.answer))))
    words = " ".join(f"{row.question} {row.answer}" for row in rows)
    assert "earlier mail" not in words
    assert "regards" not in words
    assert "<p>" not in words
    assert "Support of" not in words


def test_the_same_file_again_changes_nothing(thousand: Thousand) -> None:
    id, rows = thousand.importer.begin(SITE, "again.csv", thousand.data, AGAIN)
    counts = thousand.importer.bring(SITE, id, rows)
    assert id == thousand.id
    assert (counts.added, counts.renewed, counts.copies, counts.broken) == (0, 0, made.COPIES, made.BROKEN)
    assert counts.known == made.WHOLE + made.AGAIN
    assert len(thousand.db.read(store.imports, SITE)) == 1


def test_labels_have_intent_mood_language_and_how_sure_they_are(thousand: Thousand) -> None:
    rows = thousand.db.read(lambda conn: list(conn.execute(select(tickets))))
    assert all(row.intent and 0 < row.confidence <= 1 for row in rows)
    assert {row.sentiment for row in rows} == {"negative", "neutral", "positive"}
    assert {row.outcome for row in rows} == {"", "confirmed", "durable", "failed"}
    assert all(row.requester and len(row.requester) == 16 for row in rows)
    assert all(len(row.embedding) == 384 * 4 for row in rows)


def test_day_zero_is_what_the_rows_say(thousand: Thousand) -> None:
    found: TicketSummary = summary(thousand.db.read(store.counted, SITE), NOW)
    n = range(made.WHOLE)
    solved = [k for k in n if k % 10]
    assert found.tickets == 940
    assert sum(volume.share.hits for volume in found.intents) == 940
    assert found.csat == rate(sum(k % 10 == 2 for k in n), sum(k % 10 in (2, 3) for k in n))
    assert found.rated == rate(sum(k % 10 in (2, 3) for k in solved), len(solved))
    assert found.reopened == rate(sum(k % 20 == 1 for k in solved), len(solved))
    first = found.first_reply
    assert (first.n, first.mean_s, first.median_s, first.p90_s) == (940, 3600.0, 3600.0, 5400.0)
    assert found.recontact == rate(0, len(solved))
    assert [reason.partition(":")[0] for reason in found.missing] == [
        "handling time",
        "first reply time within hours of service",
    ]


def test_proposals_are_sentences_that_nobody_has_trained_on(thousand: Thousand, phrases: tuple[str, ...]) -> None:
    rows = thousand.db.read(store.proposable, SITE, "", 5_000)
    every = proposals(rows, (), 20)
    assert len(every) == 20
    assert len({one.text for one in every}) == 20
    known = {example_key(text) for text in phrases}
    fresh = proposals(rows, known, 500)
    assert fresh
    assert {example_key(one.text) for one in fresh} & known == set()
    assert thousand.db.write(store.dismiss, SITE, [fresh[0].ticket]) == 1
    left = thousand.db.read(store.proposable, SITE, "", 5_000)
    assert fresh[0].ticket not in {one.ticket for one in proposals(left, known, 500)}


@pytest.fixture
def importer(db: Database, understanding: Understanding) -> Importer:
    return Importer(db, understanding, lambda: NOW)


def bring(importer: Importer, text: str, wanted: Columns = AGAIN, name: str = "file") -> tuple[str, Counts]:
    id, rows = importer.begin(SITE, name, text.encode(), wanted)
    return id, importer.bring(SITE, id, rows)


def kept(db: Database) -> list[str]:
    return sorted(db.read(lambda conn: list(conn.scalars(select(tickets.c.question)))))


def test_a_changed_ticket_is_renewed_and_stays_one(db: Database, importer: Importer) -> None:
    bring(importer, "id,question\n7,How do I cancel my plan?\n")
    _, counts = bring(importer, "id,question\n7,How do I pause my plan?\n")
    assert (counts.added, counts.renewed) == (0, 1)
    assert kept(db) == ["How do I pause my plan?"]


def test_two_people_who_ask_the_same_are_two_tickets_and_one_who_asks_twice_is_one(
    db: Database, importer: Importer
) -> None:
    head = "id,question,requester,at\n"
    asked = "My invoice of this month shows the wrong address and I cannot change it anywhere in the settings"
    _, counts = bring(
        importer,
        head
        + f"1,{asked},a@x.example,2026-03-01\n2,{asked},b@x.example,2026-03-01\n"
        + f"3,{asked}!,a@x.example,2026-03-04\n4,{asked},a@x.example,2026-04-04\n",
    )
    assert (counts.added, counts.copies) == (3, 1)


def test_an_interrupted_import_goes_on_with_the_same_file(db: Database, understanding: Understanding) -> None:
    text = "id,question\n" + "".join(f"{n},How do I change the address on invoice {n}?\n" for n in range(120))
    stops = iter([False, True])
    cut = Importer(db, understanding, lambda: NOW, lambda: next(stops))
    id, rows = cut.begin(SITE, "f", text.encode(), AGAIN)
    with pytest.raises(Interrupted):
        cut.bring(SITE, id, rows)
    row = db.read(store.find_import, id)
    assert row is not None
    assert (row.state, row.tickets) == ("reading", 50)
    again, counts = bring(Importer(db, understanding, lambda: NOW), text)
    assert again == id
    assert (counts.added, counts.known) == (70, 50)


def test_an_import_is_deleted_whole(db: Database, importer: Importer) -> None:
    id, _ = bring(importer, "id,question\n1,How do I cancel my plan?\n2,Where is my invoice?\n")
    bring(importer, "id,question\n3,Can I get a refund?\n")
    assert db.write(store.forget_import, id) == 2
    assert kept(db) == ["Can I get a refund?"]
    left = db.read(lambda conn: set(conn.scalars(select(ticket_bands.c.ticket))))
    assert len(left) == 1
    assert len(db.read(lambda conn: list(conn.execute(select(ticket_imports))))) == 1


def test_a_file_of_something_else_is_given_up(db: Database, importer: Importer) -> None:
    text = "id,question\n1,How do I pay?\n" + "one cell\n" * 1_200
    with pytest.raises(Invalid, match="is it the right file"):
        bring(importer, text)
    assert db.read(store.imports, SITE)[0].state == "failed"


def test_an_unknown_site_is_not_found(importer: Importer) -> None:
    with pytest.raises(NotFound):
        importer.begin("nowhere", "f", b"id,question\n1,a b c\n", AGAIN)
