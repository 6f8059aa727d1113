"""Flags that subcommands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import rich_click as click

F = TypeVar("F", bound=Callable[..., Any])


def data_option(function: F) -> F:
    """`--data DIR`: the folder of the installation to work on."""
    return click.option(
        "--data",
        type=click.Path(path_type=Path, file_okay=False),
        help="Folder of databases, models and secrets. [default: $HANDRAIL_DATA or .handrail]",
    )(function)


def site_option(function: F) -> F:
    """`--site ID`: which site."""
    return click.option("--site", help="Id of the site. [default: the only one]")(function)


def json_option(function: F) -> F:
    """`--json`: for programs."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON.")(function)
