"""Offers help to somebody who struggles, before being asked, or decides not to. Both are stored with their reasons."""

import asyncio

from server.answering.considered import Considered
from server.answering.stuck import NOT_ALONE, Stuck, stuck_on
from server.conversation import episodes
from server.conversation.records import Change, decision_row
from server.conversation.session import Session
from server.conversation.surroundings import Surroundings
from server.store import decisions, nudges
from widget.protocol import Nudge, Nudged, Struggled

MOST_CHARACTERS = 150  # of a nudge's sentence: two lines on its card
TALKING_MS = 600_000  # a conversation counts as active for ten minutes after the visitor's last turn
QUIET_MS = 7 * 86_400_000  # "Not now" is remembered for a week


class Nudger:
    """From struggles to nudges."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around

    async def weigh(self, session: Session, struggle: Struggled, at: int, changes: list[Change]) -> Nudge | None:
        """The nudge for a struggle, to be sent once `changes` are stored; None for silence."""
        if struggle.verdict != "struggle" or struggle.id in session.nudged_struggles or struggle.signal in NOT_ALONE:
            return None
        stuck = stuck_on(struggle, session.state)
        silences = self._silences(session, stuck, at)
        considered, sentence = await asyncio.to_thread(self._consider, session, stuck, silences, struggle.rules)
        decision = considered.decision
        nudge = self._nudge(considered, stuck, sentence)
        session.nudged_struggles.add(struggle.id)
        episode = None
        if nudge is not None:
            episode = episodes.for_nudge(session, stuck, decision, at, self._around.token)
            episode.decision = f"{struggle.id}.n"
            changes.append(episodes.store(episode))
            self._remember(session, nudge, stuck, decision.article, struggle, at, changes)
        row = decision_row(
            f"{struggle.id}.n", decision, session, at, episode=episode.id if episode else None, turn=struggle.id
        )
        changes.append(lambda conn: decisions.put_decision(conn, row))
        return nudge

    def react(self, session: Session, event: Nudged, at: int, changes: list[Change]) -> None:
        """What the visitor did with a nudge; "Not now" keeps the element quiet for a week."""
        element = session.nudges.get(event.nudge)
        if element is None:
            return
        if event.reaction == "dismissed":
            session.dismissed.add(element)
        changes.append(lambda conn: nudges.set_reaction(conn, event.nudge, event.reaction, at))

    def _consider(
        self, session: Session, stuck: Stuck, silences: dict[str, float], rules: str
    ) -> tuple[Considered, str]:
        considerer = self._around.considerer
        considered = considerer.consider_stuck(session.visit.site, stuck, silences, rules)
        if considered.decision.kind != "nudge" or considered.passage is None:
            return considered, ""
        index = self._around.knowledge.index(session.visit.site)
        passages = index.passages_of(considered.decision.article)
        problem, name = considerer.embed_state(stuck.words), stuck.name or stuck.disabled
        sentence = self._around.quoter.sentence(passages, stuck.words, problem, MOST_CHARACTERS, name)
        return considered, sentence or considered.passage.article.title

    def _silences(self, session: Session, stuck: Stuck, at: int) -> dict[str, float]:
        """The features that speak against a nudge."""
        talk = session.talk
        talking = talk is not None and at - talk.last_said_at < TALKING_MS and talk.last_said_at > 0
        features = {
            "nudges": float(len(session.nudges)),
            "person_there": float(talk is not None and talk.mode != "assistant"),
            "conversation_active": float(session.panel_open or talking),
            "dismissed": float(stuck.element in session.dismissed),
            "element_nudged": float(stuck.element in session.nudges.values()),
            "sharing_paused": float(session.paused),
        }
        return features | {f"article_nudged.{article}": 1.0 for article in session.nudged_articles}

    def _nudge(self, considered: Considered, stuck: Stuck, sentence: str) -> Nudge | None:
        if considered.decision.kind != "nudge" or considered.passage is None:
            return None
        article = considered.passage.article
        return Nudge(
            nudge=self._around.token(),
            sentence=sentence,
            element=stuck.element,
            title=article.title,
            url=article.url,
            question=question(stuck),
        )

    def _remember(
        self,
        session: Session,
        nudge: Nudge,
        stuck: Stuck,
        article: str,
        struggle: Struggled,
        at: int,
        changes: list[Change],
    ) -> None:
        session.nudges[nudge.nudge] = stuck.element
        session.nudged_articles.add(article)
        row = {
            "id": nudge.nudge,
            "site": session.visit.site,
            "session": session.visit.session,
            "visitor": session.visit.visitor,
            "struggle": struggle.id,
            "route": stuck.route,
            "element": stuck.element,
            "article": article,
            "sentence": nudge.sentence,
            "at": at,
            "decision": f"{struggle.id}.n",
        }
        changes.append(lambda conn: nudges.put_nudge(conn, row))


def question(stuck: Stuck) -> str:
    """What the visitor would ask, in the page's own words."""
    if stuck.message:
        return f'What does "{stuck.message.rstrip(".")}" mean for {stuck.name}?' if stuck.name else stuck.message
    if stuck.disabled:
        return f"Why can't I press {stuck.disabled}?"
    return f"How does {stuck.name} work?" if stuck.name else "How does this page work?"
