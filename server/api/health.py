"""Whether this process is alive and able to serve."""

import shutil
from importlib.metadata import version
from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency

from server.api.given import Db, Log
from server.api.views.health import Health
from server.errors import HandrailError
from server.gateway.hub import Hub
from server.settings import Settings
from server.store import staff

LEAST_FREE_MB = 200  # below this a day of events of a small site no longer fits


@get("/health", sync_to_thread=True, tags=["health"])
def health(db: Db, log: Log, hub: NamedDependency[Hub], settings: NamedDependency[Settings]) -> Response[Health]:
    """200 when everything serves, 503 with the reason when something doesn't."""
    checks = {
        "database": _tried(lambda: db.read(staff.count)),
        "log": _tried(log.last),
        "disk": _disk(settings),
    }
    good = all(state == "ok" for state in checks.values())
    body = Health(
        status="ok" if good else "degraded",
        version=version("handrail"),
        checks=checks,
        counters={"connections": hub.online()},
    )
    return Response(body, status_code=200 if good else 503)


def _tried(check: Any) -> str:
    try:
        check()
    except HandrailError as error:
        return error.message
    return "ok"


def _disk(settings: Settings) -> str:
    free = shutil.disk_usage(settings.data).free // 1_000_000
    return "ok" if free >= LEAST_FREE_MB else f"{free} MB left; {LEAST_FREE_MB} are needed"
