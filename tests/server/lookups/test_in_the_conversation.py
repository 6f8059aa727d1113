"""Live data in a conversation, through the real server: gateway, websocket, log, models, and a shop's real service.

What a visitor is told follows what the service says at that moment; who is not proven is told nothing of anybody; what
a look-up brought is stored masked, cited, explained, and never learned from.
"""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
import pytest_asyncio
import uvicorn
from sqlalchemy import select

from server import breaker
from server.answering.consider import Considerer
from server.answering.considered import Considered
from server.answering.decide import decide
from server.answering.decision import policy_of, recalled
from server.answering.trace import stored
from server.api.auth import add_member
from server.api.sites import create_site
from server.api.views.desk import Correct
from server.app import create_app
from server.clock import now_ms
from server.conversation.desk import Desk
from server.conversation.records import decision_of
from server.demo.help_articles import HELP_FOLDER
from server.errors import Invalid
from server.gateway.serving import Server
from server.knowledge.sync import sync_folder
from server.lookups.proof import new_secret, prove
from server.rooms import open_database
from server.settings import Settings
from server.store import sites, staff
from server.store.schema import corrections, decisions, episodes, labels, memories, turns
from tests.server.gateway.page import Page, batch, hello
from tests.server.gateway.served import free_port, until
from tests.server.lookups.conftest import ORDERS, SECRET
from tests.server.lookups.stub import Reply, Service, service
from widget.protocol import Chunk, Event, Identified, Said, ServerFrame, Sharing, Turn, TurnView, Working

pytestmark = pytest.mark.asyncio(loop_scope="module")

ORIGIN = "https://shop.example"
ORDER = ORDERS.replace('"order", "parcel"', '"order", "parcel", "invoice"').replace("[A-Z]-", "[A-Z]{{1,2}}-")
ASKS = "where is my order A-1042?"
VAT = "it says invalid VAT number"
SENT = Reply({"status": "sent", "delivery": {"eta": "2025-11-24"}})


class Shop:
    """A served Handrail, its shop's service, and the site's secret."""

    def __init__(self, app: Any, port: int, file: Path, stub: Service, secret: str) -> None:
        self.app = app
        self.port = port
        self.file = file
        self.service = stub
        self.secret = secret

    @property
    def db(self) -> Any:
        return self.app.state.db

    def rows(self, table: Any) -> list[Any]:
        return list(self.db.read(lambda conn: conn.execute(select(table)).all()))

    @asynccontextmanager
    async def visitor(self, *events: Event, **more: Any) -> AsyncIterator["Visitor"]:
        """A page of a new visitor that has told `events`."""
        names = {name: f"{name}-{secrets.token_hex(8)}" for name in ("visitor", "session", "stream")}
        async with Page(self.port, ORIGIN) as page:
            visitor = Visitor(page, names | more)
            await page.send(hello(**{"site": "hr_shop_key", **visitor.names}))
            await page.receive()
            if events:
                await visitor.tell(*events)
            yield visitor

    def proven(self, who: str = "u-7", secret: str = "") -> Identified:
        return Identified(0, who, (), prove(secret or self.secret, who))


class Visitor:
    def __init__(self, page: Page, names: dict[str, Any]) -> None:
        self.page = page
        self.names = names
        self.seq = 0
        self.frames: list[ServerFrame] = []

    async def tell(self, *events: Event) -> None:
        self.seq += 1
        await self.page.send(batch(self.seq, *events))

    async def ask(self, text: str) -> TurnView:
        """Says it and returns the answer, once it is there whole."""
        self.frames, turn = [], f"turn-{secrets.token_hex(8)}"
        await self.tell(Said(0, turn, text, "/orders"))
        while True:
            frame = await self.page.receive()
            self.frames.append(frame)
            if isinstance(frame, Turn) and frame.view.reply_to == turn:
                return frame.view


