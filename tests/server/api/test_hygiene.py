"""Staff look after knowledge over HTTP: care, findings, gaps; viewers only look."""

from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import Connection, insert, update

from server.hygiene.round import Hygiene
from server.store.database import Database
from server.store.schema import articles, conversations, decisions, passages, turns

Client = TestClient[Litestar]
Headers = dict[str, dict[str, str]]
SITE = "shop"
NOW = 1_790_000_000_000
TEXTS = {
    "refund": "You can get a payment back within 14 days without giving a reason.",
    "promise": "You can get a payment back within 30 days, no reason needed.",
}
ASKED = ("Can clients sign a contract online?", "Is there an electronic signature?", "sign contracts digitally")


@pytest.fixture(scope="module")
def tended(staff_and_client: tuple[dict[str, str], Client]) -> Client:
    client = staff_and_client[1]
    db: Database = client.app.state.db
    encoder = client.app.state.rooms.encoder

    def fill(conn: Connection) -> None:
        for name, text in TEXTS.items():
            row = {
                "id": f"{SITE}:{name}",
                "site": SITE,
                "path": name,
                "title": name.title(),
                "hash": "h",
                "revision": 1,
            }
            conn.execute(insert(articles).values(row | {"synced_at": 1, "url": f"/help/{name}"}))
            vector = encoder.encode(f"{name}\n{text}").tobytes()
            its = {"id": f"{SITE}:{name}#0", "site": SITE, "article": f"{SITE}:{name}", "position": 0}
            conn.execute(insert(passages).values(its | {"text": text, "embedding": vector}))
        for place, text in enumerate(ASKED):
            base = {"site": SITE, "session": f"s{place}"}
            talk = {"id": f"c{place}", "visitor": "v", "mode": "assistant", "started_at": 1, "last_at": 1}
            conn.execute(insert(conversations).values(base | talk))
            turn = {"id": f"t{place}", "conversation": f"c{place}", "who": "visitor", "text": text, "at": place + 1}
            conn.execute(insert(turns).values(turn))
            conn.execute(
                insert(decisions).values(base | {"id": f"d{place}", "turn": f"t{place}", "at": 1, "kind": "unknown"})
            )

    db.write(fill)
    Hygiene(db, encoder).tend(SITE, NOW)
    return client


def test_a_viewer_sees_what_waits(tended: Client, headers: Headers) -> None:
    seen = tended.get("/v1/hygiene/", params={"site": SITE}, headers=headers["viewer"]).json()
    assert {name: seen[name] for name in ("articles", "unowned", "unused", "contradictions", "gaps")} == {
        "articles": 2,
        "unowned": 2,
        "unused": 2,
        "contradictions": 1,
        "gaps": 1,
    }


def test_a_finding_is_dismissed_with_a_reason(tended: Client, headers: Headers) -> None:
    (finding,) = tended.get("/v1/hygiene/findings", params={"site": SITE}, headers=headers["viewer"]).json()
    assert {finding["one"]["title"], finding["other"]["title"]} == {"Refund", "Promise"}
    path = f"/v1/hygiene/findings/{finding['id']}"
    assert tended.post(f"{path}/dismiss", headers=headers["agent"], json={}).status_code == 400
    assert tended.post(f"{path}/dismiss", headers=headers["agent"], json={"reason": "Sale"}).status_code == 204
    params = {"site": SITE, "status": "dismissed"}
    (dismissed,) = tended.get("/v1/hygiene/findings", params=params, headers=headers["viewer"]).json()
    assert (dismissed["by"], dismissed["reason"]) == ("Agent", "Sale")
    assert tended.post(f"{path}/reopen", headers=headers["agent"]).status_code == 204


def test_a_finding_about_an_internal_article_is_for_agents(tended: Client, headers: Headers) -> None:
    db: Database = tended.app.state.db
    only = articles.c.id == f"{SITE}:refund"
    db.write(lambda conn: conn.execute(update(articles).where(only).values(public=False)))
    params = {"site": SITE}
    try:
        assert tended.get("/v1/hygiene/findings", params=params, headers=headers["viewer"]).json() == []
        assert len(tended.get("/v1/hygiene/findings", params=params, headers=headers["agent"]).json()) == 1
    finally:
        db.write(lambda conn: conn.execute(update(articles).where(only).values(public=True)))


def test_a_draft_is_for_who_answers_visitors(tended: Client, headers: Headers) -> None:
    def seen(role: str) -> list[dict[str, Any]]:
        (gap,) = tended.get("/v1/hygiene/gaps", params={"site": SITE}, headers=headers[role]).json()
        return [gap, tended.get(f"/v1/hygiene/gaps/{gap['id']}", headers=headers[role]).json()]

    for hidden, told in zip(seen("viewer"), seen("agent"), strict=True):
        assert hidden["draft"] is None
        assert told["draft"]["markdown"]
        assert hidden == told | {"draft": None}
        assert hidden["name"] in ASKED
        assert hidden["questions"] == len(ASKED)
    assert all(gap["draft"] for gap in seen("admin"))


def test_a_gap_has_its_questions_and_a_draft_and_is_marked_as_written(tended: Client, headers: Headers) -> None:
    (gap,) = tended.get("/v1/hygiene/gaps", params={"site": SITE}, headers=headers["agent"]).json()
    whole = tended.get(f"/v1/hygiene/gaps/{gap['id']}", headers=headers["agent"]).json()
    assert [one["text"] for one in whole["asked"]] == list(ASKED)
    assert whole["draft"]["markdown"].startswith("---\ntitle:")
    path = f"/v1/hygiene/gaps/{gap['id']}/written"
    assert tended.post(path, headers=headers["agent"], json={"article": "none"}).status_code == 404
    assert tended.post(path, headers=headers["agent"], json={"article": f"{SITE}:refund"}).status_code == 204
    assert tended.get("/v1/hygiene/gaps", params={"site": SITE}, headers=headers["viewer"]).json() == []


def test_owner_and_review_are_set_and_seen(tended: Client, headers: Headers) -> None:
    article = f"{SITE}:promise"
    care = {"article": article, "owner": "Mara", "review_by": "2020-01-01"}
    assert tended.post("/v1/hygiene/care", headers=headers["agent"], json=care).status_code == 204
    seen = tended.get("/v1/hygiene/articles", params={"site": SITE}, headers=headers["viewer"]).json()
    assert (seen[0]["id"], seen[0]["owner"], seen[0]["stale"]) == (article, "Mara", True)
    late = care | {"review_by": "soon"}
    assert tended.post("/v1/hygiene/care", headers=headers["agent"], json=late).status_code == 400
    cycle = {"article": article, "review_days": 30}
    assert tended.post("/v1/hygiene/care", headers=headers["agent"], json=cycle).status_code == 204
    answer = tended.post("/v1/hygiene/reviewed", headers=headers["agent"], json={"article": article})
    assert answer.json()["review_by"] > "2020-01-01"
    seen = tended.get("/v1/hygiene/articles", params={"site": SITE}, headers=headers["viewer"]).json()
    assert not any(one["stale"] for one in seen)
    assert seen[0]["reviewed_by"] == "Agent" or seen[1]["reviewed_by"] == "Agent"
