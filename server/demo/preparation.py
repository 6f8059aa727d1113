"""What the demo needs before it starts: its site, staff, models and help centre."""

import shutil
from importlib.resources import files
from pathlib import Path

import msgspec
from msgspec import Struct

from models.encode import Encoder
from models.registry import Registry
from server.api.auth import add_member, reset_password
from server.api.sites import create_site
from server.clock import now_ms
from server.knowledge.sync import sync_folder
from server.rooms import open_database
from server.settings import Settings
from server.store import sites, staff
from server.store.database import Database

SITE = "quillbook"
SITE_KEY = "hr_quillbook_demo"
HELP = Path(str(files("server") / "demo" / "help"))
EMAIL = "ada@quillbook.example"
STATE = "demo.json"


class State(Struct):
    """What the demo remembers between starts; the file is readable by its owner alone."""

    password: str
    history_done: bool = False
    days_done: int = 0


class Prepared:
    """The demo's site and log-in, and how far its history is."""

    def __init__(self, path: Path, state: State) -> None:
        self._path = path
        self._state = state
        self.site = SITE
        self.site_key = SITE_KEY
        self.email = EMAIL
        self.password = state.password

    @property
    def history_done(self) -> bool:
        return self._state.history_done

    def mark_history_done(self) -> None:
        """Later starts find the history there."""
        self._state.history_done = True
        _keep(self._path, self._state)


def prepare(settings: Settings, fresh: bool = False) -> Prepared:
    """Makes what is missing; `fresh` throws the demo's data away first."""
    path = settings.data / STATE
    if fresh and path.exists():
        shutil.rmtree(settings.data)
    settings.data.mkdir(parents=True, exist_ok=True)
    with open_database(settings) as db:
        Registry(settings.models_path).ensure_shipped(now_ms())
        if db.read(sites.find, SITE) is None:
            db.write(create_site, SITE, "Quillbook", [settings.demo_url], True, now_ms(), SITE_KEY)
        db.write(sites.set_origins, SITE, _origins(settings))
        sync_folder(db, Encoder.load(), SITE, HELP, settings.demo_url + "/help/", now_ms())
        state = _state(path, db)
    return Prepared(path, state)


def _origins(settings: Settings) -> list[str]:
    """The product's origin, by name too where it listens on this machine."""
    same = [settings.demo_url]
    if settings.host == "127.0.0.1":
        same.append(f"http://localhost:{settings.demo_port}")
    return same


def _state(path: Path, db: Database) -> State:
    if path.exists():
        state = msgspec.json.decode(path.read_bytes(), type=State)
        if db.read(staff.find_by_email, EMAIL):
            return state
    if db.read(staff.find_by_email, EMAIL):
        password = reset_password(db, EMAIL, must_change=False)
    else:
        password = add_member(db, EMAIL, "Ada Lind", "admin", now_ms(), must_change=False)
    state = State(password)
    _keep(path, state)
    return state


def _keep(path: Path, state: State) -> None:
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_bytes(msgspec.json.encode(state))
    fresh.replace(path)
