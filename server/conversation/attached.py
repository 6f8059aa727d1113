"""What a turn's files add to it: the lines that tell most, and the question that they make of a turn that says little.

Files come into a turn by their ids; those of another session, or of another turn, are no files of it. Their words are
stored masked, so everything here is.
"""

import re
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from sqlalchemy import Row

from server.answering.pointing import says_nothing
from server.api.views.desk import FileDetail
from server.conversation.session import Session
from server.conversation.surroundings import Surroundings
from server.knowledge.words import words
from server.store import files
from server.understanding.masking import masked
from widget.protocol import Said

MOST_LINES = 4  # an error, and what stands around it
MOST_CHARS = 320  # of all lines: the encoder reads some eighty words
LEAST_WORDS = 3  # of a line that says something by itself; menus and buttons have fewer

_TROUBLE = re.compile(
    r"\b(?:errors?|fail(?:ed|ure|s)?|invalid|denied|refused|declined|rejected|expired|forbidden|unauthori[sz]ed"
    r"|exception|fatal|warning|missing|required|unable|cannot|could ?n[o']t|can't|doesn't|not (?:found|allowed|valid"
    r"|accepted|available|supported|possible)|timed? ?out|try again|went wrong|must|needs?|too (?:large|long|many)"
    r"|Fehler|ungültig|erreur|invalide|non valide|errore|fallo|inválido|[A-Z]{1,8}[-_ ]?\d{3,5})\b",
    re.IGNORECASE,
)
_ERROR = re.compile(r"\b(?:error|fatal|exception|fehler|erreur|errore)\b", re.IGNORECASE)


class Attached(Struct, frozen=True):
    """The files of a turn: their ids, names (masked), and the lines of them that tell most, as one text."""

    ids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    words: str = ""

    def own(self, text: str) -> str:
        """The visitor's own words: "" where the text is no more than the files' names."""
        if not self.ids or set(words(masked(text))) - set(words(" ".join(self.names))):
            return text
        return ""

    def question(self, text: str) -> str:
        """What is looked up for these words with the files: a turn that only points at them leaves it to them."""
        own = self.own(text)
        if not self.words:
            return text
        return self.words if says_nothing(own) else f"{own} {self.words}"


async def attached(around: Surroundings, session: Session, said: Said) -> Attached:
    """The turn's own files."""
    if not said.files:
        return Attached()
    visit = session.visit
    rows = await around.db.aread(files.of_session, visit.site, visit.session, said.files, said.turn)
    return of_files(rows)


def of_files(found: Sequence[FileDetail | Row[Any]]) -> Attached:
    """Files as the store or the API has them, put together."""
    lines = [line for file in found for line in file.words.splitlines()]
    return Attached(tuple(file.id for file in found), tuple(file.name for file in found), telling(lines))


def telling(lines: list[str]) -> str:
    """The lines to look up, what sounds like trouble first; where nothing does, those that say most."""
    unique = list(dict.fromkeys(lines))
    troubled = [line for line in unique if _TROUBLE.search(line)]
    first = sorted(troubled, key=lambda line: _ERROR.search(line) is None)  # as they stood, errors before the others
    chosen = first or [line for line in unique if len(line.split()) >= LEAST_WORDS] or unique
    kept: list[str] = []
    room = MOST_CHARS
    for line in chosen[:MOST_LINES]:
        kept.append(line[:room])
        room -= len(kept[-1]) + 2
        if room <= 0:
            break
    return ". ".join(line.rstrip(" .") for line in kept)
