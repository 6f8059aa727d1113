"""Hands a conversation over: the reason, a summary from what was really said and seen, and an honest wait."""

from sqlalchemy import Connection

from server.conversation import episodes, wording
from server.conversation.records import Change, turn_row
from server.conversation.session import Session, Talk
from server.conversation.stuck import SIGNAL_WORDS
from server.conversation.surroundings import Surroundings
from server.store import conversations, handoffs, staff
from widget.protocol import Mode, ServerFrame, Turn, TurnView

MOST_WAITS = 20  # the latest handoffs that an expected wait is read from
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
        online, wait_s = await self._around.db.aread(self._standing, session.visit.site)
        mode = Mode("waiting", wait_s=wait_s, people_online=online)
        if talk.mode == "person":
            return [], [Mode("person", name=talk.agent_name, people_online=True)]
        if talk.mode == "waiting":
            return [], [mode]
        talk.mode = "waiting"
        now = self._around.now(session, at)
        told = session.manner.words.handoff(online, reason)
        view = TurnView(self._around.token(), "handrail", told, now, reply_to=reply_to)
        handoff = {
            "id": self._around.token(),
            "conversation": talk.id,
            "reason": reason,
            "summary": summary(session, talk),
            "urgency": urgency,
            "asked_at": at,
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
        online, wait_s = await self._around.db.aread(self._standing, session.visit.site)
        waiting = talk is not None and talk.mode == "waiting"
        return Mode("waiting" if waiting else "assistant", wait_s=wait_s if waiting else -1, people_online=online)

    def _standing(self, conn: Connection, site: str) -> tuple[bool, int]:
        """Whether a person is there, and the expected wait in seconds (-1 when nobody can say)."""
        online = staff.people_online(conn, self._around.clock())
        if not online:
            return False, -1
        return True, wording.expected_wait(handoffs.latest_waits(conn, site, MOST_WAITS), 0)


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
