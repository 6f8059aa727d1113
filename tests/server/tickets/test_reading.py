"""Exports are known by their fields, others by named columns; bodies lose markup, quotes and signatures."""

import json
from typing import Any

import pytest

from server.errors import HandrailError, Invalid
from server.tickets.bodies import is_automatic, written
from server.tickets.columns import Columns
from server.tickets.labelling import first_reply_ms, outcome_of
from server.tickets.masking import masked
from server.tickets.reading import open_export
from server.tickets.ticket import Broken, Ticket, minutes, moment, rated, status

AT = 1_767_600_000  # 2026-01-05T08:00:00Z

ZENDESK: dict[str, Any] = {
    "id": 35,
    "subject": "Invoice",
    "description": "Where is my invoice?",
    "status": "closed",
    "created_at": "2026-01-05T08:00:00Z",
    "requester_id": 9,
    "requester": {"id": 9, "name": "Ana Lima", "email": "Ana@mail.example"},
    "satisfaction_rating": {"score": "good"},
    "metric_set": {"reopens": 0, "solved_at": "2026-01-06T08:00:00Z"},
    "tags": ["billing"],
    "comments": [
        {"author_id": 9, "body": "Where is my invoice?", "created_at": "2026-01-05T08:00:00Z"},
        {"author_id": 1, "body": "We have received your request.", "created_at": "2026-01-05T08:00:05Z"},
        {"author_id": 1, "body": "internal", "public": False, "created_at": "2026-01-05T08:01:00Z"},
        {"author_id": 1, "html_body": "<p>Under <b>Billing</b>.</p>", "created_at": "2026-01-05T09:00:00Z"},
    ],
}
INTERCOM: dict[str, Any] = {
    "type": "conversation",
    "id": "35",
    "created_at": AT,
    "state": "closed",
    "source": {
        "subject": "Invoice",
        "body": "<p>Where is my invoice?</p>",
        "author": {"type": "user", "id": "9", "name": "Ana Lima", "email": "ana@mail.example"},
    },
    "statistics": {"count_reopens": 0, "last_close_at": AT + 86_400},
    "conversation_rating": {"rating": 5},
    "tags": {"tags": [{"name": "billing"}]},
    "conversation_parts": {
        "conversation_parts": [
            {"part_type": "comment", "body": "Hello!", "created_at": AT + 5, "author": {"type": "bot"}},
            {
                "part_type": "comment",
                "body": "<p>Under Billing.</p>",
                "created_at": AT + 3600,
                "author": {"type": "admin"},
            },
            {"part_type": "assignment", "body": None, "author": {"type": "admin"}},
        ]
    },
}
CHATWOOT: dict[str, Any] = {
    "id": 35,
    "account_id": 1,
    "status": "resolved",
    "created_at": AT,
    "labels": ["billing"],
    "meta": {"sender": {"email": "ana@mail.example", "name": "Ana Lima"}},
    "csat_survey_response": {"rating": 4},
    "messages": [
        {"content": "Invoice: Where is my invoice?", "message_type": 0, "created_at": AT},
        {"content": "a note", "message_type": 1, "private": True, "created_at": AT + 60},
        {"content": "Under Billing.", "message_type": 1, "created_at": AT + 3600, "sender": {"type": "user"}},
    ],
}
FRESHDESK: dict[str, Any] = {
    "id": 35,
    "subject": "Invoice",
    "description_text": "Where is my invoice?",
    "status": 5,
    "created_at": "2026-01-05T08:00:00Z",
    "requester_id": 9,
    "requester": {"email": "ana@mail.example", "name": "Ana Lima"},
    "stats": {"resolved_at": "2026-01-06T08:00:00Z", "reopened_at": None},
    "satisfaction_rating": {"rating": 103},
    "tags": ["billing"],
    "conversations": [
        {"body_text": "Under Billing.", "incoming": False, "created_at": "2026-01-05T09:00:00Z"},
        {"body_text": "note", "private": True, "incoming": False, "created_at": "2026-01-05T08:30:00Z"},
    ],
}
SHAPES = {"zendesk": ZENDESK, "intercom": INTERCOM, "chatwoot": CHATWOOT, "freshdesk": FRESHDESK}


def every(text: str, wanted: Columns | None = None) -> list[Ticket | Broken]:
    return list(open_export(text.encode(), wanted).rows)


def only(text: str, wanted: Columns | None = None) -> Ticket:
    (one,) = every(text, wanted)
    assert isinstance(one, Ticket), one
    return one


@pytest.mark.parametrize("shape", SHAPES)
def test_a_help_desks_export_is_known_by_its_fields(shape: str) -> None:
    text = json.dumps({"tickets": [SHAPES[shape]]})
    assert open_export(text.encode()).shape == shape
    one = only(text)
    assert (one.external, one.requester, one.at, one.status) == ("35", "ana@mail.example", AT * 1000, "solved")
    assert "Where is my invoice?" in one.question
    assert first_reply_ms(one) == 3_600_000, "neither the bot, nor the acknowledgement, nor the note"
    assert written(one.replies[-1].text) == "Under Billing."
    assert all(word not in str(one.replies) for word in ("internal", "a note", "'note'"))
    assert one.satisfied is True
    assert one.tags == ("billing",)
    assert "Ana Lima" in one.people
    assert outcome_of(one)[0] == "confirmed"


