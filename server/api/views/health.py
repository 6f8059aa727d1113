"""Whether the parts run."""

from server.api.views import View


class Health(View, frozen=True):
    status: str  # ok | degraded
    version: str
    checks: dict[str, str]
    counters: dict[str, int] = {}
