"""What the demo remembers between starts, and whether anything has to be made before this one."""

import secrets
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
    proof_secret: str = ""  # proves the product's signed-in visitor
    token: str = ""  # asks the product's books


class Prepared:
    """The demo's site and log-in, and how far its history is."""

    def __init__(self, path: Path, state: State, lookups: str) -> None:
        self._path = path
        self._lookups = lookups
        self._state = state
        self.site = SITE
        self.site_key = SITE_KEY
        self.email = EMAIL
        self.password = state.password

    @property
    def environment(self) -> dict[str, str]:
        """What server and product know beside the settings: the look-ups, and the secrets between the two."""
        return {
            "HANDRAIL_LOOKUPS": self._lookups,
            "QUILLBOOK_PROOF_SECRET": self._state.proof_secret,
            "QUILLBOOK_TOKEN": f"Bearer {self._state.token}",
        }

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
    made = (settings.data / "handrail.db").exists()
    if state is None or state.made_from != wanted or not state.proof_secret or not made:
        # imported here: a later start with nothing to make is four seconds quicker without encoder, index and store
        furnish = import_module("server.demo.furnishing").furnish
        proof_secret, token = _kept_or_new(state)
        known = state.password if state else None
        password = furnish(settings, SITE, SITE_KEY, EMAIL, _origins(settings), known, proof_secret)
        state = State(password, wanted, state.history_done if state else False, proof_secret, token)
        _keep(path, state)
    return Prepared(path, state, settings.lookups or str(_lookups(settings)))


def _kept_or_new(state: State | None) -> tuple[str, str]:
    """(proof secret, token): a running product keeps its own."""
    kept = state or State("")
    return kept.proof_secret or secrets.token_urlsafe(32), kept.token or secrets.token_urlsafe(32)


def _lookups(settings: Settings) -> Path:
    """The demo's look-ups with the product's address of today, in the data folder."""
    path = settings.data / "lookups.toml"
    declared = (files("server") / "demo" / "lookups.toml").read_text(encoding="utf-8")
    path.write_text(declared.replace("http://127.0.0.1:8790", settings.demo_url), encoding="utf-8")
    return path


def _remembered(path: Path) -> State | None:
    try:
        return msgspec.json.decode(path.read_bytes(), type=State)
    except FileNotFoundError:
        return None
    except msgspec.DecodeError:
        raise Misconfigured(f"{path} is broken: delete it, or start anew with `handrail demo --fresh`") from None


def _made_from(settings: Settings) -> str:
    """Changes when the help centre, the notes, the addresses or the version do."""
    made = sha256(repr((version("handrail"), _origins(settings))).encode())
    demo = Path(str(files("server") / "demo"))
    for article in sorted([*demo.glob("help/*.md"), *demo.glob("notes/*.md")]):
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
