"""What the dashboard shows of a site's intents: the list with its quality, one intent, the edge, and why."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row

from models.encode import Embedding
from models.registry import Registry
from models.train import train_head
from server.api.views import Rate
from server.api.views.intents import (
    EdgeGroup,
    EdgeView,
    ExampleView,
    IntentChange,
    IntentDetail,
    IntentsView,
    IntentView,
    NearView,
    TakenTurn,
    Why,
    WordView,
)
from server.errors import NotFound
from server.learning.edge import groups
from server.learning.own_intents import quality as measured
from server.learning.taxonomy import NEEDED, Intent, Taxonomy
from server.projections.rates import rate
from server.store import intents as store
from server.understanding.champions import serving_intent, site_task, task_of
from server.understanding.explain import Explained

MOST_TURNS = 200  # of an intent or of the edge that a person looks through
MOST_ON_EDGE = 400  # grouped at a time: their embeddings take a second when none is remembered
MOST_CHANGES = 100
NOTHING = Rate(hits=0, n=0)


def intents_view(conn: Connection, registry: Registry, known: Taxonomy, site: str, start: int, end: int) -> IntentsView:
    """The list of a site's intents with what is known of each, asked most in the period first."""
    version = serving_intent(registry, site)
    facts = _facts(registry, version)
    state = store.state_of(conn, site)
    counted = store.counted(conn, site, start, end)
    asked: dict[str, int] = {}
    for row in counted:
        target = known.target(row.intent) or row.intent
        asked[target] = asked.get(target, 0) + row.turns
    quality = facts.get("quality") or _measured(registry, version)
    views = [_intent(one, known, quality, asked) for one in known.intents.values()]
    edge = sum(row.turns for row in counted if row.edge in store.ON_EDGE)
    turns = sum(row.turns for row in counted)
    return IntentsView(
        headline=_headline(views, turns, edge),
        state=state.state if state else "shipped",
        at=state.at if state else 0,
        reason=state.reason if state else "",
        version=version,
        own=task_of(version) == site_task(site),
        intents=sorted(views, key=_order),
        changes=[_change(row) for row in store.changes_of(conn, site, MOST_CHANGES)],
        left_out=known.to_learn()[1],
        metrics={name: float(n) for name, n in facts.get("metrics", {}).items() if isinstance(n, int | float)},
        turns=turns,
        edge=edge,
    )


def intent_detail(
    conn: Connection, registry: Registry, known: Taxonomy, site: str, id: str, start: int, end: int
) -> IntentDetail:
    """One intent with its examples, the site's own first, and the latest turns that were taken for it."""
    view = intents_view(conn, registry, known, site, start, end)
    found = next((one for one in view.intents if one.id == id), None)
    if found is None:
        raise NotFound("there is no such intent", "no_intent")
    mine = [
        one for one in known.examples.values() if (known.target(one.intent) or one.intent) == id or one.intent == id
    ]
    ordered = sorted(mine, key=lambda one: (one.source == "shipped", -one.at, one.text))
    return IntentDetail(
        intent=found,
        examples=[
            ExampleView(key=one.key, text=one.text, source=one.source, by=one.by, at=one.at, heldout=one.heldout)
            for one in ordered
        ],
        turns=[taken(row) for row in store.taken(conn, site, id, MOST_TURNS)],
    )


def edge_view(rows: Sequence[Row[Any]], embeddings: Embedding) -> EdgeView:
    """Turns on the edge, newest first, with their embeddings (n, 384): gathered by what they are about."""
    visitors = [row.visitor for row in rows]
    found, alone = groups(embeddings, [row.text for row in rows], visitors)
    views = [
        EdgeGroup(
            words=group.words,
            visitors=len({visitors[row] for row in group.rows}),
            turns=[taken(rows[row]) for row in group.rows],
        )
        for group in found
    ]
    outside = sum(row.edge == "out_of_scope" for row in rows)
    return EdgeView(
        headline=_edge_headline(rows, views),
        out_of_scope=outside,
        low_confidence=len(rows) - outside,
        groups=views,
        alone=[taken(rows[row]) for row in alone],
    )


