"""`handrail password`: a way back in for who lost theirs."""

from pathlib import Path

import rich_click as click

from server.api.auth import reset_password
from server.commands.options import data_option
from server.rooms import open_database
from server.settings import load_settings


@click.command()
@click.argument("email")
@data_option
def command(email: str, data: Path | None) -> None:
    """Make a new one-time password for the member of staff with this EMAIL."""
    with open_database(load_settings(data=data)) as db:
        click.echo(f"One-time password: {reset_password(db, email)}")
