"""What is known of one visit while it lasts: the page's state, the conversation, the episode, the help already given.

Held in memory and rebuilt from the store when it is missing; only the room's own steps change it.
"""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import Literal

from server.answering.joining import AskedBack
from server.answering.several import Credit
from server.answering.stuck import Stuck, stuck_by, stuck_on
from server.answering.style import Manner, Style
from server.conversation.episode import Episode
from server.conversation.stream import Underway
from server.conversation.visit import Visit
from server.understanding.risk import Risk
from widget.protocol import Element, PageView, Snapshot, Struggled

MOST_STRUGGLES = 20  # shown to an agent; the tables have the rest
FRESH_MS = 120_000  # a struggle older than two minutes is no longer what a new question is about

Mode = Literal["assistant", "waiting", "person"]


@dataclass(slots=True)
class Given:
    """An answer that was given: what it was made of and what it replied to."""

    turn: str
    article: str
    passage: str
    memory: str | None
    question: str  # as it was said where it is still known, masked after a restart
    question_turn: str
    solved: bool | None = None
    rated: bool | None = None
    beside: tuple[Credit, ...] = ()  # what else it was made of, where it answers several questions

    @property
    def sources(self) -> tuple[str, ...]:
        """The articles and memories that it was made of."""
        return (self.memory or self.article, *(one.source for one in self.beside))

    @property
    def memories(self) -> tuple[str, ...]:
        return tuple(one for one in (self.memory, *(other.memory for other in self.beside)) if one)


@dataclass(frozen=True, slots=True)
class Claim:
    """Who the page says is signed in, and its proof; both hold for the document (`stream`) that told them."""

    stream: str
    who: str = ""
    proof: str = ""


@dataclass(slots=True)
class Talk:
    """The conversation of a session that is not closed."""

    id: str
    started_at: int
    mode: Mode = "assistant"
    agent: str = ""  # id of the person who has it
    agent_name: str = ""
    stored: bool = False
    last_question: str = ""
    last_turn: str = ""
    last_said_at: int = 0
    given: dict[str, Given] = field(default_factory=dict)  # by the answer's turn
    rejected: set[str] = field(default_factory=set)  # articles and memories that did not help
    risk: Risk = field(default_factory=Risk)
    earlier: tuple[tuple[str, int], ...] = ()  # (text, at) of stored turns that the risk has not folded in yet
    tried: set[str] = field(default_factory=set)  # steps that the visitor says to have done
    read: set[str] = field(default_factory=set)  # articles that the visitor says to have followed
    offered: bool = False  # a person was offered for the risk, and it is still high
    named: dict[str, dict[str, str]] = field(default_factory=dict)  # by look-up, what the visitor named for it last
    facts: dict[str, str] = field(default_factory=dict)  # by look-up, the sentence that was told last
    sign_in_said: bool = False  # that signing in would help
    asked_back: AskedBack | None = None  # what the last words let the visitor choose from


@dataclass(slots=True)
class Session:
    """One browser tab's visit."""

    visit: Visit
    route: str = ""
    title: str = ""
    snapshot: Snapshot | None = None
    struggles: deque[tuple[Struggled, int]] = field(default_factory=lambda: deque(maxlen=MOST_STRUGGLES))
    talk: Talk | None = None
    episode: Episode | None = None
    past: list[Episode] = field(default_factory=list)  # the visitor's others of the last days, latest first
    nudges: dict[str, str] = field(default_factory=dict)  # nudge id -> element
    nudged_articles: set[str] = field(default_factory=set)
    nudged_struggles: set[str] = field(default_factory=set)
    dismissed: set[str] = field(default_factory=set)  # elements for which "Not now" was said lately
    heard: set[str] = field(default_factory=set)  # turns of the visitor that are stored or under way
    asked_at: int = -1  # when a person was asked for last
    panel_open: bool = False
    paused: bool = False
    claim: Claim | None = None  # None: not heard since the session is in memory
    likely: tuple[str, tuple[str, ...]] = ("", ())  # what was told last
    last_at: int = 0
    mode: str = ""  # what the page may tell: full, anonymous, off; "" while it is not known
    wish: Style = field(default_factory=Style)  # how the visitor wants to be answered
    told: Style = field(default_factory=Style)  # how the product says that they want it
    manner: Manner = field(default_factory=Manner)  # what holds since the last turn
    underway: Underway | None = None  # the answer that is being given
    tail: asyncio.Lock = field(default_factory=asyncio.Lock)  # whoever speaks to the visitor holds it

    def see(self, event: PageView | Snapshot | Struggled, at: int) -> None:
        """Takes in what the page told."""
        match event:
            case PageView():
                self.route, self.title = event.route, event.title
            case Snapshot():
                self.route, self.snapshot, self.title = event.route, event, event.title or self.title
            case Struggled():
                if event.verdict == "struggle":
                    self.struggles.append((event, at))

    @property
    def state(self) -> Snapshot | None:
        """The latest snapshot, where it is of the page that the visitor is on."""
        return self.snapshot if self.snapshot is not None and self.snapshot.route == self.route else None

    def stuck(self, at: int) -> Stuck | None:
        """What the visitor is stuck on now: a fresh struggle on this page, or else an error that the page shows."""
        for struggle, when in reversed(self.struggles):
            if struggle.route == self.route and at - when <= FRESH_MS:
                return stuck_on(struggle, self.snapshot)
        return stuck_by(self.state) if self.state is not None else None

    def in_sight(self, at: int) -> list[Element]:
        """Elements that an answer may be about, the likeliest first."""
        state = self.state
        struggled = [one.element for one, when in reversed(self.struggles) if one.route == self.route]
        shown = [message.element for message in state.errors] if state else []
        focused = [state.focused] if state and state.focused else []
        off = list(state.disabled) if state else []
        return [*shown, *(one for one in struggled if one is not None), *focused, *off]
