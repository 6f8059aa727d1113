"""Which versions of each head exist, which one serves, and why: folders and one small file of pointers for each task.

    <root>/<task>/<version>/head.onnx, examples.npz, meta.json      never changed once they are there
    <root>/<task>/pointers.json                                     champion, day one, the line of champions, history

A version appears by renaming a finished, synced folder, and the pointers change by replacing their file, so that a kill
at any moment leaves the state before or after, never between. Writers of several processes take turns on a lock file.
"""

import contextlib
import functools
import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from models.examples import Examples
from models.export import EXAMPLES, HEAD, META, write_version
from models.heads import Head
from models.train import TrainedHead

TASKS = ("intent", "sentiment", "frustration")
SHIPPED = Path(__file__).parent
SHIPPED_AS = "v1"
POINTERS = "pointers.json"


class UnknownVersion(LookupError):
    """There is no such version, or the task has no champion yet (call `ensure_shipped` first)."""


class NothingToRollBack(Exception):
    """The champion is the first one: there is nothing before it."""


class Change(msgspec.Struct, frozen=True):
    """One line of a task's history. `at` is in milliseconds since the epoch; 0 where nobody said when."""

    kind: Literal["shipped", "promoted", "rejected", "rolled_back"]
    version: str
    reason: str
    at: int


class Pointers(msgspec.Struct, frozen=True):
    """`line` holds the champions in the order in which they served; the last one serves now."""

    day_one: str
    line: tuple[str, ...]
    history: tuple[Change, ...]


