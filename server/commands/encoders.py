"""What `handrail models` does with encoders: takes folders in, lists them, moves a site's passages to another one."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import rich_click as click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table

from models.encode import DIMENSIONS, Encoder, EncoderDamaged
from models.imported.described import EncoderRefused
from models.imported.shelf import Shelf
from server.clock import now_ms
from server.commands.options import data_option, json_option, site_option
from server.errors import Misconfigured, Unavailable
from server.knowledge.encoders import SHIPPED, Encoders
from server.knowledge.re_embedding import Progress, progress, re_embed
from server.rooms import open_database, pick_site
from server.settings import Settings, load_settings
from server.store import sites

AGAIN = "`handrail models import` takes one in again; `handrail models use shipped` goes back to Handrail's own"
LENGTH_OFF = 1e-3  # of a unit vector, squared: float32 leaves a millionth
LOOK_AGAIN_S = 0.5  # while another process embeds: often enough for a bar


@click.command()
@click.argument("version")
@data_option
@site_option
@click.option("--background", is_flag=True, help="Leave the embedding to `handrail work`.")
@json_option
def use(version: str, data: Path | None, site: str | None, background: bool, as_json: bool) -> None:
    """Embed a site's passages with the encoder VERSION; `shipped` is the one that Handrail brings."""
    with explained():
        tell_moved(move(load_settings(data=data), site, version, background), as_json)


def take(
    settings: Settings, folder: Path, graph: str, name: str, question: str | None, passage: str | None, as_json: bool
) -> str:
    """Checks the folder, keeps its encoder, tells of it and returns its version. Raises EncoderRefused, OSError."""
    shelf = Shelf(settings.models_path)
    with Console(stderr=True).status("Trying the encoder"):
        version = shelf.add(folder, graph=graph, name=name, question=question, passage=passage)
    taken = shelf.describe(version)
    if as_json:
        click.echo(msgspec.json.encode({"version": version, **msgspec.to_builtins(taken)}))
        return version
    recipe = taken.recipe
    prompts = f", prompts {recipe.question!r} and {recipe.passage!r}" if recipe.question or recipe.passage else ""
    click.echo(
        f"{version}: {taken.dimensions} dimensions from {recipe.graph} ({taken.bytes / 1e6:.1f} MB), "
        f"reads {recipe.most_tokens} tokens{prompts}"
    )
    for note in taken.notes:
        click.echo(f"note: {note}", err=True)
    return version


def move(settings: Settings, site: str | None, version: str, background: bool) -> Progress:
    """Moves a site's passages to an encoder; in the `background` it only begins, and `handrail work` does the rest.

    Raises NotFound for an unknown site or encoder, Unavailable when the encoder can't be used.
    """
    with _opened(settings, site) as (encoders, chosen):
        encoders.choose(chosen, version)
        if background:
            return progress(encoders.db, encoders, chosen, now_ms())
        return _embed(encoders, chosen)


def tell_moved(told: Progress, as_json: bool) -> None:
    """Where a site's move stands, in words or JSON."""
    if as_json:
        click.echo(msgspec.json.encode(told))
    elif told.next:
        click.echo(f"{told.site}: moving to {told.next}, {told.done} of {told.total}; `handrail work` does the rest")
    else:
        click.echo(f"{told.site}: {told.total} passages are embedded with {told.encoder}")


@contextmanager
def explained() -> Iterator[None]:
    """What the caller can put right becomes one sentence and exit code 1."""
    try:
        yield
    except (EncoderRefused, EncoderDamaged) as problem:
        raise click.ClickException(str(problem)) from None
    except OSError as problem:
        raise click.ClickException(f"{problem.filename or 'the file'}: {problem.strerror}") from None


def table(listed: list[dict[str, Any]]) -> Table:
    """The encoders for people."""
    found = Table("encoder", "dimensions", "passages of", "moving to it")
    for row in listed:
        found.add_row(row["version"], str(row["dimensions"]), ", ".join(row["sites"]), ", ".join(row["moving"]))
    return found


