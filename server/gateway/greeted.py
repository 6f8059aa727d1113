"""The sessions that have said Hello here, by site: only they may attach files."""

from collections import OrderedDict

MOST = 20_000  # as many as one site may have connections; who was forgotten says Hello again with the next line


class Greeted:
    """Remembers the latest ones. Used on the event loop only."""

    def __init__(self) -> None:
        self._sessions: OrderedDict[tuple[str, str], None] = OrderedDict()

    def add(self, site: str, session: str) -> None:
        """The session was welcomed."""
        self._sessions[site, session] = None
        self._sessions.move_to_end((site, session))
        if len(self._sessions) > MOST:
            self._sessions.popitem(last=False)

    def __contains__(self, who: tuple[str, str]) -> bool:
        return who in self._sessions
