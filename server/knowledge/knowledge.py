"""The knowledge of all sites as decisions use it: each site's index, kept at what the store holds.

A refresh reads what changed since the revision that serves and exchanges the index by its next generation, in one
step. What is gone can't be found from then on; it leaves the memory when a thread of its own has merged the index, some
seconds to minutes later. Public and internal passages are two indexes; staff search both together.
"""

import threading
import time
from collections.abc import Callable, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import Final, Protocol

import structlog

from models.encode import Embedding
from server.knowledge import loading
from server.knowledge.index import Hit, SiteIndex, Worked
from server.knowledge.loading import Change, Stand
from server.store.database import Database

OLDEST_S = 300.0  # that a deleted passage stays in memory, unfindable

Told = Callable[[str, frozenset[str]], None]


class Embeds(Protocol):
    """Embeds a question by the encoder that an index is of; `shared` is its embedding by the shipped one."""

    def for_index(self, index: SiteIndex, text: str, shared: Embedding) -> Embedding: ...


class Served:
    """What serves of one site. Immutable."""

    def __init__(self, stand: Stand, public: SiteIndex, internal: SiteIndex) -> None:
        self.stand = stand
        self.public = public
        self.internal = internal

    @cached_property
    def staff(self) -> SiteIndex:
        """Both indexes; made when somebody of the staff searches."""
        return self.public.with_internal(self.internal) if len(self.internal) else self.public

    def after(self, change: Change) -> "Served":
        """With a change applied."""
        version = change.stand.version
        public = self.public.changed(version, change.public.passages, change.public.embeddings, change.gone)
        internal = self.internal.changed(version, change.internal.passages, change.internal.embeddings, change.gone)
        return Served(change.stand, public, internal)

    def can_take(self, change: Change) -> bool:
        """Whether a change leads on from here: it is later, and its passages were embedded in the same way."""
        widths = {part.embeddings.shape[1] for part in (change.public, change.internal) if part.passages}
        later = change.stand.revision > self.stand.revision
        return later and change.stand.embedded_by == self.stand.embedded_by and widths <= {self.public.dimensions}

    @property
    def lingering(self) -> int:
        """Passages that are gone but still in memory."""
        return self.public.lingering + self.internal.lingering

    @property
    def overdue(self) -> bool:
        """Whether one of the indexes is due to be merged."""
        return self.public.overdue or self.internal.overdue

    def merged(self) -> "Served":
        """With nothing in memory that can't be found."""
        return Served(self.stand, self.public.merged(), self.internal.merged())


def built(change: Change) -> Served:
    """An index of all that there is."""
    stand = change.stand
    public, internal = change.public, change.internal
    return Served(
        stand,
        SiteIndex.build(stand.version, public.passages, public.embeddings, encoder=stand.encoder),
        SiteIndex.build(stand.version, internal.passages, internal.embeddings, encoder=stand.encoder, internal=True),
    )


NOTHING: Final = built(Change(Stand(), loading.NO_PASSAGES, loading.NO_PASSAGES, frozenset()))


