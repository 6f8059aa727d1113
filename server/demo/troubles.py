"""What goes wrong for simulated visitors: troubles.toml, read and checked."""

import tomllib
from importlib.resources import files

import msgspec
from msgspec import Struct

from widget.protocol import Element, Signal


class Target(Struct, frozen=True):
    """An element of the product; an empty key means the trouble has none."""

    key: str
    role: str
    name: str

    def element(self) -> Element | None:
        return Element(self.key, self.role, self.name) if self.key else None


class Trouble(Struct, frozen=True, kw_only=True):
    """One way to get stuck. `articles` are the slugs that truly help, `done` what the page says once it is over.

    Where no article helps, because nobody has written one, `advice` is what a person answers.
    """

    id: str
    route: str
    step: str
    element: Target
    signal: Signal
    message: str
    articles: list[str]
    weight: float
    done: str
    sayings: list[str]
    blocked: Target | None = None
    sensitive: bool = False
    since: int = 0
    until: int = 10_000
    advice: str = ""


class _File(Struct):
    trouble: list[Trouble]


def read_troubles() -> list[Trouble]:
    """All troubles. Raises msgspec.ValidationError when the file is wrong."""
    text = (files("server") / "demo" / "troubles.toml").read_text()
    return msgspec.convert(tomllib.loads(text), _File).trouble
