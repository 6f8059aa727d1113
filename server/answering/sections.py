"""Which other section of an article belongs to an answer: the steps of the same matter, and no others. Pure.

An article may be about one thing (a help centre's) or about everything (a manual). What is quoted from one section of
a manual has nothing to do with the steps of the next.
"""

from collections.abc import Sequence

from server.answering.excerpt import has_steps
from server.answering.sentences import units
from server.knowledge.index import Found, Passage
from server.knowledge.passages import HEADING_JOINT

MOST_SECTIONS = 6  # of an article that is about one thing
NEAREST = 4  # sections of a long one that a question's best is held against, as it is against four articles


def are_one_matter(passage: Passage, steps: Passage, article: Sequence[Passage], *, of_all: bool) -> bool:
    """Whether the `steps` are what to do about what `passage` says; `article` has all passages of theirs.

    They are where one section stands above the other. In a short article they are where it has no other steps, and
    where the question is `of_all` that it is about rather than of that one section.
    """
    short = len({one.heading for one in article}) <= MOST_SECTIONS
    own, other = _path(passage), _path(steps)
    shorter = min(len(own), len(other))
    if own[:shorter] == other[:shorter] and (own or short):
        return True
    procedures = {one.heading for one in article if has_steps(units(one.text))}
    return short and (of_all or len(procedures | {steps.heading}) == 1)


def elsewhere(found: Found) -> list[float]:
    """Scores of the nearest other sections of a long article, best first; none of a short one.

    What stands out among the sections of a manual is said there, as what stands out among articles is.
    """
    best: dict[str, float] = {}
    for hit in found.hits:
        best.setdefault(hit.passage.heading, hit.score)
    return list(best.values())[1 : NEAREST + 1] if len(best) > MOST_SECTIONS else []


def _path(passage: Passage) -> list[str]:
    return passage.heading.split(HEADING_JOINT) if passage.heading else []