def taken(row: Row[Any]) -> TakenTurn:
    """A stored turn of a visitor."""
    return TakenTurn(
        turn=row.id,
        conversation=row.conversation,
        session=row.session,
        at=row.at,
        text=row.text,
        intent=row.intent,
        route=row.route,
        confidence=row.confidence,
        edge=row.edge,
    )


def why_view(explained: Explained, page: str, names: dict[str, str]) -> Why:
    """An explanation as the API gives it."""
    understood = explained.understood
    sources = (*understood.sources, *["shipped"] * len(understood.evidence))
    return Why(
        text=explained.read,
        intent=understood.intent,
        confidence=understood.confidence,
        alternatives=list(understood.alternatives),
        second=list(understood.second),
        in_scope=understood.in_scope_score,
        edge=understood.edge,
        words=[
            WordView(word=one.word, start=one.start, end=one.end, part=one.part, without=one.without)
            for one in explained.words
        ],
        near=[
            NearView(text=text, intent=intent, similarity=round(cosine, 3), source=source)
            for (text, intent, cosine), source in zip(understood.evidence, sources, strict=False)
        ],
        page=page,
        page_intents=list(explained.raised),
        without_page=explained.without_page,
        names=names,
        sentiment=understood.sentiment,
        frustration=understood.frustration,
        urgency=understood.urgency,
        wants_person=understood.wants_person,
        sensitive=understood.sensitive or "",
        signals=list(understood.mood_cues),
        versions=understood.versions,
        language=understood.language.code,
        supported=understood.language.supported,
    )


def _intent(one: Intent, known: Taxonomy, quality: dict[str, Any], asked: dict[str, int]) -> IntentView:
    examples = [each for each in known.examples.values() if (known.target(each.intent) or each.intent) == one.id]
    figures = quality.get(one.id)
    return IntentView(
        id=one.id,
        name=one.name,
        description=one.description,
        on=one.on,
        merged_into=one.merged_into,
        shipped=one.shipped,
        needed=one.id in NEEDED,
        learned=figures is not None,
        examples=len(examples),
        own=sum(each.source != "shipped" for each in examples),
        found=rate(figures["right"], figures["n"]) if figures else None,
        right=rate(figures["right"], figures["named"]) if figures else None,
        taken_for=figures["taken_for"] if figures else "",
        taken=figures["taken"] if figures else 0,
        asked=asked.get(one.id, 0),
    )


def _order(view: IntentView) -> tuple[bool, bool, int, str]:
    """What is on first, of that the site's own, of those what is asked most."""
    return not view.on or bool(view.merged_into), view.shipped, -view.asked, view.id


def _facts(registry: Registry, version: str) -> dict[str, Any]:
    return registry.meta(task_of(version), version)


@lru_cache(maxsize=8)
def _measured(registry: Registry, version: str) -> dict[str, Any]:
    """The quality of each label of a version that did not keep it: its examples, each answered by a fit without it."""
    examples = registry.examples(task_of(version), version)
    if examples is None:
        return {}
    return measured(train_head(examples.embeddings, examples.labels, texts=examples.texts))


def _change(row: Row[Any]) -> IntentChange:
    return IntentChange(id=row.id, at=row.at, by=row.by, words=row.words)


def _headline(views: list[IntentView], turns: int, edge: int) -> str:
    on = [view for view in views if view.on and not view.merged_into]
    own = sum(not view.shipped for view in on)
    known = f"{len(on)} intents are told apart" + (f", {own} of them this site's own" if own else "")
    if not turns:
        return f"{known}. Nobody has said anything in this period."
    return f"{known}; {_counted(turns - edge, 'turn')} of {turns:,} were understood, {edge:,} are on the edge."


def _edge_headline(rows: Sequence[Row[Any]], views: list[EdgeGroup]) -> str:
    if not rows:
        return "Nothing on the edge: everything that visitors said in this period was understood."
    first = views[0] if views else None
    if first is None:
        return f"{_counted(len(rows), 'turn')} on the edge, no two of them about the same thing."
    about = ", ".join(first.words) or first.turns[0].text[:60]
    return f"{_counted(len(rows), 'turn')} on the edge; most asked: {first.visitors} visitors about {about}."


def _counted(n: int, one: str) -> str:
    return f"{n:,} {one}" if n == 1 else f"{n:,} {one}s"
