"""The conversation room put together: what the gateway tells it, what the desk asks of it."""

from collections.abc import Callable
from functools import partial

from sqlalchemy import Connection

from server.answering.answer import Quoter
from server.answering.consider import Considerer
from server.answering.learned import Learned
from server.answering.style import TRAIT, of_words
from server.api.views.desk import ConversationDetail, Correct, Corrected
from server.conversation import degraded
from server.conversation.catching_up import catch_up
from server.conversation.coming_back import come_back, delivered
from server.conversation.desk import Desk, Person
from server.conversation.detail import detail
from server.conversation.handoff import Handoffs
from server.conversation.identity import Identities, claimed
from server.conversation.likely import Suggestions
from server.conversation.naming import following, naming
from server.conversation.nudge import Nudger
from server.conversation.outcomes import Outcomes
from server.conversation.records import Change, commit, turn_view
from server.conversation.reply import Replies
from server.conversation.risk import judge_answer, relieve
from server.conversation.session import Session, Talk
from server.conversation.sessions import Sessions
from server.conversation.style_again import KNOWN, forget, settle
from server.conversation.surroundings import Surroundings
from server.conversation.visit import Visit
from server.eventlog.log import EventLog
from server.knowledge.knowledge import Knowledge
from server.lookups import Lookups
from server.projections.people import chosen
from server.store import conversations, files
from server.store.database import Database
from server.understanding.pool import UnderstandingPool
from server.writing import Writer
from widget.protocol import (
    PROTOCOL_VERSION,
    Batch,
    Event,
    Hello,
    Identified,
    Nudged,
    PageView,
    PanelUsed,
    PersonWanted,
    Rated,
    Said,
    ServerFrame,
    Sharing,
    Snapshot,
    Solved,
    StepDone,
    Struggled,
    TurnView,
    Welcome,
)

URGENCY_OF_A_CALL = 0.5  # 0..1, of who presses the button for a person without a word


