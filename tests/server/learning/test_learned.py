"""Corrections are live at the next refresh, for their own site, until they are revoked."""

import pytest

from server.learning.learned import Learned
from server.store import learning as store

from .conftest import NOW, SAYINGS, SITE, School


def test_on_day_one_nothing_is_learned(school: School) -> None:
    learned = Learned(school.room.db, school.room.registry)
    question = school.room.encoder.encode("anything")
    assert learned.nearest_memory(SITE, question) is None
    assert learned.article_scores(question) == {}
    assert learned.versions() == {"article": "none", "memory": "none"}
    assert not learned.refresh()


def test_a_correction_is_live_until_it_is_revoked(school: School) -> None:
    learned = Learned(school.room.db, school.room.registry)
    school.correction(SAYINGS[40])
    memory = school.correction(SAYINGS[0], answer="Put DE in front.")
    question = school.room.encoder.encode(SAYINGS[0].text)
    assert learned.nearest_memory(SITE, question) is None  # not before the refresh
    assert learned.refresh()
    found = learned.nearest_memory(SITE, question)
    assert found is not None
    assert (found[0].id, found[0].answer, found[0].agent) == (memory, "Put DE in front.", "Mara")
    assert found[1] == pytest.approx(1.0, abs=1e-5)
    assert learned.nearest_memory("another-site", question) is None

    school.room.db.write(store.revoke, memory, NOW)
    assert learned.refresh()
    left = learned.nearest_memory(SITE, question)
    assert left is not None
    assert left[0].id != memory
    assert not learned.refresh()
