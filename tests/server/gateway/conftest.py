"""The gateway under test, served."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.server.gateway.served import World, served


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with served(tmp_path) as world:
        yield world
