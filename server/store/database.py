"""The operational database: transactions for the statement functions of this room, on and off the event loop.

Reads run in a deferred transaction on a few threads, writes in an immediate one on a single thread: SQLite has one
writer, and queueing here is cheaper than waiting for its lock.
"""

import asyncio
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError

from server.errors import Unavailable

P = ParamSpec("P")
T = TypeVar("T")

BUSY_TIMEOUT_S = 10.0  # the worker's longest transaction (a projected batch) takes well under a second
READERS = 4
MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """One database; `read` and `write` give a statement function a connection in a transaction of its own."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._engine = _engine(url)
        self._readers = ThreadPoolExecutor(READERS, "db-read")
        self._writer = ThreadPoolExecutor(1, "db-write")

    def read(self, query: Callable[Concatenate[Connection, P], T], *args: P.args, **kw: P.kwargs) -> T:
        """What `query(connection, ...)` returns. Raises Unavailable when the file can't be read."""
        return self._run(False, query, *args, **kw)

    def write(self, change: Callable[Concatenate[Connection, P], T], *args: P.args, **kw: P.kwargs) -> T:
        """Runs `change(connection, ...)` and commits, or rolls back on any error. Raises Unavailable (disk full)."""
        return self._run(True, change, *args, **kw)

    async def aread(self, query: Callable[Concatenate[Connection, P], T], *args: P.args, **kw: P.kwargs) -> T:
        """`read` off the event loop."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._readers, lambda: self.read(query, *args, **kw))

    async def awrite(self, change: Callable[Concatenate[Connection, P], T], *args: P.args, **kw: P.kwargs) -> T:
        """`write` off the event loop."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._writer, lambda: self.write(change, *args, **kw))

    def migrate(self) -> None:
        """Brings the schema to the newest revision."""
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        with self._engine.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()

    def close(self) -> None:
        """Waits for what is under way and closes every connection."""
        self._readers.shutdown()
        self._writer.shutdown()
        self._engine.dispose()

    def _run(self, writes: bool, work: Callable[Concatenate[Connection, P], T], *args: P.args, **kw: P.kwargs) -> T:
        try:
            with self._engine.connect() as connection:
                connection.execution_options(handrail_writes=writes)
                with connection.begin():
                    return work(connection, *args, **kw)
        except OperationalError as error:
            raise Unavailable(f"the database can't serve: {error.orig}") from error


def _engine(url: str) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_S, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def tune(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # the begin below is the only one
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "temp_store=MEMORY"):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("handrail_writes", True)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
