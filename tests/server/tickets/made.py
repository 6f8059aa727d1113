"""A thousand tickets in the words of the shipped examples, with planted copies, broken rows and personal data."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

HEAD = ["id", "subject", "description", "answer", "created_at", "requester_email", "requester_name", "status",
        "first_reply_at", "solved_at", "reopened", "csat", "tags"]  # fmt: skip
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
WHOLE, COPIES, AGAIN, BROKEN = 940, 30, 10, 20
NAMES = ("Marlene", "Thorvald", "Oluwaseun", "Priyanka", "Gustavo", "Henrike", "Bartosz", "Yevgenia")
FAMILIES = ("Achterberg", "Quispe", "Nakamura-Lund", "Szczepanski", "Fitzwilliam", "Okonkwo", "Vandersteen")
CARD, IBAN, PHONE = "4111 1111 1111 1111", "DE89 3704 0044 0532 0130 00", "+49 151 23456789"
SECRETS = (
    f"My card {CARD} was charged.",
    f"Please send it to {IBAN} then.",
    f"Call me at {PHONE} if that helps.",
    "My other address is second.mailbox@private.example by the way.",
)
REPLY = "Open Settings, choose Billing and press Renew to start the plan again."


def person(n: int) -> tuple[str, str]:
    """(name, address) of the n-th requester; no two share an address."""
    first, family = NAMES[n % len(NAMES)], FAMILIES[n % len(FAMILIES)]
    return f"{first} {family}", f"{first}.{family}{n}@mail.example".lower()


def row(n: int, text: str, id: str, minutes: int = 0) -> list[str]:
    name, address = person(n)
    at = START + timedelta(hours=n, minutes=minutes)
    reply = at + timedelta(minutes=30 if n % 2 else 90)
    body = (
        f"<div><p>Hello,</p><p>{text} {SECRETS[n % 40] if n % 40 < len(SECRETS) else ''}</p>"
        f"<p>Kind regards,<br>{name}<br>{address}</p>"
        f"<blockquote>On Monday, {name} wrote: an earlier mail of {address}</blockquote></div>"
    )
    solved = n % 10 != 0
    return [
        id,
        "",
        body,
        f"Hi {name.split()[0]},\n{REPLY}\n\nBest regards,\nSupport of {name.split()[1]}",
        at.isoformat(),
        address,
        name,
        "Closed" if solved else "Open",
        reply.isoformat(),
        (at + timedelta(days=1)).isoformat() if solved else "",
        str(int(n % 20 == 1)) if solved else "",
        {2: "Good", 3: "Bad"}.get(n % 10, ""),
        "billing vip",
    ]


def rows(texts: Sequence[str]) -> list[list[str]]:
    """The whole ones, then copies under new ids, then the same rows again."""
    whole = [row(n, texts[n % len(texts)], f"T-{n}") for n in range(WHOLE)]
    copies = [row(n, texts[n % len(texts)], f"C-{n}", minutes=45) for n in range(COPIES)]
    return [*whole, *copies, *whole[:AGAIN]]


def table(texts: Sequence[str]) -> bytes:
    """The CSV; broken rows stand between the others."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEAD)
    for n, one in enumerate(rows(texts)):
        writer.writerow(one)
        if n < BROKEN:
            out.write(_broken(n) + "\n")
    return out.getvalue().encode()


def _broken(n: int) -> str:
    match n % 4:
        case 0:
            return f"B-{n},too few"
        case 1:
            return f"B-{n},,a question,,yesterday at noon,,,,,,,,"
        case 2:
            return f"B-{n},,,an answer,,,,,,,,,"
        case _:
            return f'B-{n},"never closed"x,,,,,,,,,,,'


def personal() -> set[str]:
    """Every string of the file that names or reaches somebody."""
    people = [person(n) for n in range(WHOLE)]
    parts = {part for name, _ in people for part in name.split()}
    return {address for _, address in people} | parts | {CARD, IBAN, PHONE, "second.mailbox@private.example"}
