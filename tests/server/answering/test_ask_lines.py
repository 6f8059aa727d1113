import io
import json

import pytest

from server.answering.ask_lines import MOST_LINE_BYTES, NotAsked, ask_lines
from server.api.views.knowledge import Asked
from widget.protocol import MAX_SAID_CHARS


def asked(question: str, page: str) -> Asked:
    return Asked(
        question=question,
        page=page,
        answer="",
        answerable=False,
        sure="",
        confidence=0.0,
        intent="",
        citations=[],
        passages=[],
        reasons=[],
        versions={},
        spans={},
    )


def told(data: bytes) -> list[Asked | NotAsked]:
    return list(ask_lines(io.BytesIO(data), asked))


def test_each_line_is_answered_in_order():
    lines = b'{"question": "one"}\n{"question": "two", "page": "/b"}\r\n{"question": "three"}'
    assert [(one.question, one.page) for one in told(lines) if isinstance(one, Asked)] == [
        ("one", ""),
        ("two", "/b"),
        ("three", ""),
    ]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"how do I cancel",
        b'"how do I cancel"',
        b'{"text": "how"}',
        b'{"question": "how", "pages": "/b"}',
        b'{"question": "  "}',
        b'{"question": 7}',
        b'{"question": "\xff"}',
        b"[" * 5000,
        json.dumps({"question": "x" * (MAX_SAID_CHARS + 1)}).encode(),
        json.dumps({"question": "x", "page": "/" * 501}).encode(),
        b'{"question": "' + b"x" * MOST_LINE_BYTES + b'"}',
        b'{"question": "' + b"x" * (3 * MOST_LINE_BYTES) + b'"}',
    ],
)
def test_a_line_that_is_no_question_is_told_and_the_next_is_answered(line: bytes):
    wrong, right = told(line + b'\n{"question": "next"}\n')
    assert isinstance(wrong, NotAsked)
    assert wrong.line == 1
    assert wrong.error
    assert isinstance(right, Asked)
    assert right.question == "next"


def test_the_longest_question_fits_into_a_line():
    line = json.dumps({"question": "\U0001f600" * MAX_SAID_CHARS}).encode()
    assert isinstance(told(line)[0], Asked)


def test_no_lines_no_answers():
    assert told(b"") == []


def test_an_answer_is_given_before_the_next_line_is_read():
    source = io.BytesIO(b'{"question": "one"}\n{"question": "two"}\n')
    answers = ask_lines(source, asked)
    next(answers)
    assert source.tell() == len(b'{"question": "one"}\n')
