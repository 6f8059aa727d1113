from msgspec import structs

from dashboard.desk.timing import timing, words
from server.api.views.desk import DecisionView

DECIDED = DecisionView(
    id="d-1",
    kind="answer",
    at=0,
    intent="",
    confidence=0.9,
    reasons=[],
    features={},
    thresholds={},
    alternatives=[],
    versions={},
    spans={"received": 20.0, "searched": 10.0, "decided": 10.0, "answered": 60.0},
    total_ms=100.0,
    first_ms=45.0,
)


def test_each_step_has_its_share_and_its_words() -> None:
    shown = timing(DECIDED)
    for part in ("width:20.0%", "width:60.0%", 'title="answered 60 ms"', 'role="img"'):
        assert part in shown
    assert (
        words(DECIDED.spans, DECIDED.first_ms)
        == "100 ms: received 20, searched 10, decided 10, answered 60; first words after 45"
    )


def test_a_decision_that_was_not_timed_shows_nothing() -> None:
    assert timing(structs.replace(DECIDED, spans={}, total_ms=0.0)) == ""
