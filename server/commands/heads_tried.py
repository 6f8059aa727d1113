"""`handrail models predict|evaluate`: asks a head, and measures it on examples that it was not trained on."""

import sys
from pathlib import Path
from typing import Any

import msgspec
import rich_click as click
from rich.console import Console
from rich.table import Table

from models.encode import Encoder
from models.judge import judge
from models.predict import Model
from models.tables import read_examples
from server.commands.heads import busy, explained
from server.commands.options import json_option

SHOWN_LABELS = 40

model_option = click.option(
    "--model",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    help="Folder that `models train --out` wrote.",
)


@click.command()
@model_option
@json_option
def predict(folder: Path, as_json: bool) -> None:
    """Answer each line of stdin."""
    with explained():
        model = Model.load(folder, Encoder.load())
    lines = (line.decode("utf-8", "replace") for line in sys.stdin.buffer)
    for one in model.predict_lines(lines):
        if as_json:
            click.echo(msgspec.json.encode(one))
        else:
            label = "(out of scope)" if one.out_of_scope else one.label
            click.echo(f"{label:24} {one.confidence:.2f}  {one.text[:90]}")


@click.command()
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
    with explained():
        texts, labels = read_examples(examples, least_labels=1)
        model = Model.load(folder, Encoder.load())
    with busy(f"Answering {len(texts):,} examples"):
        figures = judge(model, texts, labels, stranger)
    if as_json:
        click.echo(msgspec.json.encode(figures))
    else:
        _show(figures)


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
