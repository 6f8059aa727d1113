"""What a source holds right now: a folder's files, or the files that were brought to us (the web: places.py).

An origin lists everything, or looks at one path again. What it says is always the state of this moment: a change that
was told is only a reason to look.
"""

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, Protocol

from msgspec import Struct

from server.errors import Unavailable
from server.knowledge.sources import Source
from server.knowledge.web.fetched import Known as KnownPage
from server.store import sources as statements
from server.store.database import Database

READ = frozenset(
    {".md", ".markdown", ".mdown", ".mdx", ".html", ".htm", ".xhtml", ".txt", ".text", ".csv", ".tsv", ".tab"}
    | {".pdf", ".docx", ".pptx", ".xlsx", ".doc", ".ppt", ".xls"}
)
# What people take for an article and no reader can open: each gets a reason. Pictures, scripts and the like are passed.
REFUSED = frozenset(
    {".rtf", ".odt", ".odp", ".ods", ".pages", ".key", ".numbers", ".epub", ".docm", ".xlsm"}
    | {".zip", ".tar", ".gz", ".7z", ".rar"}
)
PACKAGES = "node_modules"  # beside the articles of many a help centre, full of files that are none
MOST_FILE_BYTES = 64 * 1024 * 1024  # a little over what any format takes: the readers say what is too much
MOST_LISTED = 200_000  # files of one source; a folder with more was meant for something else


class Incomplete(Exception):
    """Raised at the end of a listing that did not see everything: nothing may be deleted by it."""


Known = Callable[[str], KnownPage | None]  # by the path of an article


class Look(Struct, frozen=True, kw_only=True):
    """What is at a path: content ("there"), as it was ("same"), nothing ("gone"), or what can't be read ("broken").

    `path` is the article's, prefix included. What is gone may have a reason that staff should hear. A failure that
    may pass (a network, a disk) is an exception instead.
    """

    path: str
    state: Literal["there", "same", "gone", "broken"]
    data: bytes = b""
    content_type: str = ""
    etag: str = ""
    modified: str = ""
    links: tuple[str, ...] = ()
    reason: str = ""


class Origin(Protocol):
    """The place that a source names."""

    def everything(self, known: Known) -> Iterator[Look]:
        """Everything that is there, one after another; what isn't named is gone.

        Raises Unavailable when the place can't be reached, Incomplete at the end when something stayed unseen.
        """

    def again(self, path: str, known: Known) -> Look:
        """What is at one path now. Raises Unavailable when that can't be said."""

    def is_gone(self, path: str) -> bool:
        """Whether what a listing of everything didn't name is gone. Raises Unavailable."""

    def mark(self) -> str:
        """Which place it is; another one under the same name has another mark."""


class FolderOrigin:
    """Files below a folder. Hidden ones, and links that lead out of it, are left alone."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._root = Path(source.address)

    def everything(self, known: Known) -> Iterator[Look]:
        mark = self.mark()
        troubles: list[OSError] = []
        found = 0
        for name in _walk(self._root, troubles):
            look = self.again(self._source.prefix + name, known)
            if look.state != "gone":
                found += 1
                yield look
            if found > MOST_LISTED:
                raise Incomplete(f"The folder has more than {MOST_LISTED:,} files: name the one with the articles.")
        if self.mark() != mark:
            raise Unavailable("The folder was exchanged while it was read.")
        if troubles:
            raise Incomplete(f"{troubles[0].filename} can't be read: {troubles[0].strerror}")
        if not found and self._source.report.root not in ("", mark):
            raise Unavailable(f"{self._root} is another folder than before, and empty: is a drive not mounted?")

    def again(self, path: str, known: Known) -> Look:
        name = path.removeprefix(self._source.prefix)
        at = self._root / name
        try:
            name.encode()
            inside = at.resolve(strict=True)
            if not inside.is_relative_to(self._root) or not stat.S_ISREG(inside.stat().st_mode) or _hidden(name):
                return self._gone(path)
            with inside.open("rb") as file:
                return Look(path=path, state="there", data=file.read(MOST_FILE_BYTES))
        except UnicodeEncodeError:
            shown = path.encode(errors="backslashreplace").decode()
            return Look(path=shown, state="broken", reason="the name of the file is not UTF-8")
        except (FileNotFoundError, NotADirectoryError):
            return self._gone(path)
        except (OSError, RuntimeError, ValueError) as problem:  # a loop of links, a null in the name
            said = getattr(problem, "strerror", None) or "its name leads nowhere"
            return Look(path=path, state="broken", reason=f"the file can't be read: {said}")

    def is_gone(self, path: str) -> bool:
        return self.again(path, unknown).state == "gone"  # it may have come back since the listing

    def mark(self) -> str:
        try:
            its = self._root.stat()
        except OSError as problem:
            raise Unavailable(f"{self._root} can't be read: {problem.strerror}") from None
        if not stat.S_ISDIR(its.st_mode):
            raise Unavailable(f"{self._root} is no folder any more.")
        return f"{its.st_dev}:{its.st_ino}"

    def _gone(self, path: str) -> Look:
        self.mark()  # with the folder away nothing can be said of its files
        return Look(path=path, state="gone")


class FilesOrigin:
    """Files that were uploaded or sent."""

    def __init__(self, db: Database, source: Source) -> None:
        self._db = db
        self._source = source

    def everything(self, known: Known) -> Iterator[Look]:
        for row in self._db.read(statements.files, self._source.id):
            look = self.again(self._source.prefix + row.path, known)
            if look.state != "gone":
                yield look

    def again(self, path: str, known: Known) -> Look:
        row = self._db.read(statements.file, self._source.id, path.removeprefix(self._source.prefix))
        if row is None:
            return Look(path=path, state="gone")
        return Look(path=path, state="there", data=row.data, content_type=row.content_type)

    def is_gone(self, path: str) -> bool:
        return self.again(path, unknown).state == "gone"

    def mark(self) -> str:
        return ""


def unknown(path: str) -> KnownPage | None:
    """Nothing is known of any page: each is to be taken anew."""
    return None


def is_read(name: str) -> bool:
    """Whether a file of this name is taken for an article."""
    return Path(name).suffix.lower() in READ | REFUSED and not _hidden(name)


def _hidden(name: str) -> bool:
    return any(_is_hidden(part) for part in Path(name).parts)


def _is_hidden(part: str) -> bool:
    return part.startswith(".") or part == PACKAGES


def _walk(root: Path, troubles: list[OSError]) -> Iterator[str]:
    """Names below the root in their order; folders that can't be read are added to `troubles`."""
    for at, folders, names in os.walk(root, onerror=troubles.append):
        folders[:] = sorted(name for name in folders if not _is_hidden(name))
        inner = Path(at).relative_to(root)
        yield from ((inner / name).as_posix() for name in sorted(names) if is_read(name))
