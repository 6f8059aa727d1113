"""`handrail dashboard`: Streamlit on the dashboard's pages, told where the API is."""

import os
import sys
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path

import rich_click as click

from server.commands.options import data_option
from server.errors import Misconfigured
from server.settings import Settings, load_settings


def streamlit_call(settings: Settings) -> tuple[list[str], dict[str, str]]:
    """The command line and environment of the dashboard. Raises Misconfigured where Streamlit is missing."""
    if find_spec("streamlit") is None:
        raise Misconfigured("the dashboard needs Streamlit: pip install 'handrail[dashboard]'")
    flags = {
        "server.address": settings.host,
        "server.port": str(settings.dashboard_port),
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        "client.toolbarMode": "minimal",
        "client.showErrorDetails": "none",
    }
    call = [sys.executable, "-P", "-m", "dashboard.serve", "run", str(files("dashboard") / "app.py")]
    call += [f"--{name}={value}" for name, value in flags.items()]
    return call, {**os.environ, "HANDRAIL_URL": settings.base_url}


@click.command()
@data_option
@click.option("--host", help="Address to listen on. [default: $HANDRAIL_HOST or 127.0.0.1]")
@click.option("--port", "dashboard_port", type=click.IntRange(1, 65535), help="Port. [default: 8788]")
@click.option("--url", help="Where the server is. [default: $HANDRAIL_URL or http://127.0.0.1:8787]")
def command(data: Path | None, host: str | None, dashboard_port: int | None, url: str | None) -> None:
    """Run the dashboard; it talks to the server's API only, whatever --data says."""
    settings = load_settings(data=data, host=host, dashboard_port=dashboard_port, url=url)
    call, environment = streamlit_call(settings)
    click.echo(f"Dashboard at {settings.dashboard_url}, API at {settings.base_url}")
    sys.stdout.flush()
    os.execve(call[0], call, environment)  # noqa: S606 - our own interpreter; signals reach Streamlit directly
