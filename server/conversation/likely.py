"""The three questions that are likeliest on a page in its present state: articles of the page, those that fit first.

A page is told when they change, and when one of them is no longer there to be asked.
"""

import asyncio
from collections import deque

from server.answering.stuck import stuck_by
from server.conversation.session import Session
from server.conversation.sessions import Sessions
from server.conversation.surroundings import Surroundings
from widget.protocol import Likely

QUESTIONS = 3
LOOKED_AT = 40  # passages: some fifteen articles
FITS = 0.45  # fused score from which an article of another page fits a shown error; a paraphrase has 0.7


def likely(around: Surroundings, session: Session, at: int) -> Likely | None:
    """What to tell the page, None when it knows that already. About a millisecond; off the event loop."""
    index = around.knowledge.index(session.visit.site)
    stuck = session.stuck(at) or (stuck_by(session.state) if session.state else None)
    step = session.state.step if session.state else ""
    query = (stuck.words if stuck else "") or f"{session.title} {step.replace('-', ' ')}".strip()
    here = {article.id: article.title for article in index.on_page(session.route)}
    titles: dict[str, str] = {}
    if query:
        hits = index.search(query, around.considerer.embed_state(query), session.route, "", LOOKED_AT)
        for hit in hits:
            article = hit.passage.article
            if article.id in here or (stuck is not None and hit.score >= FITS):
                titles.setdefault(article.id, article.title)
    titles = {**titles, **{id: title for id, title in here.items() if id not in titles}}
    told = (session.route, tuple(list(titles.values())[:QUESTIONS]))
    if told == session.likely or not (told[1] or session.likely[1]):
        return None
    session.likely = told
    return Likely(*told)


class Suggestions:
    """Tells pages what is likely to be asked there, and takes back what can't be answered any more."""

    def __init__(self, around: Surroundings, sessions: Sessions) -> None:
        self._around = around
        self._sessions = sessions
        self._changed: deque[str] = deque()  # sites; filled by the thread that refreshes the knowledge
        around.knowledge.on_change(lambda site, _: self._changed.append(site))

    async def tell(self, session: Session, at: int) -> None:
        """Tells a page, where that is news to it."""
        frame = await asyncio.to_thread(likely, self._around, session, at)
        if frame is not None:
            self._around.send(session.visit.session, frame)

    async def renew(self) -> None:
        """Tells the pages anew that show a title which no article has since the last change."""
        changed = set()
        while self._changed:
            changed.add(self._changed.popleft())
        for site in changed:
            titles = {article.title for article in self._around.knowledge.index(site).articles.values()}
            for session in self._sessions.of_site(site):
                if not titles.issuperset(session.likely[1]):
                    await self.tell(session, session.last_at)
