"""Heeds a visitor's wish for another form: remembers it, and gives the last answer again in it.

Such a turn is no question: no outcome, attempt or episode changes by it. What is given again stands on the citations of
the answer that was given, so that it says the same; where they no longer hold, the question is answered anew.
"""

from msgspec import structs

from server.answering.answer import Answer, CitationBroken, verified
from server.answering.blocks import gathered, regathered
from server.answering.considered import Considered
from server.answering.decide import decide
from server.answering.decision import AGAIN, Candidate, Situation
from server.answering.facts import SOURCE
from server.answering.style import Manner, Style, layered
from server.answering.style_words import WISHES
from server.conversation.hearing import Heard
from server.conversation.records import Change, answer_view, citations_of, turn_row
from server.conversation.session import Given, Session, Talk
from server.conversation.surroundings import Surroundings
from server.conversation.wishes import Wish
from server.store import conversations, styles
from widget.protocol import Chunk, Citation, ServerFrame, Turn, TurnView

KNOWN = "full"  # the mode in which a visitor is known again, and wishes outlive the visit


async def settle(around: Surroundings, session: Session, wished: Wish | None, at: int, changes: list[Change]) -> None:
    """Brings the session's manner up to date with the site's default, the product's word, and the visitor's wishes."""
    visit = session.visit
    default, kept = await around.db.aread(styles.known, visit.site, visit.visitor)
    if kept is not None and session.mode == KNOWN:
        session.wish = Style(kept.form, kept.length, kept.tone)
    if wished is not None:
        session.wish = wished.after(session.wish)
        if session.mode == KNOWN:
            changes.append(_kept(visit.site, visit.visitor, session.wish, at))
    site = Style(default.form, default.length, default.tone) if default is not None else Style()
    session.manner = layered(session.wish, session.told, site)


def _kept(site: str, visitor: str, wish: Style, at: int) -> Change:
    if wish == Style():
        return lambda conn: styles.forget_wish(conn, site, visitor)
    row = {"site": site, "visitor": visitor, "at": at, **structs.asdict(wish)}
    return lambda conn: styles.put_wish(conn, row)


def forget(session: Session) -> Change:
    """Takes away what is remembered of a visitor who is not to be known again; the visit itself goes on in its form."""
    site, visitor = session.visit.site, session.visit.visitor
    return lambda conn: styles.forget_wish(conn, site, visitor)


async def in_the_form(around: Surroundings, session: Session, talk: Talk) -> tuple[Considered, Answer | None]:
    """The decision to heed a wish, with the last answer in the new form; None where there is nothing to give again.

    Raises CitationBroken when the articles no longer say what that answer quoted.
    """
    manner = session.manner
    last = next(reversed(talk.given.values()), None)
    if last is None or last.solved is False:  # what did not help is not said again, in no form
        return _considered(manner, None), None
    row = await around.db.aread(conversations.turn, last.turn)
    if row is None:
        return _considered(manner, None), None
    citations = _of_articles(citations_of(row.citations_json))
    if not citations:  # live data alone: they are looked up again
        raise CitationBroken(last.turn)
    pieces = gathered(regathered(row.text, citations), manner.style, sure=row.sure)
    answer = Answer(pieces=pieces, citations=citations, sure=row.sure)
    if answer.text == row.text:
        return _considered(manner, last), None
    await around.db.aread(verified, answer)
    return _considered(manner, last), answer


def acknowledged(
    around: Surroundings,
    session: Session,
    talk: Talk,
    heard: Heard,
    answer: Answer | None,
    decision: str,
    highlight: str,
    changes: list[Change],
) -> list[ServerFrame]:
    """Says that the wish was heard, and gives the answer again: as the answer to what was asked, not to the wish."""
    now = around.now(session, heard.at)
    last = next(reversed(talk.given.values()), None)
    told = _noted(session.manner, heard, last, answer)
    noted = TurnView(around.token(), "handrail", told, now, reply_to=heard.said.turn)
    views, frames = [noted], [Turn(noted)]
    pieces: list[Chunk] = []
    if answer is not None and last is not None:
        view = answer_view(around.token(), answer, now, last.question_turn, highlight)
        talk.given[view.turn] = Given(
            view.turn,
            last.article,
            last.passage,
            last.memory,
            last.question,
            last.question_turn,
            beside=last.beside,
        )
        views.append(view)
        pieces = [Chunk(view.turn, index, piece) for index, piece in enumerate(answer.pieces)]
        frames.append(Turn(view))
    for row in [turn_row(view, talk.id, decision, session.route) for view in views]:
        changes.append(lambda conn, row=row: conversations.put_turn(conn, row))  # type: ignore[misc]
    return [frames[0], *pieces, *frames[1:]]


def _of_articles(citations: list[Citation]) -> tuple[Citation, ...]:
    """The citations less those of live data, which are of their moment, counted anew."""
    kept = [citation for citation in citations if not citation.passage.startswith(SOURCE)]
    return tuple(structs.replace(citation, n=n) for n, citation in enumerate(kept, 1))


def _noted(manner: Manner, heard: Heard, last: Given | None, answer: Answer | None) -> str:
    words, wished = manner.words, heard.wished
    asked = [value for value in structs.astuple(wished.style) if value] if wished else []
    told = words.acknowledged([WISHES[value] for value in asked or [""]])
    if answer is not None:
        return f"{told} {words.again}"
    if last is None or last.solved is False:
        return told
    return f"{told} {words.shortest if 'brief' in asked else words.unchanged}"


def _considered(manner: Manner, last: Given | None) -> Considered:
    """The decision in the shape of all others, so that it is stored, explained and made again like them."""
    candidates = (Candidate(last.article, "", last.passage, 0.0, 0.0, 0.0),) if last and last.article else ()
    situation = Situation(
        intent="",
        features={AGAIN: 1.0, **manner.features()},
        candidates=candidates,
        versions={},
        memory=last.memory if last else None,
    )
    return Considered(decision=decide(situation), situation=situation)
