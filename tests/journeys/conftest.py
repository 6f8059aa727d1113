"""One Handrail for the journeys of a module, and pages of fresh visitors."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.world import ARTEFACTS, World


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(tmp_path_factory.mktemp("world"))
    made.start("server", "worker", "product")
    yield made
    made.stop()


@pytest.fixture(scope="module")
def staffed(world: World) -> World:
    """The same world with its dashboard."""
    world.start("dashboard")
    return world


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A page of a fresh visitor; its console errors are collected in `page.errors`."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page = context.new_page()
    page.errors = []  # type: ignore[attr-defined]
    page.on("console", lambda message: page.errors.append(message.text) if message.type == "error" else None)  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.errors.append(str(error)))  # type: ignore[attr-defined]
    yield page
    context.close()


@pytest.fixture
def artefact() -> "type[Path] | object":
    """Where a screenshot of this name goes."""
    ARTEFACTS.mkdir(exist_ok=True)
    return lambda name: str(ARTEFACTS / f"{name}.png")
