"""`handrail serve`: gateway and API in one process."""

from pathlib import Path

import rich_click as click

from server.api.auth import first_admin
from server.app import create_app
from server.clock import now_ms
from server.commands.options import data_option
from server.ports import check_port
from server.process import configure_logs, run
from server.rooms import open_database
from server.settings import load_settings


@click.command()
@data_option
@click.option("--host", help="Address to listen on. [default: $HANDRAIL_HOST or 127.0.0.1]")
@click.option("--port", type=click.IntRange(1, 65535), help="Port. [default: $HANDRAIL_PORT or 8787]")
def command(data: Path | None, host: str | None, port: int | None) -> None:
    """Run the gateway and the API. The first start makes an admin and prints its one-time password."""
    settings = load_settings(data=data, host=host, port=port)
    configure_logs(settings.log_level)
    check_port(settings.host, settings.port, "the server", "HANDRAIL_PORT")
    with open_database(settings) as db:
        made = first_admin(db, now_ms())
    if made:
        click.echo(f"First admin: {made[0]}\nOne-time password: {made[1]} (shown this once; change it at log-in)")
    click.echo(f"Handrail serves at {settings.base_url} (data in {settings.data})")
    app = create_app(settings)
    run(app, settings, settings.port, lambda: app.state.gateway.close())
