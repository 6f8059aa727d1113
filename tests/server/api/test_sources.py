"""Sources over HTTP: set up by admins, below folders that the operator allows, live and gone as they say."""

from pathlib import Path

import pytest
from sqlalchemy import update

from server.store.schema import deliveries
from tests.server.api.knowing import SITE, House, write

VAT = "---\npages: [/billing]\nreview_by: 2020-01-01\n---\n# VAT number\n\nPut DE in front of the VAT number.\n"


def add(house: House, folder: Path, **said: object) -> dict[str, object]:
    added: dict[str, object] = house.call(
        "POST", "/sources", json={"site": SITE, "kind": "folder", "address": str(folder), **said}
    )
    return added


def test_folder_is_added_synced_and_shown_with_what_is_broken(house: House, docs: Path) -> None:
    write(docs, "one/vat.md", VAT)
    (docs / "one" / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    added = add(house, docs / "one", url_prefix="/help/", owner="ada")
    assert str(added["secret"]).startswith("whsec_")
    assert str(added["webhook"]).endswith(f"/v1/knowledge/webhooks/{added['id']}")
    house.work()
    shown = house.sources()[str(added["id"])]
    assert (shown["state"], shown["articles"], shown["passages"], shown["secret"]) == ("ready", 1, 1, "")
    assert [each["path"] for each in shown["broken"]] == ["old.doc"]
    assert "DOCX" in shown["broken"][0]["reason"]
    (article,) = house.articles(source=added["id"])
    assert (article["source"], article["format"], article["owner"]) == (added["id"], "markdown", "ada")
    assert (article["stale"], article["live"], article["url"]) == (True, True, "/help/vat")
    detail = house.call("GET", "/article", "viewer", params={"id": article["id"]})
    assert detail["passages"][0]["text"] == "Put DE in front of the VAT number."
    house.call("DELETE", f"/sources/{added['id']}")
    assert house.articles(source=added["id"]) == []
    house.work()
    assert house.ask("how do I enter my VAT number").passages == []


def test_listing_is_filtered_and_bounded(house: House, docs: Path) -> None:
    for number in range(5):
        write(docs, f"many/part-{number}.md", f"# Part {number}\n\nThe part {number} is in the box.\n")
    added = add(house, docs / "many")
    house.work()
    assert [each["title"] for each in house.articles(source=added["id"], like="PART 3")] == ["Part 3"]
    assert [each["title"] for each in house.articles(source=added["id"], like=" 3  md part ")] == ["Part 3"]
    assert house.articles(source=added["id"], like="part nowhere") == []
    assert house.articles(source=added["id"], like="%") == []
    pages = [house.articles(source=added["id"], start=start, most=2) for start in (0, 2, 4)]
    assert [len(page) for page in pages] == [2, 2, 1]
    for wrong in ({"most": 0}, {"most": 1001}, {"start": -1}):
        assert house.refused("GET", "/articles", params={"site": SITE, **wrong})[0] == 400
    house.call("DELETE", f"/sources/{added['id']}")


@pytest.mark.parametrize("address", ["/etc", "docs", "/", "../docs", "~", "/nowhere-at-all", "\0"])
def test_folder_that_the_operator_does_not_allow_is_refused(house: House, docs: Path, address: str) -> None:
    refused = house.refused("POST", "/sources", json={"site": SITE, "kind": "folder", "address": address})
    assert refused in {(403, "folder_not_allowed"), (400, "invalid")}


def test_way_out_of_the_allowed_folder_is_refused(house: House, docs: Path, tmp_path: Path) -> None:
    (docs / "away").symlink_to(tmp_path)
    for address in (docs / "away", docs / ".." / "data", Path(f"{docs}-beside")):
        said = {"site": SITE, "kind": "folder", "address": str(address)}
        assert house.refused("POST", "/sources", json=said) == (403, "folder_not_allowed")


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"kind": "ftp", "address": "x"}, 400),
        ({"kind": "website", "address": "file:///etc/passwd"}, 400),
        ({"kind": "website", "address": "https://a.example", "settings": {"pages": 0}}, 400),
        ({"kind": "website", "address": "https://a.example", "every_s": 5}, 400),
        ({"kind": "website", "address": "https://a.example", "url_prefix": "javascript:alert(1)//"}, 400),
        ({"kind": "website", "address": "https://a.example", "owner": "x" * 3000}, 400),
        ({"kind": "website", "address": "https://a.example", "unheard": 1}, 400),
        ({"kind": "upload", "site": "nobody"}, 404),
    ],
)
def test_what_makes_no_source_is_refused(house: House, said: dict[str, object], status: int) -> None:
    assert house.refused("POST", "/sources", json={"site": SITE, **said})[0] == status


def test_source_is_changed_paused_and_goes_on(house: House, docs: Path) -> None:
    write(docs, "two/a.md", "# A\n\nThe fee is 9 euros.\n")
    added = add(house, docs / "two")
    house.work()
    path = f"/sources/{added['id']}"
    changed = house.call("PATCH", path, json={"name": "Fees", "public": False, "every_s": 120})
    assert (changed["name"], changed["public"], changed["every_s"], changed["owner"]) == ("Fees", False, 120, "")
    house.work()
    assert house.articles(source=added["id"])[0]["public"] is False
    assert house.call("PATCH", path, json={"paused": True})["state"] == "paused"
    assert house.refused("POST", f"{path}/sync", "agent") == (409, "paused")
    house.call("PATCH", path, json={"paused": False})
    assert len(house.call("POST", f"{path}/sync", "agent", 202)["deliveries"]) == 1
    assert house.refused("PATCH", path, json={"every_s": 3}) == (400, "invalid")
    house.call("DELETE", path)
    assert house.refused("DELETE", path) == (404, "not_found")


