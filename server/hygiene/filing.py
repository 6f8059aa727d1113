"""Files what nobody could answer: new questions into gaps, gaps ranked, named and drafted, those written reopened."""

import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec
import numpy as np
from sqlalchemy import Connection, Row

from models.encode import Embedding
from server.hygiene import gaps as topics
from server.hygiene.drafts import Encode, draft
from server.knowledge.words import words
from server.store import gaps as store
from server.store import hygiene, tickets

MOST_AT_ONCE = 2_000  # questions a round; the rest with the next one
LEAST_WORDS = 2  # with meaning; "hello?" is no question
MOST_TICKETS = 5_000  # newest answered ones that drafts are made of: 8 MB of embeddings
MOST_BESIDE = 100  # newest questions of a gap that others are held against
SAMPLE = 400  # passages that say what a site's texts have in common
AGAIN = {"written": 1, "dismissed": 3}  # questions after it from which a gap is open again
LOOK_BACK_MS = 7 * 86_400_000  # a "no, not solved" may come days after its question


def ground(passages: Sequence[Row[Any]], encode: Encode) -> topics.Ground:
    """What the site's texts have in common, from an even sample of them, by the encoder that reads questions."""
    some = passages[:: max(1, len(passages) // SAMPLE)][:SAMPLE]
    return topics.Ground.of([f"{row.title}\n{row.heading}\n{row.text}" for row in some], encode)


def waiting(conn: Connection, site: str) -> list[Row[Any]]:
    """Questions without an answer that were not filed yet."""
    state = hygiene.state_of(conn, site)
    after = max(0, (state.asked_until if state else 0) - LOOK_BACK_MS)
    rows = store.unanswered(conn, site, after, MOST_AT_ONCE)
    known = store.stored(conn, [row.turn for row in rows])
    return [row for row in rows if row.turn not in known and len(words(row.text)) >= LEAST_WORDS]


def file(conn: Connection, site: str, fresh: Sequence[Row[Any]], embeddings: Sequence[Embedding]) -> set[str]:
    """Files questions with what is apart in them; returns the gaps that grew or are new."""
    struggles = store.struggling(conn, [row.session for row in fresh])
    rows = [_question(site, row, struggles, vector) for row, vector in zip(fresh, embeddings, strict=True)]
    store.put_questions(conn, rows)
    if fresh:
        hygiene.put_state(conn, site, asked_until=fresh[-1].at)
    return _join(conn, site) | _found(conn, site)


def count(conn: Connection, site: str, gap: str, encode: Encode, now: int) -> dict[str, Any]:
    """A gap as its questions make it today: middle, rank, example and draft."""
    questions = store.questions_of(conn, gap)
    asked = [topics.Question(row.turn, row.text, _vector(row)) for row in questions]
    middle = topics.middle(np.stack([one.embedding for one in asked]))
    example = topics.example(asked, middle)
    visits = {row.session for row in questions}
    struggling = len({row.session for row in questions if row.struggles})
    replies = store.people_said(conn, [row.conversation for row in questions])
    before = tickets.answered(conn, site, MOST_TICKETS)
    made = draft(example, questions, replies, store.site_corrections(conn, site), encode, before)
    return {
        "id": gap,
        "site": site,
        "name": topics.name(example),
        "example": example,
        "state": "open",
        "questions": len(questions),
        "visits": len(visits),
        "struggling": struggling,
        "rank": topics.rank(len(visits), struggling),
        "centre": middle.tobytes(),
        "draft_json": msgspec.json.encode(made).decode(),
        "first_at": questions[0].at,
        "last_at": questions[-1].at,
        "changed_at": now,
    }


def keep(conn: Connection, site: str, gaps: Sequence[dict[str, Any]], now: int) -> None:
    """Stores gaps, and opens those that were asked for again."""
    for row in gaps:
        before = store.find(conn, row["id"])
        kept = {"state": before.state, "changed_at": before.changed_at} if before else {}
        store.put(conn, row | kept)
        if before is not None and before.state in AGAIN:
            again = sum(one.at > before.changed_at for one in store.questions_of(conn, row["id"]))
            if again >= AGAIN[before.state]:
                store.set_state(conn, row["id"], "open", "", f"Asked again {again} times.", before.article, now)


def _question(site: str, row: Row[Any], struggles: dict[str, int], embedding: Embedding) -> dict[str, Any]:
    names = ("turn", "text", "session", "conversation", "route", "why", "at")
    its = {name: getattr(row, name) for name in names}
    return its | {"site": site, "struggles": struggles.get(row.session, 0), "embedding": embedding.tobytes()}


def _join(conn: Connection, site: str) -> set[str]:
    """Lets loose questions join the gaps there are; returns those that grew."""
    loose = store.loose(conn, site, topics.MOST_LOOSE)
    gaps = (
        [(row.id, store.questions_of(conn, row.id)[-MOST_BESIDE:]) for row in store.every(conn, site)] if loose else []
    )
    members = [(id, np.stack([_vector(row) for row in rows])) for id, rows in gaps if rows]
    joined = topics.join([topics.Question(row.turn, row.text, _vector(row)) for row in loose], members)
    for gap in sorted(set(joined.values())):
        store.assign(conn, [turn for turn, to in joined.items() if to == gap], gap)
    return set(joined.values())


def _found(conn: Connection, site: str) -> set[str]:
    """Makes gaps of loose questions that are of a kind; returns them. A gap is named by its first question."""
    loose = store.loose(conn, site, topics.MOST_LOOSE)
    asked = [topics.Question(row.turn, row.text, _vector(row)) for row in loose]
    made = set()
    for group in topics.cluster(asked):
        turns = [asked[place].turn for place in group]
        gap = hashlib.sha256(f"{site}\0{turns[0]}".encode()).hexdigest()[:16]
        store.assign(conn, turns, gap)
        made.add(gap)
    return made


def _vector(row: Row[Any]) -> Embedding:
    vector: Embedding = np.frombuffer(row.embedding, np.float32)
    return vector
