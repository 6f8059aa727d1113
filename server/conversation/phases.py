"""Tells the page what goes on while an answer is made."""

from server.conversation.session import Session, Talk
from server.conversation.surroundings import Surroundings
from widget.protocol import Working


def show(around: Surroundings, session: Session, talk: Talk, turn: str, phase: str) -> None:
    """Shows the phase that the answer to `turn` is in; nothing while a person has the conversation."""
    if talk.mode != "person":
        around.send(session.visit.session, Working(turn, phase))  # type: ignore[arg-type]
