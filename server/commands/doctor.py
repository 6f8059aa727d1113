"""`handrail doctor`: checks this installation and says what is wrong, and what to do."""

import os
import shutil
import socket
import sys
from collections.abc import Callable
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import rich_click as click
from rich.console import Console

from server.bundle import bundle
from server.commands.options import data_option
from server.errors import HandrailError, Misconfigured
from server.settings import Settings, load_settings

LEAST_FREE_MB = 500
Check = Callable[[Settings], str]


def _python(_: Settings) -> str:
    return sys.version.split()[0]


def _parts(_: Settings) -> str:
    extras = {"server": ("litestar", "onnxruntime", "faiss", "tokenizers"), "dashboard": ("streamlit", "plotly")}
    missing = {name for name, packages in extras.items() if not all(map(find_spec, packages))}
    if "server" in missing:
        raise Misconfigured("the server's packages are missing: pip install 'handrail[server]'")
    return "server only (for the dashboard: pip install 'handrail[dashboard]')" if missing else "server and dashboard"


def _folder(settings: Settings) -> str:
    folder = settings.data
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".doctor"
        probe.write_bytes(b"x")
        probe.unlink()
    except OSError as error:
        raise Misconfigured(
            f"{folder} can't be written ({error.strerror}): fix its rights or set HANDRAIL_DATA"
        ) from None
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < LEAST_FREE_MB:
        raise Misconfigured(f"{folder} has {free} MB left; {LEAST_FREE_MB} MB are needed")
    return f"{folder.resolve()}, {free // 1000} GB free"


def _secret(settings: Settings) -> str:
    path = settings.data / "secret"
    if not path.exists():
        return "made on the first start"
    if path.stat().st_mode & 0o077:
        raise Misconfigured(f"{path} can be read by others: chmod 600 {path}")
    return "readable by its owner alone"


def _encoder(_: Settings) -> str:
    from models.encode import Encoder, EncoderDamaged

    try:
        encoder = Encoder.load()
        length = float((encoder.encode("Where is my invoice?") ** 2).sum())
    except (EncoderDamaged, OSError) as error:
        raise Misconfigured(f"the encoder can't be loaded ({error}): run `python -m models.encoder.build`") from None
    if abs(length - 1) > 1e-3:
        raise Misconfigured("the encoder's vectors have a wrong length: run `python -m models.encoder.build`")
    return encoder.version


def _imported(settings: Settings) -> str:
    from server.commands.encoders import check

    return check(settings)


def _heads(settings: Settings) -> str:
    from models.registry import TASKS, Registry

    registry = Registry(settings.models_path)
    registry.ensure_shipped()
    return ", ".join(registry.load(task, registry.champion(task)).version for task in TASKS)


def _lookups(settings: Settings) -> str:
    from server.lookups.checking import read_table

    if settings.lookups_path is None:
        return "none (HANDRAIL_LOOKUPS names no file)"
    try:
        table = read_table(settings.lookups_path, os.environ)
    except Misconfigured as error:
        raise Misconfigured(f"{error.message} (a running server goes on with the version before)") from None
    return f"{', '.join(one.name for one in table.lookups) or 'none'} (version {table.version})"


def _files(_: Settings) -> str:
    missing = [name for name in ("PIL", "rapidocr", "onnxruntime", "pypdf", "defusedxml") if find_spec(name) is None]
    if missing:
        raise Misconfigured(f"{', '.join(missing)} missing: pip install 'handrail[server]'")
    from server.files.pictures import models

    if absent := [path.name for path in models().values() if not path.is_file()]:
        raise Misconfigured(f"{', '.join(absent)} missing: pip install --force-reinstall rapidocr")
    return f"pictures (rapidocr {version('rapidocr')}), PDF, DOCX, text"


def _widget(_: Settings) -> str:
    return f"build {bundle().build}"


def _database(settings: Settings) -> str:
    from server.rooms import open_database
    from server.store import sites

    with open_database(settings) as db:
        names = [row.id for row in db.read(sites.every)]
    return f"sites: {', '.join(names) or 'none yet'}"


def _log(settings: Settings) -> str:
    from server.eventlog.sqlite import SqliteEventLog

    return f"{SqliteEventLog(settings.log_path).last()} batches" if settings.log_path.exists() else "not begun"


def _ports(settings: Settings) -> str:
    used = []
    for port in (settings.port, settings.dashboard_port):
        with socket.socket() as probe:
            probe.settimeout(0.5)
            if probe.connect_ex((settings.host, port)) == 0:
                used.append(str(port))
    return f"in use: {', '.join(used)} (a running Handrail, or set HANDRAIL_PORT)" if used else "free"


CHECKS: dict[str, Check] = {
    "Python": _python,
    "Packages": _parts,
    "Data folder": _folder,
    "Secret": _secret,
    "Database": _database,
    "Event log": _log,
    "Encoder": _encoder,
    "Imported encoders": _imported,
    "Heads": _heads,
    "Look-ups": _lookups,
    "Attached files": _files,
    "Widget": _widget,
    "Ports": _ports,
}


@click.command()
@data_option
def command(data: Path | None) -> None:
    """Check this installation and say what is wrong. Exit 1 when something is."""
    settings = load_settings(data=data)
    console = Console(highlight=False, soft_wrap=True)
    wrong = 0
    for name, check in CHECKS.items():
        try:
            console.print(f"[green]ok[/]     {name}: {check(settings)}")
        except HandrailError as error:
            wrong += 1
            console.print(f"[red]wrong[/]  {name}: {error.message}")
        except Exception as error:  # a check that breaks is a finding, not the end of the visit
            wrong += 1
            console.print(f"[red]wrong[/]  {name}: {type(error).__name__}: {error}")
    if wrong:
        raise SystemExit(1)
