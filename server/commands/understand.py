"""`handrail understand`: what the models make of each line."""

import sys
from pathlib import Path

import msgspec
import rich_click as click

from models.encode import Encoder
from models.registry import Registry
from server.clock import now_ms
from server.commands.options import data_option
from server.settings import load_settings
from server.understanding.lines import understand_lines
from server.understanding.understanding import Understanding


@click.command()
@data_option
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line; without it a short table row.")
def command(data: Path | None, as_json: bool) -> None:
    """Understand lines of text from stdin."""
    registry = Registry(load_settings(data=data).models_path)
    registry.ensure_shipped(now_ms())
    understanding = Understanding.load(registry, Encoder.load())
    lines = (line.decode("utf-8", "replace") for line in sys.stdin.buffer)
    for understood in understand_lines(lines, understanding):
        if as_json:
            click.echo(understood)
        else:
            row = msgspec.json.decode(understood)
            click.echo(f"{row['intent']:18} {row['confidence']:.2f}  {row['sentiment']:8}  {row['text'][:90]}")
