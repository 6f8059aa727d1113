"""Statements about findings in a site's articles, and about who cares for them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, and_, func, or_, select, update
from sqlalchemy.dialects.sqlite import insert

from server.store import parts
from server.store.chunks import chunks
from server.store.schema import (
    article_care,
    articles,
    element_days,
    findings,
    hygiene_states,
    notices,
    page_days,
    passages,
    releases,
    skeletons,
)


def state_of(conn: Connection, site: str) -> Row[Any] | None:
    """How far a site was looked at."""
    return conn.execute(select(hygiene_states).where(hygiene_states.c.site == site)).first()


def put_state(conn: Connection, site: str, **values: int) -> None:
    """Sets some of revision, asked_until and round_at."""
    row = {"site": site, "revision": 0, "asked_until": 0, "round_at": 0, **values}
    conn.execute(insert(hygiene_states).values(row).on_conflict_do_update(index_elements=["site"], set_=values))


def changed_articles(conn: Connection, site: str, after: int, most: int) -> tuple[list[str], int]:
    """Ids of live articles that changed after a revision, in its order, and the revision up to which these are all."""
    query = select(articles.c.id, articles.c.revision).where(articles.c.site == site, articles.c.live)
    rows = list(conn.execute(query.where(articles.c.revision > after).order_by(articles.c.revision, articles.c.id)))
    if len(rows) > most:  # a revision is taken whole or not at all
        last = rows[most - 1].revision
        rows = [row for row in rows if row.revision <= last]
    return [row.id for row in rows], max((row.revision for row in rows), default=after)


def live_passages(conn: Connection, site: str) -> list[Row[Any]]:
    """All passages of live articles, copies too, with their article's title, audience and embeddings."""
    query = (
        select(passages, articles.c.title, articles.c.public)
        .join(articles, articles.c.id == passages.c.article)
        .where(passages.c.site == site, articles.c.live)
        .order_by(passages.c.id)
    )
    return list(conn.execute(query))


def texts(conn: Connection, site: str) -> list[Row[Any]]:
    """Id, article, title, heading and text of a site's live passages, without embeddings."""
    names = ("id", "article", "heading", "text")
    query = select(*(passages.c[name] for name in names), articles.c.title, articles.c.pages_json)
    query = query.join(articles, articles.c.id == passages.c.article).where(passages.c.site == site, articles.c.live)
    return list(conn.execute(query.order_by(passages.c.id)))


def put_findings(conn: Connection, rows: Sequence[Mapping[str, Any]]) -> int:
    """Adds findings; one that had been fixed is open again, a dismissed one stays so. Says how many are news."""
    before = known(conn, [row["id"] for row in rows])
    if fresh := [row for row in rows if row["id"] not in before]:
        conn.execute(insert(findings), fresh)
    back = [row["id"] for row in rows if before.get(row["id"]) == "fixed"]
    for some in chunks(back):
        values = {"state": "open", "changed_at": rows[0]["found_at"], "by": "", "reason": "It is there again."}
        conn.execute(update(findings).where(findings.c.id.in_(some)).values(values))
    return len(fresh) + len(back)


def known(conn: Connection, ids: Sequence[str]) -> dict[str, str]:
    """Finding -> its state, of those that are stored."""
    found: dict[str, str] = {}
    for some in chunks(ids):
        rows = conn.execute(select(findings.c.id, findings.c.state).where(findings.c.id.in_(some)))
        found |= {row.id: row.state for row in rows}
    return found


def fix_missing(
    conn: Connection, site: str, kinds: Collection[str], about: Collection[str] | None, but: Collection[str], now: int
) -> int:
    """Findings of these kinds that are no longer there are fixed, dismissed ones too: `about` names the articles that
    were looked at (None: all), `but` what was found in them."""
    query = select(findings.c.id, findings.c.article, findings.c.other)
    rows = conn.execute(query.where(findings.c.site == site, findings.c.kind.in_(kinds), findings.c.state != "fixed"))
    gone = [
        row.id for row in rows if row.id not in but and (about is None or row.article in about or row.other in about)
    ]
    for some in chunks(gone):
        values = {"state": "fixed", "changed_at": now, "by": "", "reason": "The text has changed."}
        conn.execute(update(findings).where(findings.c.id.in_(some)).values(values))
    return len(gone)


def orphaned(conn: Connection, site: str) -> set[str]:
    """Articles that open findings speak of and that are no longer live."""
    spoken = select(findings.c.article).where(findings.c.site == site, findings.c.state != "fixed")
    others = select(findings.c.other).where(findings.c.site == site, findings.c.state != "fixed", findings.c.other > "")
    alive = select(articles.c.id).where(articles.c.site == site, articles.c.live)
    return (set(conn.scalars(spoken)) | set(conn.scalars(others))) - set(conn.scalars(alive))


def find(conn: Connection, id: str) -> Row[Any] | None:
    """One finding."""
    return conn.execute(select(findings).where(findings.c.id == id)).first()


