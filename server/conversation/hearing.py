"""Hears a turn before it is considered: what it means, whether it judges the last answer, what is to be looked up."""

import asyncio
import time

from msgspec import Struct

from models.encode import Embedding
from server.conversation import episodes, wording
from server.conversation.eliminated import note
from server.conversation.episode import Episode
from server.conversation.reaction import reaction
from server.conversation.risk import follow
from server.conversation.session import Given, Session, Talk
from server.conversation.surroundings import Surroundings
from server.errors import Overloaded
from server.understanding.risk import Risk
from server.understanding.understood import Understood
from widget.protocol import Said

TRIES = 5  # to be understood when the queue is full
PATIENCE_S = 0.4  # between them: the queue of 256 empties in about that time
NOT_ISSUES = {"thanks_greeting", "complaint", "bug", "talk_to_person"}  # intents that a verdict on an answer may have


class Heard(Struct, frozen=True, kw_only=True):
    """A turn on its way. `question`, `meant`, `embedding` are of what is looked up: for "not yet", what was asked."""

    said: Said
    at: int
    understood: Understood
    meant: Understood
    embedding: Embedding
    risk: Risk
    question: str
    opening: str = ""
    verdict: str = ""
    rejected: str = ""  # the answer's turn that the words "not yet" were about
    spans: dict[str, float]
    began: float

    def mark(self, name: str) -> None:
        """The time since the turn came, in milliseconds."""
        self.spans[name] = round((time.perf_counter() - self.began) * 1000, 3)


async def hear(around: Surroundings, session: Session, talk: Talk, said: Said, at: int, began: float) -> Heard:
    """A turn of the visitor's. Where it says "not yet", the last answer is put aside and its question asked again."""
    understood = await understand(around, said.text, said.route, session.visit.site)
    question, opening, meant = said.text, "", understood
    last = next(reversed(talk.given.values()), None)
    titles = {id: article.title for id, article in around.knowledge.index(session.visit.site).articles.items()}
    note(talk, said.text, titles)
    verdict = _verdict(said.text, understood, session.episode, last)
    if verdict == "not_yet" and last is not None:
        _reject(talk, last)
        question, opening = last.question, wording.NEXT
        meant = await understand(around, question, said.route, session.visit.site)
        if session.episode is not None:
            session.episode.failed_attempts += 1
    embedding = await around.understanding.embed(said.text)
    risk = await follow(around, session, talk, said.text, understood, embedding, verdict, at)
    heard = Heard(
        said=said,
        at=at,
        understood=understood,
        meant=meant,
        embedding=embedding if question == said.text else await around.understanding.embed(question),
        risk=risk,
        question=question,
        opening=opening,
        verdict=verdict,
        rejected=last.turn if verdict == "not_yet" and last is not None else "",
        spans={},
        began=began,
    )
    heard.mark("received")
    return heard


async def hear_again(around: Surroundings, session: Session, talk: Talk, given: Given, at: int) -> Heard:
    """The question behind an answer that did not help, as if it had just been asked."""
    understood = await understand(around, given.question, session.route, session.visit.site)
    return Heard(
        said=Said(0, given.question_turn, given.question, session.route or "/"),
        at=at,
        understood=understood,
        meant=understood,
        embedding=await around.understanding.embed(given.question),
        risk=talk.risk,
        question=given.question,
        opening=wording.NEXT,
        verdict="not_yet",
        spans={"received": 0.0},
        began=time.perf_counter(),
    )


async def understand(around: Surroundings, text: str, route: str, site: str) -> Understood:
    """As the pool does, waiting while its queue is full. Raises Overloaded when that takes too long."""
    for _ in range(TRIES):
        try:
            return await around.understanding.understand(text, route, site)
        except Overloaded:
            await asyncio.sleep(PATIENCE_S)
    return await around.understanding.understand(text, route, site)


def _verdict(text: str, understood: Understood, episode: Episode | None, last: Given | None) -> str:
    """The turn's verdict on the last answer; none where it names another issue for certain, or nothing was answered."""
    if last is None or last.solved is not None or understood.wants_person or understood.sensitive:
        return ""
    elsewhere = episode is not None and not episode.is_about(understood.intent, True)
    if elsewhere and understood.intent not in NOT_ISSUES and understood.confidence >= episodes.CERTAIN:
        return ""
    return reaction(text)


def _reject(talk: Talk, given: Given) -> None:
    given.solved = False
    talk.rejected |= {given.memory or given.article}
