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
@click.option("--site", default="", help="Understand as this site does, with its own intents where it has some.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line; without it a short table row.")
def command(data: Path | None, site: str, as_json: bool) -> None:
    """Understand lines of text from stdin, each answered as it comes."""
    registry = Registry(load_settings(data=data).models_path)
    registry.ensure_shipped(now_ms())
    understanding = Understanding.load(registry, Encoder.load())
    for understood in understand_lines(sys.stdin.buffer, understanding, site):
        if as_json:
            click.echo(understood)  # it flushes: whoever waits for the answer to a line has it
        else:
            row = msgspec.json.decode(understood)
            click.echo(f"{row['intent']:18} {row['confidence']:.2f}  {row['sentiment']:8}  {row['text'][:90]}")
