"""`handrail ask`: a question answered as a visitor would be; or many, one a line."""

import sys
from functools import partial
from pathlib import Path

import msgspec
import rich_click as click
from rich.console import Console
from rich.markup import escape

from server.answering.answer import Quoter
from server.answering.ask import PASSAGES, ask
from server.answering.ask_lines import ask_lines
from server.api.views.knowledge import Asked
from server.clock import now_ms
from server.commands.options import data_option, site_option
from server.errors import Invalid
from server.rooms import Rooms, open_rooms, pick_site
from server.settings import load_settings
from widget.protocol import MAX_SAID_CHARS

MOST_PASSAGES = 50  # more than a person reads; the search itself looks at 64


@click.command()
@click.argument("text", default="")
@data_option
@site_option
@click.option("--page", default="", help="Route of the page the visitor is on, such as /billing.")
@click.option(
    "--top", type=click.IntRange(1, MOST_PASSAGES), default=PASSAGES, show_default=True, help="Passages to show."
)
@click.option("--json", "as_json", is_flag=True, help="Everything behind the answer, as JSON.")
@click.option("--lines", is_flag=True, help='Read questions from stdin, a JSON object {"question", "page"?} a line.')
@click.option("--staff", is_flag=True, help="Ask as the staff may: internal passages are found too.")
def command(
    text: str, data: Path | None, site: str | None, page: str, top: int, as_json: bool, lines: bool, staff: bool
) -> None:
    """Ask TEXT as a visitor would. Nothing is stored. Exit 0 with an answer or an honest "not known"."""
    if lines and text:
        raise Invalid("with --lines the questions come from stdin, one a line: leave TEXT away")
    if not lines and (not text.strip() or len(text) > MAX_SAID_CHARS):
        raise Invalid(f"a question has 1 to {MAX_SAID_CHARS} characters")
    with open_rooms(load_settings(data=data)) as rooms:
        chosen = pick_site(rooms.db, site, now_ms())
        answer = partial(_asked, rooms, Quoter(rooms.considerer.encoder.encode), chosen, top=top, staff=staff)
        if lines:
            _many(answer, as_json)
        else:
            _tell(answer(text, page), as_json)


def _asked(rooms: Rooms, quoter: Quoter, site: str, text: str, page: str, *, top: int, staff: bool) -> Asked:
    return ask(
        text,
        site,
        page,
        top,
        understanding=rooms.understanding,
        considerer=rooms.considerer,
        at=now_ms(),
        quoter=quoter,
        staff=staff,
    )


def _many(answer: partial[Asked], as_json: bool) -> None:
    wrong = 0
    for told in ask_lines(sys.stdin.buffer, answer):
        if isinstance(told, Asked):
            _tell(told, as_json)
            continue
        wrong += 1
        if as_json:
            click.echo(msgspec.json.encode(told))  # in its place, so that answers keep the order of the lines
        else:
            click.echo(f"line {told.line}: {told.error}", err=True)
    if wrong:
        raise SystemExit(1)


def _tell(asked: Asked, as_json: bool) -> None:
    if as_json:
        click.echo(msgspec.json.encode(asked))  # it flushes: whoever waits for the answer to a line has it
    else:
        _show(asked)


def _show(asked: Asked) -> None:
    console = Console(highlight=False)
    console.print(escape(asked.answer))
    for option in asked.clarify:
        console.print(f"- {escape(option)}")
    for citation in asked.citations:
        console.print(f"[dim]\\[{citation.n}] {escape(citation.title)}  {escape(citation.url)}[/]")
    told = asked.sure or ("asked back" if asked.clarify else "no question")
    console.print(f"[dim]{told}, confidence {asked.confidence:.2f}, intent {asked.intent}[/]")
    for reason in asked.reasons:
        console.print(f"[dim]- {escape(reason)}[/]")
