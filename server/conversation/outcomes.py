"""Hears what became of help: a completed step, the visitor's word, thumbs. The page's own evidence counts most."""

from server.conversation import episodes
from server.conversation.episode import Episode
from server.conversation.records import Change
from server.conversation.session import Given, Session, Talk
from server.conversation.surroundings import Surroundings
from server.store import conversations, corrections
from widget.protocol import Rated, Resolved, Solved, StepDone


class Outcomes:
    """Each of them once: an event that is heard again changes nothing."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around

    def step_done(self, session: Session, done: StepDone, at: int, changes: list[Change]) -> Resolved | None:
        """A completed step verifies the episode that was stuck on it, when help was given before."""
        for episode in (session.episode, *session.past):
            if episode is None or episode.session != session.visit.session or not episode.involved:
                continue
            if not episode.completes(done.route, done.step) or at < episode.started_at:
                continue
            evidence = f"completed {done.step or done.route}" + (f": {done.evidence}" if done.evidence else "")
            if not episode.climb("verified", at, evidence):
                return None
            changes += [
                episodes.history(episode, "verified", at, evidence, self._around.token),
                episodes.store(episode),
            ]
            self._credit(session, episode, changes)
            return Resolved(done.step, session.manner.words.resolved(done.step, done.evidence))
        return None

    def solved(self, session: Session, talk: Talk, word: Solved, at: int, changes: list[Change]) -> Given | None:
        """The visitor's word on an answer. Returns the answer that did not help, for the next best path."""
        given = talk.given.get(word.turn)
        if given is None or given.solved is word.solved:
            return None
        given.solved = word.solved
        changes.append(lambda conn: conversations.set_turn(conn, word.turn, solved=word.solved))
        episode = session.episode
        if word.solved:
            if episode is not None and episode.climb("confirmed", at, "the visitor said that it is solved"):
                changes.append(episodes.history(episode, "confirmed", at, episode.evidence, self._around.token))
                changes.append(episodes.store(episode))
            _count_solved(given, changes)
            return None
        self._failed(session, talk, given, at, "the visitor said that it did not help", changes)
        return given

    def rated(self, session: Session, talk: Talk, thumb: Rated, at: int, changes: list[Change]) -> None:
        """A thumb. Down is a failed attempt, unless the same answer was already rejected in words."""
        given = talk.given.get(thumb.turn)
        if given is None or given.rated is thumb.up:
            return
        given.rated = thumb.up
        changes.append(lambda conn: conversations.set_turn(conn, thumb.turn, rated=thumb.up))
        if not thumb.up and given.solved is not False:
            self._failed(session, talk, given, at, "thumb down", changes)

    def _failed(
        self, session: Session, talk: Talk, given: Given, at: int, evidence: str, changes: list[Change]
    ) -> None:
        talk.rejected |= set(given.sources)
        episode = session.episode
        if episode is None:
            return
        episode.failed_attempts += 1
        if episode.outcome == "confirmed":  # taken back by the one who gave it
            episode.reopen(session.visit.session, at)
        episode.last_at = max(episode.last_at, at)
        changes.append(episodes.history(episode, "failed_attempt", at, evidence, self._around.token))
        changes.append(episodes.store(episode))

    def _credit(self, session: Session, episode: Episode, changes: list[Change]) -> None:
        """A memory that was the last answer of a verified episode has solved it."""
        last = next(reversed(session.talk.given.values()), None) if session.talk else None
        if last is not None and last.solved is None and episode is session.episode:
            _count_solved(last, changes)


def _count_solved(given: Given, changes: list[Change]) -> None:
    memories = given.memories
    changes += [lambda conn, memory=memory: corrections.count_solved(conn, memory) for memory in memories]  # type: ignore[misc]
