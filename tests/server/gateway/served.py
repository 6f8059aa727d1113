"""A real gateway on a real port for the tests: uvicorn, database and event log; only the conversations are a recorder.

As a program (`served.py FOLDER PORT`) it serves until it is killed.
"""

import asyncio
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn
from litestar import Litestar, Request, Response

from server.clock import new_id, now_ms
from server.conversation.visit import Visit
from server.errors import HandrailError
from server.eventlog import EventLog, SqliteEventLog
from server.files.files import Files
from server.gateway.beacon import beacon
from server.gateway.gateway import Gateway
from server.gateway.hub import Hub
from server.gateway.limits import Limits
from server.gateway.line import line
from server.gateway.preflight import may_upload
from server.gateway.serving import Server
from server.gateway.stream import stream
from server.gateway.upload import upload
from server.store import refusals, sites
from server.store.database import Database
from tests.databases import NAME, migrated
from widget.protocol import MAX_FRAME_BYTES, PROTOCOL_VERSION, Batch, Hello, Said, Welcome

KEY = "site-key-of-shop"
SIMULATED_KEY = "site-key-of-demo"
ORIGIN = "https://shop.example"
SETTLE_S = 10.0
POLL_S = 0.005


class Recorder:
    """Stands for the conversations: keeps what it hears; stumbles over "stumble", waits at "wait"."""

    def __init__(self) -> None:
        self.visits: list[Visit] = []
        self.batches: list[Batch] = []
        self.go_on = asyncio.Event()
        self.welcomes = True

    async def welcome(self, visit: Visit, hello: Hello, acked: int) -> Welcome:
        if not self.welcomes:
            raise RuntimeError("stumbled")
        return Welcome(PROTOCOL_VERSION, visit.session, acked, now_ms(), visit.product, people_online=True)

    def hurry(self, session: str, batch: Batch) -> None:
        pass

    async def heard(self, visit: Visit, batch: Batch) -> None:
        for event in batch.events:
            if isinstance(event, Said) and event.text == "stumble":
                raise RuntimeError("stumbled")
            if isinstance(event, Said) and event.text == "wait":
                await self.go_on.wait()
        self.visits.append(visit)
        self.batches.append(batch)


class World:
    """A served gateway and what stands behind it."""

    def __init__(self, port: int, db: Database, log: EventLog, gateway: Gateway, heard: Recorder, files: Files) -> None:
        self.port = port
        self.db = db
        self.log = log
        self.gateway = gateway
        self.heard = heard
        self.files = files

    async def counted(self) -> dict[tuple[str, str], int]:
        """Refusals in the database by site and reason."""
        await self.gateway.tally.flush()
        return {(site, reason): count for (_, site, reason), count in self.db.read(refusals.since, 0)}

    async def until_counted(self, site: str, reason: str) -> None:
        async with asyncio.timeout(SETTLE_S):
            while (site, reason) not in await self.counted():  # noqa: ASYNC110 - the same
                await asyncio.sleep(POLL_S)

    async def until(self, what: Callable[[], object]) -> None:
        """Waits until `what()` holds."""
        await until(what)


async def until(what: Callable[[], object]) -> None:
    async with asyncio.timeout(SETTLE_S):
        while not what():  # noqa: ASYNC110 - what is waited for happens in other processes and threads too
            await asyncio.sleep(POLL_S)


def problem(request: Request[Any, Any, Any], error: HandrailError) -> Response[dict[str, str]]:
    return Response({"code": error.code, "message": error.message}, status_code=error.status)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def served(
    folder: Path, limits: Limits | None = None, port: int = 0, log: EventLog | None = None
) -> AsyncIterator[World]:
    there = (folder / NAME).exists()  # it goes on after a kill
    db = Database(f"sqlite:///{folder / NAME}") if there else migrated(folder)
    if not db.read(sites.every):
        db.write(sites.create, "shop", KEY, "Shop", [ORIGIN], False, 0)
        db.write(sites.create, "demo", SIMULATED_KEY, "Demo", [ORIGIN], True, 0)
    log = log or SqliteEventLog(folder / "events.db")
    recorder = Recorder()
    gateway = Gateway(db, log, Hub(), recorder, now_ms, limits)
    files = Files(db, folder / "files", now_ms, new_id)
    routes = [stream, line, beacon, may_upload, upload]
    app = Litestar(routes, exception_handlers={HandrailError: problem}, openapi_config=None)
    app.state.gateway, app.state.files = gateway, files
    port = port or free_port()
    config = uvicorn.Config(
        app,
        port=port,
        ws="websockets-sansio",
        ws_max_size=MAX_FRAME_BYTES + 64 * 1024,
        ws_per_message_deflate=False,
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=3,
    )
    server = Server(config, gateway.close)
    async with gateway.running():
        serving = asyncio.create_task(server.serve())
        await until(lambda: server.started)
        try:
            yield World(port, db, log, gateway, recorder, files)
        finally:
            recorder.go_on.set()
            server.should_exit = True
            await serving
    await files.close()
    await log.close()
    db.close()


async def serve_until_killed(folder: str, port: str) -> None:
    async with served(Path(folder), port=int(port)):
        sys.stdout.write("serving\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve_until_killed(*sys.argv[1:]))
