"""Opens what keeps knowledge fresh, on the rooms of one process: readers, the way to the web, the keeper."""

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from server.clock import now_ms
from server.knowledge.apart import Readers
from server.knowledge.encoders import Encoders
from server.knowledge.keeper import Keeper
from server.knowledge.places import Places
from server.knowledge.re_embedding import go_on
from server.knowledge.watching import Watch
from server.knowledge.web.fetching import Fetcher
from server.knowledge.web.guard import Guard
from server.settings import Settings
from server.store.database import Database


@contextmanager
def open_keeper(
    settings: Settings, db: Database, encoders: Encoders, stop: threading.Event | None = None
) -> Iterator[Keeper]:
    """A keeper that works when it is told to; `stop` ends a crawl that is under way."""
    readers, fetcher = Readers(), Fetcher(Guard(settings.crawl_private))
    places = Places(db, fetcher, stop or threading.Event())
    chance = random.SystemRandom().random
    try:
        yield Keeper(db, places.of, readers, encoders, now_ms, chance, lambda: go_on(db, encoders, now_ms()))
    finally:
        readers.close()
        fetcher.close()


@contextmanager
def keeping(settings: Settings, db: Database, encoders: Encoders, stop: threading.Event) -> Iterator[None]:
    """Keeps all sites' knowledge fresh in threads of their own; in the end `stop` is set, and they are waited for."""
    with open_keeper(settings, db, encoders, stop) as keeper:
        watch = threading.Thread(target=Watch(db, now_ms).run, args=(stop,), name="knowledge-watch")
        threads = [*keeper.run(stop), watch]
        watch.start()
        try:
            yield
        finally:
            stop.set()
            for thread in threads:
                thread.join()
