"""The reader: a process of its own that reads files of strangers, and can do little else (`python -m` this module).

It speaks through its standard input and output (exchange.py), one file at a time, until the input ends. It can put
nothing into a file, has no network where the kernel lets it go, and its memory and CPU time are bounded; whoever
started it ends it when a file takes too long.
"""

import ctypes
import os
import sys
from typing import BinaryIO

from server.errors import HandrailError, TooLarge
from server.files.exchange import LENGTH_BYTES, Failed, Hide, Job, Painted, Question, Reply, Seen, framed, questions
from server.files.kinds import PICTURES

MEMORY_BYTES = 3 * 1024**3  # address space; reading a picture of 40 million pixels takes about 1.6 GB of it
CPU_S = 40  # of one file: more than the time that it is waited for
OPEN_FILES = 64
NEW_NETWORK, NEW_USER = 0x40000000, 0x10000000  # of Linux's unshare


def main() -> None:
    """Reads jobs until nobody sends any more."""
    leave_network()
    limit()
    questions_in, replies_out = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what a library prints is no reply
    while (job := _next(questions_in)) is not None:
        if isinstance(job, Job):
            _serve(job, questions_in, replies_out)


def limit() -> None:
    """Bounds memory and files; the CPU's bound is renewed for each file."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))


def leave_network() -> bool:
    """Goes where there is no network, not even loopback; False where the kernel or the container does not allow it."""
    if sys.platform != "linux":
        return False
    unshare = ctypes.CDLL(None, use_errno=True).unshare
    return any(unshare(what) == 0 for what in (NEW_NETWORK, NEW_USER | NEW_NETWORK))


def _serve(job: Job, incoming: BinaryIO, outgoing: BinaryIO) -> None:
    try:
        _renew_time()
        if job.kind in PICTURES:
            _read_picture(job, incoming, outgoing)
        else:
            from server.files.documents import READERS

            _say(outgoing, Seen(READERS[job.kind](job.data)))
    except HandrailError as error:
        _say(outgoing, Failed(error.message, error.code, isinstance(error, TooLarge)))
    except MemoryError:
        _say(outgoing, Failed("The file takes too much memory to read: attach a smaller one.", "too_large", True))
        sys.exit(1)  # the next file gets a fresh process


def _read_picture(job: Job, incoming: BinaryIO, outgoing: BinaryIO) -> None:
    from server.files import pictures

    image = pictures.opened(job.kind, job.data)
    lines = pictures.lines(image)
    _say(outgoing, Seen([line.text for line in lines], *image.size))
    answer = _next(incoming)
    if isinstance(answer, Hide):
        painted: Painted = pictures.painted(image, [lines[number] for number in answer.lines])
        _say(outgoing, painted)


def _renew_time() -> None:
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + CPU_S, hard))


def _next(incoming: BinaryIO) -> Question | None:
    head = incoming.read(LENGTH_BYTES)
    if len(head) < LENGTH_BYTES:
        return None
    size = int.from_bytes(head, "big")
    data = incoming.read(size)
    return questions.decode(data) if len(data) == size else None


def _say(outgoing: BinaryIO, reply: Reply) -> None:
    outgoing.write(framed(reply))
    outgoing.flush()


if __name__ == "__main__":
    main()
