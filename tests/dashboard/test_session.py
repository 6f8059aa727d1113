"""A visit's lines: runs of the same are one, a struggle says by what it was told, nobody is named."""

from dashboard.screens.session import _line, _runs, _who
from server.api.views.friction import SessionEvent, SessionView, SignView

CLICK = SessionEvent(at=1, kind="click", words="Clicked “Save”")
STUCK = SessionEvent(
    at=2,
    kind="struggle",
    words="Clicked and waited long",
    evidence=["late", "answered after 3.2 s <b>"],
    signs=[SignView(kind="mutation", after_ms=3200)],
)


def test_the_same_on_end_is_one_line_with_how_often() -> None:
    runs = _runs([CLICK, CLICK, STUCK, CLICK])
    assert [(event.kind, times) for event, times in runs] == [("click", 2), ("struggle", 1), ("click", 1)]
    assert "Clicked “Save”, 2 times<" in _line(CLICK, "14:05:09", 2)
    assert "times" not in _line(CLICK, "14:05:09", 1)


def test_a_struggle_says_what_it_was_told_by_and_what_the_page_did() -> None:
    line = _line(STUCK, "14:05:09", 1)
    assert "<small>answered after 3.2 s &lt;b&gt;. Signs of life: the page changed after 3.2 s</small>" in line


def test_what_is_no_verdict_has_no_evidence() -> None:
    assert "<small>" not in _line(CLICK, "14:05:09", 1)


def test_a_signed_in_visitor_is_told_of_as_a_pseudonym() -> None:
    view = SessionView(session="s", visitor="v" * 20, first_at=0, last_at=1, language="", events=[])
    assert _who(view) == f"Visitor {'v' * 12}"
    signed_in = SessionView(
        session="s", visitor="v", first_at=0, last_at=1, language="", events=[], signed_in="1f5a06b80651d449",
        traits={"plan": "team"},
    )  # fmt: skip
    assert _who(signed_in) == "Signed-in visitor, pseudonym 1f5a06b8 (plan team)"
