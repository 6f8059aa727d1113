"""Uploads and documents: read at once, kept or refused whole, live with the next look, taken back."""

from collections.abc import Iterator

import pytest

from server.api import uploads
from tests.server.api.knowing import SITE, House
from tests.server.knowledge.formats.drawn import FACT
from tests.server.knowledge.formats.legacy.packed import made

FEES = b"# Fees\n\n## Transfer\n\nThe fee of a transfer is 9 euros.\n"


@pytest.fixture(autouse=True)
def emptied(house: House) -> Iterator[None]:
    yield
    for id in house.sources():
        house.call("DELETE", f"/sources/{id}")


def upload(house: House, name: str, data: bytes, role: str = "agent", **said: object) -> dict[str, object]:
    query = {"site": SITE, "name": name, **said}
    taken: dict[str, object] = house.call("POST", "/uploads", role, params=query, content=data)
    return taken


def test_upload_is_previewed_answered_and_taken_back(house: House) -> None:
    taken = upload(house, "fees.md", FEES)
    assert (taken["path"], taken["title"], taken["format"], taken["passages"]) == (
        "uploads/fees.md",
        "Fees",
        "markdown",
        1,
    )
    assert taken["headings"] == [{"heading": "Transfer", "anchor": "transfer"}]
    house.work()
    asked = house.ask("what is the fee of a transfer")
    assert "9 euros" in asked.answer
    assert asked.passages[0].source == "uploads/fees.md"
    house.call("DELETE", "/uploads", "agent", params={"site": SITE, "path": "uploads/fees.md"})
    house.work()
    assert house.ask("what is the fee of a transfer").passages == []
    again = house.refused("DELETE", "/uploads", "agent", params={"site": SITE, "path": "uploads/fees.md"})
    assert again == (404, "not_found")


@pytest.mark.parametrize(("kind", "anchor"), [("doc", "lamp"), ("ppt", "slide=2"), ("xls", "lamp")])
def test_upload_of_an_old_office_file_is_answered_and_cited(house: House, kind: str, anchor: str) -> None:
    assert upload(house, f"guide.{kind}", made(f"guide.{kind}"))["format"] == kind
    house.work()
    asked = house.ask("how often does the lamp blink when the firmware is too old")
    assert asked.answerable
    assert FACT in asked.answer
    (citation,) = asked.citations
    assert (citation.url, citation.quote.removeprefix("- ")) == (f"#{anchor}", FACT)
    assert asked.passages[0].source == f"uploads/guide.{kind}"


def test_a_second_upload_replaces_the_first_in_the_same_source(house: House) -> None:
    first, second = upload(house, "fees.md", FEES), upload(house, "fees.md", FEES.replace(b"9", b"8"))
    assert first["source"] == second["source"]
    house.work()
    assert "8 euros" in house.ask("what is the fee of a transfer").answer


def test_internal_upload_has_a_source_of_its_own_and_answers_staff_alone(house: House) -> None:
    assert (
        upload(house, "open.md", b"# Open\n\nWe open at nine.\n")["source"]
        != (upload(house, "fees.md", FEES, public=False)["source"])
    )
    house.work()
    assert not house.ask("what is the fee of a transfer").answerable
    assert "9 euros" in house.ask("what is the fee of a transfer", audience="staff").answer


@pytest.mark.parametrize(
    ("name", "data", "refusal"),
    [
        ("a.md", b"", (422, "unreadable")),
        ("a.md", b"# Only a heading\n", (422, "unreadable")),
        ("a.zip", b"PK\x05\x06" + bytes(30), (415, "unsupported")),
        ("a.pdf", b"%PDF-1.7 broken", (422, "unreadable")),
        ("a.png", b"\x89PNG\r\n\x1a\n", (415, "unsupported")),
        ("../a.md", FEES, (400, "invalid")),
        ("/etc/a.md", FEES, (400, "invalid")),
        ("a\0.md", FEES, (400, "invalid")),
        ("", FEES, (400, "invalid")),
        ("x" * 1001, FEES, (400, "invalid")),
    ],
)
def test_what_is_no_article_is_refused_and_nothing_kept(
    house: House, name: str, data: bytes, refusal: tuple[int, str]
) -> None:
    query = {"site": SITE, "name": name}
    assert house.refused("POST", "/uploads", "agent", params=query, content=data) == refusal
    assert house.sources() == {}


def test_body_over_the_limit_is_refused(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_BODY", 1_000)
    query = {"site": SITE, "name": "long.md"}
    for size in (1_001, 5_000):
        refused = house.refused("POST", "/uploads", "agent", params=query, content=b"word " * (size // 5 + 1))
        assert refused == (413, "too_large")
    upload(house, "short.md", b"word " * 100)


def test_a_text_over_its_formats_limit_is_refused(house: House) -> None:
    query = {"site": SITE, "name": "long.txt"}
    refused = house.refused("POST", "/uploads", "agent", params=query, content=b"word " * (11 * 1024 * 1024 // 5))
    assert refused == (413, "too_large")


def test_upload_takes_a_site_and_a_source_of_its_kind(house: House) -> None:
    api = house.call("POST", "/sources", json={"site": SITE, "kind": "api"})
    assert api["secret"] == ""
    assert house.refused("POST", f"/sources/{api['id']}/secret") == (400, "invalid")
    for query, refusal in (
        ({"site": "nobody", "name": "a.md"}, (404, "unknown_site")),
        ({"site": SITE, "name": "a.md", "source": "none"}, (404, "not_found")),
        ({"site": SITE, "name": "a.md", "source": api["id"]}, (400, "invalid")),
    ):
        assert house.refused("POST", "/uploads", "agent", params=query, content=FEES) == refusal
    assert house.refused("POST", "/uploads", "viewer", params={"site": SITE, "name": "a.md"}, content=FEES)[0] == 403


def test_document_is_put_twice_and_deleted_twice_as_once(house: House) -> None:
    query = {"site": SITE, "path": "guide/fees.md"}
    first = house.call("PUT", "/documents", "agent", params=query, content=FEES)
    assert first["path"] == "api/guide/fees.md"
    house.work()
    before = house.articles()
    house.call("PUT", "/documents", "agent", params=query, content=FEES)
    house.work()
    assert house.articles() == before
    for _ in range(2):
        house.call("DELETE", "/documents", "agent", params=query)
        house.work()
        assert house.articles() == []
