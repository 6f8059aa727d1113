"""`handrail models train`: a head from a CSV file, or from the labels of the store."""

from pathlib import Path
from typing import Any

import msgspec
import rich_click as click

from models.encode import Encoder
from models.export import write_version
from models.registry import TASKS
from models.strangers import Strangers
from models.tables import TableError, read_examples
from models.train import TrainedHead, train_head
from server.clock import now_ms
from server.commands.heads import busy, explained, registry_of
from server.commands.options import data_option, json_option, site_option
from server.learning.dataset import assemble
from server.rooms import open_database, pick_site
from server.settings import load_settings

LEARNED = ("intent", "article")  # what the store has labels for

examples_option = click.option(
    "--examples",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="CSV file (UTF-8) with the columns text and label.",
)


@click.command()
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
    with explained():
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


def _from_file(task: str, examples: Path, out: Path, stranger: str | None, seed: int) -> TrainedHead:
    rows = list(zip(*read_examples(examples), strict=True))
    known = [row for row in rows if row[1] != stranger]
    if len({label for _, label in known}) < 2:
        raise TableError(f"{examples} has too few labels beside {stranger!r}: a head needs two at least to tell apart")
    encoder = Encoder.load()
    with busy(f"Learning from {len(rows):,} examples"):
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
    if task not in LEARNED:
        raise click.UsageError(f"the store has labels for {' and '.join(LEARNED)}; for {task} name a file: --examples")
    settings, encoder, registry = load_settings(data=data), Encoder.load(), registry_of(data)
    with open_database(settings) as db, busy("Learning from the store"):
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
