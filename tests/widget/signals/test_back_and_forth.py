"""Back and forth."""

from tests.widget.page import T, alone, seen
from widget.events import Kind, Seen
from widget.signals import Detectors
from widget.signals.detector import Found


def found(*events: Seen, trail: tuple[tuple[str, float], ...] = ()) -> list[Found]:
    detectors = Detectors(alone("back_and_forth"), trail)
    return [one for event in events for one in detectors.feed(event)]


def visits(routes: str, every_ms: float = 5000, kind: Kind = Kind.NAVIGATE) -> list[Seen]:
    return [seen(kind, at * every_ms, text=f"/{route}") for at, route in enumerate(routes)]


def test_a_b_a_b_is_told() -> None:
    [one] = found(*visits("abab"))
    assert (one.signal, one.count, one.span_ms, one.target) == ("back_and_forth", 4, 15_000, None)
    assert "/a and /b in turn" in one.evidence[1]


def test_a_b_a_is_a_glance() -> None:
    assert found(*visits("aba")) == []


def test_a_third_page_between_is_another_search() -> None:
    assert found(*visits("abcab")) == []


def test_long_stays_are_reading() -> None:
    assert found(*visits("abab", every_ms=20_000)) == []


def test_a_run_is_told_once() -> None:
    assert len(found(*visits("ababababab"))) == 1


def test_reloads_are_no_visits() -> None:
    assert found(*visits("aabb")) == []


def test_visits_in_earlier_documents_count_by_the_trail() -> None:
    trail = (("/a", T - 9000), ("/b", T - 6000), ("/a", T - 3000))
    assert len(found(seen(Kind.PAGE, 0, text="/b"), trail=trail)) == 1
    assert found(seen(Kind.PAGE, 0, text="/b"), trail=trail[1:]) == []


def test_a_run_told_in_an_earlier_document_is_not_told_again() -> None:
    trail = tuple((route, T - 3000 * (4 - at)) for at, route in enumerate(("/a", "/b", "/a", "/b")))
    assert found(seen(Kind.PAGE, 0, text="/a"), trail=trail) == []