def of_site(conn: Connection, site: str, state: str, kind: str) -> list[Row[Any]]:
    """A site's findings with both articles' `title`, `url` and `owner`, the surest first; "" for any kind."""
    other = articles.alias()
    query = (
        select(
            findings,
            articles.c.title,
            articles.c.url,
            articles.c.owner,
            func.coalesce(other.c.title, "").label("other_title"),
            func.coalesce(other.c.url, "").label("other_url"),
            func.coalesce(other.c.owner, "").label("other_owner"),
        )
        .join(articles, articles.c.id == findings.c.article)
        .outerjoin(other, other.c.id == findings.c.other)
        .where(findings.c.site == site, findings.c.state == state)
        .order_by(findings.c.score.desc(), findings.c.id)
    )
    return list(conn.execute(query.where(findings.c.kind == kind) if kind else query))


def set_finding(conn: Connection, id: str, state: str, by: str, reason: str, now: int) -> None:
    """What people decide about a finding."""
    values = {"state": state, "by": by, "reason": reason, "changed_at": now}
    conn.execute(update(findings).where(findings.c.id == id).values(values))


def cared(conn: Connection, site: str) -> list[Row[Any]]:
    """Live articles with their care and use: `review_days`, `reviewed_at`, `reviewed_by`, `answers`, `used_at`."""
    used = parts.answers(site, ("answer", "nudge"))
    columns = [articles.c[name] for name in ("id", "path", "title", "url", "owner", "updated", "review_by", "public")]
    care = [article_care.c[name] for name in ("review_days", "reviewed_at", "reviewed_by")]
    query = (
        select(*columns, *care, func.coalesce(used.c.answers, 0).label("answers"), used.c.used_at)
        .outerjoin(article_care, article_care.c.article == articles.c.id)
        .outerjoin(used, used.c.article == articles.c.id)
        .where(articles.c.site == site, articles.c.live)
        .order_by(articles.c.title, articles.c.id)
    )
    return list(conn.execute(query))


def care_of(conn: Connection, article: str) -> Row[Any] | None:
    """What people set on an article."""
    return conn.execute(select(article_care).where(article_care.c.article == article)).first()


def set_cycle(conn: Connection, site: str, article: str, days: int | None) -> None:
    """How often an article is to be reviewed; None: never by itself."""
    row = {"article": article, "site": site, "review_days": days}
    statement = insert(article_care).values(row)
    conn.execute(statement.on_conflict_do_update(index_elements=["article"], set_={"review_days": days}))


def put_notices(conn: Connection, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Adds notices; returns the ids of those that are news."""
    before: set[str] = set()
    for some in chunks([row["id"] for row in rows]):
        before |= set(conn.scalars(select(notices.c.id).where(notices.c.id.in_(some))))
    if fresh := [row for row in rows if row["id"] not in before]:
        conn.execute(insert(notices), fresh)
    return [row["id"] for row in fresh]


def end_notices(conn: Connection, site: str, but: Iterable[str], now: int) -> None:
    """Ends every open notice that isn't among `but`."""
    rows = conn.execute(select(notices.c.id).where(notices.c.site == site, notices.c.done_at.is_(None)))
    gone = sorted({row.id for row in rows} - set(but))
    for some in chunks(gone):
        conn.execute(update(notices).where(notices.c.id.in_(some)).values(done_at=now))


def open_notices(conn: Connection, site: str, owner: str) -> list[Row[Any]]:
    """Notices that wait, of one owner or ("") of all, the oldest first."""
    query = select(notices).where(notices.c.site == site, notices.c.done_at.is_(None))
    return list(conn.execute((query.where(notices.c.owner == owner) if owner else query).order_by(notices.c.at)))


def latest_release(conn: Connection, site: str) -> Row[Any] | None:
    """The product's newest release."""
    return conn.execute(select(releases).where(releases.c.site == site).order_by(releases.c.at.desc()).limit(1)).first()


def all_layouts(conn: Connection, site: str) -> list[Row[Any]]:
    """Route, `at` (last seen) and boxes of every layout, by route, the one seen last first."""
    query = select(skeletons.c.route, skeletons.c.at, skeletons.c.boxes_json).where(skeletons.c.site == site)
    return list(conn.execute(query.order_by(skeletons.c.route, skeletons.c.at.desc())))


def used_names(conn: Connection, site: str, since_day: int) -> set[str]:
    """Names of elements that visitors used on or after a day (since 1970)."""
    query = select(element_days.c.name).distinct()
    return set(conn.scalars(query.where(element_days.c.site == site, element_days.c.day >= since_day)))


def visits_since(conn: Connection, site: str, release: str, at: int) -> dict[str, int]:
    """Route -> how many visits saw it in a release, or after its moment."""
    seen = or_(page_days.c.release == release, page_days.c.first_at >= at)
    query = select(page_days.c.route, func.count(page_days.c.session.distinct()))
    rows = conn.execute(query.where(and_(page_days.c.site == site, seen)).group_by(page_days.c.route))
    return {row[0]: row[1] for row in rows}
