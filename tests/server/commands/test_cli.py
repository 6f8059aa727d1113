"""The command line as people and scripts meet it: a real process on a scratch directory."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from server.cli import COMMANDS

HELP = Path(__file__).parents[3] / "server" / "demo" / "help"


def handrail(
    *arguments: str, data: Path | None = None, stdin: str = "", **settings: str
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **settings, **({"HANDRAIL_DATA": str(data)} if data else {})}
    call = [sys.executable, "-m", "server.cli", *arguments]
    return subprocess.run(call, input=stdin, env=environment, capture_output=True, text=True, check=False, timeout=120)


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A scratch directory with the help centre in it."""
    data = tmp_path_factory.mktemp("scratch") / "data"
    done = handrail("kb", "sync", str(HELP), "--data", str(data), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["articles"] >= 40
    return data


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    done = handrail(command, "--help")
    assert done.returncode == 0
    assert "Usage" in done.stdout


def test_a_second_sync_changes_nothing(synced: Path) -> None:
    report = json.loads(handrail("kb", "sync", str(HELP), "--json", data=synced).stdout)
    assert (report["added"], report["changed"], report["deleted"]) == ([], [], [])


def test_ask_answers_with_its_source_as_json(synced: Path) -> None:
    done = handrail("ask", "how should my VAT number look", "--page", "/billing", "--json", data=synced)
    asked = json.loads(done.stdout)
    assert done.returncode == 0
    assert asked["answerable"]
    assert asked["citations"][0]["url"].startswith("/help/vat-number-format")
    assert "vat-number-format.md" in [passage["source"] for passage in asked["passages"]]


def test_ask_admits_what_is_not_known(synced: Path) -> None:
    asked = json.loads(handrail("ask", "who won the football on saturday", "--json", data=synced).stdout)
    assert not asked["answerable"]
    assert asked["citations"] == []


def test_understand_writes_a_json_object_a_line(tmp_path: Path) -> None:
    lines = "the login page keeps spinning\n\n🙂\nI want to talk to a human!!\n"
    done = handrail("understand", "--json", data=tmp_path, stdin=lines)
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["text"] for row in rows] == lines.split("\n")[:-1]
    assert rows[0]["intent"] == "access"
    assert rows[3]["wants_person"]


def test_doctor_is_content_with_a_fresh_directory(tmp_path: Path) -> None:
    done = handrail("doctor", "--data", str(tmp_path / "fresh"))
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("ok") >= 8


def test_doctor_names_what_is_wrong_and_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    (tmp_path / "secret").chmod(0o644)
    done = handrail("doctor", "--data", str(tmp_path))
    assert done.returncode == 1
    assert "chmod 600" in done.stdout


def test_a_taken_port_is_said_with_the_setting_that_helps(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        done = handrail("serve", data=tmp_path, HANDRAIL_PORT=str(taken.getsockname()[1]))
    assert done.returncode == 1
    assert "HANDRAIL_PORT" in done.stderr
    assert done.stdout == ""


def test_a_wrong_call_exits_with_two(tmp_path: Path) -> None:
    assert handrail("kb", "sync", str(tmp_path / "nowhere"), data=tmp_path).returncode == 2
    assert handrail("frobnicate").returncode == 2


def test_broken_articles_are_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    articles = tmp_path / "articles"
    articles.mkdir()
    (articles / "good.md").write_text("# Good\n\nPress the green button to begin.\n")
    (articles / "bad.md").write_bytes(b"\xff\xfe\x00broken")
    done = handrail("kb", "sync", str(articles), data=tmp_path / "data")
    assert done.returncode == 1
    assert "bad.md" in done.stderr
    assert "1 articles" in done.stdout


def test_the_first_start_prints_a_one_time_password_and_the_second_none(tmp_path: Path) -> None:
    first = served_words(tmp_path)
    assert "First admin: admin@localhost" in first
    assert "One-time password: " in first
    assert "password" not in served_words(tmp_path).lower()


def served_words(data: Path) -> str:
    """What `handrail serve` says until it listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, "HANDRAIL_DATA": str(data), "HANDRAIL_PORT": str(port)}
    call = [sys.executable, "-u", "-m", "server.cli", "serve"]
    with subprocess.Popen(
        call, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as process:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if "serves at" in line:
                break
        process.terminate()
    return "".join(said)


def test_many_questions_are_answered_line_by_line(synced: Path) -> None:
    asked = ['{"question": "how should a VAT id look", "page": "/billing"}', "not json", '{"question": "who won"}']
    lines = "\n".join(asked)
    done = handrail("ask", "--lines", "--json", "--top", "2", data=synced, stdin=lines)
    first, wrong, last = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 1  # one line was no question
    assert (first["answerable"], first["page"], len(first["passages"])) == (True, "/billing", 2)
    assert wrong["line"] == 2
    assert last["answerable"] is False
