from msgspec import structs

from dashboard import signal_words as words
from server.api.views.friction import SignView
from server.api.views.rules import WeightView
from widget.events import Kind, Outside, Seen
from widget.signals.life import ANSWERS, name


def test_a_code_we_have_no_words_for_is_still_readable() -> None:
    assert words.signal("scroll_loop") == "Scroll loop"
    assert words.signal("rage_click") == "Rage click"


def test_evidence_is_told_in_its_words_and_by_its_code_only_where_there_are_none() -> None:
    assert words.evidence(["clicks", "3 clicks in 207 ms", "at most 0 px apart"]) == (
        "3 clicks in 207 ms; at most 0 px apart"
    )
    assert words.evidence(["switched_off"]) == "Switched off"
    assert words.evidence([]) == ""


def test_signs_of_life_are_told_with_their_time() -> None:
    seen = [SignView(kind="mutation", after_ms=3200), SignView(kind="focus", after_ms=-40)]
    assert words.signs(seen) == "the page changed after 3.2 s; focus moved on 0.0 s before"
    assert words.signs([]) == "–"


def test_every_sign_of_life_has_words() -> None:
    kinds = [Seen(kind, 0) for kind in ANSWERS] + [Seen(Kind.WINDOW_OPEN, 0, v=float(out)) for out in Outside]
    assert {name(one) for one in kinds} - set(words.SIGNS) == set()


def test_a_weight_says_where_it_comes_from() -> None:
    weight = WeightView(signal="stall", weight=0.3, low=0.2, high=0.4, prior=0.35, why="", n=214, bad=61, learned=True)
    assert words.weighed(weight) == "learned: 61 of 214 visits ended badly"
    assert words.weighed(structs.replace(weight, learned=False, n=12)) == "prior: 12 visits, too few to tell"
    assert words.weighed(structs.replace(weight, learned=False, n=0)) == "prior: not seen yet"