class Knowledge:
    """Search over each site's articles. Threads may search while another refreshes."""

    def __init__(
        self, db: Database, encoders: Embeds | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """`encoders` embed the questions of sites with an encoder of their own; `clock` gives seconds."""
        self._db = db
        self._encoders = encoders
        self._clock = clock
        self._served: dict[str, Served] = {}
        self._lingers: dict[str, float] = {}  # site -> since when something that is gone is in its index's memory
        self._exchanging = threading.Lock()
        self._tidying: threading.Thread | None = None
        self._told: list[Told] = []
        self.refresh()

    def public_indexes(self) -> list[SiteIndex]:
        """What visitors' questions are searched in, of every site."""
        return [served.public for served in self._served.values()]

    def on_change(self, callback: Told) -> None:
        """`callback(site, article ids)` is called once articles changed or went, when they are out of what serves."""
        self._told.append(callback)

    def refresh(self) -> bool:
        """Takes over what was stored since; says whether anything changed. Sites that can't be read stay as they are.

        Raises what went wrong with the last of those, when all others are done.
        """
        failure: Exception | None = None
        told: list[tuple[str, frozenset[str]]] = []
        with self._exchanging:
            moved = [site for site, stand in self._db.read(loading.stands).items() if stand != self._of(site).stand]
            for site in moved:
                try:
                    after, touched = self._caught_up(site, self._of(site))
                except Exception as problem:
                    failure = problem
                else:
                    self._put(site, after)
                    told.append((site, touched))
        self._tell(told)
        self._tidy_beside()
        if failure is not None:
            raise failure
        return bool(moved)

    def tidy(self) -> None:
        """Merges the indexes in which much has changed, or something has been gone for long. Searches go on."""
        for site, served in list(self._served.items()):
            if not self._is_due(site, served):
                continue
            merged = served.merged()
            with self._exchanging:
                if self._of(site) is served:
                    self._put(site, merged)
                    continue
                after, touched = self._caught_up(site, merged)  # something came while it was being merged
                self._put(site, after)
            self._tell([(site, touched)])

    def version(self, site: str) -> str:
        """The version being served, "none" before the first sync."""
        return self._of(site).stand.version

    def index(self, site: str) -> SiteIndex:
        """What visitors of the site may find; an empty index for a site without knowledge."""
        return self._of(site).public

    def staff_index(self, site: str) -> SiteIndex:
        """What its staff may find: internal articles too."""
        return self._of(site).staff

    def search(
        self,
        site: str,
        query: str,
        embedding: Embedding,
        route: str = "",
        intent: str = "",
        limit: int = 8,
        *,
        worked: Mapping[str, Worked] = MappingProxyType({}),
        language: str = "",
    ) -> list[Hit]:
        """The best passages of the site's public articles, best first."""
        return self.index(site).search(query, embedding, route, intent, limit, worked=worked, language=language)

    def embed(self, site: str, text: str, shared: Embedding) -> Embedding:
        """A question as the site's index wants it; `shared` is its embedding by the shipped encoder."""
        return self.embed_for(self.index(site), text, shared)

    def embed_for(self, index: SiteIndex, text: str, shared: Embedding) -> Embedding:
        """A question as this index wants it, also when the site has another one meanwhile."""
        return self._encoders.for_index(index, text, shared) if self._encoders else shared

    def _of(self, site: str) -> Served:
        return self._served.get(site, NOTHING)

    def _caught_up(self, site: str, before: Served) -> tuple[Served, frozenset[str]]:
        """What serves, brought to what is stored, and the articles that changed or went."""
        if before is not NOTHING:
            change = self._db.read(loading.since, site, before.stand.revision)
            if before.can_take(change):
                return before.after(change), change.touched
        after = built(self._db.read(loading.everything, site))
        return after, frozenset((*before.staff.articles, *after.staff.articles))

    def _put(self, site: str, after: Served) -> None:
        self._served = {**self._served, site: after}
        if not after.lingering:
            self._lingers.pop(site, None)
        else:
            self._lingers.setdefault(site, self._clock())

    def _tell(self, changes: list[tuple[str, frozenset[str]]]) -> None:
        for site, touched in changes:
            for callback in self._told:
                callback(site, touched)

    def _is_due(self, site: str, served: Served) -> bool:
        return served.overdue or self._clock() - self._lingers.get(site, self._clock()) >= OLDEST_S

    def _tidy_beside(self) -> None:
        """Merges in a thread of its own, where something is due and nobody does it yet."""
        busy = self._tidying is not None and self._tidying.is_alive()
        if not busy and any(self._is_due(site, served) for site, served in self._served.items()):
            self._tidying = threading.Thread(target=self._tidy_and_report, name="knowledge-tidy", daemon=True)
            self._tidying.start()

    def _tidy_and_report(self) -> None:
        try:
            self.tidy()
        except Exception as problem:  # the index serves as it is; the next refresh tries again
            structlog.get_logger().error("tidying_failed", error=type(problem).__name__)
