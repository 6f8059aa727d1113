"""What the demo remembers between starts, and whether anything has to be made before this one."""

import shutil
from hashlib import sha256
from importlib import import_module
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

import msgspec
from msgspec import Struct

from server.errors import Misconfigured
from server.settings import Settings

SITE = "quillbook"
SITE_KEY = "hr_quillbook_demo"
EMAIL = "ada@quillbook.example"
STATE = "demo.json"


class State(Struct):
    """The file's content; it is readable by its owner alone. `made_from` names what the data was made from."""

    password: str
    made_from: str = ""
    history_done: bool = False


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
    """Makes what is missing or out of date; `fresh` throws the demo's data away first."""
    path = settings.data / STATE
    if fresh and path.exists():
        shutil.rmtree(settings.data)
    settings.data.mkdir(parents=True, exist_ok=True)
    state = _remembered(path)
    wanted = _made_from(settings)
    if state is None or state.made_from != wanted or not (settings.data / "handrail.db").exists():
        # imported here: a later start with nothing to make is four seconds quicker without encoder, index and store
        furnish = import_module("server.demo.furnishing").furnish
        password = furnish(settings, SITE, SITE_KEY, EMAIL, _origins(settings), state.password if state else None)
        state = State(password, wanted, state.history_done if state else False)
        _keep(path, state)
    return Prepared(path, state)


def _remembered(path: Path) -> State | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=State)
    except FileNotFoundError:
        return None
    except msgspec.DecodeError:
        raise Misconfigured(f"{path} is broken: delete it, or start anew with `handrail demo --fresh`") from None


def _made_from(settings: Settings) -> str:
    """Changes when the help centre, the addresses or the version do."""
    made = sha256(repr((version("handrail"), _origins(settings))).encode())
    for article in sorted(Path(str(files("server") / "demo" / "help")).glob("*.md")):
        made.update(article.read_bytes())
    return made.hexdigest()[:16]


def _origins(settings: Settings) -> list[str]:
    """The product's origin, by name too where it listens on this machine."""
    same = [settings.demo_url]
    if settings.host == "127.0.0.1":
        same.append(f"http://localhost:{settings.demo_port}")
    return same


def _keep(path: Path, state: State) -> None:
    fresh = path.with_suffix(".new")
    fresh.touch(mode=0o600)
    fresh.write_bytes(msgspec.json.encode(state))
    fresh.replace(path)
