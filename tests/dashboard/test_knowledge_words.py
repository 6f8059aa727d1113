from msgspec import structs

from dashboard.knowledge_words import SUBJECTS, became, differ, file_name, freshness_news, marked, news
from dashboard.screens.knowledge_hygiene import gone
from server.api.views.hygiene import FindingSide, FindingView, HygieneView
from server.api.views.sources import DeliveriesView
from server.api.views.tickets import Counts
from tests.dashboard.charts.test_wanted import GAP
from tests.dashboard.test_source_words import SOURCE

CALM = HygieneView(
    articles=12, stale=0, unowned=0, unused=0, contradictions=0, duplicates=0, controls=0, gaps=0, looked_at=1
)
SIDE = FindingSide(article="a", title="A", url="", owner="", passage="p", quote="q", marks=[])


def test_the_news_say_what_hurts_most_first() -> None:
    failed = structs.replace(SOURCE, state="failed")
    said = news(structs.replace(CALM, contradictions=1, stale=3), [GAP], [failed])
    assert said.split("; ") == [
        "\u201cHelp\u201d could not be read",
        "1 contradiction is waiting to be settled",
        "3 articles are past the review date.",
    ]
    assert news(structs.replace(CALM, stale=1), [GAP], [SOURCE]).startswith(
        "1 article is past the review date; 5 visits"
    )


def test_a_source_that_was_not_seen_as_a_whole_is_news() -> None:
    assert news(CALM, [], [structs.replace(SOURCE, incomplete="away")]) == "\u201cHelp\u201d was not seen as a whole."


def test_without_news_it_says_so_and_without_sources_what_to_do() -> None:
    assert news(CALM, [], [SOURCE]) == "12 articles answer, and nothing waits to be done."
    assert "add a folder" in news(CALM, [], [])


def test_what_became_of_the_rows_of_an_export_is_said_in_words() -> None:
    assert became(Counts(rows=4, added=3, broken=1)) == "4 rows: 3 new tickets, 1 left out"
    assert became(Counts()) == "0 rows"


def test_a_control_that_is_gone_says_since_when_and_what_it_is_called_now() -> None:
    found = FindingView(
        id="f", kind="control", subject="control", state="open", score=0.95, one=SIDE, other=None, control="Save",
        route="/billing", release="2.4", suggestion="Keep", found_at=0, changed_at=0, by="", reason="",
    )  # fmt: skip
    assert gone(found, 3) == "95 % sure, since release 2.4. It may be called \u201cKeep\u201d now. 3 articles name it."
    assert gone(structs.replace(found, release="", suggestion=""), 1) == "95 % sure."


def test_the_differing_words_are_marked_and_nothing_else_is_markup() -> None:
    assert marked("<i>14 days", [(3, 10)]) == "&lt;i&gt;<mark>14 days</mark>"
    assert marked("abc", [(0, 2), (1, 9)]) == "<mark>ab</mark><mark>c</mark>"
    assert marked("abc", []) == "abc"


def test_a_finding_says_what_differs() -> None:
    found = FindingView(
        id="f", kind="contradiction", subject="number", state="open", score=0.9, one=SIDE, other=SIDE, control="",
        route="", release="", suggestion="", found_at=0, changed_at=0, by="", reason="",
    )  # fmt: skip
    assert differ(found) == "They differ in the number"
    for subject in ("price", "date", "time", "opposite", "negation", "limit", "control", "name"):
        assert differ(structs.replace(found, subject=subject)) == f"They differ in {SUBJECTS[subject]}"
    lost = structs.replace(found, kind="control", control="Save", route="/billing", other=None)
    assert differ(lost) == "\u201cSave\u201d is no longer on /billing"


def test_freshness_says_how_fast_and_what_was_lost() -> None:
    view = DeliveriesView(
        since=0, told=5, applied=3, waiting=1, given_up=1, late=0, p50_ms=400, p99_ms=12_400, failing=[]
    )
    said = freshness_news(view)
    assert "3 changes went live in the last days, half of them within 0.4 s, 99 % within 12 s" in said
    assert "1 change was given up; 1 change is on the way." in said


def test_a_draft_has_a_name_for_its_file() -> None:
    assert file_name("How do I pay by invoice?") == "how-do-i-pay-by-invoice.md"
    assert file_name("???") == "draft.md"
