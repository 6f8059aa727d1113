"""Writes gathered changes as rows: which table gets what, in one transaction of the caller's."""

import msgspec
from sqlalchemy import Connection

from server.projections.changes import Changes, ElementDay, ElementKey
from server.store import projections as store


def write_changes(connection: Connection, changes: Changes) -> None:
    """Adds everything to the rollups. Counts are added to what is stored, the rest replaces it."""
    store.put_visits(
        connection,
        [
            {
                "session": session,
                "site": visit.site,
                "visitor": visit.visitor,
                "first_at": visit.first_at,
                "last_at": visit.last_at,
                "route": visit.route,
                "language": visit.language,
                "release": visit.release,
                "snapshot_json": _json(visit.snapshot) if visit.snapshot else None,
                "who": visit.who,
                "traits_json": _json(visit.traits),
            }
            for session, visit in changes.visits.items()
        ],
    )
    _write_days(connection, changes)
    _write_pages(connection, changes)
    store.add_struggles(
        connection,
        [
            {
                "id": id,
                "evidence_json": _json(row.evidence),
                "site": row.site,
                "session": row.session,
                "visitor": row.visitor,
                "route": row.route,
                "element": row.element,
                "element_name": row.element_name,
                "element_role": row.element_role,
                "signal": row.signal,
                "verdict": row.verdict,
                "at": row.at,
                "count": row.count,
                "message": row.message,
                "release": row.release,
                "signs_json": _json(row.signs),
            }
            for id, row in changes.struggles.items()
        ],
    )
    store.add_skipped(
        connection,
        [
            {"day": day, "site": site, "reason": reason, "count": count}
            for (day, site, reason), count in changes.skipped.items()
        ],
    )


def _write_days(connection: Connection, changes: Changes) -> None:
    store.add_page_days(
        connection,
        [
            {
                "site": site,
                "day": day,
                "route": route,
                "session": session,
                "views": page.views,
                "visible_ms": page.visible_ms,
                "struggles": page.struggles,
                "release": page.release,
                "first_at": page.first_at,
                "done": page.done,
            }
            for (site, day, route, session), page in changes.page_days.items()
        ],
    )
    _add_stored_signals(connection, changes.element_days)
    store.add_element_days(
        connection,
        [
            {
                "site": site,
                "day": day,
                "route": route,
                "element": element,
                "session": session,
                "name": row.name,
                "role": row.role,
                "clicks": row.clicks,
                "struggles": row.struggles,
                "signals_json": _json(row.signals) if row.signals else "{}",
                "longest_run": row.longest_run,
            }
            for (site, day, route, element, session), row in changes.element_days.items()
        ],
    )


def _add_stored_signals(connection: Connection, rows: dict[ElementKey, ElementDay]) -> None:
    struggling = [key for key, row in rows.items() if row.signals]
    for site, day, route, element, session, stored in store.signals_of(connection, struggling):
        signals = rows[site, day, route, element, session].signals
        for signal, count in msgspec.json.decode(stored, type=dict[str, int]).items():
            signals[signal] = signals.get(signal, 0) + count


def _write_pages(connection: Connection, changes: Changes) -> None:
    store.add_moves(
        connection,
        [
            {"site": site, "day": day, "source": source, "target": target, "moves": moves}
            for (site, day, source, target), moves in changes.moves.items()
        ],
    )
    store.put_pages(
        connection,
        [
            {"site": site, "route": route, "title": title, "at": at}
            for (site, route), (title, at) in changes.pages.items()
        ],
    )
    store.put_skeletons(
        connection,
        [
            {
                "site": site,
                "route": route,
                "version": version,
                "at": at,
                "width": skeleton.width,
                "height": skeleton.height,
                "boxes_json": _json(skeleton.boxes),
            }
            for (site, route, version), (skeleton, at) in changes.skeletons.items()
        ],
    )
    store.put_releases(
        connection, [{"site": site, "name": name, "at": at} for (site, name), at in changes.releases.items()]
    )


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
