"""Imports that the API was given, one at a time, in a thread beside the requests."""

import threading

import structlog

from server.errors import HandrailError, Overloaded
from server.tickets.columns import Columns
from server.tickets.importing import Importer, Interrupted
from server.tickets.reading import Opened

STOP_S = 30.0  # a few tickets' labels take a second


class Imports:
    """Runs imports. Two at once would take the models from visitors: the second is refused until the first ends."""

    def __init__(self, importer: Importer) -> None:
        self._ending = threading.Event()
        self._importer = Importer(importer.db, importer.reader, importer.clock, self._ending.is_set)
        self._busy = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self, site: str, name: str, data: bytes, wanted: Columns, by: str) -> str:
        """Begins an import and returns its id. Raises Overloaded, and what is wrong with the file."""
        if self._ending.is_set() or not self._busy.acquire(blocking=False):
            raise Overloaded("an import is under way: wait until it is done")
        try:
            id, opened = self._importer.begin(site, name, data, wanted, by)
            self._thread = threading.Thread(target=self._run, args=(site, id, opened), name="tickets", daemon=True)
            self._thread.start()
        except BaseException:
            self._busy.release()
            raise
        return id

    def wait(self, seconds: float = STOP_S) -> None:
        """Until what is under way has ended."""
        if self._thread is not None:
            self._thread.join(seconds)

    def close(self) -> None:
        """Ends what is under way after the tickets that it has in hand."""
        self._ending.set()
        self.wait()

    def _run(self, site: str, id: str, opened: Opened) -> None:
        try:
            self._importer.bring(site, id, opened)
        except (HandrailError, Interrupted):
            pass  # the import's state tells the first; the second goes on when the file is brought again
        except Exception as error:  # the state says so; the message may hold what somebody wrote
            structlog.get_logger().error("import_failed", site=site, error=type(error).__name__)
        finally:
            self._busy.release()
