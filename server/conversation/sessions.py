"""The sessions in memory, least lately used forgotten first, each rebuilt from the store when it is asked for again."""

from collections import OrderedDict
from typing import Any

import msgspec
from sqlalchemy import Connection, Row

from server.answering.decision import AGAIN
from server.answering.several import Credit
from server.answering.style import TRAIT, of_words
from server.conversation.attached import of_files
from server.conversation.eliminated import note
from server.conversation.episode import REOPEN_MS, Episode
from server.conversation.nudge import QUIET_MS
from server.conversation.records import asked_back_of
from server.conversation.session import Given, Session, Talk
from server.conversation.visit import Visit
from server.conversation.wishes import wish, without_wishes
from server.store import conversations, decisions, episodes, files, handoffs, nudges, parts
from server.store.database import Database
from server.understanding.risk import REMEMBERED
from widget.protocol import Snapshot

MOST_SESSIONS = 5_000  # about 10 KB each with a snapshot


class Sessions:
    """One `Session` for each session id, whoever asks for it."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._sessions: OrderedDict[str, Session] = OrderedDict()

    async def of(self, visit: Visit, at: int) -> Session:
        """The session of a visit as it is at `at`, loaded when it isn't here."""
        session = self._sessions.get(visit.session)
        if session is None:
            loaded = await self._db.aread(load, visit, at)
            session = self._sessions.setdefault(visit.session, loaded)  # another may have been quicker
        elif visit.stream:
            session.visit = visit
        self._sessions.move_to_end(visit.session)
        while len(self._sessions) > MOST_SESSIONS:
            self._sessions.popitem(last=False)
        return session

    def of_site(self, site: str) -> list[Session]:
        """All that are in memory."""
        return [session for session in self._sessions.values() if session.visit.site == site]

    def hurry(self, session: str) -> None:
        """The answer that is being written to the session gives way to the quoted one."""
        known = self._sessions.get(session)
        if known is not None and known.underway is not None:
            known.underway.hurried.set()

    def forget(self, session: str) -> None:
        """What is in memory may not be what is stored: the next one who asks gets what is stored."""
        self._sessions.pop(session, None)


def load(conn: Connection, visit: Visit, at: int) -> Session:
    """The session as the store has it."""
    session = Session(visit=visit)
    session.heard = conversations.said_in_session(conn, visit.session)
    session.asked_at = handoffs.last_asked(conn, visit.session)
    row = conversations.open_of_session(conn, visit.session)
    if row is not None:
        session.talk = _talk(conn, row, session)
    known = episodes.episodes_of_visitor(conn, visit.site, visit.visitor, at - REOPEN_MS)
    session.past = [Episode(**row._mapping) for row in known]
    mine = [one for one in session.past if one.session == visit.session]
    if mine:
        session.episode = mine[0]
        session.past.remove(mine[0])
    for nudge in nudges.nudges_of_session(conn, visit.session):
        session.nudges[nudge.id] = nudge.element
        session.nudged_articles.add(nudge.article)
        session.nudged_struggles.add(nudge.struggle)
    seen = list({one.session for one in known} | {visit.session})
    session.dismissed = nudges.dismissed_elements(conn, seen, at - QUIET_MS)
    stored = conversations.visit_of(conn, visit.session)
    if stored is not None:
        session.route = stored.route
        session.told = of_words(msgspec.json.decode(stored.traits_json, type=dict[str, str]).get(TRAIT, ""))
        if stored.snapshot_json:
            session.snapshot = msgspec.json.decode(stored.snapshot_json, type=Snapshot)
    return session


def _talk(conn: Connection, row: Row[Any], session: Session) -> Talk:
    talk = Talk(
        id=row.id,
        started_at=row.started_at,
        mode=row.mode,
        agent=row.agent or "",
        agent_name=row.agent_name,
        stored=True,
    )
    questions: dict[str, str] = {}
    turns = conversations.turns_of(conn, row.id)
    attached = files.of_turns(conn, [turn.id for turn in turns if turn.who == "visitor"])
    beside: dict[str, list[Row[Any]]] = {}
    for part in parts.of_conversation(conn, row.id):
        beside.setdefault(part.decision, []).append(part)
    for turn in turns:
        if turn.who == "visitor":
            found = of_files(attached.get(turn.id, []))
            questions[turn.id] = found.question(without_wishes(turn.text))
            talk.last_question, talk.last_turn, talk.last_said_at = questions[turn.id], turn.id, turn.at
            note(talk, turn.text, {})
            wished = wish(turn.text) if turn.id not in attached else None
            if wished is not None:
                session.wish = wished.after(session.wish)
            if wished is None or not wished.alone:
                talk.earlier = (*talk.earlier, (turn.text, turn.at))[-REMEMBERED:]
            talk.asked_back = None
            continue
        if turn.who == "handrail" and turn.decision:
            made_by = decisions.find(conn, turn.decision) if turn.options_json != "[]" else None
            talk.asked_back = asked_back_of(turn, made_by, questions.get(turn.reply_to, ""))
        if turn.who == "handrail" and turn.solvable:
            own = tuple(Credit(part.article, part.memory) for part in beside.get(turn.decision, ()))
            last = next(reversed(talk.given.values()), None)
            talk.given[turn.id] = Given(
                turn=turn.id,
                article=turn.article,
                passage="",
                memory=turn.memory,
                question=questions.get(turn.reply_to, ""),
                question_turn=turn.reply_to,
                solved=turn.solved,
                rated=turn.rated,
                beside=last.beside if turn.decided == AGAIN and last is not None else own,
            )
            if turn.solved is False or turn.rated is False:
                talk.rejected |= set(talk.given[turn.id].sources)
    return talk
