"""What is shown of a site's hygiene: rows of the store as views. Also what `handrail kb gaps` and `check` print."""

from collections import Counter
from typing import Any

import msgspec
from sqlalchemy import Connection, Row

from server.api.views.hygiene import (
    CareView,
    DraftView,
    FindingSide,
    FindingView,
    GapDay,
    GapDetail,
    GapQuestion,
    GapView,
    HygieneView,
    NoticeView,
    QuoteView,
)
from server.errors import NotFound
from server.hygiene import care
from server.hygiene.drafts import Draft
from server.store import articles, gaps, hygiene

TREND_DAYS = 28
DAY_MS = 86_400_000


def cared(conn: Connection, site: str, now: int) -> list[CareView]:
    """A site's live articles with their care, stale ones first."""
    spoken = Counter(
        article for row in hygiene.of_site(conn, site, "open", "") for article in {row.article, row.other} - {""}
    )
    today = care.day(now)
    views = [
        CareView(
            id=row.id,
            path=row.path,
            title=row.title,
            url=row.url,
            owner=row.owner,
            updated=row.updated,
            review_by=row.review_by,
            review_days=row.review_days,
            reviewed_at=row.reviewed_at,
            reviewed_by=row.reviewed_by or "",
            answers=row.answers,
            used_at=row.used_at,
            stale=care.is_stale(row.review_by, today),
            unowned=not row.owner,
            unused=care.is_unused(row, now),
            findings=spoken[row.id],
        )
        for row in hygiene.cared(conn, site)
    ]
    return sorted(views, key=lambda one: (not one.stale, one.review_by or "9999", one.title, one.id))


def notices(conn: Connection, site: str, owner: str = "") -> list[NoticeView]:
    """Notices that wait, of one owner or of all."""
    return [
        NoticeView(id=row.id, owner=row.owner, kind=row.kind, article=row.article, text=row.text, at=row.at)
        for row in hygiene.open_notices(conn, site, owner)
    ]


def findings(
    conn: Connection, site: str, state: str = "open", kind: str = "", *, internal: bool = True
) -> list[FindingView]:
    """A site's findings, the surest first; without `internal` those that quote no internal article."""
    hidden = set() if internal else articles.internal(conn, site)
    rows = hygiene.of_site(conn, site, state, kind)
    return [_finding(row) for row in rows if not {row.article, row.other} & hidden]


def wanted(conn: Connection, site: str, now: int, state: str = "open", drafts: bool = True) -> list[GapView]:
    """A site's gaps, the most wanted first."""
    ranked = gaps.ranked(conn, site, state)
    return [GapView(**_gap(row, gaps.questions_of(conn, row.id), now, drafts)) for row in ranked]


def gap(conn: Connection, id: str, now: int, drafts: bool = True) -> GapDetail:
    """One gap with its questions. Raises NotFound."""
    row = gaps.find(conn, id)
    if row is None:
        raise NotFound("There is no such gap.")
    questions = gaps.questions_of(conn, id)
    names = ("turn", "conversation", "session", "text", "route", "why", "at")
    asked = [GapQuestion(**{name: getattr(one, name) for name in names}) for one in questions]
    return GapDetail(**_gap(row, questions, now, drafts), asked=asked)


def summary(conn: Connection, site: str, now: int) -> HygieneView:
    """How much waits."""
    articles = cared(conn, site, now)
    kinds = Counter(row.kind for row in hygiene.of_site(conn, site, "open", ""))
    state = hygiene.state_of(conn, site)
    return HygieneView(
        articles=len(articles),
        stale=sum(one.stale for one in articles),
        unowned=sum(one.unowned for one in articles),
        unused=sum(one.unused for one in articles),
        contradictions=kinds["contradiction"],
        duplicates=kinds["duplicate"],
        controls=kinds["control"],
        gaps=len(gaps.ranked(conn, site, "open")),
        looked_at=(state.round_at or None) if state else None,
    )


def _finding(row: Row[Any]) -> FindingView:
    one = FindingSide(
        article=row.article,
        title=row.title,
        url=row.url,
        owner=row.owner,
        passage=row.passage,
        quote=row.quote,
        marks=_marks(row.marks_json),
    )
    other = FindingSide(
        article=row.other,
        title=row.other_title,
        url=row.other_url,
        owner=row.other_owner,
        passage=row.other_passage,
        quote=row.other_quote,
        marks=_marks(row.other_marks_json),
    )
    names = ("id", "kind", "subject", "state", "score", "control", "route", "release", "suggestion")
    its = {name: getattr(row, name) for name in (*names, "found_at", "changed_at", "by", "reason")}
    return FindingView(one=one, other=other if row.other else None, **its)


def _gap(row: Row[Any], questions: list[Row[Any]], now: int, drafts: bool) -> dict[str, Any]:
    names = ("id", "name", "example", "state", "questions", "visits", "struggling", "rank", "first_at", "last_at")
    pages = Counter(one.route for one in questions if one.route)
    return {
        **{name: getattr(row, name) for name in (*names, "article", "by", "reason")},
        "pages": [page for page, _ in pages.most_common()],
        "trend": _trend(questions, now),
        "draft": _draft(msgspec.json.decode(row.draft_json, type=Draft)) if drafts else None,
    }


def _draft(made: Draft) -> DraftView:
    return DraftView(
        title=made.title,
        answered=made.answered,
        markdown=made.markdown(),
        quotes=[QuoteView(text=one.text, source=one.turn, kind=one.kind) for one in made.quotes],
        questions=list(made.questions),
        pages=list(made.pages),
    )


def _trend(questions: list[Row[Any]], now: int) -> list[GapDay]:
    last = now // DAY_MS
    days = Counter(one.at // DAY_MS for one in questions)
    span = range(last - TREND_DAYS + 1, last + 1)
    return [GapDay(day=care.day(day * DAY_MS), questions=days[day]) for day in span]


def _marks(stored: str) -> list[tuple[int, int]]:
    return msgspec.json.decode(stored, type=list[tuple[int, int]])
