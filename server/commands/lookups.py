"""`handrail lookups`: holds the file of look-ups to its rules, and tries one as a visitor's turn would."""

import asyncio
import os
from pathlib import Path

import rich_click as click

from server.clock import now_ms
from server.errors import Misconfigured
from server.lookups import Asked, Looked, Lookups
from server.lookups.checking import read_table
from server.lookups.declared import Lookup
from server.lookups.templates import fits_url
from server.settings import load_settings

OUTCOMES = {
    "no_sentence": "no sentence fits what the service said: a field is missing, too long or not as declared",
    "not_found": "the service knows no such thing (404), and not_found is not declared",
    "slow": "the service did not answer in time",
    "failed": "the service gave nothing that can be used (the line above says why)",
    "refused": "the service refused the question (4xx): is the header's value right?",
}


@click.group()
def command() -> None:
    """Live data: check the file of look-ups, try one."""


@command.command()
@click.argument("path", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--try", "name", help="Ask this look-up now, with key=value for what it needs.")
@click.argument("values", nargs=-1, metavar="[KEY=VALUE]...")
def check(path: Path | None, name: str | None, values: tuple[str, ...]) -> None:
    """Say what is wrong with the file at PATH [default: $HANDRAIL_LOOKUPS], or what each look-up does."""
    if path is not None and "=" in str(path):  # key=value alone: the file is the setting's
        path, values = None, (str(path), *values)
    path = path or load_settings().lookups_path
    if path is None:
        raise Misconfigured("which file? Say handrail lookups check FILE, or set HANDRAIL_LOOKUPS")
    table = read_table(path, os.environ)
    if name is None:
        for one in table.lookups:
            click.echo(_line(one))
        return
    lookup = next((one for one in table.lookups if one.name == name), None)
    if lookup is None:
        raise Misconfigured(f"there is no look-up {name}; there are {', '.join(one.name for one in table.lookups)}")
    looked = asyncio.run(_tried(path, lookup, _given(lookup, values)))
    click.echo(looked.sentence or OUTCOMES.get(looked.outcome, looked.outcome))
    click.echo(f"{looked.outcome} after {looked.ms:.0f} ms", err=True)
    if not looked.sentence:
        raise SystemExit(1)


def _line(one: Lookup) -> str:
    who = "anybody" if one.public else "signed-in visitors only"
    asked = ", ".join((*one.words, *(f"intent {intent}" for intent in one.intents)))
    plain = " (not encrypted: inside your own network only)" if one.url.startswith("http:") else ""
    return f"{one.name}: {one.site or 'every site'}, {who}, within {one.timeout_ms} ms{plain}; asked for {asked}"


def _given(lookup: Lookup, values: tuple[str, ...]) -> dict[str, str]:
    given = dict(pair.split("=", 1) for pair in values if "=" in pair)
    if missing := set(lookup.needs) - set(given):
        raise Misconfigured(f"say {' '.join(f'{name}=...' for name in sorted(missing))} too")
    if wrong := [name for name in lookup.needs if not fits_url(given[name])]:
        raise Misconfigured(f"{wrong[0]} can't stand in a URL: no slashes, no dots alone, nothing invisible")
    return {name: given[name] for name in lookup.needs}


async def _tried(path: Path, lookup: Lookup, values: dict[str, str]) -> Looked:
    lookups = Lookups(path, now_ms)
    try:
        return await lookups.look(Asked(lookup, values, True))
    finally:
        await lookups.close()
