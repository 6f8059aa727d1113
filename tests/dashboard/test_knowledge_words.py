import subprocess

from msgspec import structs

from dashboard.knowledge_words import (
    differ,
    every,
    file_name,
    freshness_news,
    marked,
    news,
    remedy,
    share_done,
    state,
    webhook_example,
)
from server.api.views.hygiene import FindingSide, FindingView, HygieneView
from server.api.views.sources import BrokenView, DeliveriesView, ProgressView, SourceView
from server.knowledge.webhooks import new_secret, sign
from tests.dashboard.charts.test_wanted import GAP

SOURCE = SourceView(
    id="s1",
    site="acme",
    kind="folder",
    name="Help",
    address="/srv/help",
    prefix="",
    url_prefix="",
    owner="",
    public=True,
    every_s=900,
    settings={},
    state="ready",
    error="",
    incomplete="",
    created_at=0,
    synced_at=0,
    due_at=None,
    articles=12,
    passages=40,
    broken=[],
    progress=None,
    webhook="https://help.acme.test/v1/knowledge/webhooks/s1",
)
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


def test_without_news_it_says_so_and_without_sources_what_to_do() -> None:
    assert news(CALM, [], [SOURCE]) == "12 articles answer, and nothing waits to be done."
    assert "add a folder" in news(CALM, [], [])


def test_a_source_says_how_far_it_is_and_what_was_left_out() -> None:
    busy = structs.replace(SOURCE, state="syncing", progress=ProgressView(done=5, of=12))
    assert state(busy) == "Being read: 5 of about 12"
    assert share_done(busy) == 5 / 12
    first = structs.replace(busy, progress=ProgressView(done=5, of=0))
    assert (state(first), share_done(first)) == ("Being read: 5", None)
    assert state(structs.replace(SOURCE, broken=[BrokenView("x.pdf", "locked")])) == "Up to date, 1 file unread"


def test_what_to_do_is_said_of_failures_alone() -> None:
    assert remedy(SOURCE) == ""
    assert "log-in" in remedy(structs.replace(SOURCE, state="failed", kind="website"))


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
    gone = structs.replace(found, kind="control", control="Save", route="/billing", other=None)
    assert differ(gone) == "\u201cSave\u201d is no longer on /billing"


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


def test_times_between_syncs_are_words() -> None:
    assert [every(0), every(86_400), every(600), every(10_800)] == ["On demand only", "Day", "10 minutes", "3 hours"]


def test_the_example_of_a_webhook_signs_as_the_server_checks() -> None:
    secret = new_secret()
    script = webhook_example(SOURCE).partition("curl")[0] + 'printf "%s\\n%s\\n%s\\n%s" "$id" "$now" "$body" "$mac"'
    told = subprocess.run(["bash", "-c", script], env={"SECRET": secret, "PATH": "/usr/bin:/bin"}, capture_output=True)
    id, now, body, mac = told.stdout.decode().splitlines()
    assert f"v1,{mac}" == sign(secret, id, now, body.encode())
