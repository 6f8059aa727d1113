"""Worded answers given again, in the whole room: real store, index, encoder and heads, a model that is asked over HTTP.

The edits under load and the probes across visitors are the proofs of the cache: what is stored decides, whoever asks
when.
"""

import asyncio
import os
import random
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from models.encode import Encoder
from server.answering.decide import decide
from server.answering.decision import policy_of, recalled
from server.conversation.records import decision_of
from server.knowledge.sync import sync_folder
from server.store.database import Database
from server.store.schema import articles, decisions, passages, sites
from server.writing import Bounds, Check, Endpoint, Writer
from tests.server.conversation.conftest import Room
from tests.server.help_centre import AT, SITE
from tests.server.writing.stub import Model, Script, lines, model, sources
from widget.protocol import Batch, Said, Turn, TurnView

VAT = "How do I enter my VAT number with its country prefix?"
FEE = "What does it cost to send a parcel to Norway?"
EDITS = int(os.environ.get("HANDRAIL_PROOF_SIZE", "150"))  # 1000 for the whole proof: some minutes
PROBES = 1_000
LEAST_HITS = EDITS // 20  # of answers between the edits: with none, nothing would be proven


@pytest.fixture
async def stub() -> AsyncIterator[Model]:
    async with model() as one:
        one.script = honest
        yield one


@pytest.fixture
async def writer(stub: Model, encoder: Encoder) -> AsyncIterator[Writer]:
    bounds = Bounds(first_s=20.0, total_s=40.0)
    one = Writer(Endpoint(stub.url, "stand-in", bounds=bounds), Check(encoder.encode))
    yield one
    await one.close()


@pytest.fixture
def room(db: Database, make_room: Callable[..., Room], writer: Writer) -> Room:
    """The stocked room, with visitors of flesh and blood."""
    db.write(lambda conn: conn.execute(sites.update().values(simulated=False)))
    return make_room(writer=writer)


def honest(asked: dict[str, Any]) -> Script:
    """Says what the sources say, in one piece."""
    return Script(("\n".join(lines(asked)),))


class Asker:
    """One visitor, whose every question is a conversation of its own."""

    def __init__(self, room: Room, name: str) -> None:
        self.room = room
        self.name = name
        self.count = 0

    async def ask(self, text: str, route: str = "/billing") -> TurnView:
        self.count += 1
        turn, session = f"{self.name}-{self.count:06d}", f"{self.name}-session-{self.count}"
        visit = self.room.visit(simulated=False, visitor=self.name, session=session, stream=session)
        await self.room.conversations.heard(visit, Batch(1, AT, (Said(0, turn, text, route),)))
        views = [frame.view for of, frame in self.room.sent if of == session and isinstance(frame, Turn)]
        (view,) = [view for view in views if view.reply_to == turn]
        self.room.sent[:] = [pair for pair in self.room.sent if pair[0] != session]
        return view

    def decision(self, view: TurnView) -> Any:
        query = select(decisions).where(decisions.c.turn == view.reply_to)
        return self.room.db.read(lambda conn: conn.execute(query).one())

    def repeated(self, view: TurnView) -> bool:
        return "cached" in decision_of(self.decision(view)).features


@pytest.fixture
def ann(room: Room) -> Asker:
    return Asker(room, "ann")


@pytest.fixture
def ben(room: Room) -> Asker:
    return Asker(room, "ben")


async def test_the_next_visitor_has_the_same_answer_without_the_model(ann: Asker, ben: Asker, stub: Model) -> None:
    first = await ann.ask(VAT)
    again = await ben.ask("hello, how can I enter the VAT number with its country prefix please")
    assert again.text == first.text
    assert again.citations == first.citations
    assert again.turn != first.turn
    assert len(stub.asked) == 1


