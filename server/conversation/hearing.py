"""Hears a turn before it is considered: what it means, whether it judges the last answer, what is to be looked up."""

import asyncio

from msgspec import Struct, structs

from models.encode import Embedding
from server.answering.considered import Asked, asked
from server.answering.joining import Joined, joined
from server.answering.questions import Parted, parted
from server.answering.trace import Trace
from server.conversation import episodes
from server.conversation.attached import Attached, attached
from server.conversation.eliminated import note
from server.conversation.episode import Episode
from server.conversation.reaction import reaction
from server.conversation.risk import follow
from server.conversation.session import Given, Session, Talk
from server.conversation.surroundings import Surroundings
from server.conversation.wishes import Wish, without_wishes
from server.errors import Overloaded
from server.understanding.risk import Risk
from server.understanding.understood import Understood
from server.understanding.unmodelled import unmodelled
from widget.protocol import Said

TRIES = 5  # to be understood when the queue is full
WISHED = "wish"  # verdict of a turn that only says how answers should be given
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
    files: Attached = Attached()
    wished: Wish | None = None
    rejected: str = ""  # the answer's turn that the words "not yet" were about
    joined: Joined = Joined("")  # with what came before it, where it leans on that
    questions: tuple[Asked, ...] = ()  # where it asks several
    beyond: tuple[str, ...] = ()  # the words of those that were not taken up with them
    trace: Trace

    @property
    def asked(self) -> str:
        """The turn as a question that is kept: with what was read where files came with it, and what it leans on."""
        return self.question if self.files.words or self.joined.with_before else self.said.text


async def hear(
    around: Surroundings,
    session: Session,
    talk: Talk,
    said: Said,
    at: int,
    trace: Trace,
    wished: Wish | None = None,
) -> Heard:
    """A turn of the visitor's. Where it says "not yet", the last answer is put aside and its question asked again.

    `wished` is what it says about the form of answers; what it asks beside is looked up.
    """
    files = await attached(around, session, said)
    asks = without_wishes(said.text) if wished else said.text
    own = files.own(asks)
    text = own or files.words or said.text  # who sends a picture alone speaks through it
    understood, embedding = await understand(around, text, said.route, session.visit.site)
    if not own:
        understood = structs.replace(understood, wants_person=False)  # a button on the picture is no wish
    question, opening, meant, near = files.question(asks), "", understood, embedding
    last = next(reversed(talk.given.values()), None)
    titles = {id: article.title for id, article in around.knowledge.index(session.visit.site).articles.items()}
    note(talk, said.text, titles)
    waits = talk.asked_back is not None and talk.asked_back.waits
    judged = "" if waits else _verdict(said.text, understood, session.episode, last)
    verdict = WISHED if wished and wished.alone else judged
    leaning = Joined("") if verdict or files.ids else joined(asks, talk.asked_back, talk.last_question)
    if leaning.with_before:
        question = leaning.text
    if verdict == WISHED:
        understood = structs.replace(understood, intent="", out_of_scope=False, low_confidence=False)  # no question
        question = last.question if last is not None else question
    if verdict == "not_yet" and last is not None:
        _reject(talk, last)
        question, opening = f"{last.question} {files.words}".strip(), session.manner.words.next
        if session.episode is not None:
            session.episode.failed_attempts += 1
    if question != text:
        looked_up, near = await understand(around, question, said.route, session.visit.site)
        meant = _as_said(looked_up, understood) if files.words or leaning.with_before else looked_up
    alone = verdict in ("solved", WISHED) or files.words or leaning.with_before  # asks nothing, or one thing
    several = parted("" if alone else question)
    if verdict == WISHED:
        risk = talk.risk  # how one likes to read says nothing about how it goes
    else:
        risk = await follow(around, session, talk, said.text, understood, embedding, verdict, at)
    heard = Heard(
        said=said,
        at=at,
        understood=understood,
        meant=meant,
        embedding=near,
        risk=risk,
        question=question,
        opening=opening,
        verdict=verdict,
        files=files,
        wished=wished,
        rejected=last.turn if verdict == "not_yet" and last is not None else "",
        joined=leaning,
        questions=await asked_apart(around, several, meant, said.route, session.visit.site),
        beyond=several.beyond,
        trace=trace,
    )
    trace.mark("received")
    return heard


async def hear_again(around: Surroundings, session: Session, talk: Talk, said: Said, at: int, trace: Trace) -> Heard:
    """The question behind an answer that did not help, as if it had just been asked."""
    understood, embedding = await understand(around, said.text, session.route, session.visit.site)
    several = parted(said.text)
    heard = Heard(
        said=said,
        at=at,
        understood=understood,
        meant=understood,
        embedding=embedding,
        risk=talk.risk,
        question=said.text,
        opening=session.manner.words.next,
        verdict="not_yet",
        questions=await asked_apart(around, several, understood, session.route, session.visit.site),
        beyond=several.beyond,
        trace=trace,
    )
    trace.mark("received")
    return heard


async def asked_apart(
    around: Surroundings, several: Parted, meant: Understood, route: str, site: str
) -> tuple[Asked, ...]:
    """The questions of a text that asks several, each understood; none where it asks one thing."""
    parts = several.questions
    if len(parts) < 2:
        return ()
    read = await asyncio.gather(*(understand(around, one.text, route, site) for one in parts))
    return tuple(
        asked(one, understood, meant, embedding) for one, (understood, embedding) in zip(parts, read, strict=True)
    )


async def understand(around: Surroundings, text: str, route: str, site: str) -> tuple[Understood, Embedding]:
    """As the pool takes it in, waiting while its queue is full; by the rules alone where the models fail.

    Raises Overloaded when the queue stays full.
    """
    for left in reversed(range(TRIES + 1)):
        try:
            return await around.understanding.take_in(text, route, site)
        except Overloaded:
            if not left:
                raise
            await asyncio.sleep(PATIENCE_S)
        except Exception as error:
            around.failed(site, "not_understood", error)
            break
    return unmodelled(text), await around.understanding.embed(text)


def _verdict(text: str, understood: Understood, episode: Episode | None, last: Given | None) -> str:
    """The turn's verdict on the last answer; none where it names another issue for certain, or nothing was answered."""
    if last is None or last.solved is not None or understood.wants_person or understood.sensitive:
        return ""
    elsewhere = episode is not None and not episode.is_about(understood.intent, True)
    if elsewhere and understood.intent not in NOT_ISSUES and understood.confidence >= episodes.CERTAIN:
        return ""
    return reaction(text)


def _as_said(looked_up: Understood, understood: Understood) -> Understood:
    """What a question with a file's words in it means, with the visitor's own wishes and mood: a file has none."""
    return structs.replace(
        looked_up,
        wants_person=understood.wants_person,
        sensitive=understood.sensitive,
        sentiment=understood.sentiment,
        sentiment_score=understood.sentiment_score,
        frustration=understood.frustration,
        urgency=understood.urgency,
    )


def _reject(talk: Talk, given: Given) -> None:
    given.solved = False
    talk.rejected |= set(given.sources)
