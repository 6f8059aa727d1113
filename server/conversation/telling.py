"""Tells what was decided about a turn: the frames that the page gets, and what becomes of the session and the store."""

import msgspec

from server.answering import wording
from server.answering.answer import Answer
from server.answering.blocks import left_open
from server.answering.clarify import option_articles
from server.answering.considered import Considered
from server.answering.decide import decide, goes_badly
from server.answering.decision import AGAIN, AMBIGUOUS, BROKEN, CLARIFY, PERSON_AWAITED, PERSON_THERE, Decision
from server.answering.facts import Facts
from server.answering.highlight import highlight
from server.answering.joining import AskedBack
from server.answering.several import credits_of
from server.answering.style_words import Words
from server.conversation import episodes
from server.conversation.handoff import Handoffs
from server.conversation.hearing import WISHED, Heard
from server.conversation.live import remember
from server.conversation.phases import show
from server.conversation.recording import decision_id, record
from server.conversation.records import Change, answer_view, said_row, turn_row
from server.conversation.session import Given, Session, Talk
from server.conversation.style_again import acknowledged
from server.conversation.surroundings import Surroundings
from server.store import conversations, corrections, files, handoffs
from server.understanding.masking import masked
from widget.protocol import Chunk, ServerFrame, Turn, TurnView


class Teller:
    """What a visitor is told about a turn. Whoever calls holds the session's tail lock."""

    def __init__(self, around: Surroundings, handoffs: Handoffs) -> None:
        self._around = around
        self._handoffs = handoffs

    async def told(
        self,
        session: Session,
        talk: Talk,
        heard: Heard,
        turn: str,
        considered: Considered,
        answer: Answer | None,
        changes: list[Change],
    ) -> list[ServerFrame]:
        """Brings what happened into `changes` and the session; returns the frames to send once that is stored.

        `turn` names the answer; what was streamed of it is not sent again.
        """
        decision, said, at = _standing_back(considered, talk), heard.said, heard.at
        fresh = not (heard.verdict == "not_yet" and said.turn in (given.question_turn for given in talk.given.values()))
        if fresh:
            talk.last_turn, talk.last_said_at = said.turn, at
            row = said_row(said, talk.id, at, heard.understood, heard.risk.value)
            changes.append(lambda conn: conversations.put_turn(conn, row))
            changes.append(lambda conn: files.attach(conn, heard.files.ids, said.turn))
        if heard.rejected:
            self._rejected(session, heard, changes)
        substantive = decision.kind != "greeting" and heard.verdict not in ("solved", WISHED)
        episode = session.episode if decision.kind != AGAIN else None
        if substantive and fresh and heard.verdict != "not_yet":
            talk.last_question = heard.asked
            episode = episodes.for_turn(session, heard.understood, heard.asked, at, self._around.token, changes)
        if heard.verdict == "solved":
            frames = self._confirmed(session, talk, heard, changes)
        elif decision.kind == AGAIN:
            frames = self._in_form(session, talk, heard, answer, changes)
        elif decision.kind == "silent":
            frames = self._cut_off(session, talk, heard, changes)
            if talk.mode == "waiting":
                changes.append(lambda conn: handoffs.raise_urgency(conn, talk.id, _urgency(heard)))
        elif decision.kind == "handoff":
            more, frames = await self._handoffs.ask(session, talk, decision.because, _urgency(heard), said.turn, at)
            changes += more
        else:
            frames = self._answered(session, talk, heard, turn, decision, answer, considered.facts, changes)
            if decision.offers_person:
                frames += self._offered(session, talk, heard, decision, changes)
        record(self._around, session, talk, heard, decision, episode, considered.facts, changes)
        return frames

    def _answered(
        self,
        session: Session,
        talk: Talk,
        heard: Heard,
        turn: str,
        decision: Decision,
        answer: Answer | None,
        facts: Facts,
        changes: list[Change],
    ) -> list[ServerFrame]:
        remember(talk, facts)
        talk.asked_back = _asked_back(decision, heard)
        now = self._around.now(session, heard.at)
        if answer is None:
            text = facts.after(_plain_words(session.manner.words, decision, heard, talk, session.visit.product))
            if decision.kind == "unknown" and (still_open := left_open(heard.beyond, session.manner.words)):
                text = f"{text}\n{still_open}"
            sure = "unknown" if decision.kind == "unknown" else ""
            view = TurnView(turn, "handrail", text, now, sure=sure, reply_to=heard.said.turn, options=decision.options)  # type: ignore[arg-type]
            pieces: tuple[str, ...] = (text,)
        else:
            view = answer_view(
                turn, answer, now, heard.said.turn, highlight(session.in_sight(heard.at), answer), decision.options
            )
            pieces = answer.pieces
            talk.given[turn] = Given(
                turn,
                decision.article,
                decision.passage,
                decision.memory,
                heard.question,
                heard.said.turn,
                beside=credits_of(decision) if decision.parts else (),
            )
            if session.episode is not None:
                session.episode.attempts += 1
                session.episode.involved = True
                session.episode.article = "" if facts.told else decision.article  # no article's merit, nor its fault
            for memory in talk.given[turn].memories:
                changes.append(lambda conn, memory=memory: corrections.count_use(conn, memory, now))  # type: ignore[misc]
        row = turn_row(view, talk.id, decision_id(heard, talk), session.route)
        changes.append(lambda conn: conversations.put_turn(conn, row))
        if session.underway is not None and session.underway.pieces:
            return [Turn(view)]  # it was streamed; quoted words instead replace what was
        show(self._around, session, talk, heard.said.turn, "decided")
        show(self._around, session, talk, heard.said.turn, "writing")
        chunks = [Chunk(turn, index, piece) for index, piece in enumerate(pieces)]
        return [*chunks, Turn(view)]

    def _cut_off(self, session: Session, talk: Talk, heard: Heard, changes: list[Change]) -> list[ServerFrame]:
        """Ends an answer that a person came into: what the visitor has read of it stays, and the person sees it."""
        if session.underway is None or not session.underway.pieces:
            return []
        view = session.underway.cut_off(self._around.now(session, heard.at))
        row = turn_row(view, talk.id, decision_id(heard, talk), session.route)
        changes.append(lambda conn: conversations.put_turn(conn, row))
        return [Turn(view)]

    def _in_form(
        self, session: Session, talk: Talk, heard: Heard, answer: Answer | None, changes: list[Change]
    ) -> list[ServerFrame]:
        shown = highlight(session.in_sight(heard.at), answer) if answer is not None else ""
        made_by = decision_id(heard, talk)
        return acknowledged(self._around, session, talk, heard, answer, made_by, shown, changes)

    def _offered(
        self, session: Session, talk: Talk, heard: Heard, decision: Decision, changes: list[Change]
    ) -> list[ServerFrame]:
        """Offers a person before one is asked for; "nothing answers this" has offered one already."""
        badly, own = goes_badly(decision.features, decision.thresholds), session.manner.words
        talk.offered = badly
        if decision.because == "missing_knowledge":
            return []
        now = self._around.now(session, heard.at)
        text = own.offer if badly else own.offer_money
        view = TurnView(self._around.token(), "handrail", text, now, reply_to=heard.said.turn)
        row = turn_row(view, talk.id, None, session.route)
        changes.append(lambda conn: conversations.put_turn(conn, row))
        return [Turn(view)]

    def _rejected(self, session: Session, heard: Heard, changes: list[Change]) -> None:
        """The visitor said in words that it did not help: as good as the button."""
        changes.append(lambda conn: conversations.set_turn(conn, heard.rejected, solved=False))
        if session.episode is not None:
            evidence = f"the visitor said so: {masked(heard.said.text)}"
            changes.append(episodes.history(session.episode, "failed_attempt", heard.at, evidence, self._around.token))

    def _confirmed(self, session: Session, talk: Talk, heard: Heard, changes: list[Change]) -> list[ServerFrame]:
        """The visitor said in words that it is solved: as good as the button. A person who is there answers it."""
        last = next(reversed(talk.given.values()))
        last.solved = True
        changes.append(lambda conn: conversations.set_turn(conn, last.turn, solved=True))
        episode = session.episode
        evidence = f"the visitor said so: {masked(heard.said.text)}"
        if episode is not None and episode.climb("confirmed", heard.at, evidence):
            changes.append(episodes.history(episode, "confirmed", heard.at, evidence, self._around.token))
        if talk.mode == "person":
            return []
        now = self._around.now(session, heard.at)
        view = TurnView(self._around.token(), "handrail", session.manner.words.glad, now, reply_to=heard.said.turn)
        row = turn_row(view, talk.id, None, session.route)
        changes.append(lambda conn: conversations.put_turn(conn, row))
        return [Turn(view)]


