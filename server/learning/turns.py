"""One learner at a time: cycles asked for through the API and those of the worker take turns on a lock file."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from server.errors import Conflict

LOCK = "learning.lock"
LOOK_S = 0.1


@contextmanager
def learning_turn(data: Path, patience_s: float = 0.0) -> Iterator[None]:
    """Holds the lock of the data folder; a killed holder's turn ends with it.

    Raises Conflict when somebody else still learns after `patience_s` seconds.
    """
    until = time.monotonic() + patience_s
    with (data / LOCK).open("w") as lock:
        while not _taken(lock):
            if time.monotonic() >= until:
                raise Conflict("a learning cycle is running; its result shows in a minute", "cycle_running")
            time.sleep(LOOK_S)
        yield


def _taken(lock: IO[str]) -> bool:
    if sys.platform == "win32":
        import msvcrt

        try:
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import fcntl

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
