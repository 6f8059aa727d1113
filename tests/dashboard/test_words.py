import pytest
from msgspec import structs

from dashboard import words
from server.api.views.friction import SignView
from server.api.views.rules import WeightView
from server.projections.rates import rate
from widget.events import Kind, Outside, Seen
from widget.signals.life import ANSWERS, name


def test_a_rate_is_told_with_its_interval_and_n() -> None:
    assert words.told(rate(20, 100), "visits") == "20.0 % (13.3–28.9 %) of 100 visits"


def test_a_small_n_is_said_and_none_is_no_zero() -> None:
    assert words.told(rate(3, 12), "visits").endswith("of 12 visits: too few to tell")
    assert words.told(rate(0, 0), "visits") == "no visits yet"


def test_text_from_a_page_is_shown_as_it_is_in_markdown() -> None:
    assert words.bare("![x](http://evil) **b** <i>") == r"\!\[x\]\(http\:\/\/evil\) \*\*b\*\* \<i\>".replace(r"\/", "/")


def test_text_from_a_page_is_never_markup_in_a_picture() -> None:
    assert words.hover("<b>Save & go</b>") == "&lt;b&gt;Save &amp; go&lt;/b&gt;"


def test_moments_are_told_in_the_readers_zone() -> None:
    moment = 1_759_500_000_000  # 2025-10-03T14:00:00Z
    assert words.at(moment, words.zone("Europe/Berlin")) == "3 Oct, 16:00"
    assert words.at(moment, words.zone(None)) == "3 Oct, 14:00"


@pytest.mark.parametrize("name", ["Mars/Olympus", "../etc/passwd", ""])
def test_a_zone_we_do_not_know_is_utc(name: str) -> None:
    assert words.zone(name) is None


def test_a_code_we_have_no_words_for_is_still_readable() -> None:
    assert words.signal("scroll_loop") == "Scroll loop"
    assert words.signal("rage_click") == "Rage click"


def test_a_difference_has_its_sign() -> None:
    assert words.points(0.123) == "+12.3 points"
    assert words.points(-0.05) == "−5.0 points"


@pytest.mark.parametrize(("seconds", "said"), [(40, "40 s"), (240, "4 min"), (9000, "2 h")])
def test_a_wait_is_told_as_people_say_it(seconds: int, said: str) -> None:
    assert words.lasting(seconds) == said


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


def test_a_page_itself_is_called_so_and_others_by_name_or_key() -> None:
    called = [words.called(*one) for one in (("Save", "#s"), ("", "#s"), ("", "html:has([href])"), ("", "body"))]
    assert called == ["Save", "#s", "the page itself", "the page itself"]


def test_short_forms_are_capitals() -> None:
    assert words.plain("vat_tax") == "VAT tax"
    assert words.plain("private-vatican") == "Private vatican"


def test_a_name_within_our_own_sentence_makes_no_link_and_no_markup() -> None:
    assert words.inert("![x](//evil.test) <b> $1$: saved, `int`.") == r"!\[x\](//evil.test) \<b\> \$1\$: saved, `int`."