def test_an_edit_changes_the_answer_after_a_sync(house: House, docs: Path) -> None:
    file = write(docs, "three/refund.md", "# Refunds\n\nA refund takes 14 days to arrive.\n")
    added = add(house, docs / "three")
    house.work()
    assert "14 days" in house.ask("how long does a refund take to arrive").answer
    file.write_text("# Refunds\n\nA refund takes 3 days to arrive.\n")
    house.call("POST", f"/sources/{added['id']}/sync", status=202)
    house.work()
    assert "3 days" in house.ask("how long does a refund take to arrive").answer
    house.call("DELETE", f"/sources/{added['id']}")


def test_internal_article_is_shown_to_agents_alone(house: House, docs: Path) -> None:
    write(docs, "four/secret.md", "---\npublic: false\n---\n# Override\n\nThe override of fees is code 77.\n")
    added = add(house, docs / "four")
    house.work()
    (article,) = house.articles(source=added["id"])
    assert house.refused("GET", "/article", "viewer", params={"id": article["id"]}) == (403, "wrong_role")
    assert house.call("GET", "/article", "agent", params={"id": article["id"]})["passages"]
    assert house.refused("GET", "/article", "agent", params={"id": "none"}) == (404, "not_found")
    house.call("DELETE", f"/sources/{added['id']}")


def test_deliveries_are_counted_and_the_encoder_is_told(house: House) -> None:
    figures = house.call("GET", "/deliveries", "viewer", params={"site": SITE})
    assert figures["told"] >= figures["applied"] >= 0
    assert figures["failing"] == []
    told = house.call("GET", "/encoder", "viewer", params={"site": SITE})
    assert (told["encoder"], told["state"], told["choices"]) == ("shipped", "idle", ["shipped"])
    assert house.refused("POST", "/encoder", json={"site": SITE, "version": "none"}) == (404, "not_found")
    chosen = house.call("POST", "/encoder", status=202, json={"site": SITE, "version": "shipped"})
    assert chosen["next"] == ""


def test_what_was_given_up_is_tried_again_by_an_agent(house: House, docs: Path) -> None:
    write(docs, "six/a.md", "# A\n\nThe fee is 9 euros.\n")
    added = add(house, docs / "six")
    house.work()
    db = house.client.app.state.db
    [id] = house.call("POST", f"/sources/{added['id']}/sync", "agent", 202)["deliveries"]
    refused = house.refused("POST", f"/deliveries/{id}/retry", "agent")
    assert refused == (409, "not_given_up")
    db.write(lambda conn: conn.execute(update(deliveries).values(done_at=1, error="gone").where(deliveries.c.id == id)))
    told = house.call("GET", "/deliveries", "viewer", params={"site": SITE})
    assert [(each["id"], each["given_up"]) for each in told["failing"]] == [(id, True)]
    assert house.refused("POST", f"/deliveries/{id}/retry", "viewer") == (403, "wrong_role")
    assert house.call("POST", f"/deliveries/{id}/retry", "agent", 202) == {"deliveries": [id]}
    house.work()
    assert house.call("GET", "/deliveries", "viewer", params={"site": SITE})["failing"] == []
    assert house.refused("POST", "/deliveries/none/retry", "agent") == (404, "not_found")
    house.call("DELETE", f"/sources/{added['id']}")


def test_what_is_live_is_counted_by_source_language_and_month(house: House, docs: Path) -> None:
    write(docs, "seven/a.md", "---\nupdated: 2026-09-03\n---\n# A\n\nThe fee of it is 9 euros a year.\n")
    write(docs, "seven/b.md", "---\nupdated: 2026-09-20\n---\n# B\n\nYou can pay the fee by card.\n")
    write(docs, "seven/c.md", "# C\n\nThe office opens at nine in the morning.\n")
    added = add(house, docs / "seven")
    house.work()
    held = house.call("GET", "/holdings", "viewer", params={"site": SITE})
    own = [(each["updated"], each["articles"], each["passages"]) for each in held if each["source"] == added["id"]]
    assert own == [("", 1, 1), ("2026-09", 2, 2)]
    house.call("DELETE", f"/sources/{added['id']}")
    assert house.call("GET", "/holdings", "viewer", params={"site": SITE}) == []


def test_many_questions_are_answered_in_their_order(house: House, docs: Path) -> None:
    write(docs, "five/fee.md", "# Fees\n\nThe fee of a transfer is 9 euros.\n")
    added = add(house, docs / "five")
    house.work()
    questions = [{"text": "what is the fee of a transfer"}, {"text": "who won the football"}] * 3
    ask = {"site": SITE, "questions": questions, "top": 1}
    answer = house.client.post("/v1/ask/many", headers=house.headers["agent"], json=ask)
    assert [each["question"] for each in answer.json()] == [each["text"] for each in questions]
    assert [each["answerable"] for each in answer.json()] == [True, False] * 3
    assert {len(each["passages"]) for each in answer.json()} == {1}
    for wrong in ([], [{"text": " "}], [{"text": "x"}] * 101):
        body = {"site": SITE, "questions": wrong}
        assert house.client.post("/v1/ask/many", headers=house.headers["agent"], json=body).status_code == 400
    assert house.client.post("/v1/ask/many", headers=house.headers["viewer"], json=ask).status_code == 403
    house.call("DELETE", f"/sources/{added['id']}")
