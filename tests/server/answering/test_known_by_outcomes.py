"""However well answers did near a question, what nothing answers isn't taken to be known for that."""

import pytest
from msgspec import structs

from server.answering.decide import decide
from server.answering.decision import KNOWN, Candidate, Decision, Situation
from server.answering.policy import POLICY

ALWAYS = {"solved": 10_000.0, "failed": 0.0}
NEXT = Candidate("other", "Another", "other#0", 0.4, 0.0, 0.0, titled=0.3, early=0.5, late=0.4)


def asked(said: float, **outcomes: float) -> Decision:
    best = structs.replace(NEXT, article="best", passage="best#0", retrieval=0.55, said=said, late=0.5, missed=0.3)
    features = {"in_scope": 0.9, "telling": 3.0, "words": 6.0, "how": 1.0, "yes_no": 0.0, "size": 0.3}
    return decide(
        Situation(
            intent="", features=features, candidates=(structs.replace(best, **outcomes), NEXT), versions={}, memory=None
        )
    )


@pytest.mark.parametrize("said", [0.0, 0.1, 0.2, 0.3])
def test_what_is_far_from_known_stays_so_whatever_worked_before(said: float):
    without, lifted = asked(said), asked(said, **ALWAYS)
    assert without.features[KNOWN] < POLICY.thresholds["nearly"]
    assert without.features[KNOWN] < lifted.features[KNOWN] < POLICY.thresholds[KNOWN]
    assert lifted.kind != "answer"


def test_what_is_nearly_known_may_be_known_by_what_worked_before():
    found = [(asked(said / 100), asked(said / 100, **ALWAYS)) for said in range(30, 70, 2)]
    assert any(one.kind != "answer" and lifted.kind == "answer" for one, lifted in found)