def rows(settings: Settings) -> Iterator[dict[str, Any]]:
    """All encoders, the shipped one first, each with the sites that it serves and those that move to it."""
    serving, moving = _in_use(settings)
    shelf, shipped = Shelf(settings.models_path), Encoder.load().version
    for version in (shipped, *shelf.versions()):
        own = SHIPPED if version == shipped else version
        known = shelf.describe(version) if own == version else None
        yield {
            "task": "encoder",
            "version": version,
            "champion": bool(serving.get(own)),
            "day_one": own == SHIPPED,
            "created_at": 0,
            "examples": 0,
            "encoder": version,
            "accuracy": None,
            "calibration_error": None,
            "provenance": known.recipe.graph if known else SHIPPED,
            "dimensions": known.dimensions if known else DIMENSIONS,
            "sites": serving.get(own, []),
            "moving": moving.get(own, []),
        }


def check(settings: Settings) -> str:
    """Loads every imported encoder and has it embed; says which there are. Raises Misconfigured, naming what is wrong.

    One that a site needs and that is not there is wrong, too.
    """
    shelf = Shelf(settings.models_path)
    users = {version: ", ".join(names) for way in _in_use(settings) for version, names in way.items()}
    told, wrong = [], []
    for version in sorted({*shelf.versions(), *users} - {SHIPPED}):
        of = f" (of {users[version]})" if version in users else ""
        try:
            told.append(f"{version}, {_tried(shelf, version)} dimensions{of}")
        except EncoderDamaged as problem:
            wrong.append(f"{problem}{of}")
    if wrong:
        raise Misconfigured(f"{'; '.join(wrong)}. {AGAIN}")
    return "; ".join(told) or "none"


def _tried(shelf: Shelf, version: str) -> int:
    """The dimensions of an encoder that is whole, loads and embeds. Raises EncoderDamaged."""
    encoder = shelf.load(version)
    try:
        vector = encoder.passage("Where is my invoice?")
    except Exception as problem:  # whatever the runtime makes of a graph that it could load
        raise EncoderDamaged(f"the encoder {version} does not embed: {problem}") from problem
    if vector.shape != (encoder.dimensions,) or abs(float(vector @ vector) - 1) > LENGTH_OFF:
        raise EncoderDamaged(f"the encoder {version} gives vectors of a wrong length")
    return encoder.dimensions


def _in_use(settings: Settings) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Encoder -> sites that it serves, and sites that move to it; nothing on an installation without a database."""
    serving: dict[str, list[str]] = {}
    moving: dict[str, list[str]] = {}
    if not (settings.data / "handrail.db").exists():
        return serving, moving
    with _opened_all(settings) as encoders:
        for row in encoders.db.read(sites.every):
            told = progress(encoders.db, encoders, row.id, now_ms())
            serving.setdefault(told.encoder, []).append(row.id)
            if told.next:
                following = SHIPPED if encoders.is_shipped(told.next) else told.next
                moving.setdefault(following, []).append(f"{row.id} {told.done}/{told.total}")
    return serving, moving


def _embed(encoders: Encoders, site: str) -> Progress:
    """Embeds until the site has moved, with a bar; where `handrail work` is at it already, shows how far that is."""
    columns = (TextColumn("Embedding passages"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=None)
        before = -1
        while (told := re_embed(encoders.db, encoders, site, now_ms())).state == "running":
            bar.update(task, completed=told.done, total=told.total)
            if told.done == before:
                time.sleep(LOOK_AGAIN_S)
            before = told.done
        bar.update(task, completed=told.total, total=told.total)
    if told.state == "failed":
        raise Unavailable(told.reason)
    return told


@contextmanager
def _opened_all(settings: Settings) -> Iterator[Encoders]:
    with open_database(settings) as db:
        yield Encoders(db, Shelf(settings.models_path), Encoder.load())


@contextmanager
def _opened(settings: Settings, site: str | None) -> Iterator[tuple[Encoders, str]]:
    with _opened_all(settings) as encoders:
        yield encoders, pick_site(encoders.db, site, now_ms())
