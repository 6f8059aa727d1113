"""Who may speak for a site, and what time it is."""

import pytest

from server.gateway.handshake import Site, allows, batch_shift, check_site, clock_shift, normal_origin
from server.gateway.refusal import Rejected
from tests.server.gateway.page import hello
from widget.protocol import Batch, PageView

SITE = Site("shop", "Shop", frozenset({"https://shop.example", "http://127.0.0.1:8790"}), False)
DEMO = Site("demo", "Demo", SITE.origins, True)


def batch(at: int, *dts: int) -> Batch:
    return Batch(1, at, tuple(PageView(dt, "/") for dt in dts))


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("https://Shop.Example/", "https://shop.example"),
        ("https://shop.example:443", "https://shop.example"),
        ("http://shop.example:80/", "http://shop.example"),
        ("http://shop.example:443", "http://shop.example:443"),
        (" https://shop.example:8443 ", "https://shop.example:8443"),
    ],
)
def test_an_origin_has_one_spelling(written: str, normal: str) -> None:
    assert normal_origin(written) == normal


@pytest.mark.parametrize("origin", ["https://shop.example", "http://127.0.0.1:8790", "HTTPS://shop.example:443"])
def test_listed_origins_are_allowed(origin: str) -> None:
    assert allows(SITE, origin)


@pytest.mark.parametrize(
    "origin",
    [None, "", "null", "*", "http://shop.example", "https://shop.example.evil", "http://127.0.0.1", "https://"],
)
def test_other_origins_are_not(origin: str | None) -> None:
    assert not allows(SITE, origin)


def test_a_site_without_origins_lets_nobody_in() -> None:
    assert not allows(Site("new", "New", frozenset(), False), "https://shop.example")


def test_a_real_visitor_may_try_the_simulated_site() -> None:
    assert check_site(hello(), DEMO, "https://shop.example") is DEMO


def test_a_simulated_visitor_stays_away_from_real_sites() -> None:
    assert check_site(hello(simulated=True), DEMO, "https://shop.example") is DEMO
    with pytest.raises(Rejected, match="simulated"):
        check_site(hello(simulated=True), SITE, "https://shop.example")


def test_the_clock_is_corrected_both_ways_but_not_for_the_simulated() -> None:
    assert clock_shift(SITE, 1_000, 5_000) == 4_000
    assert clock_shift(SITE, 9_000, 5_000) == -4_000
    assert clock_shift(DEMO, 1_000, 5_000) == 0


def test_a_batch_that_would_end_in_the_future_is_shifted_less() -> None:
    assert batch_shift(SITE, 4_000, batch(1_000, 0, 500), now=9_000) == 4_000
    assert batch_shift(SITE, 4_000, batch(1_000, 0, 8_000, 500), now=9_000) == 0
    assert batch_shift(SITE, 4_000, batch(20_000, 0), now=9_000) == -11_000
    assert batch_shift(DEMO, 0, batch(20_000, 0), now=9_000) == 0
