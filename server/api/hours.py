"""When people answer, and whether the promises made of it were kept."""

import msgspec
from litestar import Controller, get, put
from litestar.params import FromPath, JSONBody

from server.api.auth import requires
from server.api.given import Db, Moment, Now
from server.api.intents import found_site
from server.api.views.hours import HoursView, PromisesView
from server.conversation.hours import Hours, checked
from server.conversation.promises import kept
from server.store import handoffs, sites
from server.store.database import Database


class HoursController(Controller):
    """Everybody on the staff may read them, an admin sets them."""

    path = "/v1/sites/{site:str}"
    tags = ("sites",)
    guards = (requires("viewer"),)

    @get("/hours", sync_to_thread=True)
    def hours(self, site: FromPath[str], db: Db) -> HoursView:
        """As they are now; no week where none are set."""
        found_site(db, site)
        return _view(db, site)

    @put("/hours", guards=[requires("admin")], sync_to_thread=True)
    def set(self, site: FromPath[str], data: JSONBody[HoursView], db: Db) -> HoursView:
        """Sets them; an empty week takes them back. What was promised before stays promised."""
        found_site(db, site)
        hours = checked(data.zone, data.week, data.holidays) if data.week else None
        db.write(sites.set_hours, site, msgspec.json.encode(hours).decode() if hours else "")
        return _view(db, site)

    @get("/promises", sync_to_thread=True)
    def promises(self, site: FromPath[str], db: Db, now: Now, start: Moment = None, end: Moment = None) -> PromisesView:
        """Reply times told to visitors who asked in the period, and how many were kept."""
        found_site(db, site)
        return kept(db.read(handoffs.promised, site, start or 0, end if end is not None else now + 1), now)


def _view(db: Database, site: str) -> HoursView:
    stored = db.read(sites.hours, site)
    if not stored:
        return HoursView()
    hours = msgspec.json.decode(stored, type=Hours)
    return HoursView(zone=hours.zone, week=[list(day) for day in hours.week], holidays=list(hours.holidays))
