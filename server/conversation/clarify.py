"""When a question is asked back, and what it lets the visitor choose from. Pure.

Asked back is where the words name a topic and no wish ("refund", "it doesn't work"), and where the help centre seems to
know, but several of its articles could be meant. Each option is an article's title; two of the same name are told apart
by their headings.
"""

from typing import Protocol, TypeVar

MOST_OPTIONS = 4
FEWEST_OPTIONS = 2  # with one there is nothing to choose
MOST_BARE = 3  # words of a turn that names a topic only: "my last invoice"
MOST_VAGUE = 6  # words of a turn that names none: "it still doesn't work for me"
LIKE = 0.5  # likeness of words, or share of them that an article has, from which it is about the topic at all


class Ranked(Protocol):
    """A candidate as options are made of it."""

    @property
    def article(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def heading(self) -> str: ...
    @property
    def on_page(self) -> float: ...
    @property
    def late(self) -> float: ...
    @property
    def covered(self) -> float: ...


R = TypeVar("R", bound=Ranked)


def is_bare(features: dict[str, float]) -> bool:
    """Whether a turn names a topic at most, and says nothing of what is wanted."""
    if features.get("pointing") or features.get("chosen") or features.get("files") or "telling" not in features:
        return False
    if features["how"] or features["yes_no"]:
        return False
    if features["telling"] == 0:
        return features["words"] <= MOST_VAGUE
    return features["telling"] == 1 and features["words"] <= MOST_BARE


def eligible(ranked: tuple[R, ...], features: dict[str, float]) -> tuple[R, ...]:
    """The candidates that may be offered: about the topic, or about the page where no topic was named."""
    if features.get("telling", 1.0):
        return tuple(one for one in ranked if one.late >= LIKE or one.covered >= LIKE)
    on_page = tuple(one for one in ranked if one.on_page)
    return on_page if len(on_page) >= FEWEST_OPTIONS else ranked


def labelled(candidates: tuple[R, ...]) -> dict[str, R]:
    """At most four candidates by labels that tell them apart."""
    titles = [one.title for one in candidates]
    found: dict[str, R] = {}
    for one in candidates[:MOST_OPTIONS]:
        short, long = labels_of(one)
        found.setdefault(long if titles.count(one.title) > 1 else short, one)
    return found


def labels_of(candidate: Ranked) -> tuple[str, str]:
    """What a candidate is called: by its title, or where another has the same, by its heading too."""
    title, heading = candidate.title, candidate.heading
    return title, f"{title}: {heading}" if heading else title
