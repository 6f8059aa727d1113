"""Hands a conversation over: the reason, a summary from what was really said and seen, and an honest wait."""

from server.answering.stuck import SIGNAL_WORDS
from server.conversation import episodes
from server.conversation.promises import standing
from server.conversation.records import Change, turn_row
from server.conversation.session import Session, Talk
from server.conversation.surroundings import Surroundings
from server.store import conversations, handoffs
from widget.protocol import Mode, ServerFrame, Turn, TurnView

MOST_TRIED = 4


class Handoffs:
    """From Handrail to a person."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around

    async def ask(
        self, session: Session, talk: Talk, reason: str, urgency: float, reply_to: str, at: int
    ) -> tuple[list[Change], list[ServerFrame]]:
        """Makes the conversation wait for a person: what to store, and what to tell the page once it is stored.

        A conversation that waits already, or that a person has, is only told again how things stand.
        """
        if talk.mode in ("person", "waiting"):
            return [], [await self.mode_now(session)]
        now = self._around.now(session, at)
        stands = await self._around.db.aread(standing, session.visit.site, self._around.clock(), now)
        promised = stands.promise
        mode = _waiting(stands.online, stands.wait_s, (promised.start, promised.by) if promised else None)
        talk.mode = "waiting"
        told = session.manner.words.handoff(stands.online, reason, stands.by)
        view = TurnView(self._around.token(), "handrail", told, now, reply_to=reply_to)
        handoff = {
            "id": self._around.token(),
            "conversation": talk.id,
            "reason": reason,
            "summary": summary(session, talk),
            "urgency": urgency,
            "asked_at": at,
            "promised_from": promised.start if promised else None,
            "promised_by": promised.by if promised else None,
        }
        said = turn_row(view, talk.id, None, session.route)
        changes: list[Change] = [
            lambda conn: handoffs.put_handoff(conn, handoff),
            lambda conn: conversations.put_turn(conn, said),
            lambda conn: conversations.set_conversation(conn, talk.id, mode="waiting", last_at=now),
        ]
        episode = episodes.for_handoff(session, reason, at, self._around.token)
        return [*changes, episodes.store(episode)], [Turn(view), mode]

    async def mode_now(self, session: Session) -> Mode:
        """Who answers now, as the page is told."""
        talk = session.talk
        if talk is not None and talk.mode == "person":
            return Mode("person", name=talk.agent_name, people_online=True)
        now = self._around.now(session, session.last_at)
        stands = await self._around.db.aread(standing, session.visit.site, self._around.clock(), now)
        if talk is None or talk.mode != "waiting":
            return Mode("assistant", people_online=stands.online)
        # What was told holds, however the queue has grown since.
        promised = await self._around.db.aread(handoffs.promise_of, talk.id)
        return _waiting(stands.online, stands.wait_s, promised)


def _waiting(online: bool, wait_s: int, promised: tuple[int, int] | None) -> Mode:
    start, by = promised or (0, 0)
    return Mode("waiting", wait_s=wait_s, people_online=online, reply_from=start, reply_by=by)


def summary(session: Session, talk: Talk) -> str:
    """What a person should know first, each line taken from the visit: question, what was tried, struggles, page."""
    episode = session.episode
    lines = []
    if episode is not None and episode.question:
        lines.append(f"Asks: {episode.question}")
    if talk.rejected and episode is not None:
        lines.append(f"Handrail answered {episode.attempts} times; {episode.failed_attempts} did not help.")
    for struggle, _ in list(session.struggles)[-MOST_TRIED:]:
        name = struggle.element.name if struggle.element else ""
        what = f"{name or struggle.route}: {SIGNAL_WORDS[struggle.signal]}"
        lines.append(f"Struggled with {what}" + (f" ({struggle.message})" if struggle.message else ""))
    state = session.state
    if session.route:
        step = f", step {state.step}" if state and state.step else ""
        lines.append(f"Is on {session.title or session.route}{step}")
    if state is not None:
        lines += [f"Sees: {message.element.name}: {message.text}" for message in state.errors[:MOST_TRIED]]
    return "\n".join(dict.fromkeys(lines))
