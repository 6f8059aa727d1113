"""The site that a command fills with knowledge: one that isn't there yet is made, and that is said."""

import re

import rich_click as click

from server.clock import new_key
from server.errors import Invalid
from server.rooms import pick_site
from server.store import sites
from server.store.database import Database

ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,23}")  # it stands in addresses and columns


def site_to_fill(db: Database, site: str | None, now: int) -> str:
    """The id of the named site, which is made if need be; without a name as pick_site has it.

    Raises Invalid for what is no id, NotFound without a name where there are several.
    """
    if site is None or db.read(sites.find, site) is not None:
        return pick_site(db, site, now)
    if not ID.fullmatch(site):
        raise Invalid("A site's id has up to 24 lower-case letters and digits, - and _ inside: --site shop")
    db.write(sites.create, site, new_key(), site.capitalize(), [], False, now)
    click.echo(f"The site {site} is new: name its origins on the dashboard before its pages use it.", err=True)
    return site
