"""The proof that it learned: the frozen first day and today answer the same episodes of held-out visitors.

Both go through the very decisions that live visitors get, with today's knowledge. Day one has the shipped intent head,
no article head, no memories and no outcomes to choose by. The parts are swapped in one after the other, so that their
steps add up to the whole difference. Nothing that a held-out visitor said was learned from: their labels are not
trained on, their outcomes not counted, and memories that people made of their conversations are taken out of today's
side.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import msgspec

from models.registry import Registry
from server.answering.stuck import Stuck
from server.api.views.learning import LearningProof, ProofSlice
from server.knowledge.knowledge import Knowledge
from server.learning.heldout import held_out
from server.learning.learned import NONE, champion, load_head
from server.learning.memories import MemoryIndex
from server.learning.replay import Question, Replay, System
from server.learning.statistics import paired_interval
from server.learning.worked import Worked
from server.projections.rates import rate
from server.store import labels as label_store
from server.store import learning as store
from server.store.database import Database
from server.understanding.champions import serving_intent

SEED = 20_241_004  # of the bootstrap: the same episodes always give the same interval
LEAST_EPISODES = 30  # below it the sentence says that it is too early
STUCK_MS = 10 * 60_000  # a struggle older than this is not what the visitor asks about

DEFINITION = (
    "Right: the system answers with the article that is known to have resolved the episode (the page showed it, the "
    "visitor said so, or a person corrected it). Counted are episodes of held-out visitors in their own words; "
    "knowledge is today's on both sides. A memory without an article counts as wrong."
)


def prove(db: Database, registry: Registry, knowledge: Knowledge, replay: Replay, site: str, now: int) -> LearningProof:
    """Replays, compares, keeps and returns the proof; about 20 ms an episode."""
    questions = _questions(db, site, now)
    memories = [row for row in db.read(store.every_memory, site) if _counts(row, now)]
    day_one, intent = System(registry.day_one("intent")), serving_intent(registry, site)
    head = load_head(registry, champion(registry))
    taught = MemoryIndex.of(memories) if memories else None
    outcomes = Worked.of(db, site)
    steps = {
        "intent model": System(intent),
        "article head": System(intent, head),
        "memory": System(intent, head, taught),
        "what worked": System(intent, head, taught, outcomes),
    }
    first = replay.right(questions, day_one, now)
    parts, before, previous = {}, first, day_one
    for name, system in steps.items():
        after = before if system == previous else replay.right(questions, system, now)
        parts[name] = paired_interval(before, after)[0]
        before, previous = after, system
    difference, low, high = paired_interval(first, before, SEED)
    proof = LearningProof(
        at=now,
        episodes=len(questions),
        day_one=rate(sum(first), len(questions)),
        today=rate(sum(before), len(questions)),
        difference=difference,
        low=low,
        high=high,
        parts=parts,
        slices=_slices(questions, first, before),
        versions={
            "intent": intent,
            "article": champion(registry) or NONE,
            "memories": str(len(memories)),
            "worked": outcomes.worked_version() if outcomes else NONE,
            "knowledge": knowledge.version(site),
        },
        day_one_versions={"intent": registry.day_one("intent"), "article": NONE, "memories": "0", "worked": NONE},
        definition=DEFINITION,
    )
    _keep(db, site, proof)
    return proof


def headline(proof: LearningProof | None) -> str:
    """The answer to "has it improved?" in a sentence, no surer than the figures are."""
    if proof is None:
        return "No proof yet: it is made after the first learning cycle."
    if proof.episodes < LEAST_EPISODES:
        return f"{proof.episodes} held-out episodes with a known right answer: too few to tell."
    shares = (
        f"{_percent(proof.today.value)} right today, {_percent(proof.day_one.value)} on day one, on the same "
        f"{proof.episodes} held-out episodes: {_points(proof.difference)} points "
        f"({_points(proof.low)} to {_points(proof.high)})"
    )
    if proof.low > 0:
        return f"Yes, it has improved: {shares}."
    if proof.high < 0:
        return f"No, it got worse: {shares}."
    return f"Not proven yet: {shares}."


def _questions(db: Database, site: str, now: int) -> list[Question]:
    """Episodes of held-out visitors with a known right article, as they were asked."""
    index = {row.id for row in db.read(label_store.article_titles)}
    corrected = {row.conversation: row for row in db.read(label_store.corrections_made, site) if row.at <= now}
    ended = [
        (row.question, row.route, row.session, row.started_at, row.article, row.article_intent, row.visitor)
        for row in db.read(label_store.ended_episodes, site)
        if row.outcome != "failed" and (row.outcome_at or 0) <= now and row.conversation not in corrected
    ]
    said = [
        (row.question, row.route, row.session, row.at, row.article, row.article_intent, row.visitor)
        for row in corrected.values()
    ]
    rows = [row for row in (*ended, *said) if held_out(row[6]) and row[4] in index]
    stuck = _stuck_by_session(db, [row[2] for row in rows])
    return [
        Question(
            site=site,
            text=question,
            route=route,
            right=article,
            slice=intent or "no intent",
            stuck=_at_the_time(stuck[session], route, at),
        )
        for question, route, session, at, article, intent, _ in rows
    ]


def _stuck_by_session(db: Database, sessions: Sequence[str]) -> defaultdict[str, list[Any]]:
    found: defaultdict[str, list[Any]] = defaultdict(list)
    for row in db.read(store.struggles_before, sorted(set(sessions))):
        found[row.session].append(row)
    return found


def _at_the_time(struggles: Sequence[Any], route: str, at: int) -> Stuck | None:
    """What the page showed when the question was asked, as far as the log tells."""
    fresh = [row for row in struggles if row.route == route and 0 <= at - row.at <= STUCK_MS]
    if not fresh:
        return None
    last = fresh[-1]
    return Stuck(route, last.element, last.element_name, last.message, last.signal)


def _counts(memory: Any, now: int) -> bool:
    revoked = memory.revoked_at is not None and memory.revoked_at <= now
    return memory.live_at <= now and not revoked and not held_out(memory.visitor)


def _slices(questions: Sequence[Question], first: Sequence[bool], today: Sequence[bool]) -> list[ProofSlice]:
    """By intent of the right article, the worst first: those that lost, then those that are right least often."""
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for row, question in enumerate(questions):
        rows[question.slice].append(row)
    slices = [
        ProofSlice(
            name=name,
            episodes=len(at),
            day_one=rate(sum(first[row] for row in at), len(at)),
            today=rate(sum(today[row] for row in at), len(at)),
        )
        for name, at in rows.items()
    ]
    return sorted(slices, key=lambda one: (min(0.0, _gain(one)), one.today.value, one.name))


def _gain(one: ProofSlice) -> float:
    return (one.today.hits - one.day_one.hits) / one.episodes


def _keep(db: Database, site: str, proof: LearningProof) -> None:
    body = msgspec.json.encode(proof).decode()
    db.write(store.put_proof, {"id": f"{site}-{proof.at}", "site": site, "at": proof.at, "body_json": body})


def latest(body: str | None) -> LearningProof | None:
    """The proof that was kept."""
    return msgspec.json.decode(body, type=LearningProof) if body else None


def _percent(value: float | None) -> str:
    return f"{100 * (value or 0.0):.0f} %"


def _points(value: float) -> str:
    return f"{100 * value:+.0f}"
