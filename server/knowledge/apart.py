"""Reads documents of strangers in a process of its own: bounded in time, memory and reach, started anew when it dies.

Markdown, CSV and plain text of usual size are read where they are asked for: nothing in them can run or swell. All
else goes to the reader's process (`python -m` this module), which has no network and can write nothing.
"""

import subprocess
import sys
from contextlib import suppress
from threading import Event, Lock, Timer
from typing import BinaryIO

import msgspec
from msgspec import Struct

from server.confined.bounds import leave_network, limit, renew_time
from server.confined.frames import framed, next_frame
from server.confined.process import command, environment, own_pipes
from server.errors import HandrailError, TooLarge, Unreadable, Unsupported
from server.knowledge.documents import Document
from server.knowledge.formats.kinds import family_of, text_kind
from server.knowledge.formats.reading import MOST_BYTES, read, within_limit

READ_S = 120.0  # a PDF of 500 pages takes 25; those that a browser printed, letter by letter, four times as long
PAGE_S = 30.0  # a web page or a text; the longest manual on one page takes two
CPU_S = 130  # of one file: more than the time that it is waited for
QUICK_BYTES = 256 * 1024  # of a text: Markdown takes about a second for as much on a slow core
MEMORY_BYTES = 2 * 1024**3  # address space; a workbook of 50,000 rows takes 300 MB
MOST_QUESTION_BYTES = max(MOST_BYTES.values()) + 64 * 1024
MOST_REPLY_BYTES = 64 * 1024 * 1024
IDLE_S = 300.0  # without a file; its 100 MB are given back
MODULE = "server.knowledge.apart"
TOO_LONG = "It takes too long to read: split the document, or save it again in its program."
DIED = "It could not be read: save it again in its program, or as another format."
TOO_MUCH = "It takes too much memory to read: split the document."


class Job(Struct, frozen=True, tag=True):
    """A file to read."""

    name: str
    data: bytes
    content_type: str


class Failed(Struct, frozen=True, tag=True):
    """Why a file is not read; `error` is the name of the error's class."""

    error: str
    sentence: str
    code: str


class Done(Struct, frozen=True, tag=True):
    """What was read."""

    document: Document


_ERRORS: dict[str, type[HandrailError]] = {each.__name__: each for each in (TooLarge, Unreadable, Unsupported)}
_jobs: msgspec.msgpack.Decoder[Job] = msgspec.msgpack.Decoder(Job)
_replies: msgspec.msgpack.Decoder[Done | Failed] = msgspec.msgpack.Decoder(Done | Failed)


class Readers:
    """Reads one file at a time, for any number of threads. `starts` starts the reader's process."""

    def __init__(
        self, seconds: float = READ_S, idle_s: float = IDLE_S, starts: tuple[str, ...] = command(MODULE)
    ) -> None:
        self._seconds, self._idle_s, self._starts = seconds, idle_s, starts
        self._one = Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._idle: Timer | None = None

    def read(self, name: str, data: bytes, content_type: str = "") -> Document:
        """The document in `data`, as server.knowledge.formats.read. Waits for the file that is being read.

        Raises Unreadable, TooLarge, Unsupported with a sentence for the author.
        """
        if (
            within_limit(data) == "text"
            and len(data) <= QUICK_BYTES
            and text_kind(name, data, content_type)[0] != "html"
        ):
            return read(name, data, content_type)
        with self._one:
            return self._read(Job(name, data, content_type))

    @property
    def pid(self) -> int | None:
        """Of the reader, while there is one."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def close(self) -> None:
        """Ends the reader, once it is done with the file at hand; a later file starts another."""
        with self._one:
            self._end()

    def _read(self, job: Job) -> Document:
        if self._idle is not None:
            self._idle.cancel()
        process = self._running()
        late = Event()
        seconds = self._seconds if family_of(job.data) != "text" else min(self._seconds, PAGE_S)
        slow = Timer(seconds, _give_up, (late, process))
        slow.daemon = True
        slow.start()
        try:
            reply = _asked(process, job)
        except (OSError, EOFError, msgspec.DecodeError, msgspec.ValidationError):
            self._end()
            raise Unreadable(*((TOO_LONG, "took_too_long") if late.is_set() else (DIED,))) from None
        except BaseException:
            self._end()
            raise
        finally:
            slow.cancel()
        self._idle = Timer(self._idle_s, self.close)
        self._idle.daemon = True
        self._idle.start()
        if isinstance(reply, Failed):
            raise _ERRORS.get(reply.error, Unreadable)(reply.sentence, reply.code)
        return reply.document

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._end()
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                self._starts,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=environment(),
                cwd="/",
                start_new_session=True,  # Ctrl-C is for the server, which ends it
            )
        return self._process

    def _end(self) -> None:
        process, self._process = self._process, None
        if self._idle is not None:
            self._idle.cancel()
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):
                    if pipe is not None:
                        pipe.close()


def _give_up(late: Event, process: subprocess.Popen[bytes]) -> None:
    late.set()
    process.kill()


def _asked(process: subprocess.Popen[bytes], job: Job) -> Done | Failed:
    """The reader's answer. Raises OSError, EOFError and DecodeError when it breaks its word."""
    if process.stdin is None or process.stdout is None:
        raise OSError("the reader has no pipes")
    process.stdin.write(framed(job))
    process.stdin.flush()
    data = next_frame(process.stdout, MOST_REPLY_BYTES)  # type: ignore[arg-type]
    if data is None:
        raise EOFError
    return _replies.decode(data)


def main() -> None:
    """The reader: reads jobs until nobody sends any more."""
    leave_network()
    limit(MEMORY_BYTES)
    questions, replies = own_pipes()
    while (data := next_frame(questions, MOST_QUESTION_BYTES)) is not None:
        renew_time(CPU_S)
        _serve(_jobs.decode(data), replies)


def _serve(job: Job, replies: BinaryIO) -> None:
    full = False
    try:
        reply: Done | Failed = Done(read(job.name, job.data, job.content_type))
    except HandrailError as error:
        reply = Failed(type(error).__name__, error.message, error.code)
    except MemoryError:
        reply, full = Failed("TooLarge", TOO_MUCH, "too_large"), True
    replies.write(framed(reply))
    replies.flush()
    if full:
        sys.exit(1)  # the next file gets a fresh process


if __name__ == "__main__":
    main()
