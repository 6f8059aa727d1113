"""How a reader's process is started, and what it is given."""

import os
import sys
from pathlib import Path
from typing import BinaryIO

ROOT = Path(__file__).parents[2]  # where the package `server` is found
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Questions in and replies out, of a reader: what a library prints afterwards is no reply."""
    questions, replies = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return questions, replies


def command(module: str) -> tuple[str, ...]:
    """Starts a reader's module."""
    return (sys.executable, "-P", "-m", module)


def environment() -> dict[str, str]:
    """A reader's environment: none of the server's secrets."""
    known = {name: os.environ[name] for name in ("PATH", "LANG", "LD_LIBRARY_PATH") if name in os.environ}
    return {**known, **ONE_THREAD, "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"}
