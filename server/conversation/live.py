"""Looks live data up beside a turn's consideration, and decides anew in the light of what came."""

import asyncio
import re
from collections.abc import Hashable, Iterable

from msgspec import structs

from server.answering.answer import Answer
from server.answering.considered import Considered
from server.answering.decision import LIVE_FACTS, LOOKED_UP
from server.answering.facts import NO_FACTS, NOT_REACHED, SIGN_IN, SOURCE, Facts
from server.answering.finding import LEAST_INTENT
from server.conversation.hearing import Heard
from server.conversation.identity import Identities
from server.conversation.session import Session, Talk
from server.lookups import Asked, Looked, Lookups, Question
from server.lookups.lookups import TOLD, UNVERIFIED
from server.understanding.understood import Understood
from widget.protocol import Citation

UNTOUCHED = {"handoff", "silent"}  # kinds of decision in which no live data is told

_MARK = re.compile(r" \[(\d{1,2})\]")


class Live:
    """The look-ups of a conversation's turns."""

    def __init__(self, lookups: Lookups, identities: Identities) -> None:
        self._lookups = lookups
        self._identities = identities

    async def look(self, session: Session, talk: Talk, text: str, hearing: asyncio.Task[Heard]) -> Facts:
        """What a turn calls for, as of now: by its words at once, by what it means once it is heard.

        A simulated visit lives in other times; who speaks with a person, or has just said that it is solved, asks
        Handrail nothing.
        """
        site = session.visit.site
        if session.visit.simulated or talk.mode == "person" or not self._lookups.of(site):
            return NO_FACTS
        snapshot = session.snapshot
        context = dict(snapshot.context) if snapshot else {}
        question = Question(site=site, text=text, context=context, known=talk.named)
        looking = _Looking(self._lookups)
        try:
            await self._begin(looking, session, question)
            await asyncio.wait({hearing})
            if hearing.cancelled() or hearing.exception() or hearing.result().verdict == "solved":
                return NO_FACTS  # who waits for the hearing is told
            heard = hearing.result()
            words = heard.question if text in heard.question else f"{text}\n{heard.question}"
            calls = await self._begin(
                looking, session, structs.replace(question, text=words, intents=_intents(heard.meant))
            )
            looked = tuple([await looking.tasks[_key(call)] for call in calls])
        finally:
            looking.cancel()
        if not looked:
            return NO_FACTS
        heard.trace.moment("looked_up")
        told = tuple(one for one in looked if one.sentence and not _again(one, talk, heard))
        return Facts(looked, told, _notes(looked, talk), self._lookups.version)

    async def _begin(self, looking: "_Looking", session: Session, question: Question) -> list[Asked]:
        """Begins what the question calls for and is not under way."""
        calls = self._lookups.asked(question)
        if any(one.lookup.personal for one in calls):
            visitor = await self._identities.verified(session)
            calls = self._lookups.asked(structs.replace(question, visitor=visitor))
        looking.begin(calls)
        return calls


class _Looking:
    """The look-ups of one turn under way, by name and values."""

    def __init__(self, lookups: Lookups) -> None:
        self._lookups = lookups
        self.tasks: dict[Hashable, asyncio.Task[Looked]] = {}

    def begin(self, calls: Iterable[Asked]) -> None:
        for call in calls:
            if (key := _key(call)) not in self.tasks:
                self.tasks[key] = asyncio.create_task(self._lookups.look(call))

    def cancel(self) -> None:
        for task in self.tasks.values():
            task.cancel()


def _key(call: Asked) -> Hashable:
    return call.lookup.name, tuple(sorted(call.values.items()))


async def in_light(considered: Considered, looking: asyncio.Task[Facts]) -> Considered:
    """The decision as it is with live data, waited for where it may be told: facts answer where no article does for
    sure."""
    if considered.decision.kind in UNTOUCHED or not (facts := await looking).looked:
        return considered
    features = considered.situation.features | {
        LOOKED_UP + one.name: float(one.outcome in TOLD and bool(one.sentence)) for one in facts.looked
    }
    if facts.told:
        features[LIVE_FACTS] = float(len(facts.told))
    versions = considered.situation.versions | {"lookups": facts.version}
    situation = structs.replace(considered.situation, features=features, versions=versions)
    return structs.replace(considered.decided_anew(situation), facts=facts)


def told_first(facts: Facts, answer: Answer) -> Answer:
    """The answer with the facts before it and the notes after it; its sources are numbered after theirs."""
    if not facts.told and not facts.notes:
        return answer
    ahead = len(facts.told)
    known = {one.n for one in answer.citations}
    lines = [f"As of {one.as_of}: {one.sentence}" for one in facts.told]
    cited = [
        Citation(n, one.title, "", SOURCE + one.name, line)
        for n, (one, line) in enumerate(zip(facts.told, lines, strict=True), 1)
    ]
    ends = ["\n"] * (ahead - 1) + ["\n\n" if answer.pieces else ""]
    said = [f"{line} [{n}]{end}" for n, (line, end) in enumerate(zip(lines, ends, strict=False), 1)]
    pieces = [_renumbered(piece, known, ahead) for piece in answer.pieces]
    sources = [structs.replace(one, n=one.n + ahead) for one in answer.citations]
    notes = [f"\n\n{note}" for note in facts.notes]
    return structs.replace(answer, pieces=(*said, *pieces, *notes), citations=(*cited, *sources))


def remember(talk: Talk, facts: Facts) -> None:
    """What was told, for the turns that come: "and now?" names no number."""
    for one in facts.looked:
        if one.named:
            talk.named[one.name] = one.named
        if one in facts.told:
            talk.facts[one.name] = one.sentence
    talk.sign_in_said |= SIGN_IN in facts.notes


def _again(one: Looked, talk: Talk, heard: Heard) -> bool:
    """Whether it is what has just not helped."""
    return heard.verdict == "not_yet" and talk.facts.get(one.name) == one.sentence


def _notes(looked: tuple[Looked, ...], talk: Talk) -> tuple[str, ...]:
    """At most one of each kind: nobody needs a list of what was not found out."""
    notes = []
    missed = [one for one in looked if one.plain and not one.sentence and one.outcome not in {UNVERIFIED, *TOLD}]
    if missed:
        notes.append(NOT_REACHED.format(title=missed[0].title))
    if any(one.outcome == UNVERIFIED and (one.named or not talk.sign_in_said) for one in looked):
        notes.append(SIGN_IN)
    return tuple(notes)


def _intents(meant: Understood) -> frozenset[str]:
    """What the turn is about for certain enough, under the names of intents that were merged into these too."""
    said = {meant.intent} if meant.confidence >= LEAST_INTENT else set()
    said |= {intent for intent, _ in meant.second}
    return frozenset(said | {old for old, new in meant.merged.items() if new in said})


def _renumbered(piece: str, known: set[int], ahead: int) -> str:
    def mark(match: re.Match[str]) -> str:
        n = int(match[1])
        return f" [{n + ahead}]" if n in known else match[0]

    return _MARK.sub(mark, piece)
