"""Knows the exports of help desks by their fields, and makes a ticket of one of their objects.

Each shape is two functions, `is_...` and the reader, over the decoded object. Fields are as the systems' public API
references name them: Zendesk tickets with comments, Intercom conversations, Chatwoot conversations, Freshdesk tickets.
"""

from collections.abc import Callable
from typing import Any

from server.tickets.ticket import Said, Ticket, minutes, moment, rated, status, whole

Object = dict[str, Any]
MOST_REPLIES = 200  # of one ticket
FRESHDESK_HAPPY = 100  # neutral; what is above is good


def shape_of(one: Object) -> str:
    """The name of the shape that an object has; "columns" for any other."""
    if one.get("type") == "conversation" or "conversation_parts" in one:
        return "intercom"
    if "messages" in one and ("inbox_id" in one or "meta" in one or "display_id" in one or "account_id" in one):
        return "chatwoot"
    if "description_text" in one or ("conversations" in one and "requester_id" in one) or "responder_id" in one:
        return "freshdesk"
    if "comments" in one or "satisfaction_rating" in one or "metric_set" in one:
        return "zendesk"
    return "columns"


def zendesk(one: Object, line: int) -> Ticket:
    requester = _object(one.get("requester")) or {"id": one.get("requester_id")}
    comments = _objects(one.get("comments"))
    asked = one.get("requester_id", requester.get("id"))
    public = [comment for comment in comments if comment.get("public", True)]
    theirs = [comment for comment in public if asked is None or comment.get("author_id") != asked]
    first = _body(public[0]) if public and public[0] not in theirs else ""
    if asked is None and not one.get("description"):
        first, theirs = (_body(public[0]) if public else ""), theirs[1:]
    elif asked is None and theirs and _body(theirs[0]) == _text(one.get("description")):
        theirs = theirs[1:]  # the description comes again as the first comment
    metric = _object(one.get("metric_set"))
    rating = rated(_object(one.get("satisfaction_rating")).get("score"))
    return Ticket(
        line=line,
        external=_text(one.get("id")),
        subject=_text(one.get("subject")),
        question=_text(one.get("description")) or first,
        replies=_said(theirs, _body, "created_at"),
        requester=_who(requester),
        people=_people([requester, *(_object(comment.get("author")) for comment in comments)]),
        at=moment(one.get("created_at")),
        first_reply_ms=minutes(_object(metric.get("reply_time_in_minutes")).get("calendar")),
        closed_at=moment(metric.get("solved_at") or one.get("solved_at")),
        status=status(one.get("status")),
        reopens=whole(metric.get("reopens")),
        rating=rating[0],
        satisfied=rating[1],
        tags=_tags(one.get("tags")),
    )


def intercom(one: Object, line: int) -> Ticket:
    source = _object(one.get("source"))
    author = _object(source.get("author"))
    parts = _objects(_object(one.get("conversation_parts")).get("conversation_parts") or one.get("conversation_parts"))
    spoken = [
        part for part in parts if part.get("body") and part.get("part_type") in (None, "comment", "open", "close")
    ]
    theirs = [part for part in spoken if _object(part.get("author")).get("type") in ("admin", "bot", "team")]
    statistics = _object(one.get("statistics"))
    rating = rated(_object(one.get("conversation_rating")).get("rating"))
    at = moment(one.get("created_at"))
    return Ticket(
        line=line,
        external=_text(one.get("id")),
        subject=_text(source.get("subject") or one.get("title")),
        question=_text(source.get("body")),
        replies=_said(theirs, _body, "created_at"),
        requester=_who(author),
        people=_people([author, *(_object(part.get("author")) for part in parts)]),
        at=at,
        first_reply_ms=_since(at, moment(statistics.get("first_admin_reply_at"))),
        closed_at=moment(statistics.get("last_close_at")),
        status="solved" if one.get("state") == "closed" else status(one.get("state")),
        reopens=whole(statistics.get("count_reopens")),
        rating=rating[0],
        satisfied=rating[1],
        tags=_tags(_object(one.get("tags")).get("tags") or one.get("tags")),
    )


