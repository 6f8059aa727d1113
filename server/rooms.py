"""Opens the domain rooms on one data folder: what the web process, the worker and the commands share."""

from collections.abc import Iterator
from contextlib import contextmanager

from msgspec import Struct

from models.encode import Encoder
from models.imported.shelf import Shelf
from models.registry import Registry
from models.renew import renew
from server.answering.consider import Considerer
from server.clock import new_key, now_ms
from server.errors import Misconfigured, NotFound
from server.eventlog import SqliteEventLog
from server.knowledge.encoders import Encoders
from server.knowledge.knowledge import Knowledge
from server.learning.learned import Learned
from server.settings import Settings
from server.store import sites
from server.store.database import Database
from server.understanding import Understanding

DEFAULT_SITE = "default"


@contextmanager
def open_database(settings: Settings) -> Iterator[Database]:
    """The operational database at its newest revision. Raises Misconfigured when the folder can't be written."""
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Misconfigured(f"{settings.data} can't be made ({error.strerror}): set HANDRAIL_DATA or --data") from None
    db = Database(settings.database_url)
    try:
        db.migrate()
        yield db
    finally:
        db.close()


def pick_site(db: Database, site: str | None, now: int) -> str:
    """The named site, or the only one; on an empty installation a first one, `default`, is made.

    Raises NotFound, naming the sites there are.
    """
    names: list[str] = [row.id for row in db.read(sites.every)]
    if site is not None and site in names:
        return site
    if site is None and len(names) == 1:
        return names[0]
    if not names and site in (None, DEFAULT_SITE):
        db.write(sites.create, DEFAULT_SITE, new_key(), "Default", [], False, now)
        return DEFAULT_SITE
    if not names:
        raise NotFound(f"there is no site {site} yet: `handrail kb sync FOLDER --site {site}` makes it")
    raise NotFound(f"which site? There are: {', '.join(names)} (say --site ID)")


class Rooms(Struct, frozen=True):
    """Every domain room of one process."""

    settings: Settings
    db: Database
    log: SqliteEventLog
    registry: Registry
    encoder: Encoder
    encoders: Encoders
    understanding: Understanding
    knowledge: Knowledge
    learned: Learned
    considerer: Considerer


@contextmanager
def open_rooms(settings: Settings) -> Iterator[Rooms]:
    """All rooms, with the models that serve now. The log is the caller's to close where it was written to."""
    with open_database(settings) as db:
        registry = Registry(settings.models_path)
        registry.ensure_shipped(now_ms())
        encoder = Encoder.load()
        renew(registry, encoder, now_ms())
        encoders = Encoders(db, Shelf(settings.models_path), encoder)
        knowledge = Knowledge(db, encoders)
        knowledge.refresh()
        learned = Learned(db, registry)
        learned.refresh()
        yield Rooms(
            settings=settings,
            db=db,
            log=SqliteEventLog(settings.log_path),
            registry=registry,
            encoder=encoder,
            encoders=encoders,
            understanding=Understanding.load(registry, encoder),
            knowledge=knowledge,
            learned=learned,
            considerer=Considerer(knowledge, learned, encoder, learned),
        )
