"""Cycles with the real encoder and heads on what the demo's visitors say."""

from typing import Any

import pytest
from sqlalchemy import Connection, select

from server.errors import Conflict, NotFound
from server.learning.learned import Learned, champion
from server.learning.room import roll_back
from server.learning.turns import learning_turn
from server.store.schema import cycles, labels

from .conftest import NOW, SAYINGS, SITE, School


def lived_through(school: School) -> None:
    """Every saying was asked once and resolved; every fourth by a held-out visitor."""
    for number, saying in enumerate(SAYINGS):
        school.episode(saying, heldout=number % 4 == 0)


def cycle_rows(school: School) -> list[Any]:
    def every(connection: Connection) -> list[Any]:
        return list(connection.execute(select(cycles)))

    return school.room.db.read(every)


def test_a_better_challenger_takes_over_and_is_served(school: School) -> None:
    lived_through(school)
    learned = Learned(school.room.db, school.room.registry)
    assert learned.article_scores(school.room.encoder.encode(SAYINGS[1].text)) == {}
    views = {view.challenger.split("-")[0]: view for view in school.room.learn(SITE, NOW)}
    article = views["article"]
    assert article.verdict == "promoted", article.reason
    assert champion(school.room.registry) == article.challenger
    assert learned.refresh()
    scores = learned.article_scores(school.room.encoder.encode(SAYINGS[1].text))
    assert max(scores, key=lambda id: scores[id]) == SAYINGS[1].article
    assert learned.versions()["article"] == article.challenger
    print(views, school.room.prove(SITE, NOW))
    raise AssertionError
