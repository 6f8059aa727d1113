"""Cycles with the real encoder and heads on what the demo's visitors say."""

from typing import Any

import pytest
from sqlalchemy import Connection, select

from server.errors import Conflict, Invalid, NotFound
from server.learning import editing
from server.learning.dataset import shipped_examples
from server.learning.editing import Editor
from server.learning.learned import Learned, champion
from server.learning.room import roll_back
from server.learning.turns import learning_turn
from server.learning.view import learning_view
from server.store import labels as label_store
from server.store.schema import cycles
from server.understanding.champions import site_task

from .conftest import NOW, SAYINGS, SITE, Saying, School


def lived_through(school: School, poisoned: bool = False) -> None:
    """Every saying was asked once and resolved; every fourth by a held-out visitor.

    Poisoned: what the others' episodes say is moved on to the article of another trouble.
    """
    for number, saying in enumerate(SAYINGS):
        heldout = number % 4 == 0
        wrong = SAYINGS[(number + len(SAYINGS) // 2) % len(SAYINGS)].article
        article = wrong if poisoned and not heldout else saying.article
        school.episode(Saying(saying.text, saying.route, article), heldout=heldout)


def kept_cycles(school: School) -> list[Any]:
    def every(connection: Connection) -> list[Any]:
        return list(connection.execute(select(cycles).order_by(cycles.c.task)))

    return school.room.db.read(every)


def test_better_challengers_take_over_are_served_and_can_be_rolled_back(school: School) -> None:
    lived_through(school)
    room, registry = school.room, school.room.registry
    learned = Learned(room.db, registry)
    question = room.encoder.encode(SAYINGS[1].text)
    assert learned.article_scores(question) == {}
    intent, article = room.learn(SITE, NOW)
    assert (intent.verdict, article.verdict) == ("promoted", "promoted"), (intent.reason, article.reason)
    assert (registry.champion("intent"), champion(registry)) == (intent.challenger, article.challenger)
    assert registry.day_one("intent") == intent.champion
    assert intent.trained_on > article.trained_on > intent.held_out > 30
    assert learned.refresh()
    scores = learned.article_scores(question)
    assert max(scores, key=lambda id: scores[id]) == SAYINGS[1].article
    assert learned.versions()["article"] == article.challenger

    view = room.db.read(learning_view, registry, SITE, NOW)
    assert view.headline.startswith("Yes, it has improved: ")
    assert {version.version: version.state for version in view.versions} == {
        intent.challenger: "champion",
        intent.champion: "day one",
        article.challenger: "champion",
    }
    assert [row.verdict for row in kept_cycles(school)] == ["promoted", "promoted"]
    assert view.labels == {"verified": 2 * len({saying.text for saying in SAYINGS})}

    assert roll_back(registry, "intent", "by hand", NOW) == intent.champion
    assert roll_back(registry, "article", "by hand", NOW) == ""
    assert learned.refresh()
    assert learned.article_scores(question) == {}
    with pytest.raises(Conflict):
        roll_back(registry, "article", "once more", NOW)


def test_a_site_with_intents_of_its_own_learns_into_a_head_of_its_own(school: School) -> None:
    lived_through(school)
    room, registry = school.room, school.room.registry
    editor = Editor(SITE, "Ann", NOW, shipped_examples(registry))
    room.db.write(editing.add, editor, "Pay by transfer", "", ["pay by bank transfer", "on account", "we wire money"])
    intent, _ = room.learn(SITE, NOW)
    assert intent.verdict == "promoted", intent.reason
    assert intent.challenger.startswith("intent@quillbook-0001-")
    assert registry.champion(site_task(SITE)) == intent.challenger
    assert registry.champion("intent") == registry.day_one("intent") == intent.champion
    examples = registry.examples(site_task(SITE), intent.challenger)
    assert examples is not None
    assert {"shipped", "person", "verified"} <= set(examples.sources)
    proof = room.prove(SITE, NOW)
    assert proof.versions["intent"] == intent.challenger
    assert roll_back(registry, "intent", "by hand", NOW, SITE) == registry.day_one("intent")


def test_poisoned_labels_are_rejected_with_the_reason(school: School) -> None:
    lived_through(school, poisoned=True)
    intent, article = school.room.learn(SITE, NOW)
    assert (intent.verdict, article.verdict) == ("rejected", "rejected")
    assert intent.reason.startswith("Not better: right on ")
    assert intent.metrics["worse"] > intent.metrics["better"]
    registry = school.room.registry
    assert registry.champion("intent") == registry.day_one("intent")
    assert champion(registry) == ""
    proof = school.room.prove(SITE, NOW)
    assert proof.today == proof.day_one


def test_a_handful_of_labels_trains_nothing(school: School) -> None:
    for saying in SAYINGS[:5]:
        school.episode(saying)
    views = school.room.learn(SITE, NOW)
    assert {view.reason for view in views} == {"Too few labels to learn from: 5, 20 are needed."}
    assert all(view.challenger == "" for view in views)
    assert school.room.registry.versions("article") == []


def test_without_held_out_questions_nothing_is_promoted(school: School) -> None:
    for saying in SAYINGS[:40]:
        school.episode(saying)
    views = school.room.learn(SITE, NOW)
    assert all(view.verdict == "rejected" and view.reason.startswith("Too few to tell: 0") for view in views)


def test_nothing_a_held_out_visitor_said_is_trained_on(school: School) -> None:
    for number, saying in enumerate(SAYINGS[:40]):
        school.episode(saying, heldout=number % 2 == 0)
    school.room.collect(SITE, NOW)
    trained = {row.text for row in school.room.db.read(label_store.usable, "article", False)}
    held = {row.text for row in school.room.db.read(label_store.usable, "article", True)}
    assert held
    assert not trained & held
    [intent, _] = school.room.learn(SITE, NOW)
    examples = school.room.registry.examples("intent", intent.challenger)
    assert examples is not None
    assert not held & set(examples.texts)


def test_one_learner_at_a_time(school: School) -> None:
    with learning_turn(school.room.data), pytest.raises(Conflict):
        school.room.learn(SITE, NOW)
    school.room.learn(SITE, NOW)


def test_a_site_that_is_none_is_refused(school: School) -> None:
    with pytest.raises(NotFound):
        school.room.learn("nowhere", NOW)


def test_only_what_learns_can_be_rolled_back(school: School) -> None:
    with pytest.raises(Invalid):
        roll_back(school.room.registry, "sentiment", "by hand", NOW)
