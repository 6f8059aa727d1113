"""Lines in, one JSON object out for each, in order, as they come, whatever the bytes."""

import subprocess
import sys
from pathlib import Path

import msgspec

from server.understanding import Understanding
from server.understanding.lines import BROKEN, EMPTY, WORDLESS, understand_lines


def test_each_line_gives_one_object_in_order(shipped: Understanding) -> None:
    lines = ["my card was declined\n", "\n", "talk to a human\r\n"]
    answers = [msgspec.json.decode(line) for line in understand_lines(lines, shipped)]
    assert [answer["text"] for answer in answers] == ["my card was declined", "", "talk to a human"]
    assert answers[0]["intent"] == "payment_failed"
    assert answers[1]["out_of_scope"]
    assert answers[2]["wants_person"]


def test_lines_are_answered_as_they_come(shipped: Understanding) -> None:
    def endless():  # type: ignore[no-untyped-def]
        while True:
            yield "hello\n"

    assert msgspec.json.decode(next(understand_lines(endless(), shipped)))["intent"] == "thanks_greeting"


def test_what_is_odd_about_a_line_is_said_and_stops_nothing(shipped: Understanding) -> None:
    lines = [b"caf\xff\xfe refused\n", b"\n", b"?!\n", b"where is my invoice\n", b"half \xe2\x82"]
    answers = [msgspec.json.decode(line) for line in understand_lines(lines, shipped)]
    assert [answer["note"] for answer in answers] == [BROKEN, EMPTY, WORDLESS, "", BROKEN]
    assert answers[0]["text"] == "caf\ufffd\ufffd refused"
    assert answers[3]["intent"] == "invoice"


def test_half_a_character_does_not_stop_the_stream(shipped: Understanding) -> None:
    answers = list(understand_lines(["\ud83d", "hello"], shipped))
    assert len(answers) == 2
    assert b"\n" not in b"".join(answers)


def test_the_command_answers_a_line_before_the_next_one_is_written(tmp_path: Path) -> None:
    call = [sys.executable, "-m", "server.cli", "understand", "--json", "--data", str(tmp_path)]
    with subprocess.Popen(call, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for line, intent in ((b"my card was declined\n", "payment_failed"), (b"\xff\n", None), (b"hello\n", None)):
            process.stdin.write(line)
            process.stdin.flush()
            answer = msgspec.json.decode(process.stdout.readline())
            assert intent is None or answer["intent"] == intent
        process.stdin.close()
        assert process.wait(20) == 0
