"""The `handrail` command: every subcommand lives in server/commands/ and is imported only when it is called.

That keeps `--help` quick and lets each part run where only its own extra is installed. Errors go to stderr with what to
do; the exit code is 0 for success, 1 for a failure, 2 for a wrong call.
"""

import os
import sys
from importlib import import_module

import click
from rich.console import Console

from server.errors import HandrailError

for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    # Our matrices are small: on shared cores the spinning helpers of BLAS and OpenMP cost four times what they bring
    # (a learning cycle of 800 examples: 23 s of CPU with them, 5.5 s without). Read when numpy and faiss are imported.
    os.environ.setdefault(threads, "1")

COMMANDS = {
    "demo": "Start the whole product with a demo site and thirty days of history.",
    "serve": "Run the gateway and the API.",
    "work": "Run the worker: fresh knowledge, projections, learning cycles.",
    "dashboard": "Run the dashboard.",
    "kb": "Knowledge: bring articles in.",
    "lookups": "Live data: check the file of look-ups, try one.",
    "ask": "Ask a question as a visitor would.",
    "understand": "Understand lines of text from stdin.",
    "models": "Train heads on your own labels, measure and carry them; bring an encoder of your own.",
    "signals": "Judge what happened on a page anew, under other rules.",
    "simulate": "Let simulated visitors live a history through the real protocol.",
    "password": "Make a new one-time password for a member of staff.",
    "doctor": "Check this installation and say what is wrong.",
}
OURS = ("server", "widget", "models", "dashboard")
EXTRAS = {
    "streamlit": "dashboard",
    "plotly": "dashboard",
    "httpx": "dashboard",
    "sklearn": "train",
}


class Commands(click.Group):
    """Subcommands by name, imported on use."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        try:
            command: click.Command = import_module(f"server.commands.{name}").command
        except ModuleNotFoundError as error:
            package = (error.name or "").partition(".")[0]
            if package in OURS:
                raise
            extra = EXTRAS.get(package, "server")
            raise click.ClickException(
                f"`handrail {name}` needs {error.name}: install it with pip install 'handrail[{extra}]'"
            ) from None
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="handrail")
def handrail() -> None:
    """Self-hosted, page-aware support that learns and proves it."""


def main() -> None:
    """Entry point: turns our own errors into one sentence on stderr and exit code 1."""
    try:
        handrail(standalone_mode=True)
    except HandrailError as error:
        Console(stderr=True).print(f"[bold red]handrail:[/] {error.message}", highlight=False, soft_wrap=True)
        sys.exit(1)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader left, as `| head` does
        sys.exit(1)


if __name__ == "__main__":
    main()
