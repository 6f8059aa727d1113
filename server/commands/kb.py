"""`handrail kb`: brings articles in."""

from pathlib import Path

import msgspec
import rich_click as click
from rich.console import Console

from models.encode import Encoder
from server.clock import now_ms
from server.commands.options import data_option, site_option
from server.knowledge.sync import sync_folder
from server.rooms import open_database, pick_site
from server.settings import load_settings


@click.group()
def command() -> None:
    """Knowledge: bring articles in."""


@command.command()
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@data_option
@site_option
@click.option("--url-prefix", default="/help/", show_default=True, help="Where an article is found: prefix + its slug.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def sync(path: Path, data: Path | None, site: str | None, url_prefix: str, as_json: bool) -> None:
    """Make the site's knowledge equal to the Markdown files below PATH; exit 1 when a file was broken."""
    settings = load_settings(data=data)
    progress = Console(stderr=True)
    with open_database(settings) as db:
        chosen = pick_site(db, site, now_ms())
        with progress.status("Reading articles") as status:
            report = sync_folder(
                db,
                Encoder.load(),
                chosen,
                path,
                url_prefix,
                now_ms(),
                lambda name: status.update(f"Embedding {name}"),
            )
    if as_json:
        click.echo(msgspec.json.encode(report))
    else:
        click.echo(
            f"{chosen}: {report.articles} articles, {report.passages} passages "
            f"({len(report.added)} added, {len(report.changed)} changed, {len(report.deleted)} deleted, "
            f"{report.unchanged} unchanged), version {report.version}"
        )
    for broken in report.broken:
        click.echo(f"left out {broken.path}: {broken.reason}", err=True)
    if report.broken:
        raise SystemExit(1)
