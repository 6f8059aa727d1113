"""How far the prior's confidence can be believed, on questions in visitors' words over the demo's help centre."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.encode import Encoder
from server.answering.consider import Considerer
from server.answering.inquiry import Inquiry
from server.answering.policy import POLICY
from server.knowledge.knowledge import Knowledge
from server.store.database import Database
from server.understanding.understanding import Understanding
from tests.server.help_centre import AT, SITE, Memories

QUESTIONS = Path(__file__).with_name("questions.csv")
LEAST_RIGHT = 0.85  # share of answerable questions whose article comes first; 0.90 when written
Judged = tuple[str, str, str, float]  # expected, found, kind, confidence


@pytest.fixture(scope="module")
def judged(stocked: Path, understanding: Understanding, encoder: Encoder) -> Iterator[list[Judged]]:
    db = Database(f"sqlite:///{stocked}")
    considerer = Considerer(Knowledge(db), Memories(db), encoder)
    found = []
    with QUESTIONS.open() as file:
        for row in csv.DictReader(file):
            text, route = row["question"], row["route"]
            understood = understanding.understand(text, route)
            embedding = understanding.embed(text)
            inquiry = Inquiry(site=SITE, text=text, route=route, understood=understood, embedding=embedding, at=AT)
            decision = considerer.consider(inquiry).decision
            first = decision.alternatives[0].article.removeprefix(f"{SITE}:").removesuffix(".md")
            found.append((row["article"], first, decision.kind, decision.confidence))
    yield found
    db.close()


def test_right_article_comes_first(judged: list[Judged]):
    answerable = [one for one in judged if one[0]]
    assert len(answerable) >= 80
    assert sum(one[0] == one[1] for one in answerable) / len(answerable) >= LEAST_RIGHT


def test_nothing_outside_of_the_product_is_answered(judged: list[Judged]):
    outside = [one for one in judged if not one[0]]
    assert len(outside) >= 25
    assert [one for one in outside if one[2] == "answer"] == []


def test_most_answerable_questions_are_answered(judged: list[Judged]):
    answerable = [one for one in judged if one[0]]
    assert sum(one[2] != "unknown" for one in answerable) / len(answerable) >= 0.9


def test_sure_is_mostly_right(judged: list[Judged]):
    sure = [one for one in judged if one[3] >= POLICY.thresholds["sure"]]
    assert len(sure) >= 50
    assert sum(one[0] == one[1] for one in sure) / len(sure) >= 0.88


def test_mean_confidence_is_near_the_share_that_is_right(judged: list[Judged]):
    """With as much weight on what nothing answers as on the rest: that is what the weights were fitted on."""
    halves = [[one for one in judged if bool(one[0]) is answerable] for answerable in (True, False)]
    said = sum(sum(one[3] for one in half) / len(half) for half in halves) / 2
    right = sum(sum(bool(one[0]) and one[0] == one[1] for one in half) / len(half) for half in halves) / 2
    assert abs(said - right) < 0.08
