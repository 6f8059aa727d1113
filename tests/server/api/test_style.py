"""A site's style: who may read and set it, what is refused, and the example that shows it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from server.clock import now_ms
from server.knowledge.sync import sync_folder

Client = TestClient[Litestar]
Headers = dict[str, dict[str, str]]
HELP = Path(__file__).parents[3] / "server" / "demo" / "help"
PATH = "/v1/sites/shop/style"
PLAIN = {"form": "", "length": "", "tone": "plain"}


@pytest.fixture
def style(client: Client, headers: Headers) -> Iterator[str]:
    """The path of a site's style, which is as shipped again afterwards."""
    yield PATH
    client.put(PATH, headers=headers["admin"], json=PLAIN)


def test_a_new_site_answers_plainly(client: Client, headers: Headers) -> None:
    assert client.get(PATH, headers=headers["viewer"]).json() == PLAIN


def test_an_admin_sets_it_and_everybody_reads_it(client: Client, headers: Headers, style: str) -> None:
    wanted = {"form": "steps", "length": "full", "tone": "formal"}
    assert client.put(style, headers=headers["admin"], json=wanted).json() == wanted
    assert client.get(style, headers=headers["viewer"]).json() == wanted
    assert client.put(style, headers=headers["agent"], json=PLAIN).status_code == 403
    assert client.get(style, headers=headers["viewer"]).json() == wanted


@pytest.mark.parametrize("wrong", [{"form": "haiku"}, {"length": "endless"}, {"tone": ""}, {"tone": 3}])
def test_what_is_no_style_is_refused_by_name(
    client: Client, headers: Headers, style: str, wrong: dict[str, object]
) -> None:
    answer = client.put(style, headers=headers["admin"], json={**PLAIN, **wrong})
    assert answer.status_code == 400
    assert next(iter(wrong)) in answer.json()["message"]
    assert client.get(style, headers=headers["viewer"]).json() == PLAIN
    value = str(next(iter(wrong.values())) or "loud")
    asked = client.get(f"{style}/example", headers=headers["viewer"], params={next(iter(wrong)): value})
    assert asked.status_code == 400


def test_an_unknown_site_is_not_found(client: Client, headers: Headers) -> None:
    for path in ("/v1/sites/nowhere/style", "/v1/sites/nowhere/style/example"):
        assert client.get(path, headers=headers["viewer"]).json()["code"] == "unknown_site"
    assert client.put("/v1/sites/nowhere/style", headers=headers["admin"], json=PLAIN).status_code == 404


def test_without_articles_the_example_says_so_and_has_the_tone(client: Client, headers: Headers) -> None:
    shown = client.get(f"{PATH}/example", headers=headers["viewer"], params={"tone": "formal"}).json()
    assert (shown["question"], shown["answer"]) == ("", "")
    assert shown["greeting"] == "Hello. Please ask your question about Shop, and I will look it up."


def test_the_example_is_an_answer_of_the_site_in_the_style_that_is_tried(client: Client, headers: Headers) -> None:
    rooms = client.app.state.rooms
    sync_folder(rooms.db, rooms.encoder, "shop", HELP, "/help/", now_ms())
    rooms.knowledge.refresh()

    def shown(**style: str) -> dict[str, str]:
        found = client.get(f"{PATH}/example", headers=headers["viewer"], params=style).json()
        assert isinstance(found, dict)
        return found

    plain, full = shown(), shown(length="full", tone="warm")
    assert plain["question"] == full["question"] != ""
    assert "\n2. " in plain["answer"]
    assert plain["answer"] in full["answer"]
    assert full["answer"].startswith("Happy to help.")
    assert "\n2. " not in shown(form="prose")["answer"]
    assert client.get(PATH, headers=headers["viewer"]).json() == PLAIN