@asynccontextmanager
async def serving(folder: Path, port: int) -> AsyncIterator[tuple[Any, Path]]:
    """Handrail on a data folder, until the block is left."""
    file = folder / "lookups.toml"
    app = create_app(Settings(data=folder, port=port, lookups=str(file)))
    config = uvicorn.Config(app, port=port, ws="websockets-sansio", ws_per_message_deflate=False, log_config=None)
    server = Server(config, lambda: app.state.gateway.close())
    task = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    try:
        yield app, file
    finally:
        server.should_exit = True
        await task


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A data folder with a site, its help centre and its secret."""
    from models.encode import Encoder

    folder, secret = tmp_path_factory.mktemp("shop"), new_secret()
    with open_database(Settings(data=folder)) as db:
        db.write(create_site, "shop", "Shop", [ORIGIN], False, now_ms(), "hr_shop_key")
        db.write(create_site, "other", "Other", [ORIGIN], False, now_ms(), "hr_other_key")
        db.write(sites.set_proof_secret, "shop", secret)
        db.write(create_site, "demo", "Demo", [ORIGIN], True, now_ms(), "hr_demo_key")
        for other in ("other", "demo"):
            db.write(sites.set_proof_secret, other, new_secret())
        add_member(db, "mara@shop.example", "Mara", "agent", now_ms(), must_change=False)
        sync_folder(db, Encoder.load(), "shop", HELP_FOLDER, "/help/", now_ms())
    return folder, secret


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def open_shop(furnished: tuple[Path, str]) -> AsyncIterator[Shop]:
    folder, secret = furnished
    async with service() as stub:
        port = free_port()
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("ORDERS_TOKEN", SECRET)
            (folder / "lookups.toml").write_text("")
            async with serving(folder, port) as (app, file):
                yield Shop(app, port, file, stub, secret)


@pytest.fixture
def shop(open_shop: Shop) -> Shop:
    """The shop with a file, a service and breakers as new."""
    lookups = open_shop.app.state.conversations.around.lookups
    for text in ("", ORDER.format(url=open_shop.service.url)):
        open_shop.file.write_text(text)
        lookups.refresh()
    open_shop.service.asked.clear()
    open_shop.service.say = SENT
    return open_shop


# ---------------------------------------------------------------- the answer


async def test_the_next_answer_reflects_what_changed_in_the_middle_of_the_chat(shop: Shop) -> None:
    async with shop.visitor(shop.proven()) as visitor:
        first = await visitor.ask(ASKS)
        assert "Order A-1042 is sent; it should arrive on 24 November 2025. [1]" in first.text
        assert first.text.startswith("As of ")
        assert first.sure == "sure"
        shop.service.say = Reply({"status": "delivered"})
        second = await visitor.ask("and where is my order now?")
        assert "Order A-1042 has been delivered." in second.text
        assert "is sent" not in second.text
    assert [asked.path for asked in shop.service.asked] == ["/customers/u-7/orders/A-1042"] * 2


async def test_a_fact_is_streamed_as_a_piece_with_a_source_of_its_own(shop: Shop) -> None:
    async with shop.visitor(shop.proven()) as visitor:
        view = await visitor.ask(ASKS)
        pieces = [frame.text for frame in visitor.frames if isinstance(frame, Chunk)]
        assert "".join(pieces) == view.text
        assert pieces[0].startswith("As of ")
        assert (view.citations[0].n, view.citations[0].title, view.citations[0].url) == (1, "Shop orders", "")
        assert {frame.phase for frame in visitor.frames if isinstance(frame, Working)} >= {"searched", "writing"}


async def test_facts_come_before_an_article_that_answers_too_and_its_sources_are_counted_on(shop: Shop) -> None:
    async with shop.visitor(shop.proven()) as visitor:
        view = await visitor.ask(f"{VAT}, for the order A-1042")
    fact, article = view.text.split("\n\n", 1)
    assert fact.endswith("[1]")
    assert [one.n for one in view.citations] == list(range(1, len(view.citations) + 1))
    for citation in view.citations[1:]:
        assert citation.url.startswith("/help/vat-number-format")
        assert f"[{citation.n}]" in article
    assert "[1]" not in article


async def test_the_decision_tells_that_live_data_answered_and_is_made_again_from_what_is_stored(shop: Shop) -> None:
    async with shop.visitor(shop.proven()) as visitor:
        view = await visitor.ask(ASKS)
    row = next(one for one in shop.rows(decisions) if one.turn == view.reply_to)
    decision = decision_of(row)
    assert decision.features["live_facts"] == 1.0
    assert decision.features["looked_up.order"] == 1.0
    assert any("look-up order" in reason for reason in decision.reasons)
    assert '"outcome":"told"' in row.lookups_json
    assert "sent" not in row.lookups_json
    assert '"looked_up":' in row.moments_json
    again = decide(recalled(decision), policy_of(decision))
    assert (again.kind, again.reasons, again.confidence) == (decision.kind, decision.reasons, decision.confidence)


async def test_another_form_of_an_answer_looks_its_facts_up_anew(shop: Shop) -> None:
    async with shop.visitor(shop.proven()) as visitor:
        assert "is sent" in (await visitor.ask(f"{VAT}, for the order A-1042")).text
        shop.service.say = Reply({"status": "delivered"})
        await visitor.ask("can you explain that in full sentences?")
        again = visitor.frames[-1]
        while not (isinstance(again, Turn) and "[1]" in again.view.text):
            again = await visitor.page.receive()
    assert "Order A-1042 has been delivered." in again.view.text
    assert "is sent" not in again.view.text


# ---------------------------------------------------------------- degraded, never failed


@pytest.mark.parametrize(
    "reply",
    [Reply({}, delay_s=4), Reply({}, status=500), Reply(raw=b"<html>"), Reply({"status": "x" * 99_999})],
    ids=["slow", "failing", "not json", "oversized"],
)
async def test_a_look_up_that_fails_leaves_the_answer_and_adds_one_honest_sentence(shop: Shop, reply: Reply) -> None:
    shop.service.say = reply
    async with shop.visitor(shop.proven()) as visitor:
        began = time.perf_counter()
        view = await visitor.ask(ASKS)
        assert time.perf_counter() - began < 2
    assert view.text.count("I couldn't reach Shop orders just now") == 1
    assert not any(one.passage.startswith("lookup:") for one in view.citations)


async def test_a_question_about_something_else_is_answered_as_ever(shop: Shop) -> None:
    shop.service.say = Reply({}, status=500)
    async with shop.visitor(shop.proven()) as visitor:
        view = await visitor.ask(VAT)
    assert view.citations[0].url.startswith("/help/vat-number-format")
    assert "reach" not in view.text
    assert shop.service.asked == []


async def test_broken_service_rests_and_the_chat_goes_on(shop: Shop) -> None:
    shop.service.say = Reply({}, status=503)
    async with shop.visitor(shop.proven()) as visitor:
        for _ in range(breaker.FAILURES + 2):
            assert (await visitor.ask(ASKS)).text
    assert len(shop.service.asked) == breaker.FAILURES


# ---------------------------------------------------------------- who is asked about


@pytest.mark.parametrize("kind", ["none", "no proof", "forged", "other site's", "somebody else's"])
async def test_who_is_not_proven_is_told_nothing_and_that_signing_in_would_help(shop: Shop, kind: str) -> None:
    other = shop.db.read(sites.proof_secret, "other")
    claims: dict[str, tuple[Identified, ...]] = {
        "none": (),
        "no proof": (Identified(0, "u-7"),),
        "forged": (Identified(0, "u-7", (), "0" * 64),),
        "other site's": (shop.proven(secret=other),),
        "somebody else's": (Identified(0, "u-8", (), prove(shop.secret, "u-7")),),
    }
    async with shop.visitor(*claims[kind]) as visitor:
        view = await visitor.ask(ASKS)
    assert shop.service.asked == []
    assert "A-1042" not in view.text
    assert view.text.count("Once you're signed in, I can look this up for you.") == 1


async def test_a_renewed_secret_ends_older_proofs_at_once(shop: Shop) -> None:
    async with shop.visitor(shop.proven()) as visitor:
        assert "is sent" in (await visitor.ask(ASKS)).text
        shop.db.write(sites.set_proof_secret, "shop", new_secret())
        try:
            assert "is sent" not in (await visitor.ask(ASKS)).text
        finally:
            shop.db.write(sites.set_proof_secret, "shop", shop.secret)


@pytest.mark.parametrize("ends", [Identified(1, ""), Sharing(1, paused=False, mode="anonymous"), Sharing(1, True)])
async def test_who_signs_out_or_stops_sharing_is_proven_no_more(shop: Shop, ends: Event) -> None:
    async with shop.visitor(shop.proven(), ends) as visitor:
        assert "is sent" not in (await visitor.ask(ASKS)).text


async def test_the_next_document_of_a_tab_has_to_prove_itself(shop: Shop) -> None:
    async with shop.visitor(shop.proven()) as visitor:
        assert "is sent" in (await visitor.ask(ASKS)).text
        names = visitor.names | {"stream": "stream-of-the-next-page"}
    async with shop.visitor(**names) as visitor:
        assert "is sent" not in (await visitor.ask("where is my order A-1042 now?")).text


async def test_simulated_visits_ask_no_real_service(shop: Shop) -> None:
    proof = prove(shop.db.read(sites.proof_secret, "demo"), "u-7")
    for simulated, asked in ((True, 0), (False, 1)):
        async with shop.visitor(Identified(0, "u-7", (), proof), site="hr_demo_key", simulated=simulated) as visitor:
            await visitor.ask(ASKS)
        assert len(shop.service.asked) == asked


# ---------------------------------------------------------------- what stays


async def test_a_proof_is_known_again_after_a_restart(
    furnished: tuple[Path, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, secret = furnished
    monkeypatch.setenv("ORDERS_TOKEN", SECRET)
    names = {"visitor": "visitor-again", "session": "session-again", "stream": "stream-again"}
    async with service() as stub:
        stub.say = SENT
        (folder / "lookups.toml").write_text(ORDER.format(url=stub.url))
        for proof, text in ((True, ASKS), (False, "and where is my order A-1042 now?")):
            port = free_port()
            async with serving(folder, port) as (app, file):
                shop = Shop(app, port, file, stub, secret)
                async with shop.visitor(**names) as visitor:
                    visitor.seq = shop.app.state.gateway.log.acked(names["session"], names["stream"])
                    if proof:
                        await visitor.tell(shop.proven())
                    assert "is sent" in (await visitor.ask(text)).text


async def test_what_is_stored_is_masked_and_nothing_is_learned_from_it(shop: Shop) -> None:
    shop.service.say = Reply({"status": "left with ann@mail.example"})
    async with shop.visitor(shop.proven()) as visitor:
        view = await visitor.ask(ASKS)
        assert "ann@mail.example" in view.text  # it is hers
        await visitor.tell(Said(0, "turn-of-thanks", "thanks, that solved it", "/orders"))
        await visitor.page.receive()
    stored = [one for one in shop.rows(turns) if one.id == view.turn]
    assert "[email]" in stored[0].text
    for table in (turns, decisions, episodes, corrections, memories, labels):
        assert not [row for row in shop.rows(table) if "ann@mail" in str(row)]
    (episode,) = [one for one in shop.rows(episodes) if one.decision and one.decision.startswith(view.reply_to)]
    assert episode.article == ""


async def test_a_correction_keeps_live_data_out_of_the_memory(shop: Shop) -> None:
    desk: Desk = shop.app.state.conversations
    agent = shop.db.read(staff.find_by_email, "mara@shop.example")
    async with shop.visitor(shop.proven()) as visitor:
        view = await visitor.ask(ASKS)
        (row,) = [one for one in shop.rows(turns) if one.id == view.turn]
        with pytest.raises(Invalid, match="live data"):
            await desk.correct(row.conversation, agent, Correct(turn=view.turn, wrong="is sent", right="is lost"))
        await desk.correct(row.conversation, agent, Correct(turn=view.turn, right="Orders leave on Mondays."))
    for table in (corrections, memories):
        assert not [one for one in shop.rows(table) if "24 November" in str(one)]
    assert [one.answer for one in shop.rows(memories)] == ["Orders leave on Mondays."]
    shop.db.write(lambda conn: [conn.execute(table.delete()) for table in (memories, corrections)])


async def test_no_secret_is_in_the_api_or_in_a_stored_row(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    async with shop.visitor(shop.proven()) as visitor:
        view = await visitor.ask(ASKS)
    (row,) = [one for one in shop.rows(turns) if one.id == view.turn]
    detail = await shop.app.state.conversations.detail(row.conversation)
    said = repr(detail) + capsys.readouterr().out + "".join(map(str, shop.rows(decisions)))
    assert "s3cr3t" not in said
    assert shop.secret not in said
    (turn,) = [one for one in detail.turns if one.id == view.turn]
    assert turn.decision is not None
    assert [(one.name, one.title, one.outcome) for one in turn.decision.lookups] == [("order", "Shop orders", "told")]


async def test_a_changed_file_is_live_within_seconds_and_a_broken_one_is_not(shop: Shop) -> None:
    whole = shop.file.read_text()
    lookups = shop.app.state.conversations.around.lookups
    async with shop.visitor(shop.proven()) as visitor:
        shop.file.write_text(whole.replace("is {status};", "left as {status};"))
        await until(lambda: "left as" in str(lookups.of("shop")))
        assert "left as sent" in (await visitor.ask(ASKS)).text
        shop.file.write_text(whole.replace("timeout_ms = 300", "timeout_ms = 0"))
        await until(lambda: lookups.problem)
        assert "left as sent" in (await visitor.ask("where is my order A-1042 again?")).text


# ---------------------------------------------------------------- side by side


async def test_a_search_does_not_wait_for_a_look_up(shop: Shop) -> None:
    """docs/lookups.md has the figures."""
    shop.service.say = Reply({"status": "sent"}, delay_s=0.25)
    for _ in ("passages are read", "they are known"):
        async with shop.visitor(shop.proven()) as visitor:
            view = await visitor.ask(ASKS)
    row = next(one for one in shop.rows(decisions) if one.turn == view.reply_to)
    (spans, moments), (looked,) = stored(row), msgspec.json.decode(row.lookups_json)
    assert looked["ms"] >= 250
    assert spans["received"] + spans["searched"] < moments["looked_up"]


async def test_a_look_up_is_under_way_while_the_search_runs(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    considered = Considerer.consider

    def slowly(self: Considerer, *args: Any, **named: Any) -> Considered:
        time.sleep(0.4)
        return considered(self, *args, **named)

    monkeypatch.setattr(Considerer, "consider", slowly)
    shop.service.say = Reply({"status": "sent"}, delay_s=0.25)
    async with shop.visitor(shop.proven()) as visitor:
        view = await visitor.ask(ASKS)
    row = next(one for one in shop.rows(decisions) if one.turn == view.reply_to)
    spans, moments = stored(row)
    assert spans["searched"] >= 400
    assert 250 <= moments["looked_up"] < 600  # one after the other they take 650


# ---------------------------------------------------------------- three of them

THREE = "".join(
    f"""
