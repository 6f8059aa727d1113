"""Thirty days of a small product, written as the projections write them: enough for every picture to have something."""

import json
from random import Random
from struct import pack
from typing import Any

import msgspec
from sqlalchemy import Connection, Table, insert

from server.api.views.learning import LearningProof, ProofSlice
from server.projections.rates import rate
from server.store import schema
from server.store.database import Database
from server.store.windows import DAY_MS
from widget.protocol import Box

SITE = "acme"
KEY = "pk-acme-0123456789"
PAGES = {
    "/": ("Overview", 40, 0.01),
    "/billing": ("Billing", 26, 0.16),
    "/checkout": ("Checkout", 14, 0.22),
    "/import": ("Import", 10, 0.12),
    "/invoices": ("Invoices", 22, 0.03),
    "/reports": ("Reports", 12, 0.04),
    "/settings": ("Settings", 9, 0.05),
    "/team": ("Team", 7, 0.02),
    "/sign-in": ("Sign in", 34, 0.05),
    "/help": ("Help centre", 8, 0.0),
}
ELEMENTS = {
    "/billing": [("#vat", "VAT number", "textbox", 0.6), ("button:Save", "Save", "button", 0.3)],
    "/checkout": [("#card", "Card number", "textbox", 0.7), ("button:Pay now", "Pay now", "button", 0.3)],
    "/import": [("#file", "Choose a file", "button", 1.0)],
}
SIGNALS = ["repeated_validation", "rage_click", "hesitation", "dead_click", "error_click", "back_and_forth"]
MOVES = {
    ("/sign-in", "/"): 30,
    ("/", "/billing"): 16,
    ("/", "/invoices"): 18,
    ("/billing", "/checkout"): 11,
    ("/checkout", "/billing"): 5,
    ("/invoices", "/reports"): 7,
    ("/", "/reports"): 5,
    ("/invoices", "/import"): 8,
    ("/", "/settings"): 6,
    ("/settings", "/team"): 5,
    ("/billing", "/help"): 4,
    ("/help", "/billing"): 3,
    ("/import", "/help"): 3,
}
BOXES: list[dict[str, Any]] = [
    {"x": 0, "y": 0, "w": 1280, "h": 56, "role": "banner"},
    {"x": 24, "y": 16, "w": 110, "h": 24, "role": "link", "label": "Acme", "key": "link:Acme"},
    {"x": 0, "y": 56, "w": 220, "h": 744, "role": "navigation"},
    *(
        {"x": 20, "y": 84 + 44 * i, "w": 180, "h": 32, "role": "link", "label": name, "key": f"link:{name}"}
        for i, name in enumerate(("Overview", "Invoices", "Billing", "Reports", "Team", "Settings"))
    ),
    {"x": 260, "y": 88, "w": 400, "h": 40, "role": "heading", "label": "Billing details"},
    {"x": 260, "y": 136, "w": 620, "h": 22, "role": "paragraph"},
    {"x": 260, "y": 180, "w": 640, "h": 430, "role": "form"},
    {"x": 284, "y": 204, "w": 200, "h": 20, "role": "label", "label": "Company"},
    {"x": 284, "y": 228, "w": 592, "h": 40, "role": "textbox", "label": "Company", "key": "#company"},
    {"x": 284, "y": 288, "w": 200, "h": 20, "role": "label", "label": "VAT number"},
    {"x": 284, "y": 312, "w": 592, "h": 40, "role": "textbox", "label": "VAT number", "key": "#vat"},
    {"x": 284, "y": 372, "w": 200, "h": 20, "role": "label", "label": "Country"},
    {"x": 284, "y": 396, "w": 280, "h": 40, "role": "combobox", "label": "Country", "key": "#country"},
    {"x": 284, "y": 540, "w": 140, "h": 44, "role": "button", "label": "Save", "key": "button:Save"},
    {"x": 440, "y": 540, "w": 140, "h": 44, "role": "button", "label": "Cancel", "key": "button:Cancel"},
    {"x": 940, "y": 180, "w": 300, "h": 220, "role": "region"},
    {"x": 964, "y": 200, "w": 240, "h": 28, "role": "heading", "label": "Your plan"},
    {"x": 964, "y": 250, "w": 250, "h": 18, "role": "paragraph"},
    {"x": 964, "y": 280, "w": 180, "h": 18, "role": "paragraph"},
    {"x": 964, "y": 330, "w": 160, "h": 40, "role": "link", "label": "Change plan", "key": "link:Change plan"},
]


def layout() -> str:
    """The boxes as the widget sends them and the store keeps them."""
    return msgspec.json.encode([Box(**box) for box in BOXES]).decode()


def add_site(db: Database, now: int) -> None:
    """The site without any data."""
    row = {"id": SITE, "key": KEY, "name": "Acme", "origins_json": '["https://app.acme.test"]', "created_at": now}
    db.write(_put, schema.sites, [{**row, "simulated": False}])