def chatwoot(one: Object, line: int) -> Ticket:
    sender = _object(_object(one.get("meta")).get("sender"))
    messages = [each for each in _objects(one.get("messages")) if not each.get("private") and each.get("content")]
    asked = [each for each in messages if each.get("message_type") in (0, "incoming")]
    theirs = [each for each in messages if each.get("message_type") in (1, "outgoing")]
    sender = sender or (_object(asked[0].get("sender")) if asked else {})
    rating = rated(_object(one.get("csat_survey_response")).get("rating"))
    at = moment(one.get("created_at"))
    return Ticket(
        line=line,
        external=_text(one.get("display_id") or one.get("id")),
        question=_text(asked[0].get("content")) if asked else "",
        replies=_said(theirs, _body, "created_at"),
        requester=_who(sender),
        people=_people([sender, *(_object(each.get("sender")) for each in messages)]),
        at=at,
        first_reply_ms=_since(at, moment(one.get("first_reply_created_at"))),
        status=status(one.get("status")),
        rating=rating[0],
        satisfied=rating[1],
        tags=_tags(one.get("labels")),
    )


def freshdesk(one: Object, line: int) -> Ticket:
    requester = _object(one.get("requester")) or {"id": one.get("requester_id"), "email": one.get("email")}
    parts = [part for part in _objects(one.get("conversations")) if not part.get("private")]
    theirs = [part for part in parts if not part.get("incoming")]
    stats = _object(one.get("stats"))
    score = _object(one.get("satisfaction_rating")).get("rating")
    at = moment(one.get("created_at"))
    return Ticket(
        line=line,
        external=_text(one.get("id")),
        subject=_text(one.get("subject")),
        question=_text(one.get("description_text") or one.get("description")),
        replies=_said(theirs, lambda part: _text(part.get("body_text") or part.get("body")), "created_at"),
        requester=_who(requester),
        people=_people([requester]),
        at=at,
        first_reply_ms=_since(at, moment(stats.get("first_responded_at"))),
        closed_at=moment(stats.get("resolved_at") or stats.get("closed_at")),
        status=status(one.get("status")),
        reopens=1 if stats.get("reopened_at") else 0 if stats else None,
        satisfied=score > FRESHDESK_HAPPY if isinstance(score, int) and score != FRESHDESK_HAPPY else None,
        tags=_tags(one.get("tags")),
    )


READERS: dict[str, Callable[[Object, int], Ticket]] = {
    "zendesk": zendesk,
    "intercom": intercom,
    "chatwoot": chatwoot,
    "freshdesk": freshdesk,
}


def _said(parts: list[Object], body: Callable[[Object], str], at: str) -> tuple[Said, ...]:
    return tuple(Said(body(part), moment(part.get(at)), _is_bot(part)) for part in parts[:MOST_REPLIES])


def _is_bot(part: Object) -> bool:
    kinds = {_object(part.get(name)).get("type") for name in ("author", "sender")}
    via = _object(part.get("via")).get("channel")
    return bool(kinds & {"bot", "agent_bot", "AgentBot", "captain_assistant"}) or via in ("rule", "api_automation")


def _body(part: Object) -> str:
    return _text(part.get("plain_body") or part.get("html_body") or part.get("body") or part.get("content"))


def _who(person: Object) -> str:
    """What the requester is known by; an address is the same in every system, an id in one."""
    return _text(person.get("email") or person.get("external_id") or person.get("id")).strip().casefold()


def _people(people: list[Object]) -> tuple[str, ...]:
    fields = ("name", "email", "phone", "phone_number", "available_name")
    return tuple(dict.fromkeys(said for one in people for field in fields if (said := _text(one.get(field)).strip())))


def _since(at: int | None, later: int | None) -> int | None:
    return later - at if at is not None and later is not None and later >= at else None


def _tags(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(value.replace(",", " ").split())
    names = [_text(one.get("name")) if isinstance(one, dict) else _text(one) for one in _list(value)]
    return tuple(filter(None, names))


def _text(value: object) -> str:
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _objects(value: object) -> list[Object]:
    return [one for one in _list(value) if isinstance(one, dict)]


def _object(value: object) -> Object:
    return value if isinstance(value, dict) else {}
