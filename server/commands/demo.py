"""`handrail demo`: everything on this machine - server, worker, dashboard, demo product, thirty days of history."""

import asyncio
import contextlib
import signal
import sys
from collections.abc import Coroutine
from importlib import import_module
from pathlib import Path

import rich_click as click
from rich.console import Console
from rich.table import Table

from server.bundle import bundle
from server.commands.dashboard import streamlit_call
from server.commands.options import data_option
from server.demo.household import Household, Part
from server.demo.preparation import Prepared, prepare
from server.ports import check_port
from server.settings import Settings, load_settings

DAYS = 30


@click.command()
@data_option
@click.option("--days", default=DAYS, show_default=True, type=click.IntRange(0, 90), help="Days of simulated history.")
@click.option("--fresh", is_flag=True, help="Throw the demo's data away and begin again.")
def command(data: Path | None, days: int, fresh: bool) -> None:
    """Start the whole product with a demo site and thirty days of history. Ctrl-C ends it; the data stays."""
    settings = load_settings(data=data)
    console = Console()
    bundle()
    check_port(settings.host, settings.port, "the server", "HANDRAIL_PORT")
    check_port(settings.host, settings.dashboard_port, "the dashboard", "HANDRAIL_DASHBOARD_PORT")
    check_port(settings.host, settings.demo_port, "the demo product", "HANDRAIL_DEMO_PORT")
    with console.status("Preparing the demo: database, models, help centre"):
        prepared = prepare(settings, fresh)
    asyncio.run(_live(settings, prepared, days, console))


async def _live(settings: Settings, prepared: Prepared, days: int, console: Console) -> None:
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    async with Household(settings.data / "logs", _parts(settings, prepared)) as household:
        with console.status("Starting server, worker, dashboard and the demo product"):
            await _first(ended, household.ready())
            await household.start(Part.handrail("worker", settings, "server.cli", "work"))
        console.print(_where(settings, prepared))
        if days and not prepared.history_done and not ended.is_set():
            await _first(ended, _history(settings, prepared, days, console), household.failure())
        if not ended.is_set():
            console.print("Ready. [dim]Ctrl-C ends the demo; its data stays.[/]")
            await _first(ended, household.failure())
    console.print("Ended.")


def _history(settings: Settings, prepared: Prepared, days: int, console: Console) -> Coroutine[object, object, None]:
    # imported here: a later start, without a history to live, is seconds quicker without what it needs
    live: Coroutine[object, object, None] = import_module("server.demo.history").live_history(
        settings, prepared, days, console
    )
    return live


def _parts(settings: Settings, prepared: Prepared) -> list[Part]:
    call, environment = streamlit_call(settings)
    more, demo_url = prepared.environment, settings.demo_url + "/"
    return [
        Part.handrail("server", settings, "server.cli", "serve", ready_url=settings.base_url + "/health", more=more),
        Part("dashboard", call, environment, settings.dashboard_url + "/_stcore/health"),
        Part.handrail("product", settings, "server.demo", prepared.site_key, ready_url=demo_url, more=more),
    ]


async def _first(ended: asyncio.Event, *work: Coroutine[object, object, None]) -> None:
    """Runs until one of `work` returns or fails, or the demo is ended; the rest is cancelled."""
    tasks = [asyncio.ensure_future(each) for each in (ended.wait(), *work)]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
    for task in done:
        task.result()


def _where(settings: Settings, prepared: Prepared) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2))
    table.add_row("[bold]Product", settings.demo_url + "/billing", "save a VAT number without its country, thrice")
    table.add_row("[bold]Dashboard", settings.dashboard_url, f"{prepared.email}   password: {prepared.password}")
    table.add_row("[bold]API", settings.base_url + "/schema", f"data in {settings.data}")
    sys.stdout.flush()
    return table
