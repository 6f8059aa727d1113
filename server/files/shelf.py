"""The folder where files are kept, by id, readable by the server's account alone."""

import os
from collections.abc import Iterator
from pathlib import Path

HALF = ".half"  # a file that is being written; no id ends like this


class Shelf:
    """One folder. Ids are the server's own, never a visitor's words."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, id: str, data: bytes) -> None:
        """When this returns the bytes are on disk under their name, or none of them are. Raises OSError (disk full)."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        half = self._folder / (id + HALF)
        try:
            with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            half.rename(self._folder / id)
        except OSError:
            half.unlink(missing_ok=True)
            raise
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            os.fsync(folder)  # the name is durable, too
        finally:
            os.close(folder)

    def get(self, id: str) -> bytes | None:
        """The bytes; None when there are none."""
        try:
            return (self._folder / id).read_bytes()
        except FileNotFoundError:
            return None

    def remove(self, id: str) -> None:
        """Idempotent."""
        (self._folder / id).unlink(missing_ok=True)

    def older(self, before_ms: int) -> Iterator[str]:
        """Names written before that time, half-written ones too."""
        if self._folder.is_dir():
            for path in self._folder.iterdir():
                if path.stat().st_mtime_ns // 1_000_000 < before_ms:
                    yield path.name
