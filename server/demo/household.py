"""The processes of the demo: started together, watched, ended together."""

import asyncio
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from urllib.parse import urlsplit

from msgspec import Struct

from server.errors import HandrailError
from server.settings import Settings

START_S = 60.0  # a cold disk and two busy cores; usually three seconds
END_S = 8.0  # uvicorn drains for five
POLL_S = 0.1
LAST_LINES = 8  # of a log, shown when its process died


class Died(HandrailError):
    """A part of the demo ended by itself."""

    code = "part_died"


class Part(Struct, frozen=True):
    """A process: its name, command line, environment, and a URL that answers 200 when it is ready ("" : at once)."""

    name: str
    call: Sequence[str]
    environment: dict[str, str]
    ready_url: str = ""

    @classmethod
    def handrail(
        cls, name: str, settings: Settings, *arguments: str, ready_url: str = "", more: dict[str, str] | None = None
    ) -> "Part":
        """A subcommand of our own on the same settings, with `more` in its environment."""
        environment = environment_of(settings) | (more or {})
        return cls(name, [sys.executable, "-m", *arguments], environment, ready_url)


def environment_of(settings: Settings) -> dict[str, str]:
    """The environment in which a child sees the same settings."""
    return {
        **os.environ,
        "HANDRAIL_DATA": str(settings.data),
        "HANDRAIL_HOST": settings.host,
        "HANDRAIL_PORT": str(settings.port),
        "HANDRAIL_DASHBOARD_PORT": str(settings.dashboard_port),
        "HANDRAIL_DEMO_PORT": str(settings.demo_port),
        "HANDRAIL_URL": settings.url,
        "HANDRAIL_LOOKUPS": settings.lookups,
    }


class Household:
    """Async context: on entry every part is started, on exit every part is ended."""

    def __init__(self, logs: Path, parts: Sequence[Part]) -> None:
        self._logs = logs
        self._parts = parts
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self._files = AsyncExitStack()

    async def __aenter__(self) -> "Household":
        self._logs.mkdir(parents=True, exist_ok=True)
        for part in self._parts:
            await self.start(part)
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.gather(*(_end(process) for process in self._running.values()))
        await self._files.aclose()

    async def ready(self) -> None:
        """Returns when every part answers; raises Died, with the end of its log, when one ends or never answers."""
        failing = asyncio.create_task(self.failure())
        waiting = asyncio.create_task(self._all_answer())
        done, pending = await asyncio.wait((waiting, failing), return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        for task in done:
            task.result()

    async def failure(self) -> None:
        """Returns never; raises Died when a part ends by itself."""
        ends = {asyncio.ensure_future(process.wait()): name for name, process in self._running.items()}
        try:
            done, _ = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
            name = ends[next(iter(done))]
            raise Died(f"the {name} ended; its log {self._log(name)} says:\n{self._tail(name)}")
        finally:
            for end in ends:
                end.cancel()

    async def start(self, part: Part) -> None:
        """Starts one more part; nobody waits for it to answer."""
        log = self._files.enter_context(self._log(part.name).open("ab"))
        self._running[part.name] = await asyncio.create_subprocess_exec(
            *part.call, stdout=log, stderr=log, env=part.environment, start_new_session=True
        )

    async def _all_answer(self) -> None:
        await asyncio.gather(*(self._answers(part) for part in self._parts if part.ready_url))

    async def _answers(self, part: Part) -> None:
        try:
            async with asyncio.timeout(START_S):
                while not await _answers_200(part.ready_url):  # noqa: ASYNC110 - another process, nothing to wait on
                    await asyncio.sleep(POLL_S)
        except TimeoutError:
            raise Died(
                f"the {part.name} did not answer within {START_S:.0f} s; its log says:\n{self._tail(part.name)}"
            ) from None

    def _log(self, name: str) -> Path:
        return self._logs / f"{name.replace(' ', '-')}.log"

    def _tail(self, name: str) -> str:
        return "\n".join(self._log(name).read_text(errors="replace").splitlines()[-LAST_LINES:])


async def _answers_200(url: str) -> bool:
    parts = urlsplit(url)
    try:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    except OSError:
        return False
    try:
        writer.write(f"GET {parts.path or '/'} HTTP/1.0\r\nHost: {parts.netloc}\r\n\r\n".encode())
        return b" 200 " in await asyncio.wait_for(reader.readline(), 5)
    except (OSError, TimeoutError):
        return False
    finally:
        writer.close()


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), END_S)
    except TimeoutError:
        process.kill()
        await process.wait()
