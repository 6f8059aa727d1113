"""An answer on its way to the page, kept until it is stored, so that a page that comes back has all of it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from server.answering.trace import FIRST, Trace
from server.understanding.masking import masked
from widget.protocol import Chunk, Citation, Said, ServerFrame, TurnView, Working


@dataclass(slots=True)
class Underway:
    """The answer `turn` to `asked`, as far as it was said. `citations` are those of the pieces so far."""

    turn: str
    asked: TurnView
    pieces: list[str] = field(default_factory=list)
    citations: tuple[Citation, ...] = ()
    hurried: asyncio.Event = field(default_factory=asyncio.Event)  # the visitor has said something else meanwhile

    def say(self, piece: str, send: Callable[[ServerFrame], object], trace: Trace) -> None:
        """Sends the next piece."""
        self.pieces.append(piece)
        send(Chunk(self.turn, len(self.pieces) - 1, piece))
        trace.moment(FIRST)

    def again(self) -> list[ServerFrame]:
        """All that was said so far; a page leaves out what it has."""
        if not self.pieces:
            return []
        chunks = [Chunk(self.turn, index, piece) for index, piece in enumerate(self.pieces)]
        return [Working(self.asked.turn, "writing"), *chunks]

    def cut_off(self, at: int) -> TurnView:
        """What was said before somebody else began to speak; nothing is asked about it."""
        text = "".join(self.pieces)
        return TurnView(self.turn, "handrail", text, at, citations=self.citations, reply_to=self.asked.turn)


def begun(turn: str, said: Said, at: int) -> Underway:
    """An answer that nothing was said of yet. The question is shown as it will be stored: masked."""
    return Underway(turn, TurnView(said.turn, "visitor", masked(said.text), at))
