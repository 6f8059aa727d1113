import pytest

from dashboard import words
from server.projections.rates import rate


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


def test_a_difference_has_its_sign() -> None:
    assert words.points(0.123) == "+12.3 points"
    assert words.points(-0.05) == "−5.0 points"


@pytest.mark.parametrize(("seconds", "said"), [(40, "40 s"), (240, "4 min"), (9000, "2 h")])
def test_a_wait_is_told_as_people_say_it(seconds: int, said: str) -> None:
    assert words.lasting(seconds) == said


def test_a_page_itself_is_called_so_and_others_by_name_or_key() -> None:
    called = [words.called(*one) for one in (("Save", "#s"), ("", "#s"), ("", "html:has([href])"), ("", "body"))]
    assert called == ["Save", "#s", "the page itself", "the page itself"]


def test_short_forms_are_capitals() -> None:
    assert words.plain("vat_tax") == "VAT tax"
    assert words.plain("private-vatican") == "Private vatican"


def test_a_name_within_our_own_sentence_makes_no_link_and_no_markup() -> None:
    assert words.inert("![x](//evil.test) <b> $1$: saved, `int`.") == r"!\[x\](//evil.test) \<b\> \$1\$: saved, `int`."