class Registry:
    """The versions below `root` (`<data>/models`)."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def ensure_shipped(self, at: int = 0) -> None:
        """Gives every task without a champion the shipped head as its first version, frozen as day one."""
        for task in TASKS:
            with self._turn(task):
                if (self.root / task / POINTERS).exists():
                    continue
                version = self._place(task, functools.partial(_copy, SHIPPED / task / SHIPPED_AS))
                change = Change("shipped", version, "shipped with this release", at)
                self._point(task, Pointers(version, (version,), (change,)))

    def add(self, task: str, trained: TrainedHead, meta: dict[str, Any]) -> str:
        """Stores a trained head and returns its version, such as `intent-0002-ab12cd`. It does not serve yet."""
        with self._turn(task):
            return self._place(task, lambda folder: write_version(folder, task, trained, meta))

    def add_files(self, task: str, contents: Mapping[str, bytes]) -> str:
        """Stores a version that was made elsewhere, by the content of each file, and returns its name."""

        def fill(folder: Path) -> None:
            for name, content in contents.items():
                (folder / name).write_bytes(content)

        with self._turn(task):
            return self._place(task, fill)

    def place_shipped(self, task: str) -> str:
        """Stores the shipped head of this release as a version; it does not serve yet."""
        with self._turn(task):
            return self._place(task, functools.partial(_copy, SHIPPED / task / SHIPPED_AS))

    def begin_anew(self, task: str, day_one: str, champion: str, reason: str, at: int) -> None:
        """Makes `champion` (or `day_one`, where it is "") serve, with nothing before it but `day_one`.

        For when the versions before can't be asked any more. History is kept; with neither, the task has no champion.
        """
        line = tuple(version for version in (day_one, champion) if version)
        with self._turn(task):
            told = self._or_nobody(task).history
            new = tuple(Change("promoted", version, reason, at) for version in line)
            self._point(task, Pointers(day_one, line, (*told, *new)))

    def tasks(self) -> list[str]:
        """Every task that has versions, by name."""
        return sorted(path.name for path in self.root.glob("*") if self.versions(path.name))

    def folder(self, task: str, version: str) -> Path:
        """Where a version's files are. Raises UnknownVersion."""
        return self._folder(task, version)

    def champion(self, task: str) -> str:
        """The version that serves. Raises UnknownVersion where none does: a task that day one did not have."""
        line = self._pointers(task).line
        if not line:
            raise UnknownVersion(f"{task} has no champion in {self.root}")
        return line[-1]

    def day_one(self, task: str) -> str:
        """The version of the first day, kept for comparison; "" where nothing served then."""
        return self._pointers(task).day_one

    def history(self, task: str) -> list[Change]:
        """Every promotion, rejection and rollback, oldest first."""
        return list(self._pointers(task).history)

    def versions(self, task: str) -> list[str]:
        """All versions of a task, oldest first."""
        folder = self.root / task
        return sorted(path.name for path in folder.glob(f"{task}-*") if path.is_dir()) if folder.is_dir() else []

    def promote(self, task: str, version: str, reason: str, at: int) -> None:
        """Makes `version` the champion, the first one too. Promoting the champion again changes nothing."""
        self._folder(task, version)
        with self._turn(task):
            now = self._or_nobody(task)
            if now.line[-1:] != (version,):
                self._point(task, _with(now, (*now.line, version), Change("promoted", version, reason, at)))

    def reject(self, task: str, version: str, reason: str, at: int) -> None:
        """Writes down that `version` was weighed and did not become champion."""
        self._folder(task, version)
        with self._turn(task):
            now = self._or_nobody(task)
            self._point(task, _with(now, now.line, Change("rejected", version, reason, at)))

    def rollback(self, task: str, reason: str, at: int) -> str:
        """Makes the champion before this one serve again and returns it, "" where nothing served on day one.

        Raises NothingToRollBack on day one.
        """
        with self._turn(task):
            now = self._pointers(task)
            if len(now.line) < (2 if now.day_one else 1):
                raise NothingToRollBack(f"{task} serves what it served on the first day")
            self._point(task, _with(now, now.line[:-1], Change("rolled_back", now.line[-1], reason, at)))
            return now.line[-2] if len(now.line) > 1 else ""

    def prune(self, task: str, most: int) -> list[str]:
        """Forgets all versions but day one and the newest `most`, the champion among them; returns what is gone.

        The line of champions ends where its versions do. History keeps its words.
        """
        with self._turn(task):
            now = self._pointers(task)
            kept = {now.day_one, *now.line[-1:], *self.versions(task)[-most:]}
            gone = [version for version in self.versions(task) if version not in kept]
            if gone:
                line = tuple(version for version in now.line if version in kept)
                self._point(task, Pointers(now.day_one, line, now.history))
            for version in gone:
                shutil.rmtree(self.root / task / version)
            return gone

    def load(self, task: str, version: str) -> Head:
        """The head of a version. Raises UnknownVersion."""
        return Head.load(self._folder(task, version) / HEAD)

    def examples(self, task: str, version: str) -> Examples | None:
        """The labelled examples that a version was trained on, where it keeps them. Raises UnknownVersion."""
        path = self._folder(task, version) / EXAMPLES
        return Examples.load(path) if path.exists() else None

    def meta(self, task: str, version: str) -> dict[str, Any]:
        """Dataset hash, number of examples, metrics, provenance, `created_at`. Raises UnknownVersion."""
        facts: dict[str, Any] = json.loads((self._folder(task, version) / META).read_bytes())
        return facts

    def _folder(self, task: str, version: str) -> Path:
        if version not in self.versions(task):
            raise UnknownVersion(f"{task} has no version {version!r} in {self.root}")
        return self.root / task / version

    def _pointers(self, task: str) -> Pointers:
        try:
            return msgspec.json.decode((self.root / task / POINTERS).read_bytes(), type=Pointers)
        except FileNotFoundError as problem:
            raise UnknownVersion(f"{task} has no champion in {self.root}") from problem

    def _or_nobody(self, task: str) -> Pointers:
        """The pointers of a task that may not have had a champion yet."""
        return self._pointers(task) if (self.root / task / POINTERS).exists() else Pointers("", (), ())

    def _point(self, task: str, pointers: Pointers) -> None:
        target = self.root / task / POINTERS
        beside = target.with_suffix(".new")
        beside.write_bytes(msgspec.json.format(msgspec.json.encode(pointers)))
        _sync(beside)
        beside.replace(target)
        _sync(target.parent)

    def _place(self, task: str, fill: Callable[[Path], None]) -> str:
        beside = Path(tempfile.mkdtemp(prefix=".adding-", dir=self.root / task))
        try:
            fill(beside)
            for path in (*beside.iterdir(), beside):
                _sync(path)
            number = max((int(name.split("-")[1]) for name in self.versions(task)), default=0) + 1
            digest = hashlib.sha256((beside / HEAD).read_bytes()).hexdigest()[:6]
            version = f"{task}-{number:04}-{digest}"
            beside.rename(self.root / task / version)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        _sync(self.root / task)
        return version

    @contextlib.contextmanager
    def _turn(self, task: str) -> Iterator[None]:
        """One writer of a task at a time, over all processes; a killed writer's turn ends with it."""
        folder = self.root / task
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / ".lock").open("w") as lock:
            if sys.platform != "win32":
                import fcntl

                fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _with(now: Pointers, line: tuple[str, ...], change: Change) -> Pointers:
    return Pointers(now.day_one, line, (*now.history, change))


def _copy(source: Path, target: Path) -> None:
    for name in (HEAD, EXAMPLES, META):
        if (source / name).exists():
            shutil.copyfile(source / name, target / name)


def _sync(path: Path) -> None:
    """Makes a file, or a folder's list of names, survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
