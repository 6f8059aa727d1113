"""The three questions that are likeliest on a page in its present state: articles of the page, those that fit first."""

from server.conversation.session import Session
from server.conversation.stuck import stuck_by
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
    if not told[1] or told == session.likely:
        return None
    session.likely = told
    return Likely(*told)
