"""Counts of refusals add up by day, site and reason."""

from pathlib import Path

from server.store import refusals
from tests.databases import migrated


def test_counts_add_up_and_stay_apart(tmp_path: Path) -> None:
    db = migrated(tmp_path)
    db.write(refusals.add, {(10, "shop", "too_fast"): 2, (10, "", "unknown_key"): 1})
    db.write(refusals.add, {(10, "shop", "too_fast"): 3, (11, "shop", "too_fast"): 1})
    db.write(refusals.add, {})
    late = ((11, "shop", "too_fast"), 1)
    assert db.read(refusals.since, 10) == [late, ((10, "", "unknown_key"), 1), ((10, "shop", "too_fast"), 5)]
    assert db.read(refusals.since, 11) == [late]
    db.close()
