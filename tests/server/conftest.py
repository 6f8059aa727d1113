"""What rooms of the server are tested on: the shipped encoder and heads, SQLite, the demo's help centre."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.encode import Encoder
from models.registry import Registry
from server.knowledge.sync import sync_folder
from server.store import sites, staff
from server.store.database import Database
from server.understanding.understanding import Understanding
from tests.server.help_centre import AGENT, AT, HELP, SITE, copied


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return Encoder.load()


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Registry:
    registry = Registry(tmp_path_factory.mktemp("models"))
    registry.ensure_shipped(0)
    return registry


@pytest.fixture(scope="session")
def understanding(registry: Registry, encoder: Encoder) -> Understanding:
    return Understanding.load(registry, encoder)


@pytest.fixture(scope="session")
def stocked(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    """A database file with the site, an agent and the help centre; tests work on copies."""
    folder = tmp_path_factory.mktemp("stocked")
    db = Database(f"sqlite:///{folder / 'handrail.db'}")
    db.migrate()
    db.write(sites.create, SITE, "key-quillbook", "Quillbook", [], True, AT)
    db.write(staff.create, AGENT.id, "mara@quillbook.example", AGENT.name, "agent", "x", False, AT)
    sync_folder(db, encoder, SITE, HELP, "/help/", AT)
    db.close()
    return folder / "handrail.db"


@pytest.fixture
def db(stocked: Path, tmp_path: Path) -> Iterator[Database]:
    db = copied(stocked, tmp_path)
    yield db
    db.close()
