"""An article is deleted while visitors read: through a real server, nothing of it is found, said or suggested after."""

import shutil
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from models.encode import Encoder
from server.answering.decision import CACHED
from server.api.sites import create_site
from server.clock import now_ms
from server.conversation.records import decision_of
from server.demo.help_articles import HELP_FOLDER
from server.knowledge.sync import sync_folder
from server.rooms import open_database
from server.settings import Settings
from server.store.schema import decisions
from tests.server.gateway.served import free_port, until
from tests.server.writing.stub import Script, lines, model
from tests.server.writing.test_in_the_conversation import ORIGIN, Place, Visitor, serving
from widget.protocol import Element, Likely, PageView, Struggled, TurnView

pytestmark = pytest.mark.asyncio(loop_scope="module")

WITHIN_S = 30.0
GONE = "vat-number-format"
TITLE = "Enter your VAT number with its country prefix"
FIELD = Element("#vat", "textbox", "VAT number")
ASKED = "How do I enter my VAT number with its country prefix?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return Path(shutil.copytree(HELP_FOLDER, tmp_path_factory.mktemp("own") / "help"))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    data = tmp_path_factory.mktemp("deleted")
    with open_database(Settings(data=data)) as db:
        db.write(create_site, "shop", "Shop", [ORIGIN], False, now_ms(), "hr_shop_key")
        sync_folder(db, Encoder.load(), "shop", folder, "/help/", now_ms())
    async with model() as stub:
        stub.script = lambda asked: Script(("\n".join(lines(asked)),))
        port = free_port()
        async with serving(data, port, stub.url) as app:
            yield Place(app, port, stub)


def repeated(place: Place, view: TurnView) -> bool:
    return CACHED in decision_of(place.decision(view)).features


async def suggested(visitor: Visitor) -> Likely:
    """The next suggestions that the page is told."""
    frame = await visitor.until(lambda frame: isinstance(frame, Likely))
    assert isinstance(frame, Likely)
    return frame


async def nudged(place: Place, id: str) -> bool:
    """Whether a visitor who struggles with the field is offered the article."""
    message = "Invalid VAT number"
    async with place.visitor() as visitor:
        await visitor.tell(Struggled(0, id, "/billing", "repeated_validation", "struggle", FIELD, 3, message=message))
        await until(lambda: place.rows(decisions, turn=id))
    (row,) = place.rows(decisions, turn=id)
    return row.kind == "nudge" and bool(row.article.endswith(f"{GONE}.md"))


async def test_what_is_deleted_is_out_of_answers_cache_suggestions_and_nudges(place: Place, folder: Path) -> None:
    async with place.visitor() as reader, place.visitor() as first, place.visitor() as second:
        await reader.tell(PageView(0, "/billing", TITLE))
        assert TITLE in (await suggested(reader)).questions
        assert TITLE in {citation.title for citation in (await first.ask(ASKED)).citations}
        assert repeated(place, await second.ask(ASKED))

        assert await nudged(place, "struggle-before")

        (folder / f"{GONE}.md").unlink()
        began = time.monotonic()
        sync_folder(place.app.state.db, place.app.state.rooms.encoder, "shop", folder, "/help/", now_ms())
        told = await suggested(reader)
        assert TITLE not in told.questions
        answers = place.conversations._replies._wording.answers
        await until(lambda: not len(answers))
        assert time.monotonic() - began < WITHIN_S

        index = place.conversations.around.knowledge.index("shop")
        assert TITLE not in {article.title for article in index.articles.values()}
        for number in range(10):
            async with place.visitor() as visitor:
                view = await visitor.ask(ASKED)
                assert TITLE not in view.text + str(view.citations)
                assert not repeated(place, view) or number
                await visitor.tell(PageView(0, "/billing", TITLE))
                assert TITLE not in (await suggested(visitor)).questions
            assert not await nudged(place, f"struggle-{number}")
