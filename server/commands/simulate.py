"""`handrail simulate`: a history of simulated visitors against a running server."""

import asyncio
from pathlib import Path

import rich_click as click
from rich.console import Console

from server.commands.options import data_option
from server.demo.history import VISITS_A_DAY, live_history
from server.demo.preparation import prepare
from server.settings import load_settings


@click.command()
@data_option
@click.option("--days", default=30, show_default=True, type=click.IntRange(1, 90), help="Days that end now.")
@click.option(
    "--visits", default=VISITS_A_DAY, show_default=True, type=click.IntRange(1, 5000), help="On a working day."
)
@click.option("--seed", default=7, show_default=True, help="The same seed makes the same visitors.")
@click.option("--url", help="Where the server is. [default: $HANDRAIL_URL or http://127.0.0.1:8787]")
def command(data: Path | None, days: int, visits: int, seed: int, url: str | None) -> None:
    """Let simulated visitors live a history through the real protocol.

    The server must run on the same data folder (`handrail serve --data DIR`). Everything is marked as simulated.
    """
    settings = load_settings(data=data, url=url)
    asyncio.run(live_history(settings, prepare(settings), days, Console(), visits, seed))
