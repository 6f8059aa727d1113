"""Has files read by the reader's process: started when the first one comes, kept warm, ended when nobody needs it.

One file is read at a time (a picture takes one core for two seconds), a few wait. A reader that takes too long, dies,
or says what makes no sense is ended; the file gets a clear error and the next one a new reader.
"""

import asyncio
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable
from contextlib import suppress

import msgspec
from msgspec import Struct

from server.confined.frames import LENGTH_BYTES, framed
from server.confined.process import command as reader
from server.confined.process import environment
from server.errors import HandrailError, Overloaded, TooLarge, Unreadable
from server.files.exchange import (
    MAX_REPLY_BYTES,
    Failed,
    Hide,
    Job,
    Painted,
    Question,
    Reply,
    Seen,
    replies,
)
from server.files.kinds import PICTURES, Kind

READ_S = 30.0  # a full page of 150 lines on a slow core, and the reader's start
MOST_WAITING = 8  # about twenty seconds of waiting for the last one; then it is better to come again
IDLE_S = 600.0  # without a file; its 500 MB are given back

Hider = Callable[[list[str]], list[int]]


class Read(Struct, frozen=True):
    """What was read. `picture` is the picture to keep, None for a document."""

    lines: list[str]
    width: int = 0
    height: int = 0
    picture: Painted | None = None


class Readers:
    """`command` starts a reader; `seconds` is what one file may take, the reader's start included."""

    def __init__(
        self,
        seconds: float = READ_S,
        waiting: int = MOST_WAITING,
        command: tuple[str, ...] = reader("server.files.reader"),
    ) -> None:
        self._seconds = seconds
        self._most = waiting
        self._command = command
        self._waiting = 0
        self._one = asyncio.Lock()
        self._process: Process | None = None
        self._idle: asyncio.TimerHandle | None = None

    async def read(self, kind: Kind, data: bytes, hide: Hider) -> Read:
        """The file's lines, and the picture with those lines covered that `hide` names.

        Raises Overloaded at once when too many wait, TooLarge and Unreadable with a sentence for the visitor.
        """
        if self._waiting >= self._most:
            raise Overloaded("Many files are being read right now: try again in a few seconds.", "reader_busy")
        self._waiting += 1
        try:
            async with self._one:
                return await self._read(kind, data, hide)
        finally:
            self._waiting -= 1

    @property
    def pid(self) -> int | None:
        """Of the reader, while there is one."""
        return self._process.pid if self._process is not None and self._process.returncode is None else None

    async def close(self) -> None:
        """Ends the reader."""
        if self._idle is not None:
            self._idle.cancel()
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()

    async def _read(self, kind: Kind, data: bytes, hide: Hider) -> Read:
        whole = False
        try:
            async with asyncio.timeout(self._seconds):
                process = await self._running()
                read = await _converse(process, Job(kind, data), hide)
            whole = True
            return read
        except TimeoutError:
            raise Unreadable("It takes too long to read: attach the part that matters.", "took_too_long") from None
        except (TooLarge, Unreadable):
            whole = True  # the reader said so
            raise
        except (asyncio.IncompleteReadError, OSError, msgspec.DecodeError):
            raise Unreadable("It could not be read: attach a smaller part of it, or a screenshot.") from None
        finally:
            if whole:
                loop = asyncio.get_running_loop()
                self._idle = loop.call_later(IDLE_S, lambda: loop.create_task(self._end_idle()))
            else:
                await self.close()

    async def _running(self) -> Process:
        if self._idle is not None:
            self._idle.cancel()
        if self._process is None or self._process.returncode is not None:
            self._process = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                env=environment(),
                cwd="/",
                start_new_session=True,  # Ctrl-C is for the server, which ends it
            )
        return self._process

    async def _end_idle(self) -> None:
        async with self._one:
            await self.close()


async def _converse(process: Process, job: Job, hide: Hider) -> Read:
    seen = await _asked(process, job)
    if not isinstance(seen, Seen):
        raise msgspec.DecodeError("the reader answers out of turn")
    if job.kind not in PICTURES:
        return Read(seen.lines)
    painted = await _asked(process, Hide(await asyncio.to_thread(hide, seen.lines)))
    if not isinstance(painted, Painted) or _media(painted.data) != painted.media:
        raise msgspec.DecodeError("the reader answers out of turn")
    return Read(seen.lines, seen.width, seen.height, painted)


async def _asked(process: Process, question: Question) -> Reply:
    """The reader's answer. Raises what it says to be wrong with the file."""
    if process.stdin is None or process.stdout is None:
        raise OSError("the reader has no pipes")
    process.stdin.write(framed(question))
    await process.stdin.drain()
    size = int.from_bytes(await process.stdout.readexactly(LENGTH_BYTES), "big")
    if size > MAX_REPLY_BYTES:
        raise msgspec.DecodeError("the reader's answer is too long")
    reply = replies.decode(await process.stdout.readexactly(size))
    if isinstance(reply, Failed):
        raise _error(reply)
    return reply


def _error(failed: Failed) -> HandrailError:
    return TooLarge(failed.sentence) if failed.large else Unreadable(failed.sentence, failed.code)


def _media(data: bytes) -> str:
    """The media type of a picture that a reader painted, by its first bytes."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    return "image/webp" if data.startswith(b"RIFF") and data[8:12] == b"WEBP" else ""
