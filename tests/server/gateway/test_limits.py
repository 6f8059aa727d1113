"""Quotas refill with time, places come free, memory stays bounded."""

from server.gateway.limits import MOST_BUCKETS, Buckets, Places, TokenBucket, cost


def test_a_bucket_starts_full_and_says_how_long_to_wait() -> None:
    bucket = TokenBucket(per_s=2, burst=3, now=0)
    assert [bucket.take(1, 0) for _ in range(3)] == [0, 0, 0]
    assert bucket.take(1, 0) == 0.5


def test_a_bucket_refills_with_time_and_no_further_than_its_burst() -> None:
    bucket = TokenBucket(per_s=2, burst=3, now=0)
    bucket.take(3, 0)
    assert bucket.take(1, 0.5) == 0
    assert bucket.take(3, 1_000) == 0
    assert bucket.take(1, 1_000) > 0


def test_what_was_refused_costs_nothing() -> None:
    bucket = TokenBucket(per_s=1, burst=1, now=0)
    bucket.take(1, 0)
    for _ in range(5):
        assert bucket.take(1, 0) == 1


def test_a_large_frame_costs_more_than_a_small_one() -> None:
    assert (cost(900), cost(16 * 1024), cost(256 * 1024)) == (1, 2, 17)


def test_each_name_has_its_own_bucket() -> None:
    buckets = Buckets()
    buckets.of("a", 1, 1, 0).take(1, 0)
    assert buckets.of("a", 1, 1, 0).take(1, 0) > 0
    assert buckets.of("b", 1, 1, 0).take(1, 0) == 0


def test_names_that_were_not_seen_for_long_are_forgotten() -> None:
    buckets = Buckets()
    buckets.of("first", 1, 1, 0)
    for number in range(MOST_BUCKETS):
        buckets.of(str(number), 1, 1, 0)
    assert len(buckets._buckets) == MOST_BUCKETS
    assert "first" not in buckets._buckets


def test_places_are_taken_by_name_and_come_free() -> None:
    places = Places(2)
    assert [places.enter("a") for _ in range(3)] == [True, True, False]
    assert places.enter("b")
    places.leave("a")
    assert places.enter("a")


def test_a_name_that_left_is_not_remembered() -> None:
    places = Places(1)
    places.enter("a")
    places.leave("a")
    assert not places._taken
