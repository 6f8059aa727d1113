"""The room put together: takes in what a visitor attaches, and removes what came with no turn.

The steps of one file: kind (by content) -> quotas -> read (in the reader's process) -> masked -> bytes on disk -> row.
Words are masked before they are stored or shown to anybody, and lines with personal data are covered on the picture;
of a document only the masked text is kept.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from pathlib import Path, PureWindowsPath
from typing import Any

import structlog
from msgspec import Struct
from sqlalchemy import Connection

from server.errors import HandrailError, Overloaded, Unavailable
from server.files.kinds import PICTURES, kind_of
from server.files.readers import Read, Readers
from server.files.shelf import Shelf
from server.store import files
from server.store.database import Database
from server.understanding.personal import Masked, mask

DAY_MS = 86_400_000
UNUSED_MS = DAY_MS  # what no turn came with is removed after a day; what a turn has lives as long as its conversation
SWEEP_S = 3_600.0
MOST_A_SESSION = 12  # files of one visit: four turns with three each
SITE_DAY_BYTES = 500_000_000  # of one site in 24 hours: some 500 screenshots of a megabyte
MOST_NAME = 120  # characters
LONGEST_ENDING = 5  # characters of a name after its last dot: "jpeg"
PREVIEW = 200  # characters of what was read
UNNAMED = "file"


class Taken(Struct, frozen=True):
    """A file that was taken in: `words` as far as they are stored. `bytes` as uploaded, `width`, `height` as kept."""

    id: str
    kind: str  # image | document
    name: str
    bytes: int
    width: int
    height: int
    words: str

    @property
    def preview(self) -> str:
        """The first words, masked."""
        return self.words[:PREVIEW]


class Files:
    """Every file of an installation. `clock` is Unix ms, `token` makes ids."""

    def __init__(
        self,
        db: Database,
        folder: Path,
        clock: Callable[[], int],
        token: Callable[[], str],
        readers: Readers | None = None,
    ) -> None:
        self.shelf = Shelf(folder)
        self.readers = readers or Readers()
        self._db = db
        self._clock = clock
        self._token = token
        self._under_way: Counter[str] = Counter()

    async def take(self, site: str, session: str, name: str, data: bytes) -> Taken:
        """Reads and keeps a file: when this returns it is on disk.

        Raises TooLarge, Unsupported, Unreadable, Overloaded (a quota, or too many at once), Unavailable.
        """
        kind = await asyncio.to_thread(kind_of, data)
        self._under_way[session] += 1
        try:
            await self._check_quotas(site, session)
            covering = Covering()
            read = await self.readers.read(kind, data, covering.hide)
            words = await asyncio.to_thread(covering.words, read.lines)
            taken = Taken(
                id=self._token(),
                kind="image" if kind in PICTURES else "document",
                name=cleaned(name),
                bytes=len(data),
                width=read.width,
                height=read.height,
                words=words,
            )
            await self._keep(site, session, taken, read)
            return taken
        finally:
            self._under_way[session] -= 1
            self._under_way += Counter()  # forgets those at nought

    async def tend(self) -> None:
        """Removes what is not needed, now and every hour, until cancelled."""
        while True:
            try:
                await self.sweep()
            except (HandrailError, OSError) as error:  # the next hour tries again
                structlog.get_logger().error("files_not_swept", error=type(error).__name__)
            await asyncio.sleep(SWEEP_S)

    async def sweep(self) -> int:
        """Removes files that came with no turn, and bytes that nobody knows of; returns how many."""
        before = self._clock() - UNUSED_MS
        unused = await self._db.aread(files.unused, before)
        if unused:
            await self._db.awrite(files.remove, unused)
        old = await asyncio.to_thread(lambda: [*self.shelf.older(before), *unused])
        known = await self._db.aread(_known, old)
        gone = set(old) - known
        for name in gone:
            await asyncio.to_thread(self.shelf.remove, name)
        return len(gone)

    async def close(self) -> None:
        """Ends the reader."""
        await self.readers.close()

    async def _check_quotas(self, site: str, session: str) -> None:
        count = await self._db.aread(files.count_of_session, site, session)
        if count + self._under_way[session] > MOST_A_SESSION:
            raise Overloaded(
                f"{MOST_A_SESSION} files were attached already: describe the rest in words.", "session_full"
            )
        if await self._db.aread(files.bytes_since, site, self._clock() - DAY_MS) > SITE_DAY_BYTES:
            raise Overloaded("No more files are taken today: describe it in words.", "site_full")

    async def _keep(self, site: str, session: str, taken: Taken, read: Read) -> None:
        kept = read.picture.data if read.picture else taken.words.encode()
        row: dict[str, Any] = {
            "id": taken.id,
            "site": site,
            "session": session,
            "at": self._clock(),
            "kind": taken.kind,
            "type": read.picture.media if read.picture else "text/plain",
            "name": taken.name,
            "bytes": taken.bytes,
            "width": taken.width,
            "height": taken.height,
            "words": taken.words,
        }
        try:
            await asyncio.to_thread(self.shelf.put, taken.id, kept)
        except OSError as error:
            raise Unavailable(f"Files can't be kept right now ({error.strerror}).") from None
        try:
            await self._db.awrite(files.put, row)
        except BaseException:
            self.shelf.remove(taken.id)
            raise


class Covering:
    """The words of one file, masked once: what is to be covered on the picture follows from it."""

    def __init__(self) -> None:
        self._masked: Masked | None = None

    def words(self, lines: list[str]) -> str:
        """The lines as they are stored."""
        if self._masked is None:
            self._masked = mask("\n".join(lines))
        return self._masked.text

    def hide(self, lines: list[str]) -> list[int]:
        """Numbers of the lines that hold something personal."""
        self.words(lines)
        spans = self._masked.spans if self._masked else ()
        hidden, start = [], 0
        for number, line in enumerate(lines):
            end = start + len(line)
            if any(span.start < end and start < span.end for span in spans):
                hidden.append(number)
            start = end + 1
        return hidden


def cleaned(name: str) -> str:
    """A file's name as it is shown: without folders, control characters and personal data."""
    last = PureWindowsPath(name).name  # both kinds of slashes
    shown = "".join(letter if letter.isprintable() else " " for letter in last)
    stem, dot, ending = " ".join(shown.split()).rpartition(".")
    if not stem or len(ending) > LONGEST_ENDING:
        stem, dot, ending = stem + dot + ending, "", ""
    room = MOST_NAME - len(dot + ending)
    return mask(stem).text[:room] + dot + ending if stem else UNNAMED  # "ann@shop.png" is no address with its ending


def _known(conn: Connection, ids: list[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(ids), 500):
        found |= files.known(conn, ids[start : start + 500])
    return found
