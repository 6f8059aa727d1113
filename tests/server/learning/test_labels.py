"""What becomes a label, with which weight and side, and what is dropped."""

from typing import Any

import msgspec
from sqlalchemy import Connection, select, update

from server.learning.labels import Collected, Label, collect_labels, sifted
from server.store.schema import episodes, labels

from .conftest import NOW, SAYINGS, SITE, Saying, School

VAT = Saying("my vat id is refused", "/billing", f"{SITE}:vat-number-format.md")
REFUND = Saying("my vat id is refused", "/billing", f"{SITE}:refund-request.md")


def stored(school: School) -> list[Any]:
    def every(connection: Connection) -> list[Any]:
        return list(connection.execute(select(labels).order_by(labels.c.task, labels.c.at, labels.c.id)))

    return school.room.db.read(every)


def collect(school: School, now: int = NOW) -> Collected:
    return collect_labels(school.room.db, SITE, now)


def label(text: str, label: str, source: str = "verified", at: int = 1) -> Label:
    return Label(f"{text} {label} {source} {at}", "article", text, label, source, "v", "/", at, None, {})


def test_a_verified_answer_labels_article_and_intent_with_provenance(school: School) -> None:
    episode = school.episode(VAT, decision="decision-1", evidence="Billing details saved")
    assert collect(school) == Collected(2, 2, 0, 0)
    article, intent = stored(school)
    assert (article.label, intent.label) == (VAT.article, "vat_tax")
    assert (article.text, article.source, article.weight, article.heldout) == (VAT.text, "verified", 1.0, False)
    assert msgspec.json.decode(article.provenance_json) == {
        "episode": episode,
        "decision": "decision-1",
        "evidence": "Billing details saved",
    }


def test_collecting_twice_changes_nothing(school: School) -> None:
    school.episode(VAT)
    collect(school)
    before = stored(school)
    assert collect(school).new == 0
    assert stored(school) == before


def test_a_visitor_keeps_the_side_of_the_split(school: School) -> None:
    school.episode(VAT, heldout=True)
    collect(school)
    assert all(row.heldout for row in stored(school))


def test_failed_episodes_are_counted_and_weigh_nothing(school: School) -> None:
    school.episode(VAT, outcome="failed")
    collect(school)
    assert {(row.source, row.weight) for row in stored(school)} == {("failed", 0.0)}


def test_open_assumed_and_unasked_episodes_teach_nothing(school: School) -> None:
    for outcome in ("", "assumed", "durable"):
        school.episode(VAT, outcome=outcome)
    school.episode(VAT, sentiment_first=None)  # a nudge's: the page's words
    assert collect(school).labels == 0


def test_a_reopened_episode_takes_its_label_back(school: School) -> None:
    episode = school.episode(VAT)
    collect(school)

    def reopen(connection: Connection) -> None:
        connection.execute(update(episodes).where(episodes.c.id == episode).values(outcome="", outcome_at=None))

    school.room.db.write(reopen)
    assert collect(school) == Collected(0, 0, 0, 0)
    assert stored(school) == []


def test_a_correction_is_a_label_and_outweighs_an_outcome(school: School) -> None:
    school.episode(REFUND, outcome="confirmed")
    school.correction(VAT)
    assert collect(school) == Collected(2, 2, 0, 2)
    assert {(row.label, row.source) for row in stored(school)} == {
        (VAT.article, "correction"),
        ("vat_tax", "correction"),
    }


def test_what_happened_later_is_not_known_yet(school: School) -> None:
    school.episode(VAT, outcome_at=NOW + 1)
    assert collect(school, NOW).labels == 0
    assert collect(school, NOW + 1).labels == 2


def test_the_same_words_count_once() -> None:
    kept, duplicates, contradictions = sifted([label("Why  grey?", "a", at=2), label("why grey?", "a", at=1)])
    assert ([one.at for one in kept], duplicates, contradictions) == ([1], 1, 0)


def test_the_same_words_with_different_labels_teach_nothing() -> None:
    assert sifted([label("why", "a"), label("why", "b"), label("how", "b")]) == ([label("how", "b")], 0, 2)


def test_the_last_correction_settles_a_contradiction() -> None:
    said = [label("why", "a", "correction", 1), label("why", "b", "correction", 2), label("why", "a", at=3)]
    kept, _, contradictions = sifted(said)
    assert ([one.label for one in kept], contradictions) == (["b"], 2)


def test_a_failure_does_not_contradict_a_success() -> None:
    kept, duplicates, contradictions = sifted([label("why", "a", "failed", 1), label("why", "b", at=2)])
    assert ([one.source for one in kept], duplicates, contradictions) == (["failed", "verified"], 0, 0)


def test_everything_found_is_kept_or_counted(school: School) -> None:
    for number, saying in enumerate(SAYINGS[:30]):
        school.episode(saying, outcome=("verified", "confirmed", "failed")[number % 3])
        school.episode(saying, outcome="verified")
    found = collect(school)
    assert found.labels + found.duplicates + found.contradictions == 2 * 60
