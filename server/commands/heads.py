"""What the commands about heads share: the registry, what is said of a mistake, and a sign of work."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import rich_click as click
from rich.console import Console

from models.archive import ArchiveError
from models.predict import ModelUnusable
from models.registry import Registry, UnknownVersion
from models.tables import TableError
from server.clock import now_ms
from server.settings import load_settings


def registry_of(data: Path | None) -> Registry:
    """The heads in the folder of data, with those that Handrail brings."""
    registry = Registry(load_settings(data=data).models_path)
    registry.ensure_shipped(now_ms())
    return registry


@contextmanager
def explained() -> Iterator[None]:
    """What the caller can put right becomes one sentence and exit code 1."""
    try:
        yield
    except (TableError, ModelUnusable, ArchiveError, UnknownVersion) as problem:
        raise click.ClickException(str(problem)) from None
    except OSError as problem:
        raise click.ClickException(f"{problem.filename}: {problem.strerror}") from None


@contextmanager
def busy(what: str) -> Iterator[None]:
    """Shows that work is under way, and which."""
    with Console(stderr=True).status(what):
        yield
