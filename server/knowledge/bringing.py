"""Files that are uploaded or sent: kept for the source that has nothing else, and told, so that they are live soon."""

from sqlalchemy import Connection

from server.errors import Conflict, Invalid, NotFound, TooLarge
from server.knowledge import deliveries
from server.knowledge.formats.reading import within_limit
from server.knowledge.sources import BROUGHT, Source, find, path_of
from server.store import sources as statements

MOST_FILES = 10_000  # of one source
MOST_BYTES = 2 * 1024**3  # of all files of one source; they are in the database


def bring(conn: Connection, source_id: str, name: str, data: bytes, content_type: str, by: str, now: int) -> str:
    """Keeps a file of a source of the kinds upload and api; one of the same name is replaced. Returns the path
    of its article.

    What can be seen at once is said at once: raises Invalid, TooLarge, Unsupported, Unreadable; Conflict where the
    source is full; NotFound.
    """
    source = _brought(conn, source_id)
    path = path_of(source, name)
    within_limit(data)
    own = path.removeprefix(source.prefix)
    count, total = statements.held(conn, source_id, but=own)
    if count >= MOST_FILES:
        raise Conflict(f"The source has {MOST_FILES:,} files already.")
    if total + len(data) > MOST_BYTES:
        raise TooLarge(f"The files of a source have at most {MOST_BYTES // 1024**3} GB together.")
    statements.put_file(conn, source_id, own, content_type, data, by, now)
    deliveries.tell(conn, source.site, source_id, "changed", path, now)
    return path


def take_back(conn: Connection, source_id: str, name: str, now: int) -> str:
    """Takes a file out of its source; returns the article's path. Raises NotFound where there is none."""
    source = _brought(conn, source_id)
    path = path_of(source, name)
    if not statements.drop_file(conn, source_id, path.removeprefix(source.prefix)):
        raise NotFound(f"The source has no file {name}.")
    deliveries.tell(conn, source.site, source_id, "deleted", path, now)
    return path


def _brought(conn: Connection, source_id: str) -> Source:
    source = find(conn, source_id)
    if source.kind not in BROUGHT:
        raise Invalid("Its files are where the source is: change them there.")
    return source