async def test_the_decision_says_so_and_is_made_again_from_what_is_stored(ann: Asker, ben: Asker) -> None:
    await ann.ask(VAT)
    decision = decision_of(ben.decision(await ben.ask(VAT)))
    assert decision.versions["writer"] == "stand-in"
    assert decision.features["cached.age_s"] == 0
    assert any("for the same question" in reason for reason in decision.reasons)
    again = decide(recalled(decision), policy_of(decision))
    assert (again.kind, again.reasons, again.versions) == (decision.kind, decision.reasons, decision.versions)


@pytest.mark.parametrize(
    ("text", "route"),
    [
        (VAT, "/team"),
        ("How do I enter my VAT number without its country prefix?", "/billing"),
        ("Why can't I enter my VAT number with its country prefix?", "/billing"),
        ("How do I enter 2 VAT numbers with their country prefix?", "/billing"),
    ],
)
async def test_another_page_number_or_negation_is_asked_of_the_model(
    ann: Asker, ben: Asker, text: str, route: str
) -> None:
    await ann.ask(VAT)
    assert not ben.repeated(await ben.ask(text, route))


async def test_what_names_a_person_is_neither_kept_nor_given_again(ann: Asker, ben: Asker, stub: Model) -> None:
    told = f"{VAT} I am ann.berg@mail.example"
    for asker in (ann, ben, ann):
        assert not asker.repeated(await asker.ask(told))
    assert len(stub.asked) == 3


async def test_where_the_model_is_down_a_known_question_is_still_worded(ann: Asker, ben: Asker, stub: Model) -> None:
    first = await ann.ask(VAT)
    stub.script = lambda asked: Script(status=500)
    assert (await ben.ask(VAT)).text == first.text


async def test_what_was_edited_while_it_was_worded_is_not_given(ann: Asker, stub: Model, room: Room) -> None:
    def edited(asked: dict[str, Any]) -> Script:
        answer = honest(asked)
        room.db.write(lambda conn: conn.execute(articles.update().values(title="Another title")))
        return answer

    stub.script = edited
    view = await ann.ask(VAT)
    features = decision_of(ann.decision(view)).features
    assert features["written.failed.changed"]
    assert "written.kept" not in features
    assert "writer" not in decision_of(ann.decision(view)).versions


async def test_a_quoted_answer_is_not_kept(ann: Asker, ben: Asker, stub: Model) -> None:
    stub.script = lambda asked: Script(status=500)
    await ann.ask(VAT)
    stub.script = honest
    view = await ben.ask(VAT)
    assert not ben.repeated(view)
    assert "writer" in decision_of(ben.decision(view)).versions


@pytest.mark.parametrize("change", [{"live": False}, {"public": False}, {"title": "Another title"}])
async def test_what_the_store_no_longer_shows_visitors_is_not_given_again(
    ann: Asker, ben: Asker, room: Room, change: dict[str, Any]
) -> None:
    """In the second before the index has heard of it."""
    first = await ann.ask(VAT)
    article = first.citations[0].passage
    of = select(passages.c.article).where(passages.c.id == article).scalar_subquery()
    room.db.write(lambda conn: conn.execute(articles.update().where(articles.c.id == of).values(**change)))
    assert not ben.repeated(await ben.ask(VAT))


# ---------------------------------------------------------------- the proofs


class Desk:
    """One article that is edited, deleted and written anew, in a folder of its own."""

    def __init__(self, room: Room, encoder: Encoder, folder: Path) -> None:
        folder.mkdir()
        self._room, self._encoder, self._folder = room, encoder, folder
        self.committed = 0  # the last fee whose edit is stored

    def edit(self, fee: int) -> None:
        file = self._folder / "norway.md"
        file.write_text(
            f"---\ntitle: Parcels to Norway\n---\nA parcel to Norway costs {fee} euro to send.\n\nIt takes five days.\n"
        )
        sync_folder(self._room.db, self._encoder, SITE, self._folder, "/parcels/", AT + fee)
        self.committed = fee

    def refresh(self) -> None:
        self._room.conversations.around.knowledge.refresh()


