"""`handrail models`: trains heads, asks, measures, lists and carries them elsewhere; takes encoders in."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import rich_click as click
from rich.console import Console
from rich.table import Table

from models.archive import ArchiveError, read_archive, write_archive
from models.encode import Encoder
from models.export import write_version
from models.judge import judge
from models.predict import Model, ModelUnusable
from models.registry import TASKS, Registry, UnknownVersion
from models.strangers import Strangers
from models.tables import TableError, read_examples
from models.train import TrainedHead, train_head
from server.clock import now_ms
from server.commands import encoders
from server.commands.options import data_option, site_option
from server.settings import load_settings

LEARNED = ("intent", "article")  # what the store has labels for
SHOWN_LABELS = 40

model_option = click.option(
    "--model",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder that `models train --out` wrote.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
examples_option = click.option(
    "--examples",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="CSV file (UTF-8) with the columns text and label.",
)


@click.group()
def command() -> None:
    """Train heads on your own labels, ask and measure them, carry them elsewhere; bring an encoder of your own."""


command.add_command(encoders.use)


@command.command()
@click.option("--task", type=click.Choice([*TASKS, "article"]), required=True, help="What the head is for.")
@examples_option
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder to write the head to.")
@click.option("--stranger", help="The label of examples that belong to nothing: they teach what is out of scope.")
@data_option
@site_option
@click.option("--seed", default=0, show_default=True, help="How examples are dealt into held-out folds.")
@json_option
def train(
    task: str,
    examples: Path | None,
    out: Path | None,
    stranger: str | None,
    data: Path | None,
    site: str | None,
    seed: int,
    as_json: bool,
) -> None:
    """Train a head on a CSV file, or on the labels of the store (--data); the same input gives the same head.

    A head of the store becomes a version there, which doesn't serve before a learning cycle or you promote it; with
    --out it is written to a folder only.
    """
    with _explained():
        if examples is not None:
            if out is None:
                raise click.UsageError("say --out DIR: where should the head go?")
            trained, where = _from_file(task, examples, out, stranger, seed), str(out)
        else:
            trained, where = _from_store(task, data, site, out, seed)
    if as_json:
        click.echo(msgspec.json.encode(_facts(trained, where)))
    else:
        figures = trained.metrics
        click.echo(
            f"{where}: {len(trained.labels)} labels from {len(trained.examples.labels)} examples; held out "
            f"{figures['accuracy']:.1%} right, calibration error {figures['calibration_error']:.1%}"
        )


@command.command()
@model_option
@json_option
def predict(folder: Path, as_json: bool) -> None:
    """Answer each line of stdin."""
    with _explained():
        model = Model.load(folder, Encoder.load())
    lines = (line.decode("utf-8", "replace") for line in sys.stdin.buffer)
    for one in model.predict_lines(lines):
        if as_json:
            click.echo(msgspec.json.encode(one))
        else:
            label = "(out of scope)" if one.out_of_scope else one.label
            click.echo(f"{label:24} {one.confidence:.2f}  {one.text[:90]}")


@command.command()
@model_option
@click.option(
    "--examples",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    required=True,
    help="CSV file (UTF-8) with the columns text and label.",
)
@click.option("--stranger", help="The label of examples that belong to nothing: measures what is called out of scope.")
@json_option
def evaluate(folder: Path, examples: Path, stranger: str | None, as_json: bool) -> None:
    """Measure a head on examples that it was not trained on."""
    with _explained():
        texts, labels = read_examples(examples, least_labels=1)
        model = Model.load(folder, Encoder.load())
    with _busy(f"Answering {len(texts):,} examples"):
        figures = judge(model, texts, labels, stranger)
    if as_json:
        click.echo(msgspec.json.encode(figures))
    else:
        _show(figures)


@command.command("list")
@data_option
@json_option
def list_versions(data: Path | None, as_json: bool) -> None:
    """Name the versions of every task, which serves and which did on day one, and the encoders of passages."""
    registry = _registry(data)
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
    registry = _registry(data)
    with _explained():
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
    registry = _registry(data)
    with _explained():
        found, contents = read_archive(file, Encoder.load().version)
        if task is not None and task != found:
            raise ArchiveError(f"{file} is a head for {found}, not for {task}")
        version = registry.add_files(found, contents)
        if promote:
            registry.promote(found, version, f"imported from {file.name}", now_ms())
    click.echo(f"{version}{' serves now' if promote else ''}")


def _from_file(task: str, examples: Path, out: Path, stranger: str | None, seed: int) -> TrainedHead:
    rows = list(zip(*read_examples(examples), strict=True))
    known = [row for row in rows if row[1] != stranger]
    if len({label for _, label in known}) < 2:
        raise TableError(f"{examples} has too few labels beside {stranger!r}: a head needs two at least to tell apart")
    encoder = Encoder.load()
    with _busy(f"Learning from {len(rows):,} examples"):
        strange = [text for text, label in rows if label == stranger]
        trained = train_head(
            [text for text, _ in known],
            [label for _, label in known],
            seed=seed,
            encoder=encoder,
            strength=None,
            scope=task == "intent",
            strangers=Strangers.of(strange, encoder.encode_many) if strange else None,
        )
    out.mkdir(parents=True, exist_ok=True)
    write_version(out, task, trained, _meta(encoder, examples.name, seed))
    return trained


def _from_store(task: str, data: Path | None, site: str | None, out: Path | None, seed: int) -> tuple[TrainedHead, str]:
    from server.learning.dataset import assemble
    from server.rooms import open_database, pick_site

    if task not in LEARNED:
        raise click.UsageError(f"the store has labels for {' and '.join(LEARNED)}; for {task} name a file: --examples")
    settings, encoder, registry = load_settings(data=data), Encoder.load(), _registry(data)
    with open_database(settings) as db, _busy("Learning from the store"):
        chosen = pick_site(db, site, now_ms())
        known = assemble(db, registry, encoder, chosen, task)
        if len(set(known.labels)) < 2:
            raise TableError(f"the store of {chosen} has too few labels for {task}: two at least are needed")
        intent = task == "intent"
        trained = train_head(
            known.embeddings,
            known.labels,
            known.weights,
            seed,
            encoder=encoder,
            texts=known.texts,
            words=intent,
            strangers=Strangers.shipped(encoder.encode_many) if intent else None,
        )
    meta = {**_meta(encoder, f"the labels of {chosen}", seed), "created_at": now_ms(), **known.facts}
    if out is None:
        return trained, registry.add(known.task, trained, meta)
    out.mkdir(parents=True, exist_ok=True)
    write_version(out, known.task, trained, meta)
    return trained, str(out)


def _meta(encoder: Encoder, source: str, seed: int) -> dict[str, Any]:
    return {"provenance": source, "created_at": 0, "encoder": encoder.version, "seed": seed}


def _facts(trained: TrainedHead, where: str) -> dict[str, Any]:
    return {
        "where": where,
        "labels": trained.labels,
        "examples": len(trained.examples.labels),
        "dataset_hash": trained.dataset_hash,
        "strength": trained.strength,
        "temperature": trained.temperature,
        "in_scope_threshold": trained.in_scope_threshold,
        "metrics": trained.metrics,
        "reliability": trained.reliability,
    }


def _registry(data: Path | None) -> Registry:
    registry = Registry(load_settings(data=data).models_path)
    registry.ensure_shipped(now_ms())
    return registry


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


def _show(figures: dict[str, Any]) -> None:
    console = Console()
    if "accuracy" in figures:
        console.print(
            f"{figures['n']:.0f} examples: {figures['accuracy']:.1%} right, macro F1 {figures['macro_f1']:.1%}, "
            f"calibration error {figures['calibration_error']:.1%}"
        )
        table = Table("label", "examples", "precision", "recall", "F1")
        weakest = sorted(figures["by_label"].items(), key=lambda row: row[1]["f1"])
        for label, one in weakest[:SHOWN_LABELS]:
            table.add_row(label, str(one["n"]), *(f"{one[key]:.1%}" for key in ("precision", "recall", "f1")))
        console.print(table)
    if "strangers" in figures:
        one = figures["strangers"]
        console.print(f"{one['n']} strangers: {one['recall']:.1%} found, {one['kept']:.1%} of the others kept")


@contextmanager
def _explained() -> Iterator[None]:
    """What the caller can put right becomes one sentence and exit code 1."""
    try:
        yield
    except (TableError, ModelUnusable, ArchiveError) as problem:
        raise click.ClickException(str(problem)) from None
    except UnknownVersion as problem:
        raise click.ClickException(str(problem)) from None
    except OSError as problem:
        raise click.ClickException(f"{problem.filename}: {problem.strerror}") from None


@contextmanager
def _busy(what: str) -> Iterator[None]:
    with Console(stderr=True).status(what):
        yield
