"""`handrail kb` as people and scripts meet it: from nothing to a cited answer, and what it says of sources."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from msgspec import Struct

from server.cli import handrail as group
from server.errors import HandrailError
from tests.server.commands.test_cli import HELP
from tests.server.commands.test_cli import handrail as process
from tests.server.knowledge.formats.legacy.packed import made
from tests.server.knowledge.web.site import Reply, Site

FIRST_ANSWER_S = 300  # what a first hour may spend on it; it takes some twenty seconds, fifty on a busy machine


class Done(Struct):
    returncode: int
    stdout: str
    stderr: str


def handrail(*arguments: str, data: Path, **settings: str) -> Done:
    """A command in this process: a process of its own loads the models anew, for seconds each time."""
    told = CliRunner().invoke(group, arguments, env={"HANDRAIL_DATA": str(data), **settings})
    if isinstance(told.exception, HandrailError):
        return Done(1, told.stdout, told.exception.message)
    if told.exception is not None and not isinstance(told.exception, SystemExit):
        raise told.exception
    return Done(told.exit_code, told.stdout, told.stderr)


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "fees.md").write_text("# Fees\n\nThe fee of a transfer is 9 euros.\n")
    (folder / "opening.txt").write_text("Opening hours\n\nThe office opens at nine.\n")
    return folder


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def listed(data: Path) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    told = json.loads(handrail("kb", "list", "--json", data=data).stdout)
    return told["sources"], told["articles"]


def test_from_an_empty_install_to_a_first_cited_answer_in_minutes(data: Path) -> None:
    began = time.monotonic()
    assert process("kb", "sync", str(HELP), data=data).returncode == 0
    asked = json.loads(process("ask", "how should my VAT number look", "--json", data=data).stdout)
    took = time.monotonic() - began
    assert asked["answerable"]
    assert asked["citations"][0]["url"].startswith("/help/vat-number-format")
    assert took < FIRST_ANSWER_S


def test_sync_of_a_folder_and_a_file_and_of_all_there_is(data: Path, docs: Path, tmp_path: Path) -> None:
    file = tmp_path / "guide.md"
    file.write_text("# Guide\n\nThe guide is blue.\n")
    done = handrail("kb", "sync", str(docs), str(file), "--owner", "ada", "--json", data=data)
    reports = [json.loads(line) for line in done.stdout.splitlines()]
    assert [report["added"] for report in reports] == [["fees.md", "opening.txt"], ["uploads/guide.md"]]
    sources, articles = listed(data)
    assert [(each["kind"], each["owner"], each["articles"]) for each in sources] == [
        ("folder", "ada", 2),
        ("upload", "ada", 1),
    ]
    assert {each["url"] for each in articles} == {"/help/fees", "/help/opening.txt", ""}
    (docs / "fees.md").unlink()
    again = handrail("kb", "sync", "--json", data=data)
    assert [json.loads(line)["deleted"] for line in again.stdout.splitlines()] == [["fees.md"], []]


def test_flags_are_kept_until_others_are_given(data: Path, docs: Path) -> None:
    handrail(
        "kb", "sync", str(docs), "--url-prefix", "/a/", "--name", "Docs", "--every", "600", "--internal", data=data
    )
    handrail("kb", "sync", str(docs), data=data)
    (source,), articles = listed(data)
    kept = (source["url_prefix"], source["name"], source["every_s"], source["public"])
    assert kept == ("/a/", "Docs", 600, False)
    assert {each["public"] for each in articles} == {False}
    handrail("kb", "sync", str(docs), "--public", data=data)
    assert {each["public"] for each in listed(data)[1]} == {True}


def test_internal_article_answers_staff_alone(data: Path, docs: Path) -> None:
    handrail("kb", "sync", str(docs), "--internal", data=data)
    question = ("ask", "what is the fee of a transfer", "--json")
    assert json.loads(handrail(*question, data=data).stdout)["passages"] == []
    assert "9 euros" in json.loads(handrail(*question, "--staff", data=data).stdout)["answer"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("kb", "sync"), 1),
        (("kb", "sync", "--owner", "ada"), 1),
        (("kb", "sync", "nowhere"), 2),
        (("kb", "sync", "ftp://a.example"), 2),
        (("kb", "remove", "nothing", "--yes"), 1),
        (("kb", "check", "nowhere"), 2),
        (("kb", "gaps", "--state", "odd"), 2),
    ],
)
def test_wrong_calls_say_so(data: Path, arguments: tuple[str, ...], code: int) -> None:
    done = handrail(*arguments, data=data)
    assert (done.returncode, done.stdout) == (code, "")
    assert done.stderr


def test_site_at_a_private_address_is_refused_unless_it_is_allowed(data: Path, site: Site) -> None:
    site.pages["/help/"] = Reply(b"<title>Fees</title><body><h1>Fees</h1><p>The fee of a transfer is 9 euros.</p>")
    address = f"{site.origin}/help/"
    refused = handrail("kb", "sync", address, "--page", data=data)
    assert (refused.returncode, listed(data)[1], site.asked) == (1, [], [])
    private = f"127.0.0.1:{site.port}"
    for more in (("--page",), ()):
        allowed = handrail("kb", "sync", address, *more, "--json", data=data, HANDRAIL_CRAWL_PRIVATE=private)
        assert allowed.returncode == 0, allowed.stderr
        assert json.loads(allowed.stdout)["articles"] == 1
        handrail("kb", "remove", address, "--yes", data=data)


def test_check_reads_and_keeps_nothing(data: Path, docs: Path) -> None:
    (docs / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    (docs / "guide.ppt").write_bytes(made("guide.ppt"))
    (docs / "empty.md").write_text("# Nothing\n")
    done = handrail("kb", "check", str(docs), "--json", data=data)
    told = {each["path"]: each for each in map(json.loads, done.stdout.splitlines())}
    assert done.returncode == 1
    assert (told["fees.md"]["format"], told["fees.md"]["passages"]) == ("markdown", 1)
    assert (told["guide.ppt"]["format"], told["guide.ppt"]["passages"]) == ("ppt", 2)
    assert "DOCX" in told["old.doc"]["reason"]
    assert "no text" in told["empty.md"]["reason"]
    assert not data.exists()
    assert handrail("kb", "check", str(docs / "fees.md"), data=data).returncode == 0


def test_remove_takes_the_articles_too(data: Path, docs: Path) -> None:
    handrail("kb", "sync", str(docs), data=data)
    assert handrail("kb", "remove", "docs", data=data).returncode == 1  # nobody said yes
    assert len(listed(data)[1]) == 2
    assert "2 articles" in handrail("kb", "remove", "docs", "--yes", data=data).stdout
    assert listed(data) == ([], [])


def test_gaps_and_hygiene_of_a_fresh_site(data: Path, docs: Path) -> None:
    handrail("kb", "sync", str(docs), data=data)
    assert json.loads(handrail("kb", "gaps", "--json", data=data).stdout) == []
    told = json.loads(handrail("kb", "hygiene", "--json", data=data).stdout)
    assert (told["summary"]["articles"], told["summary"]["unowned"], told["findings"]) == (2, 2, [])
    for words in (("gaps",), ("hygiene",), ("list",)):
        assert handrail("kb", *words, data=data).returncode == 0


def test_a_named_site_is_made_with_its_first_source_and_by_nothing_else(data: Path, docs: Path) -> None:
    asked = handrail("ask", "when does the office open?", "--site", "shop", data=data)
    assert asked.returncode == 1
    assert "no site shop yet: `handrail kb sync FOLDER --site shop`" in asked.stderr
    made = handrail("kb", "sync", str(docs), "--site", "shop", data=data)
    assert (made.returncode, "The site shop is new" in made.stderr) == (0, True)
    assert handrail("kb", "sync", str(docs), "--site", "second", data=data).returncode == 0
    assert "There are: second, shop" in handrail("kb", "sync", str(docs), data=data).stderr
    assert "There are: second, shop" in handrail("kb", "sync", "--site", "shpo", data=data).stderr


@pytest.mark.parametrize("id", ["", "Shop", "a shop", "shop/1", "s" * 25, "-shop", "läden"])
def test_what_is_no_id_of_a_site_is_refused(id: str, data: Path, docs: Path) -> None:
    told = handrail("kb", "sync", str(docs), "--site", id, data=data)
    assert told.returncode == 1
    assert "--site shop" in told.stderr