def _standing_back(considered: Considered, talk: Talk) -> Decision:
    """The decision as it holds now: somebody may have taken the conversation since it was considered."""
    if talk.mode == "assistant":
        return considered.decision
    feature = PERSON_THERE if talk.mode == "person" else PERSON_AWAITED
    situation = considered.situation
    return decide(msgspec.structs.replace(situation, features=situation.features | {feature: 1.0}))


def _asked_back(decision: Decision, heard: Heard) -> AskedBack | None:
    """What the next turn may choose from; how often in a row it was asked."""
    if not decision.options and decision.kind != CLARIFY:
        return None
    waits = decision.kind == CLARIFY
    times = heard.joined.times + 1 if waits else 0
    return AskedBack(heard.question, option_articles(decision), times, waits)


def _urgency(heard: Heard) -> float:
    """How soon a person should come, 0..1: what is said to press, how upset the words are, how badly it goes."""
    return max(heard.understood.urgency, heard.understood.frustration, heard.risk.strain)


def _plain_words(own: Words, decision: Decision, heard: Heard, talk: Talk, product: str) -> str:
    if decision.kind == "greeting":
        return own.greeting(heard.said.text, product)
    if decision.because == BROKEN:
        return own.broken
    if decision.kind == CLARIFY:
        return own.which if decision.because == AMBIGUOUS else own.nearly
    if decision.because == "language":
        return wording.not_understood(heard.meant.language.code)
    if heard.files.ids and not heard.files.words and not heard.files.own(heard.said.text):
        return wording.NOTHING_READ
    if talk.rejected and heard.verdict == "not_yet":
        return own.nothing_else
    if decision.because == "out_of_scope":
        return own.outside.format(product=product or "this product")
    return own.unknown