[[lookup]]
name = "{name}"
title = "{name.title()} service"
words = ["vat"]
public = true
url = "{{url}}/{name}"
timeout_ms = 1_000
fields.state = "state"
say = [{{{{ text = "The {name} service says {{{{state}}}}." }}}}]
"""
    for name in ("stock", "shipping", "sale")
)
TAKES_S, WHOLE_S = 0.3, 0.45


def three(shop: Shop) -> None:
    shop.file.write_text(THREE.format(url=shop.service.url))
    shop.app.state.conversations.around.lookups.refresh()
    shop.service.by_path.clear()
    shop.service.say = Reply({"state": "yes"}, delay_s=TAKES_S)


async def test_three_look_ups_of_300_ms_and_the_search_are_told_in_450_ms(shop: Shop) -> None:
    """Question to whole answer, of five; one after the other they would take 900 ms and more."""
    three(shop)
    took = []
    async with shop.visitor() as visitor:
        for _ in range(5):
            began = time.perf_counter()
            view = await visitor.ask(VAT)
            took.append(time.perf_counter() - began)
            assert [f"The {name} service says yes." in view.text for name in ("stock", "shipping", "sale")] == [
                True
            ] * 3
            assert any(citation.url.startswith("/help/vat-number-format") for citation in view.citations)
    assert sorted(took)[len(took) // 2] < WHOLE_S


@pytest.mark.parametrize("broken", [Reply({}, status=500), Reply({}, delay_s=9), Reply(raw=b"<html>")])
async def test_one_of_three_that_fails_leaves_the_others_and_the_article(shop: Shop, broken: Reply) -> None:
    three(shop)
    shop.service.by_path["/shipping"] = lambda: broken
    try:
        async with shop.visitor() as visitor:
            view = await visitor.ask(VAT)
    finally:
        shop.service.by_path.clear()
    assert "The stock service says yes." in view.text
    assert "The sale service says yes." in view.text
    assert view.text.count("I couldn't reach Shipping service just now") == 1
    assert any(citation.url.startswith("/help/vat-number-format") for citation in view.citations)
