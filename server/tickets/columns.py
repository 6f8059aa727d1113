"""Makes tickets of rows with named columns: named by the caller, or known by what help desks call them."""

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct, structs

from server.errors import Invalid
from server.tickets.ticket import Said, Ticket, minutes, moment, rated, status, whole

# The columns as tables name them, lower case, "_" and "-" as spaces; the first that is there counts.
NAMES: dict[str, tuple[str, ...]] = {
    "external": ("id", "ticket id", "ticket number", "conversation id", "number", "key"),
    "subject": ("subject", "title", "ticket subject", "summary"),
    "question": ("question", "description", "body", "message", "first message", "text", "request", "content", "query"),
    "answer": ("answer", "reply", "response", "agent reply", "resolution", "last agent reply", "solution"),
    "at": ("at", "created at", "created time", "created", "date", "created date", "opened at", "timestamp", "asked at"),
    "requester": ("requester", "requester email", "email", "customer email", "contact email", "customer", "contact id",
                  "requester id", "user", "full name", "requester name"),
    "person": ("requester name", "full name", "name", "customer name", "contact name", "agent", "agent name",
               "assignee"),
    "status": ("status", "state", "ticket status"),
    "tags": ("tags", "labels", "tag"),
    "replied_at": ("first reply at", "first reply", "initial response time", "first responded at", "replied at"),
    "reply_minutes": ("first reply time in minutes", "first response time in minutes", "first reply minutes",
                      "first response time (in hrs)"),
    "closed_at": ("closed at", "solved at", "resolved at", "closed time", "resolved time", "resolved date"),
    "handled": ("handle time", "handling time", "handled minutes", "time spent", "time tracked", "agent work time"),
    "reopens": ("reopens", "reopened", "reopen count", "number of reopens"),
    "rating": ("rating", "csat", "satisfaction", "satisfaction score", "csat score", "survey results"),
}  # fmt: skip
NAMED = "question, answer, at, requester, status, tags"


class Columns(Struct, frozen=True):
    """Names of columns that the caller says; "" leaves one to be found."""

    question: str = ""
    answer: str = ""
    at: str = ""
    requester: str = ""
    status: str = ""
    tags: str = ""


class Places(Struct, frozen=True):
    """Field -> the column's own name."""

    of: Mapping[str, str]
    people: tuple[str, ...]  # columns that name somebody

    @classmethod
    def found(cls, names: Iterable[str], wanted: Columns) -> "Places":
        """Where the fields are. Raises Invalid when a named column is missing or none holds a question."""
        known = {_plain(name): name for name in reversed(list(names)) if name}
        places = {field: known[name] for field, some in NAMES.items() for name in some[::-1] if name in known}
        for field, name in structs.asdict(wanted).items():
            if name and _plain(name) not in known:
                raise Invalid(
                    f"there is no column {name!r}; there are: {', '.join(list(known)[::-1])[:300]}", "no_column"
                )
            if name:
                places[field] = known[_plain(name)]
        if "question" not in places and "subject" not in places:
            raise Invalid(f"no column holds the question: say which ones hold {NAMED}", "no_column")
        people = tuple(known[name] for name in (*NAMES["person"], *NAMES["requester"]) if name in known)
        return cls(places, (*people, *([places["requester"]] if "requester" in places else [])))

    def ticket(self, row: Mapping[str, Any], line: int) -> Ticket:
        """The ticket of a row. Raises ValueError, which says what is wrong with it."""

        def cell(field: str) -> str:
            value = row.get(self.of.get(field, ""))
            return "" if value is None else str(value).strip()

        at, replied = moment(cell("at")), moment(cell("replied_at"))
        rating = rated(cell("rating"))
        first = minutes(cell("reply_minutes"))
        if first is None and at is not None and replied is not None and replied >= at:
            first = replied - at
        return Ticket(
            line=line,
            external=cell("external"),
            subject=cell("subject") if self.of.get("subject") != self.of.get("question") else "",
            question=cell("question"),
            replies=(Said(cell("answer"), replied),) if cell("answer") else (),
            requester=cell("requester").casefold(),
            people=tuple(dict.fromkeys(str(row[name]).strip() for name in self.people if row.get(name))),
            at=at,
            first_reply_ms=first,
            closed_at=moment(cell("closed_at")),
            handled_ms=minutes(cell("handled")),
            status=status(cell("status")),
            reopens=whole(cell("reopens")),
            rating=rating[0],
            satisfied=rating[1],
            tags=tuple(cell("tags").replace(",", " ").replace(";", " ").split()),
        )


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").replace("-", " ").lower().split())
