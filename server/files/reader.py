"""The reader: a process of its own that reads files of strangers, and can do little else (`python -m` this module).

It speaks through its standard input and output (exchange.py), one file at a time, until the input ends. It can put
nothing into a file, has no network where the kernel lets it go, and its memory and CPU time are bounded; whoever
started it ends it when a file takes too long.
"""

import sys
from typing import BinaryIO

from server.confined.bounds import leave_network, limit, renew_time
from server.confined.frames import framed, next_frame
from server.confined.process import own_pipes
from server.errors import HandrailError, TooLarge
from server.files.exchange import MAX_QUESTION_BYTES, Failed, Hide, Job, Painted, Question, Reply, Seen, questions
from server.files.kinds import PICTURES

MEMORY_BYTES = 3 * 1024**3  # address space; reading a picture of 40 million pixels takes about 1.6 GB of it
CPU_S = 40  # of one file: more than the time that it is waited for


def main() -> None:
    """Reads jobs until nobody sends any more."""
    leave_network()
    limit(MEMORY_BYTES)
    questions_in, replies_out = own_pipes()
    while (job := _next(questions_in)) is not None:
        if isinstance(job, Job):
            _serve(job, questions_in, replies_out)


def _serve(job: Job, incoming: BinaryIO, outgoing: BinaryIO) -> None:
    try:
        renew_time(CPU_S)
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


def _next(incoming: BinaryIO) -> Question | None:
    data = next_frame(incoming, MAX_QUESTION_BYTES)
    return None if data is None else questions.decode(data)


def _say(outgoing: BinaryIO, reply: Reply) -> None:
    outgoing.write(framed(reply))
    outgoing.flush()


if __name__ == "__main__":
    main()
