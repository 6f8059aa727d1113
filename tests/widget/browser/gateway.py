"""The real gateway for pages in Chromium: its routes, database, files and event log; only the conversations are a
recorder."""

import asyncio
import contextlib
import threading
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import uvicorn
from litestar import Litestar

from server.api.widget import widget_file
from server.clock import new_id, now_ms
from server.errors import HandrailError
from server.eventlog import SqliteEventLog
from server.files.files import Files
from server.gateway.beacon import beacon
from server.gateway.gateway import Gateway
from server.gateway.hub import Hub
from server.gateway.line import line
from server.gateway.preflight import may_upload
from server.gateway.serving import Server
from server.gateway.stream import stream
from server.gateway.upload import upload
from server.projections.events import events as events_of
from server.store import sites
from server.store.database import Database
from tests.server.gateway.served import Recorder, free_port, problem
from widget.protocol import MAX_FRAME_BYTES, Struggled

E = TypeVar("E")
V = TypeVar("V")
SITE = "test-site"


class RealGateway:
    """A gateway on a port of its own thread; `kill` ends it as it stands, `start` begins anew on the same folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.recorder = Recorder()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: Server | None = None
        self._thread: threading.Thread | None = None
        self.gateway: Gateway

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def allow(self, *origins: str) -> None:
        """Registers the site with its host pages."""
        with contextlib.closing(Database(f"sqlite:///{self.folder}/handrail.db")) as db:
            db.migrate()
            db.write(sites.create, "test", SITE, "Fixture", list(origins), False, 0)

    def start(self) -> None:
        ready = threading.Event()
        self._thread = threading.Thread(target=asyncio.run, args=(self._run(ready),), daemon=True)
        self._thread.start()
        assert ready.wait(10)

    def stop(self) -> None:
        """Ends it in order: pages are told, stand-ins say what they still have to say."""
        assert self._server
        assert self._thread
        self._server.should_exit = True
        self._thread.join(15)

    def kill(self) -> None:
        """Ends it as a killed process does: what was not on disk is gone."""
        assert self._server
        self.gateway.stand_ins.__init__()  # type: ignore[misc]
        self.gateway.stand_ins.park = lambda *_: None  # type: ignore[method-assign]
        self.stop()

    def on_loop(self, work: Coroutine[Any, Any, V]) -> V:
        assert self._loop
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    def events(self, kind: type[E], session: str = "") -> list[E]:
        """All events of a kind on disk, of all sessions or one; raw rows of beacons come as what they stand for."""
        entries = [one for one in self.gateway.log.read(0, 10_000) if session in ("", one.session)]
        return [event for entry in entries for _, event in events_of(entry) if isinstance(event, kind)]

    def struggles(self, signal: str, session: str) -> list[Struggled]:
        found = self.events(Struggled, session)
        return [one for one in found if (one.signal, one.verdict) == (signal, "struggle")]

    async def _run(self, ready: threading.Event) -> None:
        self._loop = asyncio.get_running_loop()
        db = Database(f"sqlite:///{self.folder}/handrail.db")
        log = SqliteEventLog(self.folder / "events.db")
        gateway = self.gateway = Gateway(db, log, Hub(), self.recorder, now_ms)
        handlers = {HandrailError: problem}
        files = Files(db, self.folder / "files", now_ms, new_id)
        routes = [stream, line, beacon, may_upload, upload, widget_file]
        app = Litestar(routes, exception_handlers=handlers, openapi_config=None)
        app.state.gateway, app.state.files = gateway, files
        options: dict[str, Any] = {"ws": "websockets-sansio", "ws_max_size": MAX_FRAME_BYTES, "log_config": None}
        config = uvicorn.Config(app, port=self.port, access_log=False, timeout_graceful_shutdown=3, **options)
        self._server = Server(config, gateway.close)
        async with gateway.running():
            serving = asyncio.create_task(self._server.serve())
            while not self._server.started:  # noqa: ASYNC110 - uvicorn has no event for it
                await asyncio.sleep(0.01)
            ready.set()
            await serving
        await files.close()
        await log.close()
        db.close()


@contextlib.contextmanager
def gatewayed(folder: Path) -> Iterator[RealGateway]:
    one = RealGateway(folder)
    yield one
    one.stop()
