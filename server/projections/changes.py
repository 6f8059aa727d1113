"""What a stretch of the log changes in the rollups, gathered in memory before one transaction writes it."""

from collections import Counter
from dataclasses import dataclass, field

from widget.protocol import Sign, Skeleton, Snapshot

PageKey = tuple[str, int, str, str]  # site, day, route, session
ElementKey = tuple[str, int, str, str, str]  # site, day, route, element, session
MoveKey = tuple[str, int, str, str]  # site, day, source, target


@dataclass(slots=True)
class VisitState:
    """One session as far as it is known: what later events of it need, and what is stored of it."""

    site: str
    visitor: str
    first_at: int
    last_at: int
    route: str = ""
    language: str = ""
    release: str = ""
    snapshot: Snapshot | None = None  # None: unchanged
    who: str = ""  # pseudonym of the signed-in visitor
    traits: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class PageDay:
    """What one session added to one page on one day."""

    views: int = 0
    visible_ms: int = 0
    struggles: int = 0
    release: str = ""
    first_at: int = 0  # Unix ms of the first view; 0: none
    done: int = 0  # steps completed


@dataclass(slots=True)
class ElementDay:
    """What one session added to one element on one day; `signals` counts struggles by signal."""

    name: str = ""
    role: str = ""
    clicks: int = 0
    struggles: int = 0
    longest_run: int = 0
    signals: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class StruggleRow:
    """One struggle as it is listed behind the numbers."""

    site: str
    session: str
    visitor: str
    route: str
    element: str
    element_name: str
    element_role: str
    signal: str
    verdict: str
    at: int
    count: int
    message: str
    evidence: tuple[str, ...]
    release: str
    signs: tuple[Sign, ...] = ()


@dataclass(slots=True)
class Changes:
    """Everything one stretch of the log adds. Counts are increments, the rest replaces what is stored."""

    visits: dict[str, VisitState] = field(default_factory=dict)  # by session; loaded before the fold
    page_days: dict[PageKey, PageDay] = field(default_factory=dict)
    element_days: dict[ElementKey, ElementDay] = field(default_factory=dict)
    moves: Counter[MoveKey] = field(default_factory=Counter)
    struggles: dict[str, StruggleRow] = field(default_factory=dict)  # by id
    known: set[str] = field(default_factory=set)  # ids of struggles that are stored already
    secrets: dict[str, str] = field(default_factory=dict)  # by site, for pseudonyms
    pages: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)  # (site, route) -> title, at
    skeletons: dict[tuple[str, str, str], tuple[Skeleton, int]] = field(default_factory=dict)
    releases: dict[tuple[str, str], int] = field(default_factory=dict)  # (site, name) -> first seen
    skipped: Counter[tuple[int, str, str]] = field(default_factory=Counter)  # (day, site, reason)
