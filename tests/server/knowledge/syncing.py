"""What test_killed.py runs in processes of their own: a sync, or a keeper, that is killed at a chosen step."""

import hashlib
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from models.encode import DIMENSIONS, Embedding
from server.knowledge import formats, sources
from server.knowledge.keeper import Keeper
from server.knowledge.origins import FolderOrigin, Known, Look
from server.knowledge.sync import Sync
from server.store.database import Database

SITE = "shop"
NEVER = 10**9


class Words:
    """An encoder that is as quick as it is senseless: the same text is the same direction."""

    way = "words"

    def of(self, site: str) -> "Words":
        return self

    def passage(self, text: str) -> Embedding:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
        vector = np.random.default_rng(seed).standard_normal(DIMENSIONS).astype(np.float32)
        return vector / np.float32(np.linalg.norm(vector))


class Steps:
    """Counts the steps of a process, and kills it at one of them."""

    def __init__(self, fatal: int) -> None:
        self.done, self.fatal = 0, fatal

    def __call__(self) -> None:
        self.done += 1
        if self.done == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)


class FatalStore(Database):
    """A store in which each beginning of a write, each end before its commit, and each moment after it is a step."""

    def __init__(self, url: str, step: Callable[[], None]) -> None:
        super().__init__(url)
        self.step = step

    def write(self, change: Any, *args: Any, **kw: Any) -> Any:
        def stepped(conn: Any, *args: Any, **kw: Any) -> Any:
            self.step()
            result = change(conn, *args, **kw)
            self.step()
            return result

        result = super().write(stepped, *args, **kw)
        self.step()
        return result


class FatalFolder(FolderOrigin):
    """A folder in which each look is a step."""

    def __init__(self, source: sources.Source, step: Callable[[], None]) -> None:
        super().__init__(source)
        self.step = step

    def again(self, path: str, known: Known) -> Look:
        self.step()
        return super().again(path, known)


def sync(url: str, fatal: int, now: int, result: Any) -> None:
    """One complete sync of the only source; puts the number of its steps into `result`."""
    step = Steps(fatal)
    db = FatalStore(url, step)
    (source,) = db.read(sources.of_site, SITE)
    Sync(db, source, FatalFolder(source, step), formats, Words(), lambda: now).run()
    result.value = step.done
    db.close()


def keep(url: str, fatal: int, now: int, result: Any) -> None:
    """One keeper that works until nothing is due."""
    step = Steps(fatal)
    db = FatalStore(url, step)
    keeper = Keeper(db, lambda source: FatalFolder(source, step), formats, Words(), lambda: now, lambda: 0.5)
    while keeper.work_once():
        pass
    result.value = step.done
    db.close()


def write_article(folder: Path, name: str, state: int) -> None:
    """An article whose passages all bear its state, one more of them with each."""
    parts = [f"## Part {number}\n\nState {state} of {name}, part {number} it is." for number in range(state + 1)]
    (folder / f"{name}.md").write_text(f"# {name}\n\n" + "\n\n".join(parts))
