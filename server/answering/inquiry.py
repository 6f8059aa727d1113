"""A question with all that its decision depends on: what was asked, where and after what; and by what it is decided."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final, Literal

from msgspec import Struct, structs

from models.encode import Embedding
from server.answering.considered import Asked
from server.answering.decision import CHOSEN, CLARIFIED, TRIED
from server.answering.policy import POLICY, Policy
from server.answering.situation import FILES, features_of, risk_features
from server.answering.stuck import Stuck
from server.knowledge.index import SiteIndex
from server.understanding.risk import Risk
from server.understanding.understood import Understood

ArticleHead = Callable[[Embedding], dict[str, float]]

CHAMPION: Final = "champion"  # the article head that serves now


class Means(Struct, frozen=True, kw_only=True):
    """What it is decided by: whatever a replay may want to exchange.

    Without `memories` no person's correction is used; `article_head` None is day one's. `index` None stands for the
    knowledge that serves now.
    """

    memories: bool = True
    article_head: ArticleHead | Literal["champion"] | None = CHAMPION
    index: SiteIndex | None = None
    policy: Policy = POLICY


SERVING = Means()


class Inquiry(Struct, frozen=True, kw_only=True):
    """A question asked on `route` at `at` (Unix ms), by somebody who may be `stuck` there.

    `rejected` names articles and memories that did not help. `risk` is the conversation's, `offered` whether a person
    was offered for it already. `tried` are steps that no answer may ask for again, `read` articles that the visitor has
    followed, `style` the features of how they are answered. The question has words in it that were read from `files`
    attached ones. It was asked back `clarified` times in a row, and an answer to that chose the article `chosen`. It is
    `joined` with the turn before it. Of several `questions` each is considered by itself too, and the decision is about
    all of them; one that leans on the one before finds its article by both, and the passage by the words that it
    `asks_on` with. Articles that fit equally well are tried out by chance, drawn for the decision `drawn_for`; without
    it the one that worked best is taken. A `frozen` visitor gets nothing that was learned from outcomes.
    """

    site: str
    text: str
    understood: Understood
    embedding: Embedding
    at: int
    route: str = ""
    stuck: Stuck | None = None
    rejected: frozenset[str] = frozenset()
    risk: Risk | None = None
    offered: bool = False
    tried: frozenset[str] = frozenset()
    read: frozenset[str] = frozenset()
    style: Mapping[str, float] = {}
    files: int = 0
    clarified: int = 0
    chosen: str = ""
    joined: bool = False
    questions: Sequence[Asked] = ()
    asks_on: str = ""
    drawn_for: str = ""
    frozen: bool = False

    def part(self, place: int) -> "Inquiry":
        """One of its questions by itself; what was chosen, attached or risked belongs to the whole turn."""
        one = self.questions[place]
        return structs.replace(
            self,
            text=one.text,
            understood=one.understood,
            embedding=one.embedding,
            asks_on=one.words if one.leans else "",
            drawn_for=self.drawn_for and f"{self.drawn_for}.{place}",
            **_WHOLE_TURN,
        )

    def features(self, pointing: bool) -> dict[str, float]:
        """What the turn itself says; `pointing` at the page is all that some do."""
        features = features_of(self.text, self.understood, self.rejected, pointing)
        if self.clarified:
            features[CLARIFIED] = float(self.clarified)
        features |= {name: 1.0 for name, holds in ((CHOSEN, self.chosen), ("joined", self.joined)) if holds}
        if self.files:
            features[FILES] = float(self.files)
        features |= {TRIED + step: 1.0 for step in sorted(self.tried)} | dict(self.style)
        return features | (risk_features(self.risk, self.offered) if self.risk is not None else {})


_WHOLE_TURN: dict[str, object] = {
    "risk": None,
    "offered": False,
    "style": {},
    "files": 0,
    "clarified": 0,
    "chosen": "",
    "joined": False,
    "questions": (),
}
