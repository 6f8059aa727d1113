"""`handrail ask`: one question, answered as a visitor would be."""

from pathlib import Path

import msgspec
import rich_click as click
from rich.console import Console
from rich.markup import escape

from server.api.views.knowledge import Asked
from server.clock import now_ms
from server.commands.options import data_option, site_option
from server.conversation.ask import ask
from server.errors import Invalid
from server.rooms import open_rooms, pick_site
from server.settings import load_settings
from widget.protocol import MAX_SAID_CHARS


@click.command()
@click.argument("text")
@data_option
@site_option
@click.option("--page", default="", help="Route of the page the visitor is on, such as /billing.")
@click.option("--json", "as_json", is_flag=True, help="Everything behind the answer, as JSON.")
def command(text: str, data: Path | None, site: str | None, page: str, as_json: bool) -> None:
    """Ask TEXT as a visitor would. Nothing is stored. Exit 0 with an answer or an honest "not known"."""
    if not text.strip() or len(text) > MAX_SAID_CHARS:
        raise Invalid(f"a question has 1 to {MAX_SAID_CHARS} characters")
    with open_rooms(load_settings(data=data)) as rooms:
        asked = ask(
            text,
            pick_site(rooms.db, site, now_ms()),
            page,
            understanding=rooms.understanding,
            considerer=rooms.considerer,
            at=now_ms(),
        )
    if as_json:
        click.echo(msgspec.json.encode(asked))
    else:
        _show(asked)


def _show(asked: Asked) -> None:
    console = Console(highlight=False)
    console.print(escape(asked.answer))
    for citation in asked.citations:
        console.print(f"[dim]\\[{citation.n}] {escape(citation.title)}  {escape(citation.url)}[/]")
    console.print(f"[dim]{asked.sure}, confidence {asked.confidence:.2f}, intent {asked.intent}[/]")
    for reason in asked.reasons:
        console.print(f"[dim]- {escape(reason)}[/]")
