"""The webhook: what is signed is heard once, everything else is refused and tells nothing."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct

from tests.server.api.knowing import AT, SITE, House, write


class Sender(Struct):
    """A content system that signs as Standard Webhooks has it, from its description, not from our code."""

    house: House
    source: dict[str, Any]
    calls: int = 0

    def post(
        self,
        body: object,
        *,
        secret: str = "",
        at: float | None = None,
        call: str = "",
        source: str = "",
        signature: str | None = None,
    ) -> Any:
        self.calls += 1
        id = call or f"msg_{self.source['id']}_{self.calls}"
        moment = str(int(time.time() if at is None else at))
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        key = base64.b64decode((secret or self.source["secret"]).removeprefix("whsec_"))
        digest = hmac.new(key, f"{id}.{moment}.".encode() + raw, hashlib.sha256).digest()
        headers = {
            "webhook-id": id,
            "webhook-timestamp": moment,
            "webhook-signature": f"v1,{base64.b64encode(digest).decode()}" if signature is None else signature,
        }
        encoded = [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]
        address = f"{AT}/webhooks/{source or self.source['id']}"
        return self.house.client.post(address, content=raw, headers=encoded)

    def waiting(self) -> int:
        figures = self.house.call("GET", "/deliveries", params={"site": SITE})
        return int(figures["waiting"])


@pytest.fixture
def sender(house: House, docs: Path) -> Iterator[Sender]:
    write(docs, "hook/fees.md", "# Fees\n\nThe fee of a transfer is 9 euros.\n")
    write(docs, "hook/opening.md", "# Opening\n\nThe office opens at nine.\n")
    said = {"site": SITE, "kind": "folder", "address": str(docs / "hook")}
    source = house.call("POST", "/sources", json=said)
    house.work()
    yield Sender(house, source)
    house.call("DELETE", f"/sources/{source['id']}")
    house.client.app.state.gateway.address_buckets._buckets.clear()  # each test has its own quota


def test_edit_and_deletion_are_live_once_they_are_told(house: House, docs: Path, sender: Sender) -> None:
    write(docs, "hook/fees.md", "# Fees\n\nThe fee of a transfer is 8 euros.\n")
    (docs / "hook" / "opening.md").unlink()
    answer = sender.post({"changed": ["fees.md"], "deleted": ["opening.md"]})
    assert (answer.status_code, len(answer.json()["deliveries"])) == (202, 2)
    house.work()
    assert "8 euros" in house.ask("what is the fee of a transfer").answer
    assert [each["path"] for each in house.articles()] == ["fees.md"]


def test_nothing_named_is_the_whole_source(house: House, docs: Path, sender: Sender) -> None:
    write(docs, "hook/new.md", "# New\n\nThe new office is in Bonn.\n")
    assert len(sender.post({}).json()["deliveries"]) == 1
    house.work()
    assert "new.md" in {each["path"] for each in house.articles()}


def test_deletion_of_what_is_still_there_takes_nothing_away(house: House, sender: Sender) -> None:
    assert sender.post({"deleted": ["fees.md"]}).status_code == 202
    house.work()
    assert "fees.md" in {each["path"] for each in house.articles()}


def test_wrong_signatures_unknown_sources_and_old_secrets_look_the_same(house: House, sender: Sender) -> None:
    old = dict(sender.source)
    renewed = house.call("POST", f"/sources/{old['id']}/secret", status=200)
    sender.source = {**old, "secret": renewed["secret"]}
    house.work()
    upload = house.call("POST", "/sources", json={"site": SITE, "kind": "upload"})
    other = "whsec_" + base64.b64encode(b"x" * 32).decode()
    refused = [
        sender.post({}, secret=old["secret"]),
        sender.post({}, secret=other),
        sender.post({}, source="nothing"),
        sender.post({}, source=upload["id"]),
        sender.post({}, signature=""),
        sender.post({}, signature="v1,"),
        sender.post({}, signature="v1,ü"),
        sender.post({}, signature="v2," + "A" * 44),
        sender.post({}, call="x" * 201),
        sender.house.client.post(f"{AT}/webhooks/{old['id']}", json={}),
    ]
    assert {(answer.status_code, answer.text) for answer in refused} == {(401, refused[0].text)}
    assert sender.waiting() == 0
    house.call("DELETE", f"/sources/{upload['id']}")
    assert sender.post({}).status_code == 202


def test_one_right_signature_among_several_is_enough_and_ten_are_looked_at(sender: Sender) -> None:
    right = sender.post({}, call="several")
    assert right.status_code == 202
    moment, raw = int(time.time()), b"{}"
    key = base64.b64decode(sender.source["secret"].removeprefix("whsec_"))
    digest = hmac.new(key, f"again.{moment}.".encode() + raw, hashlib.sha256).digest()
    good = "v1," + base64.b64encode(digest).decode()
    assert sender.post(raw, call="again", at=moment, signature=f"v1,AAAA {good}").status_code == 202
    assert sender.post(raw, call="again", at=moment, signature="v1,AAAA " * 20 + good).status_code == 401


@pytest.mark.parametrize("away_s", [-301, 302, -(10**9), 10**9])
def test_timestamp_five_minutes_away_is_refused(sender: Sender, away_s: int) -> None:
    answer = sender.post({}, at=time.time() + away_s)
    assert (answer.status_code, answer.json()["code"]) == (401, "too_old")
    assert sender.waiting() == 0


def test_replay_is_taken_and_tells_nothing(house: House, sender: Sender) -> None:
    assert len(sender.post({"changed": ["fees.md"]}, call="once").json()["deliveries"]) == 1
    house.work()
    again = sender.post({"changed": ["fees.md"]}, call="once")
    assert (again.status_code, again.json()["deliveries"]) == (202, [])
    assert sender.waiting() == 0


@pytest.mark.parametrize(
    "body",
    [
        {"changed": ["../../etc/passwd"]},
        {"changed": ["/etc/passwd"]},
        {"deleted": ["fees.md", "a/../../b.md"]},
        {"changed": [""]},
        {"changed": ["x" * 1001]},
        {"changed": [f"{number}.md" for number in range(1001)]},
        {"changed": "fees.md"},
        {"changed": [1]},
        [],
        b"",
        b"not json",
        b"\xff",
        b"[" * 100_000,
    ],
)
def test_what_makes_no_sense_is_refused_whole(sender: Sender, body: object) -> None:
    assert sender.post(body).status_code == 400
    assert sender.waiting() == 0


def test_refused_call_may_be_mended_and_sent_again_under_its_id(sender: Sender) -> None:
    assert sender.post({"changed": ["/etc/passwd"]}, call="mended").status_code == 400
    assert len(sender.post({"changed": ["fees.md"]}, call="mended").json()["deliveries"]) == 1


def test_huge_body_is_refused_unread(sender: Sender) -> None:
    for size in (257 * 1024, 600 * 1024):
        assert sender.post(b" " * size).status_code == 413


def test_address_of_another_site_is_refused(house: House, sender: Sender) -> None:
    said = {"site": SITE, "kind": "website", "address": "https://docs.example.com/help/"}
    web = house.call("POST", "/sources", json=said)
    house.call("PATCH", f"/sources/{web['id']}", json={"paused": True})
    of_web = Sender(house, web)
    for url in ("https://evil.example/", "http://169.254.169.254/", "fees.md", "javascript:1"):
        assert of_web.post({"changed": [url]}).status_code == 400
    assert of_web.post({"changed": ["https://docs.example.com/help/a"]}).status_code == 202
    house.call("DELETE", f"/sources/{web['id']}")


def test_flood_is_slowed_down(sender: Sender) -> None:
    codes = [sender.post({}, signature="v1,AAAA").status_code for _ in range(150)]
    assert (codes[0], codes[-1]) == (401, 429)
