"""`handrail kb sync`: makes a site's knowledge equal to folders, files and web sites, or to all its sources."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import rich_click as click
from msgspec import Struct
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from sqlalchemy import Connection

from models.encode import Encoder
from models.imported.shelf import Shelf
from server.clock import now_ms
from server.commands.options import data_option, site_option
from server.commands.sites import site_to_fill
from server.errors import HandrailError, Invalid
from server.knowledge import sources
from server.knowledge.apart import Readers
from server.knowledge.bringing import bring
from server.knowledge.encoders import Encoders
from server.knowledge.origins import MOST_FILE_BYTES
from server.knowledge.places import Places
from server.knowledge.sources import Source
from server.knowledge.sync import Sync, SyncReport
from server.knowledge.web.fetching import Fetcher
from server.knowledge.web.guard import Guard
from server.rooms import open_database, pick_site
from server.settings import Settings, load_settings
from server.store.database import Database

HELP_PREFIX = "/help/"  # of a new folder's articles, where nobody says another
MOST_SHOWN = 60  # characters of a path beside the bar

Target = str | Path


class Said(Struct, frozen=True, kw_only=True):
    """What the flags say of the sources; None: as it is, or as usual."""

    url_prefix: str | None
    name: str | None
    owner: str | None
    public: bool | None
    every_s: int | None
    page: bool

    def given(self) -> dict[str, Any]:
        """What is to be set, by the names of sources.add and change."""
        names = ("url_prefix", "name", "owner", "public", "every_s")
        return {name: value for name in names if (value := getattr(self, name)) is not None}


class TargetParam(click.ParamType[Target]):
    """A folder, a file, or an address of the web."""

    name = "path or url"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Target:
        if isinstance(value, str) and value.startswith(("https://", "http://")):
            return value
        path = Path(value)
        if not path.exists():
            self.fail(f"{value} is neither a folder nor a file, and no address that begins with https://", param, ctx)
        return path


@click.command()
@click.argument("targets", nargs=-1, type=TargetParam(), metavar="[PATH_OR_URL]...")
@data_option
@site_option
@click.option("--url-prefix", help=f"Where an article is found: prefix + its slug. [default: {HELP_PREFIX}]")
@click.option("--name", help="What the source is called.")
@click.option("--owner", help="Who looks after its articles.")
@click.option("--internal/--public", default=None, help="Internal articles are found by the staff alone.")
@click.option("--every", type=int, help="Seconds between two complete looks by `handrail work`; 0: on demand only.")
@click.option("--page", is_flag=True, help="Of an address: this page alone, not the site below it.")
@click.option("--json", "as_json", is_flag=True, help="Print the reports as JSON, one a line.")
def sync(
    targets: tuple[Target, ...],
    data: Path | None,
    site: str | None,
    url_prefix: str | None,
    name: str | None,
    owner: str | None,
    internal: bool | None,
    every: int | None,
    page: bool,
    as_json: bool,
) -> None:
    """Make the site's knowledge equal to what is at each PATH_OR_URL, or to all its sources; exit 1 when some of it
    was broken.

    Markdown, HTML, PDF, DOCX, PPTX, XLSX, DOC, PPT, XLS, CSV and plain text. A folder or an address becomes a source
    of the site, which `handrail work` keeps fresh from then on; a file is copied in. A site that isn't there yet is
    made.
    """
    public = None if internal is None else not internal
    said = Said(url_prefix=url_prefix, name=name, owner=owner, public=public, every_s=every, page=page)
    settings = load_settings(data=data)
    with open_database(settings) as db, _opened(settings, db) as run:
        chosen = site_to_fill(db, site, now_ms()) if targets else pick_site(db, site, now_ms())
        wrong = False
        for source in _wanted(db, settings, chosen, targets, said):
            wrong = _tell(source, run(source), as_json) or wrong
    if wrong:
        raise SystemExit(1)


def _wanted(db: Database, settings: Settings, site: str, targets: tuple[Target, ...], said: Said) -> Iterator[Source]:
    if targets:
        for target in targets:
            yield db.write(_of_target, settings, site, target, said)
        return
    if said.given() or said.page:
        raise Invalid("Without a path or an address there is nothing to set: name the source's.")
    there = [each for each in db.read(sources.of_site, site) if each.state != "paused"]
    if not there:
        raise Invalid("The site has no sources yet: handrail kb sync FOLDER, or an address.")
    yield from there


def _of_target(conn: Connection, settings: Settings, site: str, target: Target, said: Said) -> Source:
    if isinstance(target, Path) and target.is_file():
        return _with_file(conn, site, target, said)
    kind = "folder" if isinstance(target, Path) else "page" if said.page else "website"
    address = sources.checked_address(kind, str(target), [settings.data])
    usual = {"url_prefix": HELP_PREFIX} if kind == "folder" else {}
    return _found_or_added(conn, site, kind, address, usual, said)


def _with_file(conn: Connection, site: str, file: Path, said: Said) -> Source:
    usual = {"name": "Uploads, internal" if said.public is False else "Uploads"}
    source = _found_or_added(conn, site, "upload", "", usual, said)
    with file.open("rb") as opened:
        bring(conn, source.id, file.name, opened.read(MOST_FILE_BYTES), "", "", now_ms())
    return source


def _found_or_added(conn: Connection, site: str, kind: str, address: str, usual: dict[str, Any], said: Said) -> Source:
    given = said.given()
    name = given.get("name") or usual.get("name")
    for each in sources.of_site(conn, site):
        if (each.kind, each.address) == (kind, address) and (address or each.name == name):
            news = {key: value for key, value in given.items() if getattr(each, key) != value}
            return sources.change(conn, each.id, now_ms(), **news) if news else each
    return sources.add(conn, site, kind, address, now_ms(), **usual | given)


@contextmanager
def _opened(settings: Settings, db: Database) -> Iterator[Callable[[Source], SyncReport | str]]:
    """What syncs a source, with a bar; it returns why, where that could not be done."""
    readers, fetcher, stop = Readers(), Fetcher(Guard(settings.crawl_private)), threading.Event()
    encoders = Encoders(db, Shelf(settings.models_path), Encoder.load())
    places = Places(db, fetcher, stop)

    def run(source: Source) -> SyncReport | str:
        known = db.read(sources.find, source.id).report
        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed}"), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            total = known.added + known.changed + known.unchanged
            task = bar.add_task("Looking", total=total or None)

            def tell(path: str) -> None:
                bar.update(task, description=f"Reading {path[:MOST_SHOWN]}".replace("[", "("))

            def beat() -> None:
                bar.advance(task)

            try:
                return Sync(db, source, places.of(source), readers, encoders, now_ms, tell, beat).run()
            except HandrailError as problem:
                return problem.message

    try:
        yield run
    finally:
        stop.set()
        readers.close()
        fetcher.close()


def _tell(source: Source, report: SyncReport | str, as_json: bool) -> bool:
    """Prints what became of a source; says whether something was wrong."""
    if isinstance(report, str):
        if as_json:
            click.echo(msgspec.json.encode({"source": source.id, "name": source.name, "error": report}))
        click.echo(f"{source.name}: {report}", err=True)
        return True
    if as_json:
        said = {"source": source.id, "name": source.name, **msgspec.structs.asdict(report)}
        click.echo(msgspec.json.encode(said))
    else:
        click.echo(
            f"{source.site}: {report.articles} articles, {report.passages} passages "
            f"({source.name}: {len(report.added)} added, {len(report.changed)} changed, {len(report.deleted)} deleted, "
            f"{report.unchanged} unchanged), version {report.version}"
        )
    for broken in report.broken:
        click.echo(f"left out {broken.path}: {broken.reason}", err=True)
    if report.incomplete:
        click.echo(f"{source.name}: not everything was seen: {report.incomplete}", err=True)
    return bool(report.broken)
