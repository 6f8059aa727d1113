"""`handrail kb`: brings articles in."""

from contextlib import closing
from pathlib import Path

import msgspec
import rich_click as click
from rich.console import Console

from models.encode import Encoder
from models.imported.shelf import Shelf
from server.clock import now_ms
from server.commands.options import data_option, site_option
from server.knowledge.apart import Readers
from server.knowledge.encoders import Encoders
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
    """Make the site's knowledge equal to the files below PATH; exit 1 when one was broken.

    Markdown, HTML, PDF, DOCX, PPTX, XLSX, CSV and plain text. PATH becomes a source of the site, which `handrail work`
    watches from then on.
    """
    settings = load_settings(data=data)
    progress = Console(stderr=True)
    with open_database(settings) as db, closing(Readers()) as readers:
        chosen = pick_site(db, site, now_ms())
        with progress.status("Reading articles") as status:
            report = sync_folder(
                db,
                Encoders(db, Shelf(settings.models_path), Encoder.load()),
                chosen,
                path,
                url_prefix,
                now_ms(),
                lambda name: status.update(f"Reading {name}"),
                readers,
                [settings.data],
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
