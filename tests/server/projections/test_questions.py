"""What was asked on a page: by intent, among those who saw it, beside what they had struggled with there."""

from typing import Any

from sqlalchemy import Connection, insert

from server.projections.friction import page_friction
from server.projections.issues import page_issues
from server.store import schema
from server.store.database import Database
from server.store.windows import DAY_MS, Window

from .conftest import SITE

DAY = 20_000
WHOLE = Window(SITE, DAY - 13, DAY)


def put(conn: Connection, table: Any, rows: list[dict[str, Any]]) -> None:
    conn.execute(insert(table), rows)


def page_seen(db: Database, route: str, sessions: list[str]) -> None:
    at = DAY * DAY_MS + 1000
    rows = [{"site": SITE, "day": DAY, "route": route, "session": one, "views": 1, "first_at": at} for one in sessions]
    db.write(put, schema.page_days, rows)


def question(n: int, route: str = "/billing", **facts: Any) -> dict[str, Any]:
    at = DAY * DAY_MS + 60_000 + n
    talked = {"conversation": f"c{n}", "started_at": at, "last_at": at, "route": route, "intent": "vat_tax"}
    base = {"id": f"e{n}", "site": SITE, "visitor": f"v{n}", "session": f"s{n}", "step": "", "element": ""}
    return {**base, "outcome": "", "handoff_reason": None, "question": "", **talked, **facts}


def struggle(n: int, signal: str, element: str = "#vat") -> dict[str, Any]:
    row = {"id": f"x{n}{signal}", "site": SITE, "session": f"s{n}", "visitor": f"v{n}", "route": "/billing"}
    return {**row, "element": element, "signal": signal, "verdict": "struggle", "at": DAY * DAY_MS + 5, "count": 1}


def test_questions_of_a_page_are_ranked_by_the_visits_that_asked_them(db: Database) -> None:
    page_seen(db, "/billing", [f"s{n}" for n in range(40)])
    named = {"site": SITE, "day": DAY, "route": "/billing", "element": "#vat", "session": "s0", "name": "VAT number"}
    db.write(put, schema.element_days, [named])
    asked = [question(n, element="#vat", outcome="verified" if n < 3 else "failed") for n in range(4)]
    asked.append(question(4, intent="refund", handoff_reason="customer_request", question="Money back?"))
    asked.append(question(5, conversation=None))  # a struggle that nobody asked about
    db.write(put, schema.episodes, asked)
    db.write(put, schema.struggles, [struggle(n, "repeated_validation") for n in range(3)] + [struggle(3, "stall")])
    vat, refund = db.read(page_friction, WHOLE, "/billing").questions
    assert (vat.intent, vat.asked.hits, vat.asked.n, vat.conversations) == ("vat_tax", 4, 40, 4)
    assert (vat.solved.hits, vat.solved.n) == (3, 4)
    assert (vat.element, vat.element_name) == ("#vat", "VAT number")
    assert (vat.signal, vat.showed) == ("repeated_validation", 3)
    assert (refund.intent, refund.to_person, refund.example, refund.session) == ("refund", 1, "Money back?", "s4")
    assert refund.signal == ""


def test_a_page_without_questions_has_none(db: Database) -> None:
    page_seen(db, "/billing", ["s0"])
    assert db.read(page_friction, WHOLE, "/billing").questions == []


def test_where_nobody_knows_the_step_a_page_leads_to_what_was_asked_about(db: Database) -> None:
    page_seen(db, "/billing", [f"s{n}" for n in range(100)])
    page_seen(db, "/team", [f"s{n}" for n in range(100, 400)])
    asked = [question(n) for n in range(30)] + [question(n, "/team", intent="access") for n in range(100, 106)]
    db.write(put, schema.episodes, asked)
    view = db.read(page_issues, WHOLE)
    assert [(one.route, one.step, one.kind) for one in view.issues] == [("/billing", "vat_tax", "intent")]
    assert "asks about “vat tax”: 30 of 100 visits, at least" in view.headline


def test_a_step_is_called_by_its_element_where_the_page_names_none(db: Database) -> None:
    page_seen(db, "/billing", [f"s{n}" for n in range(100)])
    page_seen(db, "/team", [f"s{n}" for n in range(100, 400)])
    named = {"site": SITE, "day": DAY, "route": "/billing", "element": "#vat", "session": "s0", "name": "VAT number"}
    db.write(put, schema.element_days, [named])
    db.write(put, schema.episodes, [question(n, element="#vat") for n in range(30)])
    [first] = db.read(page_issues, WHOLE).issues
    assert (first.step, first.kind, first.name) == ("#vat", "element", "VAT number")
