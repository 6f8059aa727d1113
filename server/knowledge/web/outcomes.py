"""What became of each page of a crawl, and of those that lead to another one: they wait until that one was asked.

When it was taken, what leads to it is gone (for good), or stays for now (a temporary redirect). When it could not be
had, what leads to it stays too; a page that only names another one in its stead is then taken as itself.
"""

from collections import deque
from collections.abc import Callable, Iterator

from msgspec import Struct

from server.knowledge.web.fetched import Fetched, Known, State

TAKEN = frozenset(("changed", "unchanged"))


class Lead(Struct, frozen=True):
    """A page that leads to another one of the site: by a redirect, or `named` by what it says itself."""

    url: str
    to: str
    for_good: bool
    depth: int
    named: bool = False


class Outcomes:
    """`itself` collects the pages that are to be taken whatever they name, with their depth."""

    def __init__(self, known: Callable[[str], Known | None]) -> None:
        self._known = known
        self._states: dict[str, State] = {}
        self._waiting: dict[str, list[Lead]] = {}  # by the address they lead to
        self._leading: dict[str, Lead] = {}  # the same, by their own
        self.itself: list[tuple[str, int]] = []

    def settle(self, fetched: Fetched) -> Iterator[Fetched]:
        """What is to be told, now that this page's state is known: it, and those that waited for it."""
        settled = deque([fetched])
        while settled:
            one = settled.popleft()
            self._states[one.url] = one.state
            self._leading.pop(one.url, None)
            leads = one.at not in ("", one.url)
            if not leads or self._known(one.url) is not None:  # of signposts only those that were pages once
                yield one
            for lead in self._waiting.pop(one.url, ()):
                resolved = self._resolved(lead, one.state)
                if resolved is not None:
                    settled.append(resolved)

    def wait(self, lead: Lead) -> Iterator[Fetched]:
        """Keeps a page until the one it leads to is settled; what is to be told if that is so already."""
        state = self._states.get(lead.to)
        if state is not None:
            resolved = self._resolved(lead, state)
            if resolved is not None:
                yield from self.settle(resolved)
            return
        self._break_circle(lead)
        self._leading[lead.url] = lead
        self._waiting.setdefault(lead.to, []).append(lead)

    def may_stand_in(self, url: str) -> bool:
        """Whether a page may name this one in its stead: it was taken, or was not asked yet."""
        return url not in self._leading and self._states.get(url, "changed") in TAKEN

    def left_hanging(self) -> Iterator[Fetched]:
        """Pages that lead to one that was never asked, or in a circle: what is stored of them stays."""
        self._waiting.clear()
        for lead in list(self._leading.values()):
            yield from self.settle(
                Fetched(lead.url, "failed", at=lead.to, reason=f"it leads to {lead.to}, which was not reached")
            )

    def seen(self) -> frozenset[str]:
        """The pages of which something is to be kept."""
        return frozenset(url for url, state in self._states.items() if state in TAKEN or state == "failed")

    def _resolved(self, lead: Lead, state: State) -> Fetched | None:
        if lead.named and state not in TAKEN:
            self._release(lead)
            return None
        if not lead.for_good:
            return Fetched(lead.url, "failed", at=lead.to, reason=f"for now it leads to {lead.to}")
        if state in TAKEN:
            return Fetched(lead.url, "gone", at=lead.to, reason=f"its page is {lead.to} now")
        return Fetched(lead.url, state, at=lead.to, reason=f"it leads to {lead.to}, which can't be had")

    def _break_circle(self, lead: Lead) -> None:
        """A page that names one which leads back to it is taken as itself."""
        at, steps = self._leading.get(lead.to), 0
        while at is not None and steps < len(self._leading):
            if at.named and at.to == lead.url:
                self._waiting[at.to].remove(at)
                self._release(at)
                return
            at, steps = self._leading.get(at.to), steps + 1

    def _release(self, lead: Lead) -> None:
        self._leading.pop(lead.url, None)
        self.itself.append((lead.url, lead.depth))
