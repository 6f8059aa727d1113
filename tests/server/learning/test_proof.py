"""The proof is paired, on held-out visitors alone, and no surer than its n."""

import pytest

from server.learning.proof import LEAST_EPISODES, headline
from server.learning.replay import Question, Replay
from server.store import learning as store

from .conftest import NOW, SAYINGS, SITE, School


def test_before_anything_was_learned_today_is_day_one(school: School) -> None:
    for saying in SAYINGS[::4]:
        school.episode(saying, heldout=True)
    proof = school.room.prove(SITE, NOW)
    assert proof.episodes == len(SAYINGS[::4]) >= LEAST_EPISODES
    assert (proof.today, proof.difference, proof.low, proof.high) == (proof.day_one, 0.0, 0.0, 0.0)
    assert set(proof.parts.values()) == {0.0}
    assert headline(proof).startswith("Not proven yet")
    assert sum(one.episodes for one in proof.slices) == proof.episodes
    assert sum(one.today.hits for one in proof.slices) == proof.today.hits


def test_visitors_who_are_not_held_out_prove_nothing(school: School) -> None:
    for saying in SAYINGS[:40]:
        school.episode(saying)
    proof = school.room.prove(SITE, NOW)
    assert (proof.episodes, proof.day_one.value) == (0, None)
    assert headline(proof) == "0 held-out episodes with a known right answer: too few to tell."


def test_failed_episodes_have_no_known_right_answer(school: School) -> None:
    school.episode(SAYINGS[0], heldout=True, outcome="failed")
    assert school.room.prove(SITE, NOW).episodes == 0


def test_a_correction_counts_where_another_visitor_asks_the_same(school: School) -> None:
    hard = next(saying for saying in SAYINGS if not answered(school, saying.text, saying.route, saying.article))
    school.correction(hard)
    school.episode(hard, heldout=True)
    proof = school.room.prove(SITE, NOW)
    assert (proof.day_one.hits, proof.today.hits, proof.episodes) == (0, 1, 1)
    assert proof.parts == {"intent model": 0.0, "article head": 0.0, "memory": 1.0, "what worked": 0.0}
    assert sum(proof.parts.values()) == pytest.approx(proof.difference)


def test_a_held_out_visitors_own_correction_is_no_answer_to_it(school: School) -> None:
    hard = next(saying for saying in SAYINGS if not answered(school, saying.text, saying.route, saying.article))
    school.correction(hard, heldout=True)
    proof = school.room.prove(SITE, NOW)
    assert (proof.episodes, proof.today.hits) == (1, 0)


def test_a_revoked_memory_answers_nobody(school: School) -> None:
    hard = next(saying for saying in SAYINGS if not answered(school, saying.text, saying.route, saying.article))
    memory = school.correction(hard)
    school.episode(hard, heldout=True)
    assert school.room.db.write(store.revoke, memory, NOW)
    assert school.room.prove(SITE, NOW).today.hits == 0
    assert not school.room.db.write(store.revoke, "no-such-memory", NOW)


def test_the_same_proof_comes_out_again(school: School) -> None:
    for saying in SAYINGS[::6]:
        school.episode(saying, heldout=True)
    assert school.room.prove(SITE, NOW) == school.room.prove(SITE, NOW)


def answered(school: School, text: str, route: str, article: str) -> bool:
    replay = Replay(school.room.registry, school.room.encoder, school.room.knowledge)
    question = Question(site=SITE, text=text, route=route, right=article, slice="")
    return replay.right([question], replay.day_one(), NOW)[0]