class Conversations:
    """Hears batches, session by session in order; different sessions beside each other."""

    def __init__(
        self,
        db: Database,
        understanding: UnderstandingPool,
        knowledge: Knowledge,
        learned: Learned,
        considerer: Considerer,
        send: Callable[[str, ServerFrame], bool],
        clock: Callable[[], int],
        token: Callable[[], str],
        lookups: Lookups | None = None,
        log: EventLog | None = None,
        writer: Writer | None = None,
        count: Callable[[str, str], None] = lambda site, what: None,
    ) -> None:
        token = naming(token)
        live = (lookups or Lookups(clock=clock), Identities(db, log))
        quoter = Quoter(considerer.encoder.encode)
        heart = (db, understanding, knowledge, learned, considerer, quoter)
        self.around = Surroundings(*heart, send, clock, token, *live, writer, count)
        self.sessions = Sessions(db)
        self._handoffs = Handoffs(self.around)
        self._replies = Replies(self.around, self._handoffs)
        self._nudger = Nudger(self.around)
        self._outcomes = Outcomes(self.around)
        self._desk = Desk(self.around, self.sessions, self._handoffs)
        self.suggestions = Suggestions(self.around, self.sessions)

    async def welcome(self, visit: Visit, hello: Hello, acked: int) -> Welcome:
        """The answer to Hello: the conversation so far, who answers, whether people are there."""
        session = await self.sessions.of(visit, hello.sent_at + visit.shift_ms)
        session.route, session.title = hello.route, hello.title or session.title
        session.mode = hello.mode
        session, unseen = await come_back(self.around, self.sessions, session, hello.sent_at + visit.shift_ms)
        await settle(self.around, session, None, hello.sent_at + visit.shift_ms, [])
        mode = await self._handoffs.mode_now(session)
        turns: tuple[TurnView, ...] = ()
        if session.talk is not None and session.talk.stored:
            unseen = session.talk.id
        if unseen:
            turns = await self.around.db.aread(_turn_views, unseen)
            if any(turn.who == "person" for turn in turns):
                await self.around.db.awrite(delivered, unseen, self.around.now(session, turns[-1].at))
        if session.underway is not None:  # an answer is being given: the page has it from its beginning
            known = session.underway.asked.turn in {view.turn for view in turns}
            turns = turns if known else (*turns, session.underway.asked)
            for frame in session.underway.again():
                self.around.send(visit.session, frame)
        return Welcome(
            version=PROTOCOL_VERSION,
            session=visit.session,
            acked=acked,
            server_at=self.around.clock(),
            product=visit.product,
            people_online=mode.people_online,
            mode=mode.mode,
            turns=turns,
            reply_from=mode.reply_from,
            reply_by=mode.reply_by,
        )

    async def heard(self, visit: Visit, batch: Batch, nudging: bool = True) -> None:
        """Takes in a batch and does what it calls for. After an error the session is read anew from the store."""
        place = 0
        try:
            session = await self.sessions.of(visit, batch.at + visit.shift_ms)
            changes: list[Change] = []
            for place, event in enumerate(batch.events):
                at = batch.at + event.dt + visit.shift_ms
                session.last_at = max(session.last_at, at)
                with following(visit, batch.seq, place):
                    await self._hear(session, event, at, nudging, changes)
            if changes:
                await self.around.db.awrite(commit, changes)
        except BaseException as error:
            self.sessions.forget(visit.session)
            if isinstance(error, Exception) and nudging:
                for frame in degraded.unanswered(batch, place, visit.shift_ms):
                    self.around.send(visit.session, frame)
            raise

    def hurry(self, session: str, batch: Batch) -> None:
        """A batch is to be heard: who asks on, or for a person, no longer waits for a model's sentences."""
        if any(isinstance(event, Said | PersonWanted) for event in batch.events):
            self.sessions.hurry(session)

    async def catch_up(self, log: EventLog) -> None:
        """After a crash: hears what is in the log and was not heard to its end. Hearing something twice is harmless."""
        await catch_up(self.around.db, log, partial(self.heard, nudging=False))

    async def take(self, conversation: str, agent: Person) -> None:
        await self._desk.take(conversation, agent)

    async def say(self, conversation: str, agent: Person, text: str) -> TurnView:
        return await self._desk.say(conversation, agent, text)

    async def give_back(self, conversation: str, agent: Person) -> None:
        await self._desk.give_back(conversation, agent)

    async def close(self, conversation: str, agent: Person) -> None:
        await self._desk.close(conversation, agent)

    async def correct(self, conversation: str, agent: Person, correct: Correct) -> Corrected:
        return await self._desk.correct(conversation, agent, correct)

    async def detail(self, conversation: str) -> ConversationDetail:
        """What an agent sees of a conversation. Raises NotFound."""
        return await detail(self.around, await self._desk.session_of(conversation), conversation)

    async def _hear(self, session: Session, event: Event, at: int, nudging: bool, changes: list[Change]) -> None:
        session.claim = claimed(event, session.visit.stream) or session.claim
        match event:
            case PageView() | Snapshot():
                session.see(event, at)
                if nudging:
                    await self.suggestions.tell(session, at)
            case Struggled():
                session.see(event, at)
                if nudging and (nudge := await self._nudger.weigh(session, event, at, changes)):
                    await self._send_stored(session, nudge, changes)
            case Said() if event.turn not in session.heard:
                await self._replies.hear(session, self._talk(session, at, changes), event, at, changes, nudging)
            case PersonWanted():
                await self._call_person(session, at, changes)
            case StepDone() if resolved := self._outcomes.step_done(session, event, at, changes):
                relieve(session.talk)
                await self._send_stored(session, resolved, changes)
            case Solved() | Rated():
                await self._judge(session, event, at, nudging, changes)
            case Nudged():
                self._nudger.react(session, event, at, changes)
            case PanelUsed():
                session.panel_open = event.what != "closed"
            case Sharing() | Identified():
                _introduced(session, event, changes)
            case _:
                pass  # clicks, layouts and the like are the projections' business

    async def _judge(
        self, session: Session, event: Solved | Rated, at: int, streaming: bool, changes: list[Change]
    ) -> None:
        talk = session.talk
        if talk is None:
            return
        judge_answer(talk, event)
        if isinstance(event, Rated):
            self._outcomes.rated(session, talk, event, at, changes)
        elif (given := self._outcomes.solved(session, talk, event, at, changes)) and talk.mode != "person":
            await self._replies.again(session, talk, given, at, changes, streaming)

    async def _call_person(self, session: Session, at: int, changes: list[Change]) -> None:
        if at <= session.asked_at:  # heard before a crash already
            return
        session.asked_at = at
        talk = self._talk(session, at, changes)
        async with session.tail:
            last = talk.last_turn
            urgency = max(URGENCY_OF_A_CALL, talk.risk.strain)
            more, frames = await self._handoffs.ask(session, talk, "customer_request", urgency, last, at)
            await self.around.db.awrite(commit, [*changes, *more])
            changes.clear()
            for frame in frames:
                self.around.send(session.visit.session, frame)

    async def _send_stored(self, session: Session, frame: ServerFrame, changes: list[Change]) -> None:
        """What the visitor sees is stored before it is seen."""
        await self.around.db.awrite(commit, list(changes))
        changes.clear()
        self.around.send(session.visit.session, frame)

    def _talk(self, session: Session, at: int, changes: list[Change]) -> Talk:
        """The session's conversation, begun now if there is none."""
        if session.talk is None:
            session.talk = Talk(id=self.around.token(), started_at=at, stored=True)
            row = {
                "id": session.talk.id,
                "site": session.visit.site,
                "session": session.visit.session,
                "visitor": session.visit.visitor,
                "mode": "assistant",
                "started_at": at,
                "last_at": at,
                "route": session.route,
            }
            changes.append(lambda conn: conversations.put_conversation(conn, row))
        return session.talk


def _introduced(session: Session, event: Sharing | Identified, changes: list[Change]) -> None:
    """Who the visitor is to be, for how long, and how the product says that they like to be answered."""
    if isinstance(event, Identified):
        session.told = of_words(chosen(event.traits).get(TRAIT, ""))
        return
    session.paused, session.mode = event.paused, event.mode or ("off" if event.paused else KNOWN)
    if session.mode != KNOWN:
        changes.append(forget(session))


def _turn_views(conn: Connection, conversation: str) -> tuple[TurnView, ...]:
    rows = conversations.turns_of(conn, conversation)
    attached = files.of_turns(conn, [row.id for row in rows if row.who == "visitor"])
    return tuple(turn_view(row, attached.get(row.id, ())) for row in rows)
