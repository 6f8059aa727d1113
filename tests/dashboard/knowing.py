"""What the knowledge pages are tested on: three articles, two of which contradict each other, and a gap."""

from pathlib import Path

from sqlalchemy import Connection, delete, insert

from models.encode import Encoder
from server.clock import now_ms
from server.hygiene.round import Hygiene
from server.knowledge import sources
from server.knowledge.sync import sync_folder
from server.store import schema
from server.store.database import Database
from tests.dashboard.history import SITE

ARTICLES = {
    "refund.md": "---\ntitle: Refunds\nreview_by: 2020-01-01\n---\n"
    "You can get a payment for Acme back within 30 days without giving a reason.\n",
    "money.md": "---\ntitle: Money back\nowner: Billing team\n---\n"
    "You get a payment for Acme back within 14 days without giving a reason.\n",
    "password.md": "---\ntitle: Reset your password\nowner: Account team\n---\n"
    "Open the sign-in page and press **Forgot password**. We send you a link by mail.\n",
}
ASKED = ["do you support SSO with okta", "single sign-on with okta please", "okta SSO login", "is there SSO for okta"]


def know(db: Database, folder: Path) -> None:
    """Writes the articles into the folder and syncs it, asks what none of them answers, and lets hygiene find both."""
    folder.mkdir(exist_ok=True)
    for name, text in ARTICLES.items():
        (folder / name).write_text(text)
    encoder = Encoder.load()
    sync_folder(db, encoder, SITE, folder, "/help/", now_ms())
    db.write(_ask)
    Hygiene(db, encoder).tend(SITE, now_ms())


def _ask(conn: Connection) -> None:
    at = now_ms()
    for n, text in enumerate(ASKED):
        id = f"gap{n}"
        talk = {"id": id, "site": SITE, "session": id, "visitor": id, "mode": "closed", "started_at": at, "last_at": at}
        conn.execute(insert(schema.conversations).values(talk))
        turn = {"id": id, "conversation": id, "who": "visitor", "text": text, "at": at, "route": "/team"}
        conn.execute(insert(schema.turns).values(turn))
        decision = {"id": id, "site": SITE, "session": id, "conversation": id, "turn": id, "at": at, "kind": "unknown"}
        conn.execute(insert(schema.decisions).values(decision))


def forget(conn: Connection) -> None:
    """Takes all of it away again, and what a test added."""
    for one in sources.of_site(conn, SITE):
        sources.remove(conn, one.id, now_ms())
    for table in (schema.findings, schema.gap_questions, schema.gaps, schema.hygiene_states, schema.deliveries):
        conn.execute(delete(table))
    for table in (schema.decisions, schema.turns, schema.conversations):
        conn.execute(delete(table).where(table.c.id.startswith("gap")))