@pytest.mark.parametrize("form", ["lines", "list", "payload"])
def test_json_is_read_as_lines_as_a_list_and_within_an_object(form: str) -> None:
    two = [FRESHDESK, FRESHDESK | {"id": 36}]
    text = {
        "lines": "\n".join(map(json.dumps, two)),
        "list": json.dumps(two),
        "payload": json.dumps({"data": {"meta": {}, "payload": two}}),
    }[form]
    assert [one.external for one in every(text) if isinstance(one, Ticket)] == ["35", "36"]


def test_a_broken_line_is_told_and_the_next_is_read() -> None:
    first, broken, last = every(f"{json.dumps(FRESHDESK)}\n{{broken\n{json.dumps(FRESHDESK)}\n")
    assert isinstance(first, Ticket)
    assert broken == Broken(2, "it is no JSON")
    assert isinstance(last, Ticket)


def test_a_quote_that_is_never_closed_costs_its_own_row_only() -> None:
    rows = every('id,question\n1,"never closed\n2,How do I pay?\n3,"two\nlines"\n')
    assert rows[0] == Broken(2, "the CSV is broken: unexpected end of data") or isinstance(rows[0], Broken)
    assert [one.question for one in rows if isinstance(one, Ticket)] == ["How do I pay?", "two\nlines"]


def test_columns_are_named_by_the_caller_where_nobody_knows_them() -> None:
    wanted = Columns(question="Frage", answer="Antwort", requester="Wer")
    one = only("Nr;Frage;Antwort;Wer\n1;Where is it?;There.;ana@mail.example\n", wanted)
    assert (one.question, one.replies[0].text, one.requester) == ("Where is it?", "There.", "ana@mail.example")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a,b\n1,2\n", "no column holds the question"),
        ("", "empty"),
        ("[]", "no ticket"),
        ('[{"a": ', "broken"),
        ("id,question\n", "no ticket"),
    ],
)
def test_what_holds_no_tickets_is_refused_with_the_reason(text: str, said: str) -> None:
    with pytest.raises(HandrailError, match=said):
        open_export(text.encode())


def test_a_named_column_that_is_missing_is_refused_by_name() -> None:
    with pytest.raises(Invalid, match="no column 'Frage'; there are: id, question"):
        open_export(b"id,question\n1,x\n", Columns(question="Frage"))


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ("<p>One</p><p>Two</p><style>x</style>", "One\n\nTwo"),
        ("It fails.\n\nOn Mon, 5 Jan 2026 at 09:00, Ana <a@b.example> wrote:\n> before", "It fails."),
        ("It fails.\n-----Original Message-----\nFrom: x", "It fails."),
        ("It fails.\n\nBest regards,\nAna Lima\nHead of Things", "It fails."),
        ("It fails.\n--\nAna", "It fails."),
        ("It fails.\nSent from my phone", "It fails."),
        ("Thanks,\nit still fails", "Thanks,\nit still fails"),
        ("On Monday it fails.", "On Monday it fails."),
        ("<div>A</div><div class='gmail_quote'>old<div>older</div></div>", "A"),
        ("if a < b then c", "if a < b then c"),
    ],
)
def test_only_what_was_written_for_this_message_is_left(body: str, left: str) -> None:
    assert written(body) == left


def test_an_acknowledgement_is_no_reply_and_an_answer_is_one() -> None:
    assert is_automatic("Thank you! We have received your request and will answer soon.")
    assert not is_automatic("Open Billing and press Renew.")


def test_names_that_the_export_tells_are_taken_out_and_words_like_them_stay() -> None:
    told = masked("Will Okafor here: will it work? WILL", ["Will Okafor"])
    assert told == "[name] here: will it work? [name]"


@pytest.mark.parametrize(
    ("said", "ms"),
    [
        (AT, AT * 1000),
        (AT * 1000, AT * 1000),
        ("2026-01-05T09:00:00+01:00", AT * 1000),
        ("2026-01-05 08:00:00 UTC", AT * 1000),
        ("05.01.2026 08:00", AT * 1000),
        ("", None),
    ],
)
def test_moments_are_read_as_exports_write_them(said: object, ms: int | None) -> None:
    assert moment(said) == ms


@pytest.mark.parametrize("said", ["soon", "1804-01-01", 12, "2026-13-01"])
def test_what_is_no_moment_is_an_error(said: object) -> None:
    with pytest.raises(ValueError, match="date"):
        moment(said)


def test_ratings_states_and_lengths() -> None:
    assert [rated(one) for one in ("Good", "bad", 4, "3", "", 9)] == [
        (None, True), (None, False), (4, True), (3, False), (None, None), (None, None),
    ]  # fmt: skip
    assert [status(one) for one in ("Solved", 2, "on-hold", "odd")] == ["solved", "open", "pending", ""]
    assert [minutes(one) for one in ("2", "1:30", "00:00:30", "x")] == [120_000, 5_400_000, 30_000, None]
