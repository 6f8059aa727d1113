"""`handrail kb`: brings articles in, and says what there is, what can't be read, and what is missing."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import rich_click as click
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table
from sqlalchemy import Connection

from server.api import shown
from server.api.views.hygiene import FindingView
from server.api.views.sources import SourceView
from server.clock import now_ms
from server.commands import tickets
from server.commands.kb_sync import sync
from server.commands.options import data_option, json_option, site_option
from server.errors import HandrailError, NotFound
from server.hygiene import view
from server.knowledge import sources
from server.knowledge.apart import Readers
from server.knowledge.origins import MOST_FILE_BYTES, is_read
from server.knowledge.passages import cut
from server.rooms import open_database, pick_site
from server.settings import load_settings


@click.group()
def command() -> None:
    """Knowledge: bring articles in, and see how they are."""


command.add_command(sync)
command.add_command(tickets.command, "tickets")


@command.command("list")
@data_option
@site_option
@json_option
def listed(data: Path | None, site: str | None, as_json: bool) -> None:
    """List the site's sources and articles, each with its state."""
    settings = load_settings(data=data)
    with open_database(settings) as db:
        chosen = pick_site(db, site, now_ms())
        found = db.read(shown.site_sources, chosen, settings.base_url)
        articles = db.read(shown.site_articles, chosen, now_ms())
    if as_json:
        click.echo(msgspec.json.encode({"site": chosen, "sources": found, "articles": articles}))
        return
    _print(_sources(found))
    names = {each.id: each.name for each in found}
    rows = Table("path", "title", "source", "passages", "state")
    for one in articles:
        state = " ".join(
            word for word, holds in (("off", not one.live), ("stale", one.stale), ("internal", not one.public)) if holds
        )
        _row(rows, one.path, one.title, names.get(one.source, ""), str(one.passages), state or "live")
    _print(rows)


@command.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@json_option
def check(path: Path, as_json: bool) -> None:
    """Read PATH, a file or a folder, without keeping anything; exit 1 when a file can't be read."""
    broken = 0
    with closing(Readers()) as readers:
        for name, file in _files(path):
            told = _told(readers, name, file)
            broken += "reason" in told
            if as_json:
                click.echo(msgspec.json.encode(told))
            elif "reason" in told:
                click.echo(f"{name}: {told['reason']}", err=True)
            else:
                click.echo(f"{name}: {told['format']}, {told['title']!r}, {told['passages']} passages")
    if broken:
        raise SystemExit(1)


@command.command()
@data_option
@site_option
@click.option("--state", type=click.Choice(["open", "dismissed", "written"]), default="open", show_default=True)
@json_option
def gaps(data: Path | None, site: str | None, state: str, as_json: bool) -> None:
    """List what visitors ask and no article answers, the most wanted first."""
    with open_database(load_settings(data=data)) as db:
        found = db.read(view.wanted, pick_site(db, site, now_ms()), now_ms(), state)
    if as_json:
        click.echo(msgspec.json.encode(found))
        return
    rows = Table("questions", "visits", "what is asked", "draft")
    for one in found:
        _row(
            rows,
            str(one.questions),
            str(one.visits),
            one.name,
            "answered by people" if one.draft and one.draft.answered else "outline",
        )
    _print(rows)


@command.command()
@data_option
@site_option
@json_option
def hygiene(data: Path | None, site: str | None, as_json: bool) -> None:
    """Show what wants tending: stale and unowned articles, contradictions, duplicates, controls that are gone."""
    with open_database(load_settings(data=data)) as db:
        chosen = pick_site(db, site, now_ms())
        summary = db.read(view.summary, chosen, now_ms())
        findings = db.read(view.findings, chosen)
    if as_json:
        click.echo(msgspec.json.encode({"summary": summary, "findings": findings}))
        return
    counted = msgspec.structs.asdict(summary)
    click.echo(", ".join(f"{value} {name}" for name, value in counted.items() if name != "looked_at"))
    rows = Table("what", "article", "other", "differ in", "says", "the other says")
    for one in findings:
        other = (one.other.title, one.other.quote) if one.other else ("", one.control)
        _row(rows, one.kind, one.one.title, other[0], _differ(one), one.one.quote, other[1])
    _print(rows)


def _differ(finding: FindingView) -> str:
    """The words that contradict each other: "14 days / 30 days"; where only one side has such words, those."""
    sides = (side for side in (finding.one, finding.other) if side is not None)
    return " / ".join(", ".join(side.quote[start:end] for start, end in side.marks) for side in sides if side.marks)


@command.command()
@click.argument("source")
@data_option
@site_option
@click.option("--yes", is_flag=True, help="Don't ask.")
def remove(source: str, data: Path | None, site: str | None, yes: bool) -> None:
    """Remove SOURCE (its id, or its name) with all its articles; answers stop using them within seconds."""
    with open_database(load_settings(data=data)) as db:
        found = db.read(_one, pick_site(db, site, now_ms()), source)
        if not yes:
            click.confirm(f"Remove {found.name} ({found.kind} {found.address}) and all its articles?", abort=True)
        click.echo(f"{found.name}: removed, with {db.write(sources.remove, found.id, now_ms())} articles")


def _one(conn: Connection, site: str, named: str) -> sources.Source:
    fit = [each for each in sources.of_site(conn, site) if named in (each.id, each.name, each.address)]
    if len(fit) == 1:
        return fit[0]
    if fit:
        raise NotFound(f"Several sources are called {named}: say its id, one of {', '.join(each.id for each in fit)}.")
    raise NotFound(f"There is no source {named}: `handrail kb list` shows them.")


def _files(path: Path) -> Iterator[tuple[str, Path]]:
    if path.is_file():
        yield path.name, path
        return
    for file in sorted(path.rglob("*")):
        name = file.relative_to(path).as_posix()
        if file.is_file() and is_read(name):
            yield name, file


def _told(readers: Readers, name: str, file: Path) -> dict[str, Any]:
    try:
        with file.open("rb") as opened:
            document = readers.read(name, opened.read(MOST_FILE_BYTES))
        drafts = cut(document)
    except HandrailError as problem:
        return {"path": name, "reason": problem.message}
    except OSError as problem:
        return {"path": name, "reason": f"the file can't be read: {problem.strerror}"}
    if not drafts:
        return {"path": name, "reason": "There is no text in the file, or headings only."}
    headings = list(dict.fromkeys(draft.heading for draft in drafts))
    said = {"path": name, "title": document.title, "format": document.format}
    return said | {"passages": len(drafts), "headings": headings}


def _sources(found: list[SourceView]) -> Table:
    rows = Table(Column("id", no_wrap=True), "kind", "name", "address", "articles", "broken", "state")
    for one in found:
        state = f"{one.state}: {one.error}" if one.error else one.state
        counts = (str(one.articles), str(len(one.broken)))
        _row(rows, one.id, one.kind, one.name, one.address, *counts, state if one.public else f"{state}, internal")
    return rows


def _row(table: Table, *cells: str) -> None:
    table.add_row(*(escape(cell) for cell in cells))


def _print(table: Table) -> None:
    Console().print(table)
