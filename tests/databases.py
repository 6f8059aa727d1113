"""Databases on their first day: one is migrated in a process, tests get copies of its file.

Migrating takes a fifth of a second of a processor, a copy some milliseconds, and half of all tests want a database.
"""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from server.store.database import Database

NAME = "handrail.db"  # as server/settings.py has it in a data folder


def migrated(folder: Path, name: str = NAME) -> Database:
    """A new database at the newest revision in a folder that is there; empty."""
    path = folder / name
    path.write_bytes(_template())
    return Database(f"sqlite:///{path}")


@cache
def _template() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        db = Database(f"sqlite:///{path}")
        db.migrate()
        db.close()  # the last connection takes its log into the file
        return path.read_bytes()
