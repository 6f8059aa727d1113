"""`handrail models`: trains heads, asks, measures, lists and carries them elsewhere; takes encoders in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import rich_click as click
from rich.console import Console
from rich.table import Table

from models.archive import ArchiveError, read_archive, write_archive
from models.encode import Encoder
from models.registry import Registry, UnknownVersion
from server.clock import now_ms
from server.commands import encoders, heads_learning, heads_tried
from server.commands.heads import explained, registry_of
from server.commands.options import data_option, json_option, site_option
from server.settings import load_settings


@click.group()
def command() -> None:
    """Train heads on your own labels, ask and measure them, carry them elsewhere; bring an encoder of your own."""


command.add_command(heads_learning.train)
command.add_command(heads_tried.predict)
command.add_command(heads_tried.evaluate)
command.add_command(encoders.use)


@command.command("list")
@data_option
@json_option
def list_versions(data: Path | None, as_json: bool) -> None:
    """Name the versions of every task, which serves and which did on day one, and the encoders of passages."""
    registry = registry_of(data)
    rows = [row for task in registry.tasks() for row in _rows(registry, task)]
    with encoders.explained():
        own = list(encoders.rows(load_settings(data=data)))
    if as_json:
        for row in (*rows, *own):
            click.echo(msgspec.json.encode(row))
        return
    table = Table("version", "", "examples", "right", "calibration error")
    for row in rows:
        role = "champion" if row["champion"] else "day one" if row["day_one"] else ""
        right, error = (f"{row[key]:.1%}" if row[key] is not None else "" for key in ("accuracy", "calibration_error"))
        table.add_row(row["version"], role, str(row["examples"]), right, error)
    Console().print(table)
    Console().print(encoders.table(own))


@command.command("export")
@click.argument("task")
@click.argument("version", required=False)
@data_option
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), required=True, help="File to write.")
def export_version(task: str, version: str | None, data: Path | None, out: Path) -> None:
    """Pack VERSION of TASK (the one that serves, unless named) into one file."""
    registry = registry_of(data)
    with explained():
        chosen = version or registry.champion(task)
        write_archive(registry.folder(task, chosen), task, chosen, out)
    click.echo(f"{out}: {chosen}, {out.stat().st_size / 1e6:.1f} MB")


@command.command("import")
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@data_option
@click.option("--task", help="Of a head: refuse one that is for something else.")
@click.option("--promote", is_flag=True, help="Of a head: let it serve at once.")
@click.option("--use", is_flag=True, help="Of an encoder: embed the site's passages with it.")
@site_option
@click.option("--background", is_flag=True, help="With --use: leave the embedding to `handrail work`.")
@click.option("--graph", default="", help="Of an encoder: its ONNX file, where there are several.")
@click.option("--name", default="", help="Of an encoder: what it is called. [default: the folder's name]")
@click.option("--question-prompt", help='Put before questions, as "query: ". [default: as the folder says]')
@click.option("--passage-prompt", help='Put before passages, as "passage: ". [default: as the folder says]')
@json_option
def import_version(
    path: Path,
    data: Path | None,
    task: str | None,
    promote: bool,
    use: bool,
    site: str | None,
    background: bool,
    graph: str,
    name: str,
    question_prompt: str | None,
    passage_prompt: str | None,
    as_json: bool,
) -> None:
    """Take in a head that `models export` packed, or an encoder: a folder of sentence-transformers with an ONNX graph.

    It is checked first. A head doesn't serve before it is promoted; an encoder not before all of a site's passages are
    embedded with it, and until then the one before serves.
    """
    if not path.is_dir():
        _import_head(path, data, task, promote)
        return
    with encoders.explained():
        settings = load_settings(data=data)
        version = encoders.take(settings, path, graph, name, question_prompt, passage_prompt, as_json)
        if use:
            encoders.tell_moved(encoders.move(settings, site, version, background), as_json)


def _import_head(file: Path, data: Path | None, task: str | None, promote: bool) -> None:
    registry = registry_of(data)
    with explained():
        found, contents = read_archive(file, Encoder.load().version)
        if task is not None and task != found:
            raise ArchiveError(f"{file} is a head for {found}, not for {task}")
        version = registry.add_files(found, contents)
        if promote:
            registry.promote(found, version, f"imported from {file.name}", now_ms())
    click.echo(f"{version}{' serves now' if promote else ''}")


def _rows(registry: Registry, task: str) -> Iterator[dict[str, Any]]:
    try:
        champion, first = registry.champion(task), registry.day_one(task)
    except UnknownVersion:
        champion = first = ""
    for version in registry.versions(task):
        meta = registry.meta(task, version)
        metrics = meta.get("metrics", {})
        yield {
            "task": task,
            "version": version,
            "champion": version == champion,
            "day_one": version == first,
            "created_at": meta.get("created_at", 0),
            "examples": meta.get("examples", 0),
            "encoder": meta.get("encoder", ""),
            "accuracy": metrics.get("accuracy"),
            "calibration_error": metrics.get("calibration_error"),
            "provenance": meta.get("provenance", ""),
        }
