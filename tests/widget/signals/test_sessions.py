"""Stored sessions: the rows kept of a visit are judged again, over all its documents."""

import msgspec
import pytest

from tests.widget.page import BUTTON, FIELD, T
from widget.elements import Target
from widget.events import Kind
from widget.protocol import Observed
from widget.signals.cases import CasesError, verdicts
from widget.signals.sessions import read_session, stored
from widget.signals.trace import Trace

TARGETS = (BUTTON, FIELD)
Row = tuple[float, float, float, float, float, float]


def kept(route: str, *rows: Row) -> Observed:
    """What a page keeps of rows (ms after T); their `el` is a place in TARGETS, their `v` one in [route]."""

    def element(place: int) -> Target | None:
        return TARGETS[place] if 0 <= place < len(TARGETS) else None

    trace = Trace()
    for kind, t, *rest in rows:
        trace.add((kind, T + t, *rest), element, [route])
    observed = trace.take(route)
    assert observed is not None
    return observed


def page(t: float) -> Row:
    return (Kind.PAGE, t, -1, 0, 0, 0)


def click(t: float) -> Row:
    return (Kind.CLICK, t, 0, 5, 5, 0)


def bad(observed: list[tuple[str, Observed]], override: str = "") -> list[tuple[str, str, int, float]]:
    cases = read_session(msgspec.json.encode(stored("session-1", observed)), override)
    return [
        (case.id, one.signal, one.event_index, one.t_ms)
        for case in cases
        for one in verdicts(case)
        if one.verdict == "struggle" and not one.pending_at_end
    ]


def test_a_stored_session_is_judged_as_it_was_lived() -> None:
    rows = [page(0), click(1000), click(1200), click(1400), (Kind.SCROLL, 9000, -1, 0, 500, 0)]
    assert bad([("s1", kept("/billing", *rows))]) == [
        ("session-1/s1", "rage_click", 3, 1400),
        ("session-1/s1", "dead_click", 1, 3750),
    ]


def test_other_rules_judge_it_otherwise() -> None:
    rows = [page(0), click(1000), click(1200), click(1400), (Kind.MUTATION, 3600, -1, 0, 0, 1)]
    patient = '{"rage_click": {"clicks": 4}, "dead_click": {"change_ms": 5000, "absolute_ms": 5250}}'
    assert len(bad([("s1", kept("/billing", *rows))])) == 2
    assert bad([("s1", kept("/billing", *rows))], patient) == []


def test_rows_in_two_parcels_are_one_document() -> None:
    first, second = kept("/billing", page(0), click(1000), click(1200)), kept("/billing", click(1400))
    assert [(signal, index) for _, signal, index, _ in bad([("s1", first), ("s1", second)])] == [("rage_click", 3)]


def test_a_run_does_not_go_on_in_another_document() -> None:
    first, second = kept("/billing", page(0), click(1000), click(1200)), kept("/plans", page(1300), click(1400))
    assert bad([("s1", first), ("s2", second)]) == []


def test_visits_of_earlier_documents_count() -> None:
    routes = ("/a", "/b", "/a", "/b")
    documents = [(f"s{n}", kept(route, page(2000 * n))) for n, route in enumerate(routes)]
    assert [(id, signal) for id, signal, _, _ in bad(documents) if signal == "back_and_forth"] == [
        ("session-1/s3", "back_and_forth")
    ]
    assert "back_and_forth" not in {signal for _, signal, _, _ in bad(documents[:3])}


@pytest.mark.parametrize(
    "data", [b"", b"[]", b'{"session": "s"}', b'{"format": "handrail-session/9", "session": "s", "streams": []}']
)
def test_a_file_of_another_kind_is_refused(data: bytes) -> None:
    with pytest.raises(CasesError, match="stored session"):
        read_session(data)