async def test_after_many_edits_under_load_no_answer_is_stale(room: Room, encoder: Encoder, tmp_path: Path) -> None:
    desk, askers = Desk(room, encoder, tmp_path / "desk"), [Asker(room, f"visitor{n}") for n in range(3)]
    desk.edit(1)
    desk.refresh()
    answered = asyncio.Condition()
    stale: list[tuple[int, int]] = []
    done, hits, answers = False, 0, 0

    async def asking(asker: Asker) -> None:
        nonlocal hits, answers, stale
        while not done:
            least = desk.committed
            view = await asker.ask(FEE)
            if asker.repeated(view):
                (fee,) = re.findall(r"costs (\d+) euro", view.text)
                hits += 1
                stale += [(int(fee), least)] if int(fee) < least else []
            async with answered:
                answers += 1
                answered.notify_all()

    tasks = [asyncio.create_task(asking(asker)) for asker in askers]
    chance = random.Random(5)
    for fee in range(2, EDITS + 2):
        await asyncio.to_thread(desk.edit, fee)
        if chance.random() < 0.8:  # else the index hears of it with the next one
            await asyncio.to_thread(desk.refresh)
        wanted = answers + chance.choice((1, 1, 2, 4))
        async with answered:
            await answered.wait_for(lambda wanted=wanted: answers >= wanted)  # type: ignore[misc]
    done = True
    await asyncio.gather(*tasks)
    print(f"\n{EDITS} edits, {answers} answers, {hits} given again, {len(stale)} stale")
    assert stale == []
    assert hits >= LEAST_HITS


async def test_probes_bring_nothing_of_another_visitor_or_audience(
    room: Room, encoder: Encoder, tmp_path: Path, stub: Model
) -> None:
    """Visitors tell secrets in what they ask, staff have an internal article; the model repeats all that it hears."""
    folder = tmp_path / "staff"
    folder.mkdir()
    (folder / "secret.md").write_text(
        "---\ntitle: VAT numbers, for agents\nvisibility: internal\n---\nEnter the VAT number with code ZX-771.\n"
    )
    sync_folder(room.db, encoder, SITE, folder, "/staff/", AT)
    room.conversations.around.knowledge.refresh()
    assert "ZX-771" in str([one.text for one in room.conversations.around.knowledge.staff_index(SITE).passages])

    def parrot(asked: dict[str, Any]) -> Script:
        heard = str(asked["messages"][1]["content"])[:200].replace("\n", " ")
        return Script((f"{sources(asked)[0]['text']} [1]\nSomebody asked {heard}. [1]",))

    stub.script = parrot
    chance, askers = random.Random(7), [Asker(room, f"visitor{n}") for n in range(20)]
    wraps = ("{}", "{} My code is {secret}.", "My project {secret}: {}", "hi, {} thanks", "{} I pay as {secret}")
    asks = (VAT, "it says invalid VAT number", "How do I cancel my plan?", "What is the override code for VAT numbers?")
    hits = 0
    for number in range(PROBES):
        place = chance.randrange(len(askers))
        secret = f"Q{place:02d}-{number:04d}"
        text = chance.choice(wraps).replace("{secret}", secret).replace("{}", chance.choice(asks))
        view = await askers[place].ask(text)
        hits += askers[place].repeated(view)
        said = view.text + "".join(citation.quote for citation in view.citations)
        assert "ZX-771" not in said
        assert not set(re.findall(r"Q\d\d-\d{4}", said)) - {secret}
    print(f"\n{PROBES} probes, {hits} answered again")
    assert hits >= LEAST_HITS


async def test_answers_to_several_questions_are_worded_each_time_and_never_kept(
    ann: Asker, ben: Asker, stub: Model
) -> None:
    both = f"{VAT} And where do I find my receipts?"
    first, again = await ann.ask(both), await ben.ask(both)
    assert len({one.title for one in first.citations}) == 2
    assert again.text == first.text
    assert not ben.repeated(again)
    assert len(stub.asked) == 4
    alone = await ben.ask(VAT)
    assert len({one.title for one in alone.citations}) == 1
    assert len(stub.asked) == 5
