"""A site on real parts: SQLite, the shipped encoder and heads."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.registry import Registry
from server.learning.dataset import shipped_examples
from server.store import sites
from server.store.database import Database
from tests.databases import migrated

SITE, NOW = "shop", 1_790_000_000_000


@pytest.fixture(scope="session")
def phrases(registry: Registry) -> tuple[str, ...]:
    """What visitors say, of the shipped examples; long enough to mean something."""
    return tuple(text for text in shipped_examples(registry).texts if 4 <= len(text.split()) <= 40)


def opened(folder: Path) -> Database:
    """An empty database with one site."""
    db = migrated(folder)
    db.write(sites.create, SITE, "key", "Shop", [], False, NOW)
    return db


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    db = opened(tmp_path)
    yield db
    db.close()


@pytest.fixture
def clock() -> Callable[[], int]:
    return lambda: NOW
