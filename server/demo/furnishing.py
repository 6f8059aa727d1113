"""Makes what the demo lives in: site, staff, models, knowledge. Heavy to import: preparation.py says when it is due."""

from pathlib import Path

from sqlalchemy import Connection

from models.encode import Encoder
from models.imported.shelf import Shelf
from models.registry import Registry
from server.api.auth import add_member, reset_password
from server.api.sites import create_site
from server.clock import now_ms
from server.demo.help_articles import HELP_FOLDER
from server.keeping import open_keeper
from server.knowledge import bringing, sources
from server.knowledge.encoders import Encoders
from server.knowledge.sync import sync_folder
from server.rooms import open_database
from server.settings import Settings
from server.store import sites, staff

NOTES = Path(__file__).parent / "notes"
NOTES_NAME = "Notes for the desk"


def furnish(
    settings: Settings,
    site: str,
    site_key: str,
    email: str,
    origins: list[str],
    password: str | None,
    proof_secret: str,
) -> str:
    """Brings the data folder up to date; returns the password of `email`, a new one where `password` is None."""
    with open_database(settings) as db:
        Registry(settings.models_path).ensure_shipped(now_ms())
        if db.read(sites.find, site) is None:
            db.write(create_site, site, "Quillbook", origins, True, now_ms(), site_key)
        db.write(sites.set_origins, site, origins)
        db.write(sites.set_proof_secret, site, proof_secret)
        encoder = Encoder.load()
        sync_folder(db, encoder, site, HELP_FOLDER, settings.demo_url + "/help/", now_ms())
        db.write(_put_notes, site)
        with open_keeper(settings, db, Encoders(db, Shelf(settings.models_path), encoder)) as keeper:
            while keeper.deliver():
                pass
        known = db.read(staff.find_by_email, email) is not None
        if known and password is not None:
            return password
        if known:
            return reset_password(db, email, must_change=False)
        return add_member(db, email, "Ada Lind", "admin", now_ms(), must_change=False)


def _put_notes(conn: Connection, site: str) -> None:
    """Notes for the desk, as an agent uploads them: internal, and one of them long overdue for a look."""
    now = now_ms()
    kept = [one for one in sources.of_site(conn, site) if one.kind == "upload" and one.name == NOTES_NAME]
    source = kept[0] if kept else sources.add(conn, site, "upload", "", now, name=NOTES_NAME, public=False)
    for note in sorted(NOTES.glob("*.md")):
        bringing.bring(conn, source.id, note.name, note.read_bytes(), "text/markdown", "Ada Lind", now)
