import subprocess

from msgspec import structs

from dashboard.source_words import every, kept, languages, remedy, share_done, state, webhook_example
from server.api.views.sources import BrokenView, HoldingView, ProgressView, SourceView
from server.knowledge.webhooks import new_secret, sign

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


def test_a_source_says_how_far_it_is_and_what_was_left_out() -> None:
    busy = structs.replace(SOURCE, state="syncing", progress=ProgressView(done=5, of=12))
    assert state(busy) == "Being read: 5 of about 12"
    assert share_done(busy) == 5 / 12
    first = structs.replace(busy, progress=ProgressView(done=5, of=0))
    assert (state(first), share_done(first)) == ("Being read: 5 articles so far", None)
    assert state(structs.replace(SOURCE, broken=[BrokenView("x.pdf", "locked")])) == "Up to date, 1 file unread"


def test_what_to_do_is_said_of_failures_alone() -> None:
    assert remedy(SOURCE) == ""
    assert "log-in" in remedy(structs.replace(SOURCE, state="failed", kind="website"))


def test_a_source_that_was_not_seen_as_a_whole_is_not_up_to_date() -> None:
    away = structs.replace(SOURCE, incomplete="robots.txt can't be read", kind="website", articles=0)
    assert state(away) == "Nothing of it was seen"
    assert kept(away) == remedy(away)
    partly = structs.replace(away, articles=2)
    assert state(partly) == "Not all of it was seen"
    assert kept(partly).startswith("What was known of it stays: 2 articles. Open the address")


def test_passages_are_counted_by_language_the_most_first() -> None:
    held = [
        HoldingView(source="s1", language=language, updated="", articles=1, passages=passages)
        for language, passages in (("de", 88), ("en", 1_000), ("", 3), ("en", 204), ("tlh", 1))
    ]
    said = "1,204 passages in English, 88 in German, 1 in tlh and 3 in no language that is known"
    assert languages(held) == said
    assert languages([]) == "no passages"


def test_times_between_syncs_are_words() -> None:
    assert [every(0), every(86_400), every(600), every(10_800)] == ["On demand only", "Day", "10 minutes", "3 hours"]


def test_the_example_of_a_webhook_signs_as_the_server_checks() -> None:
    secret = new_secret()
    script = webhook_example(SOURCE).partition("curl")[0] + 'printf "%s\\n%s\\n%s\\n%s" "$id" "$now" "$body" "$mac"'
    told = subprocess.run(["bash", "-c", script], env={"SECRET": secret, "PATH": "/usr/bin:/bin"}, capture_output=True)
    id, now, body, mac = told.stdout.decode().splitlines()
    assert f"v1,{mac}" == sign(secret, id, now, body.encode())
