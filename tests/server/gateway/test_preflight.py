"""The browser's question before an upload: answered with a yes for a page of the site, with nothing for others."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from tests.server.gateway.served import KEY, ORIGIN, World, served

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def world(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[World]:
    async with served(tmp_path_factory.mktemp("preflight")) as world:
        yield world


async def ask(world: World, site: str, origin: str) -> httpx.Response:
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    async with httpx.AsyncClient() as client:
        url = f"http://127.0.0.1:{world.port}/v1/files"
        return await client.options(url, params={"site": site, "session": "session-1"}, headers=headers)


async def test_a_page_of_the_site_may_upload(world: World) -> None:
    answer = await ask(world, KEY, ORIGIN)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == ORIGIN
    assert answer.headers["access-control-allow-methods"] == "POST"
    assert answer.headers["vary"] == "Origin"


@pytest.mark.parametrize(
    ("site", "origin"), [(KEY, "https://evil.example"), (KEY, "null"), ("no-such-site", ORIGIN), ("", ORIGIN)]
)
async def test_others_hear_no_yes(world: World, site: str, origin: str) -> None:
    answer = await ask(world, site, origin)
    assert answer.status_code == 204
    assert "access-control-allow-origin" not in answer.headers
