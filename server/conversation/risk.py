"""Keeps a conversation's risk: each turn is folded in with the page's struggles since the one before.

The state lives in memory with the talk. After a restart it is folded anew from the latest stored turns, so that an
upset visitor is not met as a new one.
"""

from models.encode import Embedding
from server.conversation.reaction import reaction
from server.conversation.session import FRESH_MS, Session, Talk
from server.conversation.surroundings import Surroundings
from server.understanding.facts import facts_of
from server.understanding.risk import Risk, heard, judged
from server.understanding.understood import Understood
from widget.protocol import Rated, Solved


async def follow(
    around: Surroundings,
    session: Session,
    talk: Talk,
    text: str,
    understood: Understood,
    embedding: Embedding,
    verdict: str,
    at: int,
) -> Risk:
    """The risk after a turn, kept in the talk."""
    risk = await _before(around, session, talk)
    since = max(risk.last_at, at - FRESH_MS)
    signals = [struggle.signal for struggle, when in session.struggles if since < when <= at]
    talk.risk = heard(risk, facts_of(text, understood, embedding, at, verdict, signals))
    if not talk.risk.high:
        talk.offered = False  # it went well in between: the next time is another time
    return talk.risk


def judge_answer(talk: Talk, word: Solved | Rated) -> None:
    """Takes a button's word on an answer into the risk, once: as good as a turn that says so."""
    given = talk.given.get(word.turn)
    if given is None:
        return
    helped, before = (word.solved, given.solved) if isinstance(word, Solved) else (word.up, given.rated)
    if helped is not before:
        talk.risk = judged(talk.risk, helped)


def relieve(talk: Talk | None) -> None:
    """Takes in that the stuck step was completed: the page's own word that it is solved."""
    if talk is not None:
        talk.risk = judged(talk.risk, True)


async def _before(around: Surroundings, session: Session, talk: Talk) -> Risk:
    earlier, talk.earlier = talk.earlier, ()
    risk = talk.risk
    for text, at in earlier:
        understood, embedding = await around.understanding.take_in(text, session.route or None, session.visit.site)
        risk = heard(risk, facts_of(text, understood, embedding, at, reaction(text) if risk.lengths else ""))
    return risk
