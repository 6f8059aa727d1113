"""Makes a ticket anonymous: its requester a pseudonym, its words masked, the names that the export tells taken out."""

import hmac
import re
from collections.abc import Iterable

import msgspec

from server.projections.people import pseudonym
from server.tickets.bodies import is_automatic, written
from server.tickets.ticket import Ticket
from server.understanding.personal import mask

MOST_QUESTION = 4_000  # characters kept, as of a visitor's turn
MOST_ANSWER = 8_000
MOST_TAGS, LONGEST_TAG = 20, 40
LONGEST_EXTERNAL = 64
DIGEST = 32  # hexadecimal digits
_LEAST_NAME = 3  # letters of a part of a name that is looked for by itself
_NAME = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ADDRESS = re.compile(r"\S+@\S+")


class Anonymous(msgspec.Struct, frozen=True):
    """What may be stored of a ticket."""

    id: str
    external: str
    content: str
    requester: str
    question: str
    answer: str
    tags: tuple[str, ...]


def keys(ticket: Ticket, site: str, secret: str) -> tuple[str, str]:
    """(id, content) of a ticket: keyed digests, so that neither tells what it was made of."""
    content = digest(secret, f"{site}\0{ticket.requester}\0".encode() + _told(ticket))
    return (digest(secret, f"{site}\0{ticket.external}".encode()) if ticket.external else content), content


def anonymous(ticket: Ticket, site: str, secret: str) -> Anonymous:
    """The ticket without what names or reaches anybody; `question` is "" where no words are left."""
    id, content = keys(ticket, site, secret)
    people = [*ticket.people, ticket.requester]
    subject, body = written(ticket.subject), written(ticket.question)
    opening = "" if body.casefold().startswith(subject.casefold()) else subject
    replies = [text for said in ticket.replies if not said.automatic and not is_automatic(text := written(said.text))]
    tags = (masked(tag[:LONGEST_TAG], people) for tag in ticket.tags[:MOST_TAGS])
    external = ticket.external[:LONGEST_EXTERNAL]
    return Anonymous(
        id=id,
        external=external if masked(external, people) == external else "",
        content=content,
        requester=pseudonym(secret, ticket.requester),
        question=masked("\n".join(filter(None, (opening, body)))[:MOST_QUESTION], people),
        answer=masked("\n\n".join(replies)[:MOST_ANSWER], people),
        tags=tuple(tags),
    )


def masked(text: str, people: Iterable[str] = ()) -> str:
    """The text without personal data; whatever the export itself says is somebody's name or address is taken out."""
    for said in sorted(set(filter(None, people)), key=len, reverse=True):
        if "@" in said or any(character.isdigit() for character in said):
            kind = "email" if "@" in said else "number"
            text = re.sub(rf"(?<!\w){re.escape(said)}(?!\w)", f"[{kind}]", text, flags=re.IGNORECASE)
    names = [name for said in people if not _ADDRESS.search(said) for name in _NAME.findall(said)]
    for name in sorted({name for name in names if len(name) >= _LEAST_NAME}, key=len, reverse=True):
        # As a name is written: "will" stays a verb where a Will asks.
        text = re.sub(rf"\b(?:{re.escape(name.title())}|{re.escape(name.upper())})\b", "[name]", text)
    return re.sub(r"\[name\](?:\s+\[name\])+", "[name]", mask(text).text)


def _told(ticket: Ticket) -> bytes:
    facts = msgspec.structs.asdict(ticket)
    del facts["line"]
    return msgspec.json.encode(facts)


def digest(secret: str, data: bytes) -> str:
    """A name that only who has the secret can make."""
    return hmac.new(secret.encode(), data, "sha256").hexdigest()[:DIGEST]
