"""Lines in, one JSON object out for each, in order."""

import msgspec

from server.understanding import Understanding
from server.understanding.lines import understand_lines


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


def test_half_a_character_does_not_stop_the_stream(shipped: Understanding) -> None:
    answers = list(understand_lines(["\ud83d", "hello"], shipped))
    assert len(answers) == 2
    assert b"\n" not in b"".join(answers)