def fill(db: Database, now: int, days: int = 30, visits: int = 60) -> None:
    """`visits` a day over `days` days that end today, a release after two thirds that makes Checkout worse."""
    add_site(db, now)
    chance = Random(7)
    today = now // DAY_MS
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in ("visits", "page_days", "element_days", "struggles")}
    for day in range(today - days + 1, today + 1):
        for n in range(visits):
            _visit(rows, chance, day, f"s{day}-{n}", released=day > today - days // 3)
    for name, found in rows.items():
        db.write(_put, schema.metadata.tables[name], found)
    db.write(_put, schema.page_moves, [
        {"site": SITE, "day": day, "source": source, "target": target, "moves": moves}
        for day in range(today - days + 1, today + 1)
        for (source, target), moves in MOVES.items()
    ])  # fmt: skip
    db.write(_put, schema.pages, [
        {"site": SITE, "route": route, "title": title, "at": now} for route, (title, _, _) in PAGES.items()
    ])  # fmt: skip
    db.write(_put, schema.releases, [
        {"site": SITE, "name": "2.3", "at": (today - days + 2) * DAY_MS},
        {"site": SITE, "name": "2.4", "at": (today - days // 3 + 1) * DAY_MS},
    ])  # fmt: skip
    skeleton = {"site": SITE, "route": "/billing", "version": "v1", "at": now, "width": 1280, "height": 800}
    db.write(_put, schema.skeletons, [{**skeleton, "boxes_json": layout()}])
    _talks(db, chance, today, days)


def _visit(rows: dict[str, list[dict[str, Any]]], chance: Random, day: int, session: str, released: bool) -> None:
    start = day * DAY_MS + chance.randrange(8, 18) * 3_600_000
    release = "2.4" if released else "2.3"
    visitor = f"v{chance.randrange(900)}"
    seen = [route for route, (_, weight, _) in PAGES.items() if chance.random() < weight / 40]
    for place, route in enumerate(seen):
        at = start + place * 60_000
        worse = 2.2 if released and route == "/checkout" else 1.0
        struggled = chance.random() < PAGES[route][2] * worse
        rows["page_days"].append({
            "site": SITE, "day": day, "route": route, "session": session, "views": 1, "visible_ms": 20_000,
            "struggles": int(struggled), "release": release,
        })  # fmt: skip
        _elements(rows, chance, day, route, session, visitor, at, struggled, release)
    if seen:
        rows["visits"].append({
            "session": session, "site": SITE, "visitor": visitor, "first_at": start, "release": release,
            "last_at": start + len(seen) * 60_000, "route": seen[-1], "language": "en",
        })  # fmt: skip


def _elements(
    rows: dict[str, list[dict[str, Any]]], chance: Random, day: int, route: str, session: str, visitor: str, at: int,
    struggled: bool, release: str,
) -> None:  # fmt: skip
    known = ELEMENTS.get(route, [("button:Go", "Go", "button", 1.0)])
    worst = chance.choices(known, [weight for *_, weight in known])[0]
    signal = chance.choices(SIGNALS, [9, 7, 5, 4, 2, 1])[0]
    for key, name, role, _ in known:
        hit = struggled and key == worst[0]
        rows["element_days"].append({
            "site": SITE, "day": day, "route": route, "element": key, "session": session, "name": name, "role": role,
            "clicks": chance.randrange(1, 4), "struggles": int(hit),
            "signals_json": json.dumps({signal: 1} if hit else {}),
        })  # fmt: skip
    if struggled:
        key, name, role, _ = worst
        rows["struggles"].append({
            "id": f"x{session}{route}", "site": SITE, "session": session, "visitor": visitor, "route": route,
            "element": key, "element_name": name, "element_role": role, "signal": signal, "verdict": "struggle",
            "at": at, "count": 3, "message": "Enter it with the country prefix" if key == "#vat" else "",
            "evidence_json": json.dumps(["3 clicks in 0.8 s"]), "release": release,
        })  # fmt: skip


def _talks(db: Database, chance: Random, today: int, days: int) -> None:
    talks, turns, nudges, handoffs = [], [], [], []
    for day in range(today - days + 1, today + 1):
        for n in range(chance.randrange(3, 9)):
            at = day * DAY_MS + chance.randrange(8, 18) * 3_600_000
            id = f"c{day}-{n}"
            talks.append({
                "id": id, "site": SITE, "session": f"s{day}-{n}", "visitor": "v1", "mode": "closed", "started_at": at,
                "last_at": at + 60_000, "route": "/billing",
            })  # fmt: skip
            turns.append({
                "id": f"{id}t", "conversation": id, "who": "visitor", "text": "Why is my VAT number refused?", "at": at,
                "sentiment": max(-1.0, min(1.0, chance.gauss(-0.15 + (day - today) * -0.004, 0.3))),
            })  # fmt: skip
            nudges.append({
                "id": f"n{id}", "site": SITE, "session": f"s{day}-{n}", "visitor": "v1", "struggle": "x", "at": at,
                "sentence": "It needs the country prefix.", "reaction": "opened", "route": "/billing",
                "element": "#vat",
            })  # fmt: skip
            if n % 4 == 0:
                handoffs.append({"id": f"h{id}", "conversation": id, "reason": "customer_request", "asked_at": at})
    for table, rows in ((schema.conversations, talks), (schema.turns, turns), (schema.nudges, nudges)):
        db.write(_put, table, rows)
    db.write(_put, schema.handoffs, handoffs)


def learn(db: Database, now: int) -> None:
    """Episodes that end better from week to week, a correction in use, labels, two cycles and a proof."""
    chance = Random(11)
    ends = ["verified", "confirmed", "assumed", "failed"]
    episodes = []
    for n in range(600):
        at = now - chance.randrange(30 * DAY_MS)
        good = 1.0 + 2.0 * (1 - (now - at) / (30 * DAY_MS))
        outcome = chance.choices(ends, [2 * good, 2 * good, 2, 3])[0]
        episodes.append({
            "id": f"e{n}", "site": SITE, "visitor": f"v{n}", "session": f"s{n}", "started_at": at,
            "last_at": at + 90_000, "route": "/billing", "intent": "vat_number", "attempts": 1, "involved": True,
            "question": "Why is my VAT number refused?", "outcome": outcome, "outcome_at": at + 90_000,
            "handoff_reason": "customer_request" if chance.random() < 0.3 / good else None,
            "conversation": f"k{n}" if n % 3 == 0 else None, "element": "#vat",
        })  # fmt: skip
    db.write(_put, schema.episodes, episodes)
    _correct(db, now)
    sources = ["verified"] * 30 + ["confirmed"] * 18 + ["correction"] * 2 + ["failed"] * 9
    db.write(_put, schema.labels, [
        {"id": f"l{n}", "site": SITE, "task": "intent", "text": "VAT", "label": "vat_number", "weight": 1.0,
         "source": source, "heldout": n % 4 == 0, "at": now}
        for n, source in enumerate(sources)
    ])  # fmt: skip
    cycle = {"site": SITE, "task": "intent", "dataset_hash": "0", "trained_on": 420, "held_out": 130}
    db.write(_put, schema.cycles, [
        {**cycle, "id": "k1", "at": now - 9 * DAY_MS, "champion": "intent-0001", "challenger": "intent-0002",
         "verdict": "promoted", "reason": "7 more right of 130, none of the slices worse",
         "metrics_json": '{"champion": 0.81, "challenger": 0.87}'},
        {**cycle, "id": "k2", "at": now - 2 * DAY_MS, "champion": "intent-0002", "challenger": "intent-0003",
         "verdict": "rejected", "reason": "no better than chance explains: 2 more right of 130",
         "metrics_json": '{"champion": 0.87, "challenger": 0.885}'},
    ])  # fmt: skip
    row = {"id": "p1", "site": SITE, "at": now, "body_json": msgspec.json.encode(proof(now)).decode()}
    db.write(_put, schema.proofs, [row])


def proof(now: int) -> LearningProof:
    """Today clearly better than day one, one slice worse."""
    return LearningProof(
        at=now,
        episodes=180,
        day_one=rate(104, 180),
        today=rate(137, 180),
        difference=33 / 180,
        low=0.11,
        high=0.26,
        parts={"intent model": 0.05, "article head": 0.12, "memory": 0.0133},
        slices=[
            ProofSlice(name="vat_number", episodes=60, day_one=rate(30, 60), today=rate(52, 60)),
            ProofSlice(name="card_declined", episodes=45, day_one=rate(28, 45), today=rate(36, 45)),
            ProofSlice(name="import_failed", episodes=40, day_one=rate(24, 40), today=rate(27, 40)),
            ProofSlice(name="change_plan", episodes=22, day_one=rate(14, 22), today=rate(15, 22)),
            ProofSlice(name="invite_member", episodes=13, day_one=rate(8, 13), today=rate(7, 13)),
        ],
        definition="Right: the answer is the article that is known to have resolved the episode.",
    )


def _correct(db: Database, now: int) -> None:
    agent = {"id": "a1", "email": "ann@acme.test", "name": "Ann Agent", "role": "agent", "password_hash": "!"}
    db.write(_put, schema.staff, [{**agent, "created_at": now}])
    of = {"conversation": f"c{now // DAY_MS}-0", "turn": "t1", "agent": "a1"}
    correction = {"id": "r1", "site": SITE, "at": now - DAY_MS, **of}
    words = {"question": "Why is my VAT number refused?", "right": "Write it with the country first: DE123456789."}
    db.write(_put, schema.corrections, [{**correction, **words}])
    vector = pack("<384f", 1.0, *[0.0] * 383)
    memory = {"id": "m1", "site": SITE, "correction": "r1", "embedding": vector, "live_at": now - DAY_MS, "uses": 7}
    receipt = {"first_used_at": now - DAY_MS + 40_000, "solved": 5}
    db.write(_put, schema.memories, [
        {**memory, **receipt, "question": words["question"], "answer": words["right"]}
    ])  # fmt: skip


def _put(conn: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    for row in rows:
        conn.execute(insert(table), row)
