"""Makes what the demo lives in: site, staff, models, knowledge. Heavy to import: preparation.py says when it is due."""

from models.encode import Encoder
from models.registry import Registry
from server.api.auth import add_member, reset_password
from server.api.sites import create_site
from server.clock import now_ms
from server.demo.help_articles import HELP_FOLDER
from server.knowledge.sync import sync_folder
from server.rooms import open_database
from server.settings import Settings
from server.store import sites, staff


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
        sync_folder(db, Encoder.load(), site, HELP_FOLDER, settings.demo_url + "/help/", now_ms())
        known = db.read(staff.find_by_email, email) is not None
        if known and password is not None:
            return password
        if known:
            return reset_password(db, email, must_change=False)
        return add_member(db, email, "Ada Lind", "admin", now_ms(), must_change=False)
