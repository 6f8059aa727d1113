"""The shipped models in a registry of their own."""

from pathlib import Path

import pytest

from models.encode import Encoder
from models.registry import Registry
from server.understanding import Understanding


@pytest.fixture(scope="session")
def shipped(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Understanding:
    registry = Registry(tmp_path_factory.mktemp("models"))
    registry.ensure_shipped()
    return Understanding.load(registry, encoder)


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    registry = Registry(tmp_path / "models")
    registry.ensure_shipped()
    return registry
