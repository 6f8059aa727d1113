"""Many questions, one a line: what `handrail ask --lines --json` reads and prints, in order."""

from collections.abc import Callable, Iterator
from typing import BinaryIO

import msgspec
from msgspec import Struct

from server.api.views.knowledge import Asked
from widget.protocol import MAX_SAID_CHARS

MOST_LINE_BYTES = 64 * 1024  # a question of MAX_SAID_CHARS as JSON, each character escaped, with room for the page
MOST_PAGE_CHARS = 500


class Line(Struct, frozen=True, forbid_unknown_fields=True):
    """One line: what is asked, and the route it is asked on."""

    question: str
    page: str = ""


class NotAsked(Struct, frozen=True):
    """A line that is no question, where it stands (from 1) and what it wants."""

    error: str
    line: int


_lines = msgspec.json.Decoder(Line)


def ask_lines(source: BinaryIO, answer: Callable[[str, str], Asked]) -> Iterator[Asked | NotAsked]:
    """One result a line of `source`, each before the next is read; `answer` takes question and page.

    A line that is no question gives NotAsked and the rest goes on. Nothing longer than MOST_LINE_BYTES is kept.
    """
    for number, raw in enumerate(_bounded(source), 1):
        if raw is None:
            yield NotAsked(f"the line has more than {MOST_LINE_BYTES // 1024} KB", number)
            continue
        try:
            line = _lines.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            yield NotAsked(f'not {{"question": "...", "page": "..."}}: {error}', number)
            continue
        if not line.question.strip() or len(line.question) > MAX_SAID_CHARS:
            yield NotAsked(f"a question has 1 to {MAX_SAID_CHARS} characters", number)
        elif len(line.page) > MOST_PAGE_CHARS:
            yield NotAsked(f"a page has at most {MOST_PAGE_CHARS} characters", number)
        else:
            yield answer(line.question, line.page)


def _bounded(source: BinaryIO) -> Iterator[bytes | None]:
    """The lines; None for one that is too long, whose rest is skipped."""
    while raw := source.readline(MOST_LINE_BYTES + 1):
        if len(raw) <= MOST_LINE_BYTES:
            yield raw.rstrip(b"\r\n")
            continue
        while not raw.endswith(b"\n") and (raw := source.readline(MOST_LINE_BYTES)):
            pass
        yield None
