"""What is left when a part of Handrail fails in the middle of a turn: a person, offered at once. Never a blank.

The rules that need no model still look at the turn: who asks for a person, or writes about something that people
decide, is handed over.
"""

import numpy as np

from models.encode import DIMENSIONS
from server.answering import wording
from server.answering.considered import Considered
from server.answering.decide import decide
from server.answering.decision import BROKEN, SENSITIVE, Situation
from server.answering.trace import Trace
from server.conversation.hearing import Heard
from server.conversation.session import Session, Talk
from server.understanding.unmodelled import unmodelled
from widget.protocol import Batch, Said, Turn, TurnView


def unheard(talk: Talk, said: Said, at: int, trace: Trace) -> Heard:
    """The turn, when hearing it failed."""
    understood = unmodelled(said.text)
    return Heard(
        said=said,
        at=at,
        understood=understood,
        meant=understood,
        embedding=np.zeros(DIMENSIONS, np.float32),
        risk=talk.risk,
        question=said.text,
        trace=trace,
    )


def broken(heard: Heard, session: Session) -> Considered:
    """The decision to say so and to offer a person, in the shape of all others."""
    features = {BROKEN: 1.0, "wants_person": float(heard.meant.wants_person), **session.manner.features()}
    if heard.meant.sensitive:
        features[SENSITIVE + heard.meant.sensitive] = 1.0
    situation = Situation(intent="", features=features, candidates=(), versions=dict(heard.meant.versions))
    return Considered(decision=decide(situation), situation=situation)


def unanswered(batch: Batch, place: int, shift_ms: int) -> list[Turn]:
    """What is told where not even that could be stored: nothing was lost, it is in the log. `place` is what failed.

    These words are kept nowhere; the turn is answered when the server starts again.
    """
    return [
        Turn(
            TurnView(
                f"{said.turn}.broken",
                "handrail",
                wording.BROKEN,
                batch.at + said.dt + shift_ms + 1,
                sure="unknown",
                reply_to=said.turn,
            )
        )
        for said in batch.events[place:]
        if isinstance(said, Said)
    ]
