"""`handrail kb tickets`: brings in tickets that people answered before Handrail."""

from pathlib import Path

import msgspec
import rich_click as click
from rich.console import Console

from server.api.views import Rate
from server.api.views.tickets import Counts, Span, TicketSummary
from server.clock import now_ms
from server.commands.options import data_option, site_option
from server.commands.sites import site_to_fill
from server.errors import HandrailError, NotFound
from server.rooms import Rooms, open_rooms, pick_site
from server.settings import load_settings
from server.store import tickets as store
from server.tickets.columns import Columns
from server.tickets.importing import Importer
from server.tickets.reading import MOST_BYTES
from server.tickets.summary import summary

MOST_SHOWN = 20  # broken rows and intents


class Brought(msgspec.Struct, frozen=True):
    """What one file came to."""

    file: str
    id: str
    shape: str
    counts: Counts
    error: str = ""


class Report(msgspec.Struct, frozen=True):
    """The output of --json: the files, and day 0 by all tickets of the site."""

    files: list[Brought]
    summary: TicketSummary


@click.command()
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@data_option
@site_option
@click.option("--question", default="", help="Column with the question.")
@click.option("--answer", default="", help="Column with what people answered.")
@click.option("--at", default="", help="Column with when it was asked.")
@click.option("--requester", default="", help="Column with who asked; kept as a pseudonym.")
@click.option("--status", default="", help="Column with the status.")
@click.option("--tags", default="", help="Column with tags.")
@click.option("--forget", "forgotten", default="", metavar="IMPORT", help="Delete an import with all its tickets.")
@click.option("--json", "as_json", is_flag=True, help="Print counts and the numbers of day 0 as JSON.")
def command(
    files: tuple[Path, ...], data: Path | None, site: str | None, forgotten: str, as_json: bool, **columns: str
) -> None:
    """Import tickets from FILES (CSV, JSON, JSON lines); exit 1 when a row or file was broken.

    Exports of Zendesk, Intercom, Chatwoot and Freshdesk are recognised; for others name the columns. Without FILES the
    numbers of day 0 are printed.
    """
    with open_rooms(load_settings(data=data)) as rooms:
        chosen = site_to_fill(rooms.db, site, now_ms()) if files else pick_site(rooms.db, site, now_ms())
        if forgotten:
            _forget(rooms, chosen, forgotten)
        brought = [_bring(rooms, chosen, path, Columns(**columns)) for path in files]
        numbers = summary(rooms.db.read(store.counted, chosen), now_ms())
    if as_json:
        click.echo(msgspec.json.encode(Report(brought, numbers)))
    else:
        _show(brought, numbers)
    if any(one.error or one.counts.broken for one in brought):
        raise SystemExit(1)


def _forget(rooms: Rooms, site: str, id: str) -> None:
    row = rooms.db.read(store.find_import, id)
    if row is None or row.site != site:
        raise NotFound(f"there is no import {id!r}")
    click.echo(f"deleted {rooms.db.write(store.forget_import, id)} tickets of {id}", err=True)


def _bring(rooms: Rooms, site: str, path: Path, columns: Columns) -> Brought:
    importer = Importer(rooms.db, rooms.understanding, now_ms)
    id = shape = ""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        id, opened = importer.begin(site, path.name, data, columns)
        shape = opened.shape
        with Console(stderr=True).status(f"Reading {path.name}") as status:
            counts = importer.bring(
                site, id, opened, lambda so_far: status.update(f"Reading {path.name}: {so_far.rows:,} rows")
            )
        return Brought(path.name, id, shape, counts)
    except HandrailError as problem:
        return Brought(path.name, id, shape, Counts(), problem.message)


def _show(brought: list[Brought], numbers: TicketSummary) -> None:
    for one in brought:
        its = one.counts
        click.echo(
            f"{one.file} ({one.shape or 'not read'}): {its.rows} rows, {its.added} added, {its.renewed} renewed, "
            f"{its.known} known, {its.copies} copies, {its.broken} broken{f', import {one.id}' if one.id else ''}"
        )
        if one.error:
            click.echo(f"{one.file}: {one.error}", err=True)
        for broken in its.first_broken[:MOST_SHOWN]:
            click.echo(f"{one.file} line {broken.line}: {broken.reason}", err=True)
    click.echo(f"{numbers.tickets} tickets")
    for volume in numbers.intents[:MOST_SHOWN]:
        click.echo(f"  {volume.intent or '(not sure)':24} {_rate(volume.share)}")
    click.echo(f"first reply    {_span(numbers.first_reply)}")
    click.echo(f"handling       {_span(numbers.handling)}")
    click.echo(f"CSAT           {_rate(numbers.csat)}")
    click.echo(f"reopened       {_rate(numbers.reopened)}")
    click.echo(f"recontact      {_rate(numbers.recontact)}")
    for reason in numbers.missing:
        click.echo(f"can't be computed: {reason}")


def _rate(rate: Rate) -> str:
    if rate.value is None or rate.low is None or rate.high is None:
        return "-"
    return f"{rate.value:.1%} ({rate.low:.1%} to {rate.high:.1%}, n = {rate.n})"


def _span(span: Span) -> str:
    if span.median_s is None or span.p90_s is None:
        return "-"
    return f"median {span.median_s / 60:.1f} min, p90 {span.p90_s / 60:.1f} min, n = {span.n}"
