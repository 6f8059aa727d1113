"""`handrail signals`: what happened on a page, judged anew under other rules; and a stored session to judge."""

import sys
from pathlib import Path

import msgspec
import rich_click as click
from rich.console import Console
from rich.table import Table

from server.commands.options import data_option
from widget.signals.cases import Case, CasesError, lines, read, verdicts
from widget.signals.rules import RulesError
from widget.signals.sessions import FORMAT, read_session, stored

LARGEST_BYTES = 256 * 1024 * 1024  # a file of cases is read whole


@click.group()
def command() -> None:
    """Judge what happened on a page anew, under other rules."""


@command.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--rules", default="", help="Overrides as JSON text or a JSON file, laid over the rules that would hold.")
@click.option("--json", "as_json", is_flag=True, help="A JSON object a case, a line each.")
def replay(file: Path, rules: str, as_json: bool) -> None:
    """Judge FILE: cases (friction-cases/1), each by its own rule, or a session that `signals export` wrote."""
    try:
        cases = _cases(file, _override(rules))
    except (CasesError, RulesError, OSError) as error:
        raise click.UsageError(f"{file}: {error}") from None
    if as_json:
        for line in lines(cases):
            sys.stdout.write(line.decode() + "\n")
    else:
        _show(cases)
    for case in cases:
        if case.error:
            click.echo(f"{case.id}: {case.error}", err=True)


@command.command()
@click.argument("session")
@data_option
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write; without it to stdout.")
def export(session: str, data: Path | None, out: Path | None) -> None:
    """Write the rows that are kept of SESSION, for `signals replay`."""
    from server.eventlog.sqlite import SqliteEventLog
    from server.projections.events import observed_of
    from server.settings import load_settings

    path = load_settings(data=data).log_path
    if not path.exists():
        raise click.UsageError(f"there is no event log at {path}: name the folder with --data")
    found = list(observed_of(SqliteEventLog(path).of_session(session)))
    if not found:
        raise click.ClickException(f"nothing is kept of the rows of session {session}")
    written = msgspec.json.encode(stored(session, found))
    if out is None:
        sys.stdout.write(written.decode() + "\n")
    else:
        out.write_bytes(written)


def _cases(file: Path, override: str) -> list[Case]:
    if file.stat().st_size > LARGEST_BYTES:
        raise CasesError(f"larger than {LARGEST_BYTES // 2**20} MB")
    data = file.read_bytes()
    return read_session(data, override) if FORMAT.encode() in data[:200] else read(data, override)


def _override(rules: str) -> str:
    if not rules.strip() or rules.lstrip().startswith("{"):
        return rules
    return Path(rules).read_text(encoding="utf-8")


def _show(cases: list[Case]) -> None:
    table = Table("case", "ms", "event", "signal", "verdict", "evidence")
    for case in cases:
        for one in verdicts(case):
            words = ", ".join([one.evidence["code"], *one.evidence["words"]])
            table.add_row(case.id, f"{one.t_ms:.0f}", str(one.event_index), one.signal, one.verdict, words)
    Console().print(table)
