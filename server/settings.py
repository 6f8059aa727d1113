"""Settings, read once from the environment (`HANDRAIL_*`); flags of the command line go before them."""

import os
from pathlib import Path

from msgspec import Struct, structs

from server.errors import Misconfigured

PREFIX = "HANDRAIL_"


class Secret(str):
    """A text that is not shown where settings are printed."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'" if self else "''"


class Settings(Struct, frozen=True, kw_only=True):
    """Everything that can be set, with its default. README lists each; a test holds the two together."""

    data: Path = Path(".handrail")
    """Folder of the databases, models and secrets of this installation."""
    host: str = "127.0.0.1"
    """Address that the server, the dashboard and the demo product listen on."""
    port: int = 8787
    """Port of gateway and API."""
    dashboard_port: int = 8788
    """Port of the dashboard."""
    demo_port: int = 8790
    """Port of the demo product."""
    url: str = ""
    """Where browsers and the dashboard reach the server; empty: http://host:port."""
    log_level: str = "info"
    """debug, info, warning or error."""
    trusted_proxy: bool = False
    """Whether X-Forwarded-For is believed (only behind a proxy of your own)."""

    lookups: str = ""
    """File of the look-ups of live data (docs/lookups.md); empty: none."""
    knowledge_folders: str = ""
    """Folders of this machine that sources may be made of over HTTP, "/srv/docs, /srv/help"; empty: none."""
    crawl_private: str = ""
    """Hosts at private addresses that sources may be fetched from, "wiki.example, docs.example:8080"; empty: none."""

    writer_url: str = ""
    """OpenAI-compatible endpoint that words answers (docs/writing.md), http://localhost:11434/v1; empty: none."""
    writer_model: str = ""
    """Name of the model there."""
    writer_key: Secret = Secret()
    """Its key, where it wants one."""
    writer_first_ms: int = 2500
    """Milliseconds until its first words; after that the quoted answer is sent."""
    writer_timeout_ms: int = 8000
    """Milliseconds until its last word; after that the quoted answer is sent."""

    @property
    def base_url(self) -> str:
        return self.url.rstrip("/") or f"http://{self.host}:{self.port}"

    @property
    def dashboard_url(self) -> str:
        return f"http://{self.host}:{self.dashboard_port}"

    @property
    def demo_url(self) -> str:
        return f"http://{self.host}:{self.demo_port}"

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.data / 'handrail.db'}"

    @property
    def log_path(self) -> Path:
        return self.data / "events.db"

    @property
    def files_path(self) -> Path:
        return self.data / "files"

    @property
    def lookups_path(self) -> Path | None:
        return Path(self.lookups).expanduser() if self.lookups else None

    @property
    def knowledge_roots(self) -> tuple[Path, ...]:
        named = (part.strip() for part in self.knowledge_folders.split(","))
        return tuple(Path(part).expanduser().resolve() for part in named if part)

    @property
    def models_path(self) -> Path:
        return self.data / "models"


def load_settings(environment: dict[str, str] | None = None, **flags: object) -> Settings:
    """Settings from the environment, flags that are not None before them. Raises Misconfigured, naming the setting."""
    source = os.environ if environment is None else environment
    values: dict[str, object] = {}
    for field in structs.fields(Settings):
        flag = flags.get(field.name)
        text = source.get(PREFIX + field.name.upper())
        if flag is not None:
            values[field.name] = flag
        elif text is not None:
            values[field.name] = _parsed(field.name, field.type, text)
    return Settings(**values)  # type: ignore[arg-type]


def _parsed(name: str, kind: object, text: str) -> object:
    if kind is Path:
        return Path(text).expanduser()
    if kind is bool:
        if text.lower() not in {"0", "1", "true", "false", "yes", "no"}:
            raise Misconfigured(f"{PREFIX}{name.upper()} is {text!r}: say true or false")
        return text.lower() in {"1", "true", "yes"}
    if kind is Secret:
        return Secret(text)
    if kind is int:
        if not text.isdigit() or not 0 < int(text) < 65536:
            raise Misconfigured(f"{PREFIX}{name.upper()} is {text!r}: it takes a whole number between 1 and 65535")
        return int(text)
    return text
